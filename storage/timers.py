"""到点的事: what is due is a row, not something in memory (promise 4)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update

from storage.database import Db, insert_once
from storage.tables import timers

#: a timer whose work failed is tried again later and later, at most an hour apart
_LONGEST_PAUSE = timedelta(hours=1)


@dataclass(frozen=True)
class Timer:
    """Something to do at `due_at`; `kind` says what, `ref` to what."""

    id: int
    key: str
    kind: str
    ref: str
    due_at: datetime


def set_once(db: Db, key: str, kind: str, ref: str, due_at: datetime) -> bool:
    """Set a timer unless one with that key was ever set. True when it is new."""
    values = {"key": key, "kind": kind, "ref": ref, "due_at": due_at, "attempts": 0}
    return insert_once(db, timers, values, unique=["key"]) is not None


def is_set(db: Db, key: str) -> bool:
    """Whether a timer with that key was ever set."""
    return db.execute(select(timers.c.id).where(timers.c.key == key)).first() is not None


def due(db: Db, now: datetime, limit: int = 500) -> list[Timer]:
    """Open timers whose time has come, oldest first."""
    rows = db.execute(
        select(timers)
        .where(
            timers.c.done_at.is_(None),
            timers.c.due_at <= now,
            timers.c.retry_at.is_(None) | (timers.c.retry_at <= now),
        )
        .order_by(timers.c.due_at, timers.c.id)
        .limit(limit)
    )  # fmt: skip
    return [Timer(row.id, row.key, row.kind, row.ref, row.due_at) for row in rows]


def claim(db: Db, timer: Timer, now: datetime) -> bool:
    """Mark the timer done; False when another process was first. The claim and its effect commit together."""
    done = update(timers).where(timers.c.id == timer.id, timers.c.done_at.is_(None)).values(done_at=now)
    return db.execute(done).rowcount == 1


def cancel(db: Db, key: str, now: datetime) -> None:
    """The thing it was set for is settled."""
    db.execute(update(timers).where(timers.c.key == key, timers.c.done_at.is_(None)).values(done_at=now))


def record_failure(db: Db, timer: Timer, error: str, now: datetime) -> None:
    """Push a failing timer forward, so that it cannot stop the others."""
    attempts = 1 + db.execute(select(timers.c.attempts).where(timers.c.id == timer.id)).scalar_one()
    pause = min(timedelta(seconds=5 * 2**attempts), _LONGEST_PAUSE)
    db.execute(
        update(timers)
        .where(timers.c.id == timer.id)
        .values(attempts=attempts, error=error[:2000], retry_at=now + pause)
    )
