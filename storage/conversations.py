"""会话: what a member's next words answer, when a flow is waiting for them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from storage.database import Db, insert_once
from storage.tables import conversations


@dataclass(frozen=True)
class Expectation:
    """The next words are `what` (such as a reject reason) about `ref`."""

    what: str
    ref: str


def expect(db: Db, member: str, what: str, ref: str, until: datetime) -> None:
    """Wait for the member's next words until an instant; replaces what was waited for before."""
    forget(db, member)
    values = {"member": member, "expecting": what, "ref": ref, "expires_at": until}
    insert_once(db, conversations, values, unique=["member"])


def expected(db: Db, member: str, now: datetime) -> Expectation | None:
    """What the member's next words are about, if anything is waited for."""
    row = db.execute(
        select(conversations).where(conversations.c.member == member, conversations.c.expires_at > now)
    ).first()
    return None if row is None else Expectation(row.expecting, row.ref)


def forget(db: Db, member: str) -> None:
    """Wait for nothing any more."""
    db.execute(delete(conversations).where(conversations.c.member == member))
