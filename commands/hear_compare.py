"""hear --compare: engines and models against each other, on recordings whose words the user wrote down himself."""

import json
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from commands.columns import padded
from commands.wiring import Refusal
from domain.speech_settings import SpeechSettings
from domain.transcript import NotHeard
from nlp.audio import Audio
from nlp.packaged_model import ModelUnusable
from nlp.speech import decode_file, load_engine
from nlp.speech_figures import Result, measured

_MOST_BYTES = 10 * 1024 * 1024
_MOST_CLIPS = 10_000
#: title and width; 每秒语音算几秒 is the real-time factor
_COLUMNS = (("引擎", 18), ("模型", 24), ("错字率 %", 10), ("每秒语音算几秒", 16), ("内存峰值 MB", 13))


@dataclass(frozen=True)
class Clip:
    """A recording and what is said in it."""

    path: Path
    text: str


def load_clips(labels: Path) -> list[Clip]:
    """The labelled clips: a JSON line each with `file`, relative to `labels`, and `text`. Refusal names the first bad
    line."""
    try:
        if labels.stat().st_size > _MOST_BYTES:
            raise Refusal(f"{labels} 超过 {_MOST_BYTES // 1024 // 1024} MB")
        lines = labels.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise Refusal(f"{labels} 不是 UTF-8 的文字") from error
    except OSError as error:
        raise Refusal(f"读不到 {labels}：{error.strerror}") from error
    clips = [_clip(line, labels, number) for number, line in enumerate(lines, 1) if line.strip()]
    if not 0 < len(clips) <= _MOST_CLIPS:
        raise Refusal(f"{labels} 里要有 1 到 {_MOST_CLIPS} 段录音，现在是 {len(clips)} 段")
    return clips


def _clip(line: str, labels: Path, number: int) -> Clip:
    try:
        label = json.loads(line)
    except ValueError:
        label = None
    file, text = (label.get("file"), label.get("text")) if isinstance(label, dict) else (None, None)
    if not (isinstance(file, str) and file and isinstance(text, str) and text.strip()):
        raise Refusal(f'{labels} 第 {number} 行要写成 {{"file": "录音.amr", "text": "录音里说的话"}}')
    return Clip(labels.parent / file, text)


def compare(clips: Sequence[Clip], choices: Sequence[SpeechSettings], data_dir: Path) -> bool:
    """Print the table; False when an engine, a model or a recording is missing from it, each named below with why.

    Each choice listens in a process of its own, one after the other, so that its memory is its own.
    """
    missing: dict[str, None] = {}  # in order, each once
    print(_row(name for name, _ in _COLUMNS), flush=True)
    for choice in choices:
        listened = _apart(clips, choice, data_dir)
        if isinstance(listened, str):
            missing[f"{choice.engine} · {choice.model}：{listened}"] = None
            continue
        result, unreadable = listened
        missing |= dict.fromkeys(unreadable)
        figures = (f"{result.cer:.1f}", f"{result.real_time_factor:.3f}", f"{result.megabytes}")
        print(_row((choice.engine, choice.model, *figures)), flush=True)
    for why in missing:
        print(f"没有算进去：{why}")
    return not missing


def _apart(clips: Sequence[Clip], choice: SpeechSettings, data_dir: Path) -> tuple[Result, list[str]] | str:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        try:
            return process.submit(_listen, clips, choice, data_dir).result()
        except BrokenProcessPool:
            return "中途退出了，可能是内存不够"


def _listen(clips: Sequence[Clip], choice: SpeechSettings, data_dir: Path) -> tuple[Result, list[str]] | str:
    """The figures and the recordings left out, or why there are no figures."""
    unreadable: list[str] = []

    def readable() -> Iterator[tuple[Audio, str]]:
        for clip in clips:
            audio = decode_file(clip.path, choice.max_seconds)
            if isinstance(audio, NotHeard):
                unreadable.append(f"{clip.path}：{audio.detail}")
            else:
                yield audio, clip.text

    try:
        engine = load_engine(choice, data_dir)
    except ModelUnusable as error:
        return str(error)
    return measured(engine, readable()), unreadable


def _row(cells: Iterable[str]) -> str:
    """A Chinese character is as wide as two letters."""
    return "".join(padded(cell, width) for cell, (_, width) in zip(cells, _COLUMNS, strict=True)).rstrip()
