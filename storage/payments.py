"""流水和核销的存取: bank lines, and which instalments they pay."""

from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, func, select, update

from domain.contract import InstalmentState
from domain.payment import Allocation, How, Payment, PaymentState
from storage.database import Db, insert_once
from storage.receivable_tables import allocations, instalments, payments

_NOTHING = Decimal("0.00")
_ASKED = PaymentState.ASKED.value


def find(db: Db, payment_id: int) -> Payment | None:
    """The payment with that id."""
    row = db.execute(select(payments).where(payments.c.id == payment_id)).first()
    return None if row is None else payment_of(row)


def allocate(
    db: Db, payment_id: int, instalment_id: int, amount: Decimal, how: How, reason: str, who: str, now: datetime,
    within: Decimal = _NOTHING,
) -> int:  # fmt: skip
    """Tie so much of a payment to an instalment; the allocation's id. Both rows follow, and dunning looks again.

    What is left of the instalment is forgiven when it is at most `within` (the bank's fees).
    """
    return _write(db, payment_id, instalment_id, amount, how, reason, who, now, None, within)


def take_back(db: Db, taken: Allocation, reason: str, who: str, now: datetime) -> int | None:
    """Undo exactly that allocation by one of the opposite amount; None when it was taken back before."""
    if db.execute(select(allocations.c.id).where(allocations.c.reverses == taken.id)).first() is not None:
        return None
    return _write(
        db, taken.payment_id, taken.instalment_id, -taken.amount, taken.how, reason, who, now, reverses=taken.id
    )


def allocations_of(db: Db, payment_id: int) -> list[Allocation]:
    """What a payment pays and what was taken back of it, in the order in which it was written."""
    rows = db.execute(select(allocations).where(allocations.c.payment_id == payment_id).order_by(allocations.c.id))
    return [allocation_of(row) for row in rows]


def paid_to(db: Db, instalment_ids: Iterable[int]) -> dict[int, list[tuple[date, Decimal]]]:
    """Of each instalment the bank's days and amounts that count for it now, the oldest first."""
    amount = func.sum(allocations.c.amount)
    rows = db.execute(
        select(allocations.c.instalment_id, payments.c.paid_on, amount.label("amount"))
        .join(payments, payments.c.id == allocations.c.payment_id)
        .where(allocations.c.instalment_id.in_(list(instalment_ids)))
        .group_by(allocations.c.instalment_id, payments.c.id, payments.c.paid_on)
        .having(amount != Decimal("0.00"))
        .order_by(payments.c.paid_on, payments.c.id)
    )
    found: dict[int, list[tuple[date, Decimal]]] = {}
    for row in rows:
        found.setdefault(row.instalment_id, []).append((row.paid_on, row.amount))
    return found


def newest_for(db: Db, instalment_id: int) -> Allocation | None:
    """The newest allocation in force that pays the instalment."""
    rows = db.execute(
        select(allocations).where(allocations.c.instalment_id == instalment_id).order_by(allocations.c.id)
    )
    return next(reversed(in_force(allocation_of(row) for row in rows)), None)


def in_force(several: Iterable[Allocation]) -> list[Allocation]:
    """Those that are neither taken back nor take one back."""
    listed = list(several)
    gone = {one.reverses for one in listed}
    return [one for one in listed if one.reverses is None and one.id not in gone]


def payment_of(row: Row[Any]) -> Payment:
    """A row of `payments` as the payment it keeps."""
    return Payment(
        row.id, row.account, row.paid_on, row.serial, row.amount, row.payer, row.payer_account, row.reference,
        row.paid_at, row.balance, row.currency, dict(row.notes), row.customer_id, PaymentState(row.state),
        row.allocated, row.returned_id, row.returned, row.doubt or "",
    )  # fmt: skip


def allocation_of(row: Row[Any]) -> Allocation:
    """A row of `allocations` as the allocation it keeps."""
    return Allocation(
        row.id, row.payment_id, row.instalment_id, row.amount, How(row.how), row.reason, row.who, row.at, row.reverses
    )


def _write(
    db: Db, payment_id: int, instalment_id: int, amount: Decimal, how: How, reason: str, who: str, now: datetime,
    reverses: int | None, within: Decimal = _NOTHING,
) -> int:  # fmt: skip
    values = {
        "payment_id": payment_id, "instalment_id": instalment_id, "amount": amount, "how": how.value,
        "reason": reason, "who": who, "at": now, "reverses": reverses,
    }  # fmt: skip
    made = db.execute(allocations.insert().values(values)).inserted_primary_key
    assert made is not None, "one row was inserted"
    _settle_payment(db, payment_id, amount)
    _settle_instalment(db, instalment_id, amount, is_return=reverses is not None, now=now, within=within)
    allocation_id: int = made[0]
    return allocation_id


def _settle_payment(db: Db, payment_id: int, amount: Decimal) -> None:
    db.execute(update(payments).where(payments.c.id == payment_id).values(allocated=payments.c.allocated + amount))
    kept = select(payments.c.amount, payments.c.allocated, payments.c.returned).where(payments.c.id == payment_id)
    row = db.execute(kept).one()
    state = PaymentState.SETTLED if row.allocated + row.returned == row.amount else PaymentState.OPEN
    db.execute(update(payments).where(payments.c.id == payment_id).values(state=state.value))


def _settle_instalment(
    db: Db, instalment_id: int, amount: Decimal, is_return: bool, now: datetime, within: Decimal
) -> None:
    this = instalments.c.id == instalment_id
    db.execute(update(instalments).where(this).values(allocated=instalments.c.allocated + amount, look_at=now))
    row = db.execute(
        select(instalments.c.amount, instalments.c.allocated, instalments.c.state, instalments.c.course).where(this)
    ).one()
    if row.state == InstalmentState.VOID.value:
        return
    is_paid = row.allocated + within >= row.amount
    values: dict[str, Any] = {"state": (InstalmentState.SETTLED if is_paid else InstalmentState.OPEN).value}
    if is_paid:
        values["settled_at"] = now
    elif row.state == InstalmentState.SETTLED.value:
        values |= {"settled_at": None, "course": row.course + 1 if is_return else row.course}
    db.execute(update(instalments).where(this).values(values))


def reserve(db: Db, values: dict[str, Any]) -> int | None:
    """A new bank line unless one with its fingerprint is there: its id, or None. It is matched at once."""
    return insert_once(db, payments, {"look_at": values["added_at"]} | values, unique=["fingerprint"])


def imported(db: Db, import_id: int, zone: ZoneInfo) -> dict[str, datetime]:
    """The accounts of which an import brought lines, and the newest moment of each: the end of a day without a time."""
    of_import = payments.c.import_id == import_id
    newest = dict(
        db.execute(
            select(payments.c.account, func.max(payments.c.paid_on)).where(of_import).group_by(payments.c.account)
        ).all()
    )
    found: dict[str, datetime] = {}
    for account, day in newest.items():
        there = select(payments.c.paid_at).where(of_import, payments.c.account == account, payments.c.paid_on == day)
        times = list(db.execute(there).scalars())
        ends = datetime.combine(day, time(23, 59, 59), zone)
        found[account] = ends if None in times else max(times)
    return found


def to_match(db: Db, now: datetime, most: int) -> list[Payment]:
    """Those that must be matched now, the earliest day first."""
    rows = db.execute(
        select(payments).where(payments.c.look_at <= now).order_by(payments.c.paid_on, payments.c.id).limit(most)
    )
    return [payment_of(row) for row in rows]


def is_matching(db: Db, now: datetime) -> bool:
    """Whether lines wait to be matched just now: until then nobody knows who has paid, however new the data are."""
    return db.execute(select(payments.c.id).where(payments.c.look_at <= now).limit(1)).first() is not None


def put_off(db: Db, several: Iterable[Payment], until: datetime) -> None:
    """These could not be matched: not before `until` again."""
    db.execute(update(payments).where(payments.c.id.in_([one.id for one in several])).values(look_at=until))


def asked_of(db: Db, customer_ids: Iterable[str]) -> list[Payment]:
    """Those of the customers on which nobody has decided."""
    mine = payments.c.customer_id.in_(list(customer_ids))
    return [payment_of(row) for row in db.execute(select(payments).where(mine, payments.c.state == _ASKED))]


def asked(db: Db) -> list[Payment]:
    """Every one on which a person must decide, the earliest first."""
    rows = db.execute(select(payments).where(payments.c.state == _ASKED).order_by(payments.c.paid_on, payments.c.id))
    return [payment_of(row) for row in rows]


def settle(
    db: Db, payment_id: int, state: PaymentState, now: datetime | None = None, customer_id: str | None = None,
    doubt: str | None = None, returned_id: int | None = None,
) -> None:  # fmt: skip
    """How the payment stands now; it is not matched again by itself. OPEN with a customer is his prepayment."""
    values: dict[str, Any] = {
        "state": state.value, "look_at": None, "doubt": doubt, "returned_id": returned_id, "customer_id": customer_id,
        "asked_at": now,
    }  # fmt: skip
    db.execute(update(payments).where(payments.c.id == payment_id).values(values))


def ask(db: Db, payment_id: int, doubt: str, customer_id: str | None) -> None:
    """A person must decide; `customer_id` is who paid, where that is sure. Whoever was asked before is not again."""
    values = {"state": _ASKED, "look_at": None, "doubt": doubt, "customer_id": customer_id}
    db.execute(update(payments).where(payments.c.id == payment_id).values(values))


def ask_now(db: Db, now: datetime) -> list[Payment]:
    """Those on which a person must decide and has not been asked: from now on he has."""
    new = (payments.c.state == _ASKED) & payments.c.asked_at.is_(None)
    rows = db.execute(select(payments).where(new).order_by(payments.c.paid_on, payments.c.id)).all()
    db.execute(update(payments).where(new).values(asked_at=now))
    return [payment_of(row) for row in rows]


def look_again(db: Db, now: datetime, payers: Iterable[str] | None = None) -> None:
    """Something new may decide what is undecided: of these payers (as printed), or of all.

    So it may for prepayments of which nothing is booked, unless a person wanted them to be that.
    """
    kept = (payments.c.state == PaymentState.OPEN.value) & payments.c.customer_id.is_not(None)
    kept &= (payments.c.allocated == _NOTHING) & (payments.c.amount > _NOTHING) & payments.c.doubt.is_(None)
    waiting = ((payments.c.state == _ASKED) & payments.c.returned_id.is_(None)) | kept
    mine = waiting if payers is None else waiting & payments.c.payer.in_(list(payers))
    db.execute(update(payments).where(mine).values(look_at=now))


def give_back(db: Db, payment_id: int, amount: Decimal) -> None:
    """So much of the payment went back to the payer; a negative amount takes that back."""
    this = payments.c.id == payment_id
    db.execute(update(payments).where(this).values(returned=payments.c.returned + amount))
    _settle_payment(db, payment_id, _NOTHING)
