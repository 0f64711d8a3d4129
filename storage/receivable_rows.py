"""应收的全部行: every instalment with its contract, every payment with its bookings, for whoever exports them."""

from collections.abc import Iterator

from sqlalchemy import func, select

from domain.contract import Contract, Instalment, InstalmentState
from domain.payment import Allocation, Payment
from storage.contracts import contract_of, instalment_of
from storage.database import Db
from storage.payments import allocation_of, in_force, payment_of
from storage.receivable_tables import allocations, contracts, instalments, payments

_AT_ONCE = 500


def every_instalment(db: Db) -> Iterator[tuple[Contract, Instalment]]:
    """Those that hold, by contract and number; not all of them are in memory at once."""
    last: str | None = None
    while True:
        page = select(contracts).order_by(contracts.c.number).limit(_AT_ONCE)
        found = [
            contract_of(row) for row in db.execute(page if last is None else page.where(contracts.c.number > last))
        ]
        if not found:
            return
        plans: dict[int, list[Instalment]] = {contract.id: [] for contract in found}
        holds = instalments.c.state != InstalmentState.VOID.value
        rows = select(instalments).where(instalments.c.contract_id.in_(plans), holds).order_by(instalments.c.nth)
        for row in db.execute(rows):
            plans[row.contract_id].append(instalment_of(row))
        for contract in found:
            yield from ((contract, one) for one in plans[contract.id])
        last = found[-1].number


def note_headings(db: Db) -> list[str]:
    """Every further column that a contract came with, in the order of their first coming."""
    found: dict[str, None] = {}
    rows = select(contracts.c.notes).order_by(contracts.c.id).execution_options(yield_per=_AT_ONCE)
    for row in db.execute(rows):
        found |= dict.fromkeys(row.notes)
    return list(found)


def every_payment(db: Db) -> Iterator[tuple[Payment, list[tuple[Allocation, str, int]]]]:
    """Each bank line by day, with the bookings of it that hold: how, and contract and number of the instalment."""
    last = 0
    most = db.execute(select(func.max(payments.c.id))).scalar() or 0
    while last < most:
        page = db.execute(select(payments).where(payments.c.id > last).order_by(payments.c.id).limit(_AT_ONCE)).all()
        if not page:
            return
        booked = _booked(db, page[0].id, page[-1].id)
        for row in page:
            yield payment_of(row), booked.get(row.id, [])
        last = page[-1].id


def _booked(db: Db, first: int, last: int) -> dict[int, list[tuple[Allocation, str, int]]]:
    rows = db.execute(
        select(allocations, contracts.c.number, instalments.c.nth)
        .join(instalments, allocations.c.instalment_id == instalments.c.id)
        .join(contracts, instalments.c.contract_id == contracts.c.id)
        .where(allocations.c.payment_id.between(first, last))
        .order_by(allocations.c.id)
    ).all()
    named = {row.id: (row.number, row.nth) for row in rows}
    found: dict[int, list[tuple[Allocation, str, int]]] = {}
    for one in in_force(allocation_of(row) for row in rows):
        found.setdefault(one.payment_id, []).append((one, *named[one.id]))
    return found
