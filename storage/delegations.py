"""委托, as people said it in chat; those of config.yaml are in the policy."""

from datetime import date, datetime

from sqlalchemy import insert, select, update

from domain.delegation import Delegation
from storage.database import Db
from storage.tables import delegations


def add(db: Db, delegation: Delegation, now: datetime) -> int:
    """Keep a new one; the newest counts where days overlap."""
    values = {
        "person": delegation.person,
        "deputy": delegation.deputy,
        "first_on": delegation.first_on,
        "last_on": delegation.last_on,
        "made_at": now,
    }
    return int(db.execute(insert(delegations).values(values).returning(delegations.c.id)).scalar_one())


def current(db: Db, today: date) -> list[Delegation]:
    """Those of today and of days to come, oldest first."""
    rows = db.execute(
        select(delegations)
        .where(delegations.c.ended_at.is_(None), delegations.c.last_on >= today)
        .order_by(delegations.c.id)
    )
    return [Delegation(row.person, row.deputy, row.first_on, row.last_on) for row in rows]


def end(db: Db, person: str, today: date, now: datetime) -> int:
    """The person is back: his present and coming ones end. Returns how many did."""
    done = (
        update(delegations)
        .where(delegations.c.person == person, delegations.c.ended_at.is_(None), delegations.c.last_on >= today)
        .values(ended_at=now)
    )
    return db.execute(done).rowcount
