"""银行数据截至: how far what we know of our bank accounts reaches."""

from datetime import datetime

from sqlalchemy import func, select, update

from storage.database import Db, insert_once
from storage.receivable_tables import bank_accounts, instalments


def as_of(db: Db) -> datetime | None:
    """Until when the statements of all our accounts reach (UTC): the earliest of them; None before the first one."""
    found: datetime | None = db.execute(select(func.min(bank_accounts.c.as_of))).scalar()
    return found


def reaches(db: Db, account: str, until: datetime, import_id: int | None, now: datetime) -> None:
    """A statement of the account says everything up to `until`; an older one takes nothing back.

    Dunning looks at what waits for bank data.
    """
    values = {"as_of": until, "imported_at": now, "import_id": import_id}
    if insert_once(db, bank_accounts, {"account": account, **values}, unique=["account"]) is None:
        db.execute(
            update(bank_accounts)
            .where(bank_accounts.c.account == account, bank_accounts.c.as_of < until)
            .values(values)
        )
    db.execute(update(instalments).where(instalments.c.awaits_bank).values(look_at=now))


def confirm(db: Db, until: datetime, now: datetime) -> None:
    """Somebody who knows says that nothing has come in on any of our accounts that we do not have."""
    for account in accounts(db) or [""]:
        reaches(db, account, until, None, now)


def accounts(db: Db) -> list[str]:
    """Our bank accounts of which there are statements."""
    return list(db.execute(select(bank_accounts.c.account)).scalars())
