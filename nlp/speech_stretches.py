"""有声段: the stretches of a recording in which somebody speaks; the voice detector (Silero) of faster-whisper."""

import numpy as np
import numpy.typing as npt
from faster_whisper.vad import SpeechTimestampsMap, VadOptions, get_speech_timestamps

from nlp.audio import RATE


class SpeechOnly:
    """A recording without its pauses, and the way back to its times; what faster-whisper does inside itself."""

    def __init__(self, samples: npt.NDArray[np.float32]) -> None:
        stretches = get_speech_timestamps(samples, VadOptions())
        self._map = SpeechTimestampsMap(stretches, RATE)
        pieces = [samples[stretch["start"] : stretch["end"]] for stretch in stretches]
        self.samples: npt.NDArray[np.float32] = np.concatenate(pieces) if pieces else np.zeros(0, np.float32)

    def second(self, second: float, is_end: bool = False) -> float:
        """The second of the whole recording that is `second` of the speech."""
        return float(self._map.get_original_time(second, is_end=is_end))


def stretches(samples: npt.NDArray[np.float32], longest: float) -> list[tuple[int, int]]:
    """Stretches of at most `longest` seconds, cut at pauses; sample numbers from and to."""
    options = VadOptions(max_speech_duration_s=longest, min_silence_duration_ms=500, speech_pad_ms=200)
    return [(stretch["start"], stretch["end"]) for stretch in get_speech_timestamps(samples, options)]
