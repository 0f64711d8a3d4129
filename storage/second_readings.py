"""第二遍读: which notes a second reader was asked about, what it said, and how often it was asked on a day."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select, update

from domain.second_reading import FAILURES_IN_A_ROW, Opinion, Outcome
from storage.columns import from_json, to_json
from storage.database import Db, insert_once
from storage.tables import second_readings

#: a note is asked about once more when the process died meanwhile, not oftener
MOST_TRIES = 2


@dataclass(frozen=True)
class Asked:
    """A note that was asked about; `outcome` is None while an answer is awaited."""

    outcome: Outcome | None
    opinion: Opinion | None
    leased_until: datetime | None
    tries: int


def find(db: Db, key: str) -> Asked | None:
    """What is known of the message with that inbox key."""
    row = db.execute(select(second_readings).where(second_readings.c.key == key)).first()
    if row is None:
        return None
    return Asked(
        None if row.outcome is None else Outcome(row.outcome),
        None if row.opinion is None else from_json(Opinion, row.opinion),
        row.leased_until,
        row.tries,
    )


def begin(db: Db, key: str, on: date, now: datetime, leased_until: datetime) -> None:
    """Note that it is asked about now, before it is. Leases count real time."""
    values = {"key": key, "asked_on": on, "asked_at": now, "leased_until": leased_until, "tries": 1}
    if insert_once(db, second_readings, values, unique=["key"]) is None:
        again = update(second_readings).where(second_readings.c.key == key)
        db.execute(again.values(leased_until=leased_until, tries=second_readings.c.tries + 1, asked_at=now))


def keep(db: Db, key: str, outcome: Outcome, opinion: Opinion | None) -> None:
    """What came of it; the first result stays."""
    waiting = update(second_readings).where(second_readings.c.key == key, second_readings.c.outcome.is_(None))
    values = {"outcome": outcome.value, "opinion": None if opinion is None else to_json(opinion), "leased_until": None}
    db.execute(waiting.values(values))


def asked_on(db: Db, day: date) -> int:
    """How many notes were asked about on a day of the company."""
    asked = select(func.count()).where(second_readings.c.asked_on == day, second_readings.c.tries > 0)
    return db.execute(asked).scalar_one()


def claim_telling(db: Db, day: date, now: datetime) -> bool:
    """Whether nobody was told yet that the notes of that day are used up; from now on somebody was."""
    values = {"key": f"spent:{day}", "asked_on": day, "asked_at": now, "tries": 0}
    return insert_once(db, second_readings, values, unique=["key"]) is not None


def latest(db: Db) -> list[tuple[Outcome, datetime]]:
    """The last outcomes with their instants, newest first: as many as domain.second_reading.is_paused looks at."""
    rows = db.execute(
        select(second_readings.c.outcome, second_readings.c.asked_at)
        .where(second_readings.c.outcome.is_not(None))
        .order_by(second_readings.c.asked_at.desc())
        .limit(FAILURES_IN_A_ROW)
    )
    return [(Outcome(row.outcome), row.asked_at) for row in rows]
