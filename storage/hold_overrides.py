"""特批的存取: who let new orders of a held customer pass, why, and for how long."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update

from storage.database import Db
from storage.receivable_tables import hold_overrides


@dataclass(frozen=True)
class HoldOverride:
    """特批. `subject` (such as `form:12`) is the one order it is for; None: all of the customer's."""

    id: int
    customer_id: str
    subject: str | None
    who: str
    reason: str
    made_at: datetime
    until: datetime
    ended_at: datetime | None = None

    def is_in_force(self, now: datetime) -> bool:
        """Whether orders may pass by it now."""
        return self.ended_at is None and now < self.until


def add(
    db: Db, customer_id: str, subject: str | None, who: str, reason: str, until: datetime, now: datetime
) -> HoldOverride:
    """Keep a new one."""
    values = {
        "customer_id": customer_id, "subject": subject, "who": who, "reason": reason, "made_at": now, "until": until,
    }  # fmt: skip
    made = db.execute(hold_overrides.insert().values(values)).inserted_primary_key
    assert made is not None, "one row was inserted"
    return HoldOverride(made[0], customer_id, subject, who, reason, now, until)


def find(db: Db, override_id: int) -> HoldOverride | None:
    """The override with that id."""
    row = db.execute(select(hold_overrides).where(hold_overrides.c.id == override_id)).first()
    return None if row is None else _override(row)


def in_force(db: Db, customer_ids: Iterable[str], now: datetime) -> list[HoldOverride]:
    """Those that let orders of these customers pass now, the longest first."""
    one = hold_overrides.c
    chosen = select(hold_overrides).where(
        one.customer_id.in_(list(customer_ids)), one.until > now, one.ended_at.is_(None)
    )
    return [_override(row) for row in db.execute(chosen.order_by(one.until.desc(), one.id))]


def end(db: Db, override_id: int, now: datetime) -> bool:
    """End it before its time; False when it was ended before."""
    ended = update(hold_overrides).where(hold_overrides.c.id == override_id, hold_overrides.c.ended_at.is_(None))
    return db.execute(ended.values(ended_at=now)).rowcount == 1


def _override(row: Row[Any]) -> HoldOverride:
    return HoldOverride(row.id, row.customer_id, row.subject, row.who, row.reason, row.made_at, row.until, row.ended_at)
