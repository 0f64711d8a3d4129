"""听写窗口: a long recording in pieces cut at pauses, so that it needs no more memory than a short one."""

import numpy as np
import numpy.typing as npt

from nlp.audio import RATE
from nlp.speech_stretches import stretches

LONG = 120.0  #: seconds; recordings up to this are heard whole, and nothing is said while they are
#: seconds after the last cut between which the next is made; Whisper takes half a minute at a time anyway
_EARLIEST, _LATEST = 15.0, 30.0
_QUIET = RATE // 10
_MOST_LEFT = 3.0  #: seconds of speech that may remain without words: hesitations, and Whisper's times are rough
_LEAST_HEARD = 3.0  #: seconds by which each piece brings us forward


def piece_end(samples: npt.NDArray[np.float32], start: int) -> int:
    """Where the piece that begins with sample `start` ends; one that would be all of a short recording is."""
    if len(samples) <= LONG * RATE or len(samples) - start <= _LATEST * RATE:
        return len(samples)
    earliest = start + int(_EARLIEST * RATE)
    return earliest + _pause(samples[earliest : start + int(_LATEST * RATE)])


def heard_until(piece: npt.NDArray[np.float32], last: float) -> int:
    """How many samples of a piece are done with, when the last words in it ended at second `last`.

    Whisper now and then falls silent in the middle of speech, mostly where less than half a minute is left to it:
    what was spoken after that is heard again, with what follows.
    """
    words_end = int(last * RATE)
    if words_end < _LEAST_HEARD * RATE or len(piece) - words_end < _MOST_LEFT * RATE:
        return len(piece)
    spoken = sum(end - start for start, end in stretches(piece[words_end:], float("inf")))
    return words_end if spoken > _MOST_LEFT * RATE else len(piece)


def _pause(samples: npt.NDArray[np.float32]) -> int:
    """The middle of the longest pause; where nobody draws breath, of the quietest tenth of a second."""
    spoken = stretches(samples, float("inf"))
    silences = zip([0, *(end for _, end in spoken)], [*(start for start, _ in spoken), len(samples)], strict=True)
    longest, middle = max((end - start, (start + end) // 2) for start, end in silences)
    if longest > 0:
        return middle
    tenths = samples[: len(samples) // _QUIET * _QUIET].reshape(-1, _QUIET)
    return int(np.argmin(np.abs(tenths).sum(axis=1))) * _QUIET + _QUIET // 2
