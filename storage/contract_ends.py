"""合同到期的存取: which contracts end soon, and of which end their rep has heard."""

from datetime import date, datetime

from sqlalchemy import exists, select

from domain.contract import Contract
from storage.contracts import contract_of
from storage.database import Db, insert_once
from storage.receivable_tables import contract_ends, contracts


def untold(db: Db, first_on: date, last_on: date) -> list[Contract]:
    """Contracts that end on these days and of whose end nobody has heard, the first to end first."""
    told = exists().where(contract_ends.c.contract_id == contracts.c.id, contract_ends.c.ends_on == contracts.c.ends_on)
    rows = db.execute(
        select(contracts)
        .where(contracts.c.ends_on.between(first_on, last_on), ~told)
        .order_by(contracts.c.ends_on, contracts.c.id)
    )
    return [contract_of(row) for row in rows]


def claim(db: Db, contract: Contract, now: datetime) -> bool:
    """Whether it is ours to tell of this end of the contract: the row is the claim."""
    values = {"contract_id": contract.id, "ends_on": contract.ends_on, "told_at": now}
    return insert_once(db, contract_ends, values, unique=["contract_id", "ends_on"]) is not None
