"""付款户名: who else pays for a customer, as people confirmed it; ended ones are kept."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select, update

from storage.database import Db, insert_once
from storage.receivable_tables import payer_aliases


def in_force(db: Db, payers: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The customers whom each of these names (as domain.payer_names.plain gives them) pays for."""
    wanted = payer_aliases.c.payer.in_(list(payers)) & payer_aliases.c.ended_at.is_(None)
    found: dict[str, tuple[str, ...]] = {}
    for row in db.execute(select(payer_aliases.c.payer, payer_aliases.c.customer_id).where(wanted)):
        found[row.payer] = (*found.get(row.payer, ()), row.customer_id)
    return found


def learn(
    db: Db, payer: str, printed: str, customer_id: str, payment_id: int | None, who: str, now: datetime
) -> bool:  # fmt: skip
    """The name pays for the customer from now on; False when that was known."""
    if customer_id in in_force(db, [payer]).get(payer, ()):
        return False
    values = {
        "payer": payer, "printed": printed, "customer_id": customer_id, "payment_id": payment_id, "learned_by": who,
        "learned_at": now,
    }  # fmt: skip
    insert_once(db, payer_aliases, values, unique=["id"])
    return True


def end(db: Db, who: str, now: datetime, payer: str | None = None, payment_id: int | None = None) -> list[str]:
    """Forget the name, or what was learned by a payment; the names as they were printed, each once."""
    mine = payer_aliases.c.payer == payer if payer is not None else payer_aliases.c.payment_id == payment_id
    still = mine & payer_aliases.c.ended_at.is_(None)
    names = list(dict.fromkeys(db.execute(select(payer_aliases.c.printed).where(still)).scalars()))
    db.execute(update(payer_aliases).where(still).values(ended_by=who, ended_at=now))
    return names
