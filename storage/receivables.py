"""应收的查询: what is open, overdue, due and paid, of what somebody may see; sums are those of the very rows listed."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, or_, select, true

from domain.ageing import Arrival, OpenSum
from domain.contract import InstalmentState
from domain.payment import PaymentState
from domain.receivable import Receivable
from storage.columns import Money
from storage.contracts import instalment_of
from storage.database import Db
from storage.receivable_tables import allocations, contracts, instalments, payments


@dataclass(frozen=True)
class Scope:
    """Which instalments are asked about.

    `seen`: whose the asker may see (None: everybody's); an instalment is that of its contract's owner and of its
    responsible. Within them those of `people`, of a `region` (by its beginning; contracts that name none count by
    their owner: `in_region`), or of a customer.
    """

    seen: frozenset[str] | None
    people: frozenset[str] | None = None
    region: str | None = None
    in_region: frozenset[str] = frozenset()
    customer_id: str | None = None


@dataclass(frozen=True)
class Flow:
    """What of one customer and owner came in, or became due (`paid`: how much of that is there), in one currency."""

    owner: str | None
    customer_name: str
    currency: str
    count: int
    amount: Decimal
    paid: Decimal = Decimal("0.00")


def has_any(db: Db, scope: Scope) -> bool:
    """Whether there is any instalment in the scope."""
    return db.execute(_joined(instalments.c.id).where(within(scope)).limit(1)).first() is not None


def is_region(db: Db, name: str) -> bool:
    """Whether contracts name such a region."""
    found = select(contracts.c.id).where(contracts.c.region.startswith(name, autoescape=True))
    return db.execute(found.limit(1)).first() is not None


def open_sums(db: Db, scope: Scope) -> list[OpenSum]:
    """What is open, by currency and due day."""
    rows = db.execute(
        _joined(contracts.c.currency, instalments.c.due_on, func.count().label("count"), _sum(_LEFT).label("amount"))
        .where(within(scope), _OPEN)
        .group_by(contracts.c.currency, instalments.c.due_on)
    )
    return [OpenSum(row.currency, row.due_on, row[2], row.amount) for row in rows]


def overdue(db: Db, scope: Scope, today: date, skip: int, most: int) -> list[Receivable]:
    """Open instalments whose day is past, the longest first; `most` of them behind the first `skip`."""
    rows = db.execute(
        with_contract()
        .where(within(scope), _OPEN, instalments.c.due_on < today)
        .order_by(instalments.c.due_on, instalments.c.id)
        .offset(skip)
        .limit(most)
    )
    return [receivable_of(row) for row in rows]


def open_of(db: Db, scope: Scope, most: int) -> list[Receivable]:
    """Open instalments by contract and number; at most so many."""
    rows = db.execute(
        with_contract().where(within(scope), _OPEN).order_by(contracts.c.id, instalments.c.nth).limit(most)
    )
    return [receivable_of(row) for row in rows]


def received(db: Db, scope: Scope, first_on: date, last_on: date) -> list[Flow]:
    """What payments of these bank days paid, less what of it was taken back, by owner, customer and currency."""
    amount = _sum(allocations.c.amount)
    rows = db.execute(
        _paid(contracts.c.owner, contracts.c.customer_name, contracts.c.currency, func.count(), amount.label("amount"))
        .where(within(scope), payments.c.paid_on.between(first_on, last_on))
        .group_by(contracts.c.owner, contracts.c.customer_name, contracts.c.currency)
    )
    return [Flow(row[0], row[1], row[2], row[3], row.amount) for row in rows if row.amount]


def became_due(db: Db, scope: Scope, first_on: date, last_on: date) -> list[Flow]:
    """What was or is due on these days, whether paid or not, by owner, customer and currency."""
    rows = db.execute(
        _joined(
            contracts.c.owner, contracts.c.customer_name, contracts.c.currency, func.count(),
            _sum(instalments.c.amount).label("amount"), _sum(instalments.c.amount - _LEFT_IF_OPEN).label("paid"),
        )
        .where(within(scope), instalments.c.state != InstalmentState.VOID.value)
        .where(instalments.c.due_on.between(first_on, last_on))
        .group_by(contracts.c.owner, contracts.c.customer_name, contracts.c.currency)
    )  # fmt: skip
    return [Flow(*row) for row in rows]


def arrivals(db: Db, scope: Scope, first_on: date, last_on: date) -> list[Arrival]:
    """What payments of these bank days paid of what has a due day."""
    days = (contracts.c.currency, payments.c.paid_on, instalments.c.due_on)
    rows = db.execute(
        _paid(*days, _sum(allocations.c.amount))
        .where(within(scope), payments.c.paid_on.between(first_on, last_on), instalments.c.due_on.is_not(None))
        .group_by(*days)
    )
    return [Arrival(*row) for row in rows]


def paid_so_far(db: Db, scope: Scope) -> dict[str, Decimal]:
    """What instalments in the scope have been paid, by currency."""
    rows = db.execute(_joined(contracts.c.currency, _sum(instalments.c.allocated)).where(within(scope)).group_by(
        contracts.c.currency))  # fmt: skip
    return {currency: amount for currency, amount in rows if amount}


def paid_lately(db: Db, customer_id: str, since: date) -> list[tuple[int, date, Decimal]]:
    """What payments of `since` or later paid of the customer's instalments: id, the bank's day, how much."""
    amount = _sum(allocations.c.amount)
    rows = db.execute(
        _paid(instalments.c.id, payments.c.paid_on, amount.label("amount"))
        .where(instalments.c.customer_id == customer_id, payments.c.paid_on >= since)
        .group_by(instalments.c.id, payments.c.paid_on)
        .order_by(payments.c.paid_on, instalments.c.id)
    )
    return [(row.id, row.paid_on, row.amount) for row in rows if row.amount > 0]


def unallocated(db: Db, customer_id: str | None = None) -> dict[str, Decimal]:
    """Money that came in, was not given back and is tied to no instalment yet, by currency; of one customer or all."""
    is_open = payments.c.state.in_([PaymentState.OPEN.value, PaymentState.ASKED.value]) & (
        payments.c.amount > Decimal(0)
    )
    whose = payments.c.customer_id == customer_id if customer_id is not None else true()
    rows = db.execute(
        select(payments.c.currency, _sum(payments.c.amount - payments.c.allocated - payments.c.returned))
        .where(is_open, whose)
        .group_by(payments.c.currency)
    )
    return {currency: amount for currency, amount in rows if amount}


def within(scope: Scope) -> ColumnElement[bool]:
    """The condition on contracts joined with instalments."""
    wanted: list[ColumnElement[bool]] = [true()]
    for people in (scope.seen, scope.people):
        if people is not None:
            wanted.append(or_(contracts.c.owner.in_(people), instalments.c.responsible.in_(people)))
    if scope.region is not None:
        wanted.append(in_region(scope))
    if scope.customer_id is not None:
        wanted.append(instalments.c.customer_id == scope.customer_id)
    return and_(*wanted)


def in_region(scope: Scope) -> ColumnElement[bool]:
    """The condition on contracts that a scope's region is."""
    named = contracts.c.region.startswith(scope.region or "", autoescape=True)
    return or_(named, and_(contracts.c.region == "", contracts.c.owner.in_(scope.in_region)))


def with_contract() -> Select[Any]:
    """Instalments with what `receivable_of` needs of their contracts."""
    siblings = instalments.alias()
    of = select(func.max(siblings.c.nth)).where(
        siblings.c.contract_id == contracts.c.id, siblings.c.state != InstalmentState.VOID.value
    )
    return select(
        instalments, contracts.c.number, contracts.c.customer_name, contracts.c.owner, contracts.c.currency,
        contracts.c.amount.label("total"), of.scalar_subquery().label("of"),
    ).join(contracts, contracts.c.id == instalments.c.contract_id)  # fmt: skip


def receivable_of(row: Row[Any]) -> Receivable:
    """A row of `with_contract` as the open item it is."""
    return Receivable(
        instalment_of(row), row.number, row.customer_name, row.owner, row.currency, row.total, row.of,
        row.contacted_at, row.disputed_at,
    )  # fmt: skip


_OPEN = instalments.c.state == InstalmentState.OPEN.value
_LEFT = instalments.c.amount - instalments.c.allocated
#: a settled one may be short by bank fees: nothing is left of it
_LEFT_IF_OPEN = case((_OPEN, _LEFT), else_=0)


def _joined(*columns: Any) -> Select[Any]:
    return select(*columns).select_from(instalments.join(contracts, contracts.c.id == instalments.c.contract_id))


def _paid(*columns: Any) -> Select[Any]:
    tied = allocations.join(payments, payments.c.id == allocations.c.payment_id)
    tied = tied.join(instalments, instalments.c.id == allocations.c.instalment_id)
    return select(*columns).select_from(tied.join(contracts, contracts.c.id == instalments.c.contract_id))


def _sum(amount: ColumnElement[Any]) -> ColumnElement[Decimal]:
    return func.sum(amount, type_=Money)
