"""听写: a recording → simplified Chinese with times, by the engine that config.yaml names, on this machine."""

import dataclasses
import logging
import math
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from domain.speech_settings import PACKAGED, SpeechSettings
from domain.transcript import SILENT, UNDECODABLE, NotHeard, Progress, Transcript
from nlp.audio import RATE, Audio, decode
from nlp.packaged_model import ModelUnusable, packaged_model
from nlp.speech_segments import RawSegment, transcript
from nlp.speech_windows import LONG, heard_until, piece_end

log = logging.getLogger(__name__)

HUB = "hub:"
_PIP = ".venv/bin/pip install --require-hashes"
#: how to install the engines that do not come with the product
_INSTALL = {
    "openai-whisper": f"先装 CPU 版的 torch（docs/speech.md），再 {_PIP} --no-deps -r requirements-whisper.txt",
    "sense-voice": f"{_PIP} -r requirements-sensevoice.txt，模型要自己下载（docs/speech.md）",
}
_SHORTEST = 0.2  #: seconds; nothing can be said in less
# Loudness (see _loudness); a click alone does not make a recording loud.
_FAINTEST = 0.0002
_QUIET = 0.03
_RAISED_TO = 0.5


class Recogniser(Protocol):
    """What an engine gives us: stretches of recognised speech, times in seconds of what it was given."""

    def recognise(self, samples: npt.NDArray[np.float32]) -> list[RawSegment]: ...


class Engine:
    """A loaded recogniser. Not for use by several threads at once: give each its own."""

    def __init__(self, recogniser: Recogniser) -> None:
        self._recogniser = recogniser

    def transcribe(self, audio: Audio, progress: Progress | None = None) -> Transcript | NotHeard:
        """What is said in the recording, or SILENT for silence, music and noise.

        `progress` is called while a recording of more than LONG seconds is heard, after each piece but the last.
        """
        loudness = _loudness(audio.samples)
        if audio.seconds < _SHORTEST or loudness < _FAINTEST:
            return NotHeard(SILENT)
        began = time.monotonic()
        raw: list[RawSegment] = []
        start = 0
        while start < len(audio.samples):
            if start and progress is not None and audio.seconds > LONG:
                progress(start / RATE, audio.seconds)
            end = piece_end(audio.samples, start)
            piece = audio.samples[start:end]
            if loudness < _QUIET:  # the voice detector overlooks a telephone that lay far from the speaker
                piece = np.clip(piece * (_RAISED_TO / loudness), -1.0, 1.0)
            heard = self._recogniser.recognise(piece)
            raw += [segment.later(start / RATE) for segment in heard]
            start += heard_until(piece, max((segment.end for segment in heard), default=0.0))
        log.info("listened to %.1f s in %.1f s", audio.seconds, time.monotonic() - began)
        return transcript(raw, audio.seconds)


def _loudness(samples: npt.NDArray[np.float32]) -> float:
    """What the loudest thousandth of the samples reaches; of a long recording every second, third … sample is asked."""
    step = max(1, math.ceil(len(samples) / (LONG * RATE)))
    return float(np.percentile(np.abs(samples[::step]), 99.9)) if len(samples) else 0.0


def load_engine(settings: SpeechSettings, data_dir: Path) -> Engine:
    """Load the engine and its model; seconds of work and hundreds of MB.

    Raises ModelUnusable, with what to do in Chinese, if the model or the engine's package is not there. Nothing is
    fetched from the net unless `settings.model` begins with `hub:`.
    """
    try:
        if settings.engine == "faster-whisper":
            from nlp.speech_faster_whisper import FasterWhisper

            return Engine(FasterWhisper(settings, _folder(settings, data_dir), data_dir / "models" / "hub"))
        if settings.engine == "openai-whisper":
            from nlp.speech_openai_whisper import OpenAIWhisper

            return Engine(OpenAIWhisper(settings, _folder(settings, data_dir), data_dir / "models"))
        if settings.engine == "sense-voice":
            from nlp.speech_sense_voice import SenseVoice

            return Engine(SenseVoice(settings, _folder(settings, data_dir)))
    except ModuleNotFoundError as error:
        how = _INSTALL.get(settings.engine, "./run setup")
        raise ModelUnusable(f"语音引擎 {settings.engine} 没有安装（缺 {error.name}）。安装：{how}") from error
    raise ModelUnusable(f"没有名为 {settings.engine} 的语音引擎")


def _folder(settings: SpeechSettings, data_dir: Path) -> Path | str:
    """Where the model lies; `hub:NAME` stays a name."""
    if settings.model == PACKAGED:
        return packaged_model(data_dir)
    if settings.model.startswith(HUB):
        return settings.model.removeprefix(HUB)
    path = Path(settings.model).expanduser()
    if not path.exists():
        raise ModelUnusable(f"找不到语音模型 {settings.model}：请写本机的模型目录，或 {PACKAGED}")
    return path


def hear(paths: Iterable[Path], engine: Engine, max_seconds: float) -> Iterator[dict[str, Any]]:
    """One line for each file: file, text, audio_seconds, seconds (of work), segments, not_heard if it gave no words."""
    for path in paths:
        began = time.monotonic()
        audio = decode_file(path, max_seconds)
        heard = audio if isinstance(audio, NotHeard) else engine.transcribe(audio)
        line: dict[str, Any] = {"file": str(path), "text": ""}
        line["audio_seconds"] = None if isinstance(audio, NotHeard) else audio.seconds
        line["seconds"] = round(time.monotonic() - began, 2)
        line["segments"] = []
        if isinstance(heard, NotHeard):
            line |= {"not_heard": heard.reason, "detail": heard.detail}
        else:
            line |= {"text": heard.text, "segments": [dataclasses.asdict(segment) for segment in heard.segments]}
        yield line


def decode_file(path: Path, max_seconds: float) -> Audio | NotHeard:
    """The recording in a file; one that cannot be read is UNDECODABLE."""
    try:
        return decode(path.read_bytes(), max_seconds)
    except OSError as error:
        return NotHeard(UNDECODABLE, f"读不到文件：{error.strerror}")
