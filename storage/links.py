"""一次性链接: who may decide what through which link, for how long; of the link itself only a hash is kept."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update

from storage.database import Db, insert_once
from storage.tables import links

_BYTES = 32  #: 256 bits
_MOST_TOKEN = 100


@dataclass(frozen=True)
class Link:
    """A link that `member` got about a subject such as `approval:12`, in its `turn`."""

    id: int
    purpose: str
    subject: str
    turn: int
    member: str
    expires_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None


def make(
    db: Db, purpose: str, subject: str, turn: int, member: str, cause: str, expires_at: datetime, now: datetime
) -> str | None:
    """The token of a new link, which is told to nobody else and kept nowhere; None when `cause` made one before."""
    token = secrets.token_urlsafe(_BYTES)
    values = {
        "digest": _digest(token), "purpose": purpose, "subject": subject, "turn": turn, "member": member,
        "cause": cause, "made_at": now, "expires_at": expires_at,
    }  # fmt: skip
    made = insert_once(db, links, values, unique=["purpose", "subject", "turn", "member", "cause"])
    return None if made is None else token


def find(db: Db, purpose: str, token: str) -> Link | None:
    """The link with that token, whatever has become of it."""
    if len(token) > _MOST_TOKEN:
        return None
    row = db.execute(select(links).where(links.c.digest == _digest(token), links.c.purpose == purpose)).first()
    return None if row is None else _link(row)


def has_one(db: Db, purpose: str, subject: str, turn: int, member: str) -> bool:
    """Whether the member ever got a link about the subject in that turn."""
    mine = select(links.c.id).where(
        links.c.purpose == purpose, links.c.subject == subject, links.c.turn == turn, links.c.member == member
    )
    return db.execute(mine.limit(1)).first() is not None


def use(db: Db, link: Link, now: datetime) -> bool:
    """Claim the one use; False when it is used, revoked or expired."""
    claim = (
        update(links)
        .where(
            links.c.id == link.id, links.c.used_at.is_(None), links.c.revoked_at.is_(None), links.c.expires_at > now
        )
        .values(used_at=now)
    )  # fmt: skip
    return db.execute(claim).rowcount == 1


def revoke_others(db: Db, purpose: str, subject: str, turn: int, members: Sequence[str], now: datetime) -> None:
    """End every unused link about the subject but those of `members` in that turn."""
    stays = (links.c.turn == turn) & links.c.member.in_(members)
    unused = update(links).where(
        links.c.purpose == purpose, links.c.subject == subject, links.c.used_at.is_(None), links.c.revoked_at.is_(None)
    )
    db.execute(unused.where(~stays).values(revoked_at=now))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _link(row: Row[Any]) -> Link:
    return Link(
        row.id, row.purpose, row.subject, row.turn, row.member, row.expires_at, row.used_at, row.revoked_at
    )  # fmt: skip
