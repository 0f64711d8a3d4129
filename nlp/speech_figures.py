"""听写指标: how well, how fast and with how much memory an engine hears recordings whose words are known."""

import resource
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass

from domain.transcript import Transcript
from nlp.audio import RATE, Audio
from nlp.cer import errors, folded
from nlp.speech import Engine

_WARMING_UP = 10 * RATE  #: samples; the first sound makes an engine load the rest of itself


@dataclass(frozen=True)
class Result:
    """What one engine made of all clips: seconds of work and of audio, edits and characters, memory at its highest."""

    work: float
    audio: float
    wrong: int
    said: int
    megabytes: int

    @property
    def real_time_factor(self) -> float:
        """Seconds of work for a second of audio."""
        return self.work / max(self.audio, 0.01)

    @property
    def cer(self) -> float:
        """Percent."""
        return 100 * self.wrong / max(self.said, 1)


def measured(engine: Engine, clips: Iterable[tuple[Audio, str]]) -> Result:
    """The figures over recordings and what is said in them. The memory is that of the process until now."""
    work = seconds = 0.0
    wrong = said = 0
    for number, (audio, text) in enumerate(clips):
        if number == 0:
            engine.transcribe(Audio(audio.samples[:_WARMING_UP]))
        began = time.monotonic()
        heard = engine.transcribe(audio)
        work += time.monotonic() - began
        seconds += audio.seconds
        wrong += errors(text, heard.text if isinstance(heard, Transcript) else "")
        said += len(folded(text))
    return Result(work, seconds, wrong, said, _megabytes())


def _megabytes() -> int:
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most // (1024 * 1024 if sys.platform == "darwin" else 1024)
