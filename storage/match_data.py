"""对账的数据: what a run of payments is matched against, read in a few statements however many they are."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import Row, or_, select

from domain.bank_returns import Arrived
from domain.contract import InstalmentState
from domain.ledger import Ledger, Owed, Share
from domain.matching import Known, who_pays
from domain.payer_names import PayerBook, plain
from domain.payment import Payment
from domain.payment_reference import Line, compact, line_kind, numbers_in
from storage import bank_data, payer_aliases, payments
from storage.database import Db
from storage.receivable_tables import allocations, contracts, instalments
from storage.receivable_tables import payments as payment_rows

#: ids in one statement
_AT_ONCE = 500
#: refunds come later than this only by hand
_BACK = timedelta(days=400)


def known_for(db: Db, several: Sequence[Payment], book: PayerBook, customer_ids: Iterable[str] = ()) -> Known:
    """What these payments are matched by: whoever may have paid, with all that he owes and owed."""
    aliases = payer_aliases.in_force(db, {plain(one.payer) for one in several})
    named = _contracts_named(db, several)
    own = frozenset(filter(None, bank_data.accounts(db)))
    bare = Known(book, Ledger(()), aliases, named, own)
    concerned = {payer.customer_id for one in several if one.amount > 0 for payer in who_pays(one, bare)}
    arrived = _arrived(db, [one for one in several if one.amount < 0])
    concerned |= {one.payment.customer_id for one in arrived if one.payment.customer_id} | set(customer_ids)
    return Known(book, Ledger(owed_by(db, concerned)), aliases, named, own, tuple(arrived))


def owed_by(db: Db, customer_ids: Iterable[str]) -> Iterator[Owed]:
    """Every instalment of these customers that is not void, with what is open of it."""
    for part in _portions(sorted(customer_ids)):
        rows = db.execute(
            _instalments().where(instalments.c.customer_id.in_(part), instalments.c.state != InstalmentState.VOID.value)
        )
        yield from map(_owed, rows)


def owed_amount(db: Db, amount: Decimal, currency: str, most: int) -> list[Owed]:
    """Open instalments of whomever of which exactly so much is open, the earliest due first."""
    is_left = instalments.c.allocated + amount == instalments.c.amount
    rows = db.execute(
        _instalments()
        .where(instalments.c.state == InstalmentState.OPEN.value, is_left, contracts.c.currency == currency)
        .order_by(instalments.c.due_on, instalments.c.id)
        .limit(most)
    )
    return [_owed(row) for row in rows]


def instalment_named(db: Db, number: str, nth: int) -> Owed | None:
    """The instalment of a contract by its number, however it is spelt."""
    found = _instalments().where(contracts.c.plain_number == compact(number), instalments.c.nth == nth)
    row = db.execute(found.where(instalments.c.state != InstalmentState.VOID.value)).first()
    return None if row is None else _owed(row)


def _instalments():  # type: ignore[no-untyped-def]
    return select(
        instalments.c.id, contracts.c.number, instalments.c.customer_id, instalments.c.nth, instalments.c.label,
        instalments.c.amount, instalments.c.allocated, instalments.c.state, instalments.c.due_on,
        contracts.c.currency,
    ).join(contracts, contracts.c.id == instalments.c.contract_id)  # fmt: skip


def _owed(row: Row[tuple[object, ...]]) -> Owed:
    is_open = row.state == InstalmentState.OPEN.value
    left = max(row.amount - row.allocated, Decimal("0.00")) if is_open else Decimal("0.00")
    return Owed(row.id, row.number, row.customer_id, row.nth, row.label, left, row.due_on, row.currency)


def _contracts_named(db: Db, several: Sequence[Payment]) -> dict[str, str]:
    """The customers of the contracts that the words may name; a spelling that two contracts share names none."""
    numbers = {compact(number) for one in several for number in numbers_in(one.reference)}
    found: dict[str, str] = {}
    shared: set[str] = set()
    for part in _portions(sorted(numbers)):
        rows = select(contracts.c.plain_number, contracts.c.customer_id).where(contracts.c.plain_number.in_(part))
        for row in db.execute(rows):
            if found.setdefault(row.plain_number, row.customer_id) != row.customer_id:
                shared.add(row.plain_number)
    return {number: customer for number, customer in found.items() if number not in shared}


def _arrived(db: Db, gone: Sequence[Payment]) -> list[Arrived]:
    """Earlier payments that the lines that went out may give back."""
    lines = [one for one in gone if line_kind(one.reference) in (Line.RETURN, Line.REFUND)]
    if not lines:
        return []
    came = payment_rows.c
    payers, amounts = list({one.payer for one in lines}), list({-one.amount for one in lines})
    first, last = min(one.paid_on for one in lines), max(one.paid_on for one in lines)
    rows = db.execute(
        select(payment_rows).where(
            came.amount > Decimal(0),
            came.paid_on.between(first - _BACK, last),
            or_(came.payer.in_(payers), came.amount.in_(amounts)),
        )
    )
    several = [payments.payment_of(row) for row in rows]
    ids = [one.id for one in several]
    paid: dict[int, list[Share]] = {number: [] for number in ids}
    for part in _portions(ids):
        given = [payments.allocation_of(row) for row in db.execute(
            select(allocations).where(allocations.c.payment_id.in_(part)).order_by(allocations.c.id)
        )]  # fmt: skip
        for one in payments.in_force(given):
            paid[one.payment_id].append(Share(one.instalment_id, one.amount))
    return [Arrived(one, tuple(paid[one.id])) for one in several]


def _portions(several: Sequence[object]) -> Iterator[Sequence[object]]:
    return (several[start : start + _AT_ONCE] for start in range(0, len(several), _AT_ONCE))
