"""第二引擎 openai-whisper: the reference implementation on PyTorch; an extra, see requirements-whisper.in."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
import whisper

from domain.speech_settings import SpeechSettings
from nlp.packaged_model import ModelUnusable
from nlp.speech_segments import TEMPERATURES, RawSegment
from nlp.speech_stretches import SpeechOnly
from nlp.whisper_weights import checkpoint_from


class OpenAIWhisper:
    """A `.pt` checkpoint, a CTranslate2 directory (converted once into `cache`), or a name whisper itself downloads."""

    def __init__(self, settings: SpeechSettings, model: Path | str, cache: Path) -> None:
        if isinstance(model, Path) and model.is_dir():
            model = checkpoint_from(model, cache / f"{model.name}-openai.pt")
        if isinstance(model, Path) and model.suffix != ".pt":
            raise ModelUnusable(f"openai-whisper 的模型是 .pt 文件或 CTranslate2 目录，{model} 两者都不是")
        torch.set_num_threads(settings.threads)
        self._model = whisper.load_model(str(model), device="cpu", download_root=str(cache / "openai"))
        self._settings = settings

    def recognise(self, samples: npt.NDArray[np.float32]) -> list[RawSegment]:
        """The library gets samples, never a file: its own file reader needs an ffmpeg program."""
        speech = SpeechOnly(samples)
        if not len(speech.samples):
            return []
        result = self._model.transcribe(
            speech.samples,
            language=self._settings.language,
            beam_size=self._settings.beam_size,
            temperature=TEMPERATURES,
            condition_on_previous_text=False,
            fp16=False,
            verbose=None,
        )
        return [
            RawSegment(
                speech.second(s["start"]),
                speech.second(s["end"], is_end=True),
                s["text"],
                s["avg_logprob"],
                s["no_speech_prob"],
            )
            for s in result["segments"]
        ]
