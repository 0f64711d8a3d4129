"""What a journey needs from outside; app.py makes the real one, the golden player one with its own clock."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.attachment import Photo
from domain.delivery import Delivery, GivenUp, RetryLater
from domain.messages import Mail, Reply
from domain.people import Person
from domain.policy import Policy
from domain.second_reading import SecondReader
from domain.transcript import NotHeard, Progress, Transcript
from storage.database import Database


@dataclass(frozen=True)
class Unreachable:
    """WeCom could not be asked now; `reason` for the log."""

    reason: str


@dataclass(frozen=True)
class NotThere:
    """WeCom has no such member or file (any more)."""


class WeCom(Protocol):
    """The calls that journeys make to WeCom. None of them raises for what WeCom or the net may do."""

    def deliver(self, reply: Reply, is_twin: bool) -> Delivery:
        """Make the one call that sends or redraws; `is_twin` switches WeCom's duplicate check off."""

    def download(self, media_id: str, most_bytes: int = ...) -> bytes | Unreachable | NotThere:
        """The bytes of something a member sent; what is larger than `most_bytes` counts as not there."""

    def upload(self, photo: Photo) -> str | RetryLater | GivenUp:
        """What WeCom calls the photo from now on, for three days (SendPicture.media_id)."""

    def read_member(self, userid: str) -> Person | Unreachable | NotThere:
        """One member."""

    def read_members(self) -> list[Person] | Unreachable:
        """Everybody the app may see."""


class Nudge(Protocol):
    """Tells the workers that there is something to do; losing a nudge only costs time (the sweep repeats it)."""

    def work(self, member: str) -> object:
        """The member's inbox has something to work off."""

    def hear(self, inbox_id: int) -> object:
        """A voice note waits to be listened to."""

    def send(self, lane: str) -> object:
        """The lane of the outbox has something to send."""


@dataclass(frozen=True)
class NoAnswer:
    """The second reader could not be asked; `reason` for the log, `status` its HTTP status where it gave one."""

    reason: str
    status: int | None = None


#: what the second reader writes when it is sent these chat messages; never raises, never takes longer than it may
AskModel = Callable[[SecondReader, Sequence[dict[str, str]]], str | NoAnswer]


def no_second_reader(reader: SecondReader, messages: Sequence[dict[str, str]]) -> NoAnswer:
    """For processes that never ask it."""
    return NoAnswer("not wired")


#: the words in the bytes of a recording; tells of a long one how far it has come
Transcribe = Callable[[bytes, Progress], Transcript | NotHeard]


@dataclass(frozen=True)
class Hub:
    """`policy` is asked anew for each piece of work; `now` is the product's clock (UTC).

    `mail` sends to an address under an id that is the same at every try.
    """

    database: Database
    policy: Callable[[], Policy]
    now: Callable[[], datetime]
    wecom: WeCom
    mail: Callable[[str, Mail, str], Delivery]
    transcribe: Transcribe
    nudge: Nudge
    ask_model: AskModel = no_second_reader
