"""卡片: which card asks whom about what, and the code that redraws it once within 72 hours [D94888]."""

import re
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, insert, select, update

from domain.messages import Card
from storage.columns import from_json, to_json
from storage.database import Db
from storage.tables import cards

CODE_LIFE = timedelta(hours=72)


@dataclass(frozen=True)
class IssuedCard:
    """A card that a member holds. `purpose` and `subject` say what a tap on it is about."""

    card: Card
    member: str
    purpose: str
    subject: str
    revision: int
    issued_at: datetime
    is_closed: bool


def issue(db: Db, card: Card, member: str, purpose: str, subject: str, revision: int, now: datetime) -> Card:
    """Keep a new card under a fresh task id, which WeCom wants unique within the app. Returns it with that id."""
    named = re.sub(r"[^0-9A-Za-z_@-]", "-", f"{purpose}-{subject}")
    card = replace(card, task_id=f"{named}-{secrets.token_hex(8)}")
    db.execute(
        insert(cards).values(
            task_id=card.task_id, member=member, purpose=purpose, subject=subject, revision=revision,
            body=to_json(card), issued_at=now,
        )
    )  # fmt: skip
    return card


def find(db: Db, task_id: str) -> IssuedCard | None:
    """The card with that task id."""
    row = db.execute(select(cards).where(cards.c.task_id == task_id)).first()
    return None if row is None else _issued(row)


def open_cards(db: Db, purpose: str, subject: str) -> list[IssuedCard]:
    """The cards about a subject that still have buttons, oldest first."""
    rows = db.execute(
        select(cards)
        .where(cards.c.purpose == purpose, cards.c.subject == subject, cards.c.closed_at.is_(None))
        .order_by(cards.c.id)
    )
    return [_issued(row) for row in rows]


def open_of(db: Db, purpose: str, member: str) -> list[IssuedCard]:
    """The member's cards of a purpose that still have buttons, oldest first."""
    rows = db.execute(
        select(cards)
        .where(cards.c.purpose == purpose, cards.c.member == member, cards.c.closed_at.is_(None))
        .order_by(cards.c.id)
    )
    return [_issued(row) for row in rows]


def newest_of(db: Db, purpose: str, subject: str, member: str) -> IssuedCard | None:
    """The card about a subject that the member got last, with buttons or without."""
    mine = select(cards).where(cards.c.purpose == purpose, cards.c.subject == subject, cards.c.member == member)
    row = db.execute(mine.order_by(cards.c.id.desc()).limit(1)).first()
    return None if row is None else _issued(row)


def newest_open(db: Db, purpose: str, member: str) -> list[IssuedCard]:
    """The member's cards of a purpose that still have buttons, the newest first."""
    mine = select(cards).where(cards.c.purpose == purpose, cards.c.member == member, cards.c.closed_at.is_(None))
    return [_issued(row) for row in db.execute(mine.order_by(cards.c.id.desc()))]


def undecided_again(db: Db, purpose: str, subject: str) -> list[IssuedCard]:
    """Those about a subject that were closed with buttons left, by which their decision is taken back."""
    rows = db.execute(select(cards).where(cards.c.purpose == purpose, cards.c.subject == subject))
    return [one for one in map(_issued, rows) if one.is_closed and one.card.closed is None]


def open_since(db: Db, purpose: str, before: datetime) -> list[IssuedCard]:
    """The cards of a purpose that have had buttons since before that instant, oldest first."""
    rows = db.execute(
        select(cards)
        .where(cards.c.purpose == purpose, cards.c.closed_at.is_(None), cards.c.issued_at <= before)
        .order_by(cards.c.id)
    )
    return [_issued(row) for row in rows]


def open_below(db: Db, purpose: str, subject: str) -> list[IssuedCard]:
    """The cards about parts of a subject (`subject:part`) that still have buttons, oldest first."""
    rows = db.execute(
        select(cards)
        .where(cards.c.purpose == purpose, cards.c.subject.startswith(f"{subject}:", autoescape=True))
        .where(cards.c.closed_at.is_(None))
        .order_by(cards.c.id)
    )
    return [_issued(row) for row in rows]


def close(db: Db, task_id: str, card: Card, now: datetime) -> None:
    """The card has no live buttons any more; `card` is how it looks now."""
    db.execute(update(cards).where(cards.c.task_id == task_id).values(closed_at=now, body=to_json(card)))


def carry_over(db: Db, purpose: str, subject: str, seen: int, revision: int) -> None:
    """Open cards that show revision `seen` stand for `revision` too: their member made the difference himself."""
    db.execute(
        update(cards)
        .where(cards.c.purpose == purpose, cards.c.subject == subject, cards.c.revision == seen)
        .where(cards.c.closed_at.is_(None))
        .values(revision=revision)
    )


def keep_code(db: Db, task_id: str, response_code: str, now: datetime) -> None:
    """Remember the code that came back when the card was sent."""
    if response_code:
        db.execute(
            update(cards)
            .where(cards.c.task_id == task_id)
            .values(response_code=response_code, code_until=now + CODE_LIFE)
        )


def usable_code(db: Db, task_id: str, now: datetime) -> str | None:
    """The card's code if it has one that is not older than 72 hours."""
    row = db.execute(select(cards.c.response_code).where(cards.c.task_id == task_id, cards.c.code_until > now)).first()
    return None if row is None else row.response_code


def spend_code(db: Db, task_id: str) -> None:
    """A code works once."""
    db.execute(update(cards).where(cards.c.task_id == task_id).values(response_code=None, code_until=None))


def _issued(row: Row[Any]) -> IssuedCard:
    return IssuedCard(
        card=from_json(Card, row.body),
        member=row.member,
        purpose=row.purpose,
        subject=row.subject,
        revision=row.revision,
        issued_at=row.issued_at,
        is_closed=row.closed_at is not None,
    )
