"""断连: since when a far side takes nothing any more, as the tries to send tell it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from storage.database import Db, insert_once
from storage.tables import outages

#: WeCom's far sides: its two calls can be closed apart from each other, and either one holds a lane up
SENDING, REDRAWING = "wecom.send", "wecom.redraw"
#: after so long without a try nothing is known any more; a closed API is tried again within the hour
_LAPSE = timedelta(hours=2)


@dataclass(frozen=True)
class Outage:
    """Every try from `since` to `last_at` failed."""

    since: datetime
    last_at: datetime


def failed(db: Db, far_side: str, now: datetime) -> None:
    """A try failed because the far side was away."""
    if insert_once(db, outages, {"far_side": far_side, "since": now, "last_at": now}, unique=["far_side"]) is not None:
        return
    mine = outages.c.far_side == far_side
    db.execute(update(outages).where(mine, outages.c.last_at <= now - _LAPSE).values(since=now))
    db.execute(update(outages).where(mine).values(last_at=now))


def over(db: Db, far_side: str) -> None:
    """The far side took something."""
    db.execute(delete(outages).where(outages.c.far_side == far_side))


def current(db: Db, now: datetime) -> list[Outage]:
    """The outages that go on: the last try failed, and was not long ago.

    How long one has lasted counts to its last try: nobody knows more.
    """
    rows = db.execute(select(outages).where(outages.c.last_at > now - _LAPSE).order_by(outages.c.far_side))
    return [Outage(row.since, row.last_at) for row in rows]
