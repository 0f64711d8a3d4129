"""成员: the people of the company as WeCom last told them, and the firm they make with config.yaml."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from domain.people import Firm, Person
from domain.policy import PersonOverride, Policy
from storage.database import Db, insert_once
from storage.tables import members


def keep(db: Db, people: Iterable[Person], now: datetime) -> None:
    """Store or refresh members."""
    for person in people:
        values: dict[str, Any] = {
            "name": person.name,
            "leader": person.leader,
            "departments": list(person.departments),
            "title": person.title,
            "is_active": person.is_active,
            "synced_at": now,
        }
        userid = person.userid.lower()
        if insert_once(db, members, {"userid": userid, **values}, unique=["userid"]) is None:
            db.execute(update(members).where(members.c.userid == userid).values(values))


def retire_missing(db: Db, synced_at: datetime) -> list[str]:
    """Mark those inactive whom the full read of `synced_at` did not see. Returns their userids."""
    gone = members.c.is_active & (members.c.synced_at < synced_at)
    userids = [row.userid for row in db.execute(select(members.c.userid).where(gone))]
    db.execute(update(members).where(gone).values(is_active=False))
    return userids


def last_synced(db: Db) -> datetime | None:
    """When all members were last read: the oldest refresh among the active ones."""
    return db.execute(select(func.min(members.c.synced_at)).where(members.c.is_active)).scalar()


def is_known(db: Db, userid: str) -> bool:
    """Whether the member has been read from WeCom, and was active then."""
    known = select(members.c.userid).where(members.c.userid == userid.lower(), members.c.is_active)
    return db.execute(known).first() is not None


def presence(db: Db) -> dict[str, bool]:
    """Everybody ever read, by userid, and whether he is still there."""
    return {row.userid: row.is_active for row in db.execute(select(members.c.userid, members.c.is_active))}


def firm(db: Db, policy: Policy) -> Firm:
    """Everybody with the overrides and roles of config.yaml."""
    people: dict[str, Person] = {}
    for row in db.execute(select(members)):
        said = policy.people.get(row.userid, PersonOverride())
        departments = tuple(row.departments)
        people[row.userid] = Person(
            userid=row.userid,
            name=row.name,
            leader=said.leader or row.leader,
            departments=departments,
            title=row.title,
            region=said.region or next((policy.regions[d] for d in departments if d in policy.regions), None),
            email=said.email,
            is_active=row.is_active,
        )
    return Firm(people, policy.directors, policy.holders)
