"""交付单的存取: many delivery notes at once, and the days that they set."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, bindparam, select, update

from domain.contract import Contract, Milestone
from domain.delivery_note import DeliveryNote
from domain.milestones import reached_on
from storage.database import Db
from storage.receivable_tables import deliveries

#: both databases take so many values in one question
_AT_ONCE = 500


def of_contracts(db: Db, contract_ids: Collection[int]) -> dict[int, dict[str, DeliveryNote]]:
    """Every delivery note of the contracts, by its number."""
    found: dict[int, dict[str, DeliveryNote]] = defaultdict(dict)
    for row in _in_parts(db, contract_ids):
        note = DeliveryNote(row.number, row.amount, row.delivered_on, row.accepted_on, dict(row.notes))
        found[row.contract_id][row.number] = note
    return found


def keep(
    db: Db, new: Sequence[tuple[int, DeliveryNote]], changed: Sequence[tuple[int, DeliveryNote]], now: datetime
) -> None:
    """Add new notes to their contracts (by id), and put those right that are there."""
    if new:
        db.execute(deliveries.insert(), [{**_values(*one, now), "added_at": now} for one in new])
    if changed:
        this = (deliveries.c.contract_id == bindparam("of")) & (deliveries.c.number == bindparam("called"))
        rows = [_values(*one, now) for one in changed]
        db.execute(
            update(deliveries).where(this).values({name: bindparam(name) for name in _KEPT}),
            [{name: row[name] for name in _KEPT} | {"of": row["contract_id"], "called": row["number"]} for row in rows],
        )


def milestones(db: Db, several: Collection[Contract]) -> dict[int, dict[Milestone, date]]:
    """When the deliveries of each contract (by its id) reached 交付 and 验收; a note that is accepted was delivered."""
    amounts = {contract.id: contract.amount for contract in several}
    reached: dict[int, dict[Milestone, date]] = {}
    for contract_id, notes in of_contracts(db, amounts).items():
        whole = amounts[contract_id]
        delivered = reached_on([(one.delivered_on or one.accepted_on, one.amount) for one in notes.values()], whole)
        accepted = reached_on([(one.accepted_on, one.amount) for one in notes.values()], whole)
        days = {Milestone.DELIVERED: delivered, Milestone.ACCEPTED: accepted}
        reached[contract_id] = {milestone: day for milestone, day in days.items() if day is not None}
    return reached


_KEPT = ("amount", "delivered_on", "accepted_on", "notes", "changed_at")


def _values(contract_id: int, note: DeliveryNote, now: datetime) -> dict[str, Any]:
    return {
        "contract_id": contract_id, "number": note.number, "amount": note.amount, "delivered_on": note.delivered_on,
        "accepted_on": note.accepted_on, "notes": note.notes, "changed_at": now,
    }  # fmt: skip


def _in_parts(db: Db, contract_ids: Collection[int]) -> list[Row[Any]]:
    ids = list(contract_ids)
    parts = (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))
    wanted = (select(deliveries).where(deliveries.c.contract_id.in_(part)).order_by(deliveries.c.id) for part in parts)
    return [row for query in wanted for row in db.execute(query)]
