"""听写: what a recogniser heard in one recording, with the times of its segments."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Segment:
    """A stretch of speech; `start` and `end` in seconds from the beginning of the recording."""

    start: float
    end: float
    text: str


@dataclass(frozen=True)
class Transcript:
    """`text` is the segments' texts put together in order, simplified Chinese; empty = nothing was heard.

    `seconds` is the length of the audio.
    """

    text: str
    seconds: float
    segments: tuple[Segment, ...] = ()

    def second_at(self, offset: int) -> float | None:
        """The second of audio at which the character `text[offset]` was said, or None if unknown.

        Inside a segment the time is interpolated by characters.
        """
        position = 0
        for segment in self.segments:
            start = self.text.find(segment.text, position)
            if start < 0 or not segment.text:
                continue
            position = start + len(segment.text)
            if start <= offset < position:
                share = (offset - start) / len(segment.text)
                return round(segment.start + share * (segment.end - segment.start), 1)
        return None


#: told of a long recording while it is heard: seconds heard so far, seconds in all
Progress = Callable[[float, float], None]


@dataclass(frozen=True)
class NotHeard:
    """A recording that gave no words; `reason` is one of the constants below, `detail` a word more for people."""

    reason: str
    detail: str = ""


SILENT = "silent"  #: silence, music or noise only
UNDECODABLE = "undecodable"  #: not audio, or damaged
EXPIRED = "expired"  #: the platform no longer has it (3 days)
TOO_LONG = "too_long"  #: longer than the configured limit
UNREACHABLE = "unreachable"  #: the platform could not be reached for too long
