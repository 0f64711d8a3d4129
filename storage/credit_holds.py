"""冻结的存取: who is held since when, and what customers owe beyond the line."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, literal, or_, select, update

from domain.contract import Instalment, InstalmentState
from domain.credit_hold import Line
from domain.payment import PaymentState
from domain.receivable import Receivable
from storage.columns import Money
from storage.contracts import instalment_of
from storage.database import Db, insert_once
from storage.receivable_tables import contracts, credit_holds, instalments, payments
from storage.reminders import receivables


@dataclass(frozen=True)
class CreditHold:
    """A hold in force. `because` are the ids of the instalments for which it began."""

    id: int
    customer_id: str
    because: tuple[int, ...]
    bank_as_of: datetime
    held_at: datetime


def in_force(db: Db, customer_ids: Iterable[str] | None = None) -> list[CreditHold]:
    """The holds of these customers, or all of them, oldest first."""
    chosen = select(credit_holds).where(credit_holds.c.released_at.is_(None))
    if customer_ids is not None:
        chosen = chosen.where(credit_holds.c.customer_id.in_(list(customer_ids)))
    return [_hold(row) for row in db.execute(chosen.order_by(credit_holds.c.held_at, credit_holds.c.id))]


def claim(db: Db, customer_id: str, because: list[int], bank_as_of: datetime, now: datetime) -> int | None:
    """Hold the customer: the id of the new row, or None when he is held already."""
    values = {"customer_id": customer_id, "because": because, "bank_as_of": bank_as_of, "held_at": now}
    return insert_once(db, credit_holds, values, unique=())


def release(db: Db, hold_id: int, because: str, now: datetime) -> bool:
    """End the hold; False when somebody else did before."""
    ended = update(credit_holds).where(credit_holds.c.id == hold_id, credit_holds.c.released_at.is_(None))
    return db.execute(ended.values(released_at=now, released_because=because)).rowcount == 1


def debtors(db: Db, line: Line, threshold: Decimal, customer_ids: Iterable[str] | None = None) -> list[str]:
    """Customers, of these or of all, who owe more than the threshold beyond the line, in any one currency.

    Money of theirs that has come in and pays nothing yet (a prepayment, or one on which finance must decide) counts
    for them: nobody is held who has paid.
    """
    come_in = (
        select(func.coalesce(func.sum(payments.c.amount - payments.c.allocated - payments.c.returned), 0))
        .where(
            payments.c.customer_id == instalments.c.customer_id,
            payments.c.currency == contracts.c.currency,
            payments.c.state.in_([PaymentState.OPEN.value, PaymentState.ASKED.value]),
            payments.c.amount > literal(Decimal("0.00"), Money),
        )
        .correlate(instalments, contracts)
        .scalar_subquery()
    )
    owed = func.sum(instalments.c.amount - instalments.c.allocated) - come_in
    chosen = (
        select(instalments.c.customer_id)
        .join(contracts, contracts.c.id == instalments.c.contract_id)
        .where(_beyond(line))
        .group_by(instalments.c.customer_id, contracts.c.currency)
        .having(owed > literal(threshold, Money))
    )
    if customer_ids is not None:
        chosen = chosen.where(instalments.c.customer_id.in_(list(customer_ids)))
    return sorted(set(db.execute(chosen).scalars()))


def debts(db: Db, line: Line, customer_ids: Iterable[str]) -> list[Receivable]:
    """What these customers owe beyond the line, by due day."""
    chosen = select(instalments.c.id).where(instalments.c.customer_id.in_(list(customer_ids)), _beyond(line))
    return receivables(db, db.execute(chosen).scalars())


def instalments_of(db: Db, instalment_ids: Iterable[int]) -> list[Instalment]:
    """These instalments as they are now."""
    rows = db.execute(select(instalments).where(instalments.c.id.in_(list(instalment_ids))))
    return [instalment_of(row) for row in rows]


def owners(db: Db, customer_ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The reps who have contracts with each of these customers."""
    chosen = select(contracts.c.customer_id, contracts.c.owner).distinct().order_by(contracts.c.owner)
    rows = db.execute(chosen.where(contracts.c.customer_id.in_(list(customer_ids)), contracts.c.owner.is_not(None)))
    found: dict[str, tuple[str, ...]] = {}
    for row in rows:
        found[row.customer_id] = (*found.get(row.customer_id, ()), row.owner)
    return found


def _beyond(line: Line) -> ColumnElement[bool]:
    """domain.credit_hold.is_overdue in SQL."""
    one = instalments.c
    return and_(
        one.state == InstalmentState.OPEN.value,
        one.due_on <= line.due_until,
        one.amount > one.allocated,
        one.dispute.is_(None),
        or_(one.promised_on.is_(None), one.promised_on <= line.promised_until),
    )


def _hold(row: Row[Any]) -> CreditHold:
    return CreditHold(row.id, row.customer_id, tuple(row.because), row.bank_as_of, row.held_at)
