"""催款的存取: instalments that dunning must look at, and who is reminded of which rung of their ladders."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, delete, func, select, update

from domain.contract import InstalmentState
from domain.dunning import Claim
from domain.receivable import Receivable
from storage.database import Db, insert_rows_once
from storage.receivable_tables import imports, instalments, reminders
from storage.receivables import receivable_of, with_contract

#: a list that began to be read in longer ago than this has died
_IMPORT_LASTS = timedelta(minutes=5)
_MOST_IDS = 5_000


@dataclass(frozen=True)
class Noted:
    """A rung that somebody is to hear of and has not been told yet."""

    id: int
    claim: Claim
    receivable: Receivable


def due(db: Db, now: datetime, limit: int, only: int | None = None) -> list[Receivable]:
    """Instalments that must be looked at, the longest waiting first, locked for this transaction.

    What another transaction holds is left for the next time. `only`: that one, if its time has come.
    """
    waiting = (
        select(instalments.c.id)
        .where(instalments.c.look_at <= now)
        .order_by(instalments.c.look_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    if only is not None:
        waiting = waiting.where(instalments.c.id == only)
    return receivables(db, db.execute(waiting).scalars())


def next_look(db: Db, until: datetime) -> datetime | None:
    """The earliest moment, not after `until`, at which an instalment must be looked at."""
    found: datetime | None = db.execute(
        select(instalments.c.look_at).where(instalments.c.look_at <= until).order_by(instalments.c.look_at).limit(1)
    ).scalar()
    return found


def looked(db: Db, results: Sequence[tuple[int, datetime | None, bool]]) -> None:
    """What a look at each came to: (id, when to look again, whether it waits for bank data)."""
    if results:
        one = update(instalments).where(instalments.c.id == bindparam("one"))
        one = one.values(look_at=bindparam("at"), awaits_bank=bindparam("awaits"))
        db.execute(one, [{"one": key, "at": at, "awaits": awaits} for key, at, awaits in results])


def look_again_at_all(db: Db, now: datetime) -> None:
    """The rules have changed: whatever is open is looked at anew."""
    open_ones = update(instalments).where(instalments.c.state == InstalmentState.OPEN.value)
    db.execute(open_ones.values(look_at=now))


def any_awaits_bank(db: Db) -> bool:
    """Whether something is due of which only newer bank data can tell."""
    return db.execute(select(instalments.c.id).where(instalments.c.awaits_bank).limit(1)).first() is not None


def is_reading_in(db: Db, now: datetime) -> bool:
    """Whether a list is being read in just now: its rows are told together at its end."""
    going_on = select(imports.c.id).where(imports.c.done_at.is_(None), imports.c.started_at > now - _IMPORT_LASTS)
    return db.execute(going_on.limit(1)).first() is not None


def claims(db: Db, several: Iterable[Receivable]) -> dict[int, list[Claim]]:
    """What was noted or told of each in its present course."""
    courses = {one.id: one.instalment.course for one in several}
    found: dict[int, list[Claim]] = {}
    for row in db.execute(select(reminders).where(reminders.c.instalment_id.in_(list(courses)))):
        if row.course == courses[row.instalment_id]:
            found.setdefault(row.instalment_id, []).append(_claim(row))
    return found


def note(db: Db, several: Sequence[tuple[Receivable, Claim]], now: datetime) -> None:
    """Claim the rungs for those who are to hear of them; what was claimed before stays as it is."""
    rows = [
        {
            "instalment_id": one.id, "course": one.instalment.course, "tier": claim.rung,
            "recipient": claim.recipient, "by": claim.by, "reached_at": now,
        }
        for one, claim in several
    ]  # fmt: skip
    insert_rows_once(db, reminders, rows, unique=("instalment_id", "course", "tier", "recipient", "by"))


def waiting(db: Db) -> list[tuple[str, str]]:
    """(recipient, channel) of everybody who has not been told of something that was noted for him."""
    untold = select(reminders.c.recipient, reminders.c.by).where(reminders.c.reminded_at.is_(None)).distinct()
    return [(row.recipient, row.by) for row in db.execute(untold.order_by(reminders.c.recipient, reminders.c.by))]


def untold(db: Db, recipient: str, by: str, limit: int) -> list[Noted]:
    """What was noted for him and not told, locked for this transaction; those of an earlier course are dropped."""
    mine = (
        select(reminders)
        .where(reminders.c.recipient == recipient, reminders.c.by == by, reminders.c.reminded_at.is_(None))
        .order_by(reminders.c.instalment_id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = db.execute(mine).all()
    wanted = {row.instalment_id for row in rows}
    _lock(db, wanted)
    found = {one.id: one for one in receivables(db, wanted)}
    outdated = [row.id for row in rows if found[row.instalment_id].instalment.course != row.course]
    forget(db, outdated)
    return [Noted(row.id, _claim(row), found[row.instalment_id]) for row in rows if row.id not in outdated]


def told(db: Db, noted_ids: Sequence[int], task_id: str, now: datetime) -> None:
    """They have been told by the card with that task id (“” for a mail)."""
    for some in _portions(noted_ids):
        db.execute(update(reminders).where(reminders.c.id.in_(some)).values(reminded_at=now, card=task_id))


def forget(db: Db, noted_ids: Sequence[int]) -> None:
    """They do not hold any more and were never told."""
    for some in _portions(noted_ids):
        db.execute(delete(reminders).where(reminders.c.id.in_(some), reminders.c.reminded_at.is_(None)))


def of_card(db: Db, task_id: str) -> list[Receivable]:
    """What the card tells of, by due day."""
    ids = select(reminders.c.instalment_id).where(reminders.c.card == task_id).distinct()
    return receivables(db, db.execute(ids).scalars())


def told_to(db: Db, member: str, since: datetime) -> list[Receivable]:
    """What the member was reminded of since then, by due day."""
    mine = select(reminders.c.instalment_id).where(reminders.c.recipient == member, reminders.c.reminded_at >= since)
    return receivables(db, db.execute(mine.distinct()).scalars())


def last_told_at(db: Db, member: str) -> datetime | None:
    """When he was reminded of anything last."""
    found: datetime | None = db.execute(
        select(func.max(reminders.c.reminded_at)).where(reminders.c.recipient == member)
    ).scalar()
    return found


def has_been_told(db: Db, instalment_ids: Iterable[int]) -> set[int]:
    """Those of which somebody was reminded."""
    rows = select(reminders.c.instalment_id).where(reminders.c.instalment_id.in_(list(instalment_ids))).distinct()
    return set(db.execute(rows).scalars())


def of_customer(db: Db, customer_id: str) -> list[Receivable]:
    """The customer's open instalments, by due day."""
    its = instalments.c.customer_id == customer_id
    rows = select(instalments.c.id).where(its, instalments.c.state == InstalmentState.OPEN.value)
    return receivables(db, db.execute(rows).scalars())


def receivable(db: Db, instalment_id: int) -> Receivable | None:
    """That instalment with its contract's facts."""
    return next(iter(receivables(db, [instalment_id])), None)


def receivables(db: Db, instalment_ids: Iterable[int]) -> list[Receivable]:
    """Those instalments with their contracts' facts, by due day."""
    found: list[Receivable] = []
    for some in _portions(list(instalment_ids)):
        found += [receivable_of(row) for row in db.execute(with_contract().where(instalments.c.id.in_(some)))]
    return sorted(found, key=lambda one: (one.instalment.due_on is None, one.instalment.due_on, one.id))


def change(db: Db, instalment_id: int, values: Mapping[str, Any], now: datetime) -> None:
    """Somebody said something of the instalment (a promise, a dispute …): dunning looks at it at once."""
    db.execute(update(instalments).where(instalments.c.id == instalment_id).values({**values, "look_at": now}))


def clear(db: Db, instalment_id: int) -> None:
    """It is over: neither promise nor dispute matters any more."""
    values = {"promised_on": None, "dispute": None, "disputed_at": None}
    db.execute(update(instalments).where(instalments.c.id == instalment_id).values(values))


def _lock(db: Db, instalment_ids: Iterable[int]) -> None:
    for some in _portions(sorted(instalment_ids)):
        db.execute(
            select(instalments.c.id).where(instalments.c.id.in_(some)).order_by(instalments.c.id).with_for_update()
        )


def _portions(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    """No statement takes more values than databases allow."""
    return (ids[first : first + _MOST_IDS] for first in range(0, len(ids), _MOST_IDS))


def _claim(row: Row[Any]) -> Claim:
    return Claim(row.tier, row.recipient, row.by)
