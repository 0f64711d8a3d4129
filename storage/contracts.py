"""合同和分期的存取: contracts and their payment schedules as stored."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, select, update

from domain.contract import Contract, DueRule, Instalment, InstalmentState, Term
from storage.columns import from_json, to_json
from storage.database import Db
from storage.receivable_tables import contracts, instalments


def find(db: Db, contract_id: int) -> Contract | None:
    """The contract with that id."""
    row = db.execute(select(contracts).where(contracts.c.id == contract_id)).first()
    return None if row is None else contract_of(row)


def numbered(db: Db, numbers: Iterable[str]) -> dict[str, Contract]:
    """Those contracts that exist, by their number."""
    rows = db.execute(select(contracts).where(contracts.c.number.in_(list(numbers))))
    return {row.number: contract_of(row) for row in rows}


def plan(db: Db, contract_id: int) -> list[Instalment]:
    """The payment schedule that holds, in the order of its instalments; what was taken out of it is not in it."""
    rows = db.execute(
        select(instalments)
        .where(instalments.c.contract_id == contract_id, instalments.c.state != InstalmentState.VOID.value)
        .order_by(instalments.c.nth)
    )
    return [instalment_of(row) for row in rows]


def instalment(db: Db, instalment_id: int) -> Instalment | None:
    """The instalment with that id."""
    row = db.execute(select(instalments).where(instalments.c.id == instalment_id)).first()
    return None if row is None else instalment_of(row)


def add(db: Db, contract: Contract, terms: Sequence[Term], now: datetime) -> int:
    """A new contract with its schedule; its id (that of `contract` is not looked at).

    `due_on` of a term whose rule's milestone has been reached is set by the caller. Dunning looks at once.
    """
    values = contract_values(contract) | {"added_at": now, "changed_at": now}
    inserted = db.execute(contracts.insert().values(values)).inserted_primary_key
    assert inserted is not None, "one row was inserted"
    contract_id: int = inserted[0]
    db.execute(instalments.insert(), [term_values(term, contract_id, contract.customer_id, now) for term in terms])
    return contract_id


def look_again(db: Db, instalment_ids: Iterable[int], now: datetime) -> None:
    """Something about these instalments changed: dunning looks at them at once."""
    db.execute(update(instalments).where(instalments.c.id.in_(list(instalment_ids))).values(look_at=now))


def contract_of(row: Row[Any]) -> Contract:
    """A row of `contracts` as the contract it keeps."""
    return Contract(
        row.id, row.number, row.customer_id, row.customer_name, row.amount, row.signed_on, row.ends_on, row.currency,
        row.owner, row.region, row.product_line, dict(row.notes), row.revision,
    )  # fmt: skip


def instalment_of(row: Row[Any]) -> Instalment:
    """A row of `instalments` as the instalment it keeps."""
    return Instalment(
        row.id, row.contract_id, row.customer_id, row.nth, row.label, row.amount, row.due_on,
        from_json(DueRule, row.due_rule) if row.due_rule else None, row.share, row.account, row.responsible,
        row.allocated, InstalmentState(row.state), row.promised_on, row.dispute, row.course,
    )  # fmt: skip


def contract_values(contract: Contract) -> dict[str, Any]:
    """The columns of `contracts`, without its moments."""
    return {
        "number": contract.number,
        "customer_id": contract.customer_id,
        "customer_name": contract.customer_name,
        "signed_on": contract.signed_on,
        "ends_on": contract.ends_on,
        "amount": contract.amount,
        "currency": contract.currency,
        "owner": contract.owner,
        "region": contract.region,
        "product_line": contract.product_line,
        "notes": contract.notes,
        "revision": contract.revision,
    }


def term_values(term: Term, contract_id: int, customer_id: str, now: datetime) -> dict[str, Any]:
    """The columns of a new row of `instalments`."""
    return {
        "contract_id": contract_id,
        "customer_id": customer_id,
        "nth": term.nth,
        "label": term.label,
        "amount": term.amount,
        "share": term.share,
        "due_on": term.due_on,
        "due_rule": to_json(term.rule) if term.rule else None,
        "account": term.account,
        "responsible": term.responsible,
        "allocated": Decimal("0.00"),
        "state": InstalmentState.OPEN.value,
        "course": 0,
        "look_at": now,
    }
