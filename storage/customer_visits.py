"""客户的拜访: the confirmed records of one customer."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from domain.reading import Reading
from storage.columns import from_json
from storage.database import Db
from storage.tables import visits
from storage.visits import State

_MOST = 20  #: visits; what was said before them is out of date


@dataclass(frozen=True)
class ConfirmedVisit:
    """A record that its rep confirmed and that nobody gave back; `visited_on` in the company's zone."""

    id: int
    member: str
    visited_on: date
    record: Reading
    is_approved: bool = False


def confirmed(
    db: Db, customer_id: str, until: date, before: int | None = None, most: int = _MOST
) -> list[ConfirmedVisit]:
    """The latest ones up to that day, oldest first; with `before`, of that day only those begun before that visit."""
    is_earlier = visits.c.visited_on <= until
    if before is not None:
        is_earlier &= (visits.c.visited_on < until) | (visits.c.id < before)
    rows = db.execute(
        select(visits.c.id, visits.c.member, visits.c.visited_on, visits.c.record, visits.c.state)
        .where(visits.c.customer_id == customer_id, is_earlier)
        .where(visits.c.state.in_([State.SUBMITTED.value, State.APPROVED.value]))
        .order_by(visits.c.visited_on.desc(), visits.c.id.desc())
        .limit(most)
    ).all()
    return [
        ConfirmedVisit(
            row.id, row.member, row.visited_on, from_json(Reading, row.record), row.state == State.APPROVED.value
        )
        for row in reversed(rows)
    ]
