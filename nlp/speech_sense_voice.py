"""第三引擎 SenseVoice: on sherpa-onnx; an extra, see requirements-sensevoice.in. No weights come with the product."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import sherpa_onnx

from domain.speech_settings import SpeechSettings
from nlp.audio import RATE
from nlp.packaged_model import ModelUnusable
from nlp.speech_segments import RawSegment
from nlp.speech_stretches import stretches

_LONGEST = 20.0  #: seconds; SenseVoice is made for short utterances and gives no times inside one


class SenseVoice:
    """A directory with `tokens.txt` and `model.int8.onnx` or `model.onnx`, as the sherpa-onnx project publishes it."""

    def __init__(self, settings: SpeechSettings, model: Path | str) -> None:
        if isinstance(model, str):
            raise ModelUnusable("sense-voice 只用本机的模型目录，不会自己下载")
        weights = next((model / name for name in ("model.int8.onnx", "model.onnx") if (model / name).is_file()), None)
        if weights is None or not (model / "tokens.txt").is_file():
            raise ModelUnusable(f"模型目录 {model} 里要有 tokens.txt 和 model.int8.onnx（或 model.onnx）")
        self._recogniser = sherpa_onnx.OfflineRecognizer.from_sense_voice(
            model=str(weights),
            tokens=str(model / "tokens.txt"),
            num_threads=settings.threads,
            language=settings.language,
            use_itn=True,
        )

    def recognise(self, samples: npt.NDArray[np.float32]) -> list[RawSegment]:
        """One segment for each stretch between pauses."""
        found = []
        for start, end in stretches(samples, _LONGEST):
            stream = self._recogniser.create_stream()
            stream.accept_waveform(RATE, samples[start:end])
            self._recogniser.decode_stream(stream)
            found.append(RawSegment(start / RATE, end / RATE, stream.result.text))
        return found
