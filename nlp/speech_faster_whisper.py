"""默认引擎 faster-whisper: Whisper on CTranslate2, int8, without a GPU."""

from pathlib import Path

import ctranslate2
import numpy as np
import numpy.typing as npt
from faster_whisper import WhisperModel

from domain.speech_settings import SpeechSettings
from nlp.packaged_model import ModelUnusable
from nlp.speech_segments import TEMPERATURES, RawSegment

_NEEDED = ("model.bin", "config.json", "tokenizer.json")  # without the last one the library would ask the hub for it


class FasterWhisper:
    """A CTranslate2 model: a directory, or a name that the library looks up on the hub and keeps in `hub_dir`."""

    def __init__(self, settings: SpeechSettings, model: Path | str, hub_dir: Path) -> None:
        if isinstance(model, Path) and (missing := [name for name in _NEEDED if not (model / name).is_file()]):
            raise ModelUnusable(f"模型目录 {model} 缺少 {'、'.join(missing)}；faster-whisper 要 CTranslate2 格式的模型")
        try:
            self._model = WhisperModel(
                str(model),
                device="cpu",
                compute_type="int8",
                cpu_threads=settings.threads,
                download_root=str(hub_dir),
                local_files_only=isinstance(model, Path),
            )
        except (RuntimeError, ValueError) as error:  # what CTranslate2 raises for a file it cannot read
            raise ModelUnusable(f"模型 {model} 读不出来：{error}") from error
        self._settings = settings

    def recognise(self, samples: npt.NDArray[np.float32]) -> list[RawSegment]:
        """No prompt and no hotwords: Whisper base echoes them on silence."""
        ctranslate2.set_random_seed(1)  # the second temperature draws lots; the same recording gives the same words
        segments, _ = self._model.transcribe(
            samples,
            language=self._settings.language,
            beam_size=self._settings.beam_size,
            temperature=TEMPERATURES,
            vad_filter=True,
            condition_on_previous_text=False,
        )
        return [RawSegment(s.start, s.end, s.text, s.avg_logprob, s.no_speech_prob) for s in segments]
