"""收件: every callback, stored before it is answered, taken in each member's order (promises 1–3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, func, select, update

from domain import messages
from domain.messages import CardClick, Content, Event, Inbound, Voice
from domain.transcript import NotHeard, Transcript
from storage.columns import from_json, to_json
from storage.database import Db, insert_all_once
from storage.tables import inbox

#: tries after which a message is put aside as a dead letter
MOST_ATTEMPTS = 5
#: a voice note that nobody has heard by then is named again; shorter, and a long queue would be named twice
HEARING_PATIENCE = timedelta(seconds=60)
_LOOK_AHEAD = 50


@dataclass(frozen=True)
class Letter:
    """A stored callback. `heard` is what became of a voice note's audio, None before that."""

    id: int
    inbound: Inbound
    received_at: datetime
    heard: Transcript | NotHeard | None
    attempts: int

    @property
    def is_tap(self) -> bool:
        """Taps and events are quick and may overtake a voice note that is still being heard."""
        return isinstance(self.inbound.content, CardClick | Event)

    @property
    def awaits_hearing(self) -> bool:
        """A voice note whose audio has not been listened to yet."""
        return isinstance(self.inbound.content, Voice) and self.heard is None


def accept(db: Db, several: Sequence[Inbound], now: datetime) -> list[int | None]:
    """Store callbacks: for each its id, or None when it had come before."""
    return insert_all_once(db, inbox, [_row(inbound, now) for inbound in several], unique="key")


def _row(inbound: Inbound, now: datetime) -> dict[str, Any]:
    is_voice = isinstance(inbound.content, Voice)
    return {
        "key": inbound.key,
        "member": inbound.member,
        "kind": type(inbound.content).__name__,
        "content": to_json(inbound.content),
        "sent_at": inbound.sent_at,
        "received_at": now,
        "is_heard": not is_voice,
        "retry_at": now + HEARING_PATIENCE if is_voice else None,
        "attempts": 0,
    }


def next_of(db: Db, member: str, now: datetime) -> Letter | None:
    """The member's message that takes effect next, or None when there is nothing to do now.

    Messages take effect in the order in which they were sent. Behind a voice note that is still being heard
    (or one that is to be tried again later) only taps go on.
    """
    rows = db.execute(
        select(inbox)
        .where(inbox.c.member == member, inbox.c.done_at.is_(None))
        .order_by(inbox.c.sent_at, inbox.c.id)
        .limit(_LOOK_AHEAD)
    )
    is_blocked = False
    for row in rows:
        letter = _letter(row)
        waits = row.retry_at is not None and row.retry_at > now
        if letter.is_tap:
            if not waits:
                return letter
        elif waits or letter.awaits_hearing:
            is_blocked = True
        elif not is_blocked:
            return letter
    return None


def get(db: Db, letter_id: int) -> Letter | None:
    """The letter with that id, unless it is done."""
    row = db.execute(select(inbox).where(inbox.c.id == letter_id, inbox.c.done_at.is_(None))).first()
    return None if row is None else _letter(row)


def keep_heard(db: Db, letter_id: int, heard: Transcript | NotHeard) -> None:
    """Store what a voice note said; the first result stays."""
    values = {
        "heard": {"kind": type(heard).__name__, "value": to_json(heard)},
        "is_heard": True,
        "retry_at": None,
        "attempts": 0,
    }
    db.execute(update(inbox).where(inbox.c.id == letter_id, inbox.c.is_heard.is_(False)).values(values))


def mark_done(db: Db, letter_id: int, now: datetime) -> None:
    """The message has taken effect."""
    db.execute(update(inbox).where(inbox.c.id == letter_id).values(done_at=now, retry_at=None))


def record_failure(db: Db, letter_id: int, error: str, now: datetime) -> bool:
    """Count a failed try; True when it was the last one and the message is now a dead letter."""
    attempts: int = 1 + db.execute(select(inbox.c.attempts).where(inbox.c.id == letter_id)).scalar_one()
    values: dict[str, Any] = {"attempts": attempts, "error": error[:2000]}
    is_dead = attempts >= MOST_ATTEMPTS
    if is_dead:
        values |= {"failed_at": now, "done_at": now}
    else:
        values |= {"retry_at": now + timedelta(seconds=2**attempts)}
    db.execute(update(inbox).where(inbox.c.id == letter_id).values(values))
    return is_dead


def begin_hearing(db: Db, letter_id: int) -> Letter | None:
    """A try to hear a voice note, counted before it is made: audio that kills the process must not do so for ever.

    None when the note has been heard.
    """
    counted = update(inbox).where(inbox.c.id == letter_id, inbox.c.is_heard.is_(False))
    if db.execute(counted.values(attempts=inbox.c.attempts + 1)).rowcount == 0:
        return None
    return get(db, letter_id)


def put_off_hearing(db: Db, letter_ids: Sequence[int], until: datetime) -> None:
    """Voice notes to be named again at `until`, unless they have been heard by then."""
    waiting = update(inbox).where(inbox.c.id.in_(letter_ids), inbox.c.is_heard.is_(False))
    db.execute(waiting.values(retry_at=until))


def go_on_hearing(db: Db, letter_id: int, until: datetime) -> bool:
    """Whether the note is still unheard; it is then named again at `until`, not before.

    Its row is locked: what is said of it in this transaction comes before its result.
    """
    waiting = update(inbox).where(inbox.c.id == letter_id, inbox.c.is_heard.is_(False))
    return db.execute(waiting.values(retry_at=until)).rowcount > 0


def put_off(db: Db, member: str, until: datetime) -> None:
    """Everything of the member that could be worked off now is to wait until then."""
    waiting = update(inbox).where(inbox.c.member == member, inbox.c.done_at.is_(None), inbox.c.is_heard)
    db.execute(waiting.values(retry_at=until))


def put_off_letter(db: Db, letter_id: int, until: datetime) -> None:
    """The message is to wait until then, and with it what came after; the try counts."""
    waiting = update(inbox).where(inbox.c.id == letter_id, inbox.c.done_at.is_(None))
    db.execute(waiting.values(retry_at=until, attempts=inbox.c.attempts + 1))


def is_hearing(db: Db, member: str) -> bool:
    """Whether a voice note of the member is still being heard."""
    waiting = select(inbox.c.id).where(inbox.c.member == member, inbox.c.done_at.is_(None), inbox.c.is_heard.is_(False))
    return db.execute(waiting.limit(1)).first() is not None


def is_fetching(db: Db, member: str) -> bool:
    """Whether a picture of the member could not be fetched yet."""
    waiting = select(inbox.c.id).where(
        inbox.c.member == member, inbox.c.done_at.is_(None), inbox.c.kind == messages.Image.__name__
    )
    return db.execute(waiting.limit(1)).first() is not None


def members_with_work(db: Db, now: datetime, limit: int = 1000) -> list[str]:
    """Members with a message that could be worked off now: what the sweep nudges."""
    rows = db.execute(
        select(inbox.c.member).where(inbox.c.done_at.is_(None), inbox.c.is_heard, _is_due(now)).distinct().limit(limit)
    )
    return [row.member for row in rows]


def unheard(db: Db, now: datetime, limit: int = 1000) -> list[int]:
    """Voice notes to be listened to now, oldest first."""
    rows = db.execute(
        select(inbox.c.id)
        .where(inbox.c.done_at.is_(None), inbox.c.is_heard.is_(False), _is_due(now))
        .order_by(inbox.c.sent_at, inbox.c.id)  # by id alone SQLite would walk the whole table
        .limit(limit)
    )
    return [row.id for row in rows]


def backlog(db: Db) -> tuple[int, datetime | None, int]:
    """(open messages, when the oldest was received, dead letters) for /metrics."""
    open_ones = db.execute(select(func.count(), func.min(inbox.c.received_at)).where(inbox.c.done_at.is_(None))).one()
    dead = db.execute(select(func.count()).where(inbox.c.failed_at.is_not(None))).scalar_one()
    return open_ones[0], open_ones[1], dead


def _is_due(now: datetime) -> Any:
    return inbox.c.retry_at.is_(None) | (inbox.c.retry_at <= now)


def _letter(row: Row[Any]) -> Letter:
    kinds: dict[str, type[Content]] = {
        kind.__name__: kind
        for kind in (messages.Text, messages.Voice, messages.Image, messages.Video, messages.Location,
                     messages.Link, messages.File, messages.CardClick, messages.Event)
    }  # fmt: skip
    heard: Transcript | NotHeard | None = None
    if row.heard is not None:
        was_heard = row.heard["kind"] == Transcript.__name__
        heard = from_json(Transcript, row.heard["value"]) if was_heard else from_json(NotHeard, row.heard["value"])
    content: Content = from_json(kinds[row.kind], row.content)
    return Letter(
        id=row.id,
        inbound=Inbound(row.key, row.member, row.sent_at, content),
        received_at=row.received_at,
        heard=heard,
        attempts=row.attempts,
    )
