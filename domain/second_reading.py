"""第二读者: an optional language model reads a note again; what it says is a proposal that our own rules judge."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

#: a shorter note holds nothing that the rules could miss
SHORTEST = 16
#: after so many failures in a row it is left in peace for a while
FAILURES_IN_A_ROW = 3
PAUSE = timedelta(minutes=5)


@dataclass(frozen=True)
class SecondReader:
    """Which endpoint is asked; `url` is the base of an OpenAI-compatible API (`http://127.0.0.1:11434/v1`).

    `timeout_seconds` is for all of one note, connecting included. `notes_per_day` counts days of the company.
    With `mask_names` the names of customers and people, phone numbers and mail addresses never leave us.
    """

    url: str
    model: str
    timeout_seconds: float
    notes_per_day: int
    mask_names: bool


@dataclass(frozen=True)
class Claim:
    """One value that the model says it found: parts of a field of domain.reading.FIELDS by their names.

    `words` are those of the note that it points to. Nothing here is believed: see nlp/second_reading.py.
    """

    field: str
    parts: dict[str, str]
    words: str


@dataclass(frozen=True)
class Opinion:
    """Everything that the model says of one note."""

    claims: tuple[Claim, ...] = ()


class Outcome(Enum):
    """What became of asking."""

    ANSWERED = "answered"
    USELESS = "useless"  #: it answered, but nothing that could be read
    FAILED = "failed"  #: no answer in time, an error, or one too large


def is_paused(latest: Sequence[tuple[Outcome, datetime]], now: datetime) -> bool:
    """Whether the model is left in peace: `latest` are its last outcomes with their instants, newest first."""
    last = latest[:FAILURES_IN_A_ROW]
    if len(last) < FAILURES_IN_A_ROW or any(outcome is not Outcome.FAILED for outcome, _ in last):
        return False
    return now - last[0][1] < PAUSE
