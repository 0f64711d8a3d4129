"""压住的卡片: cards that have not left yet: never sent once they are settled, and many at once become one list."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update

from domain.messages import Card, Say, SendCard, UpdateCard
from domain.quiet import GATHER
from storage import cards
from storage.cards import IssuedCard
from storage.columns import from_json, to_json
from storage.database import Db, lock
from storage.tables import outbox

_VOID, _LISTED = "void", "listed"


def overtaken(db: Db, card: Card, now: datetime) -> bool:
    """Take what is held about a card out of the lane: it is to look like `card` now.

    True when nobody has seen the card and nobody will, so that there is nothing to redraw. The one in whose place it
    was to come, which waits to be redrawn, then says what has happened instead.
    """
    rows = db.execute(select(outbox).where(outbox.c.task_id == card.task_id).order_by(outbox.c.id)).all()
    is_unseen = False
    for row in rows:
        is_card = row.kind == SendCard.__name__
        if row.outcome is None and row.attempts == 0 and row.not_before is not None:
            is_gone = _finish(db, row, _VOID, now)
            if is_gone and is_card:
                _finish_pictures(db, row, _VOID, now)
                _redraw_predecessor(db, row, card, now)
            is_unseen |= is_gone and is_card
        is_unseen |= is_card and row.outcome in (_VOID, _LISTED)
    return is_unseen


def waiting(db: Db, purpose: str, now: datetime) -> list[IssuedCard]:
    """The cards of a purpose that have buttons, might leave, and have not left, oldest first."""
    rows = db.execute(
        select(outbox.c.id, outbox.c.task_id)
        .where(
            outbox.c.done_at.is_(None), outbox.c.kind == SendCard.__name__,
            outbox.c.not_before.is_(None) | (outbox.c.not_before <= now),
        )
    )  # fmt: skip
    by_age = sorted(rows, key=lambda row: row.id)  # asked for in that order, SQLite would walk the finished ones too
    found = [card for row in by_age if (card := cards.find(db, row.task_id)) is not None]
    return [card for card in found if card.purpose == purpose and not card.is_closed]


def gather(db: Db, lane: str, purpose: str, most: int, words: Callable[[Sequence[Card]], str], now: datetime) -> None:
    """When a held card of the purpose may leave and more than `most` wait with it, one list goes in their place.

    The list and the end of the cards are one transaction: each is told by its own card or by one list, never by both.
    """
    lock(db, f"outbox:{lane}")
    rows = db.execute(
        select(outbox)
        .where(
            outbox.c.lane == lane, outbox.c.done_at.is_(None), outbox.c.kind == SendCard.__name__,
            outbox.c.attempts == 0, outbox.c.not_before <= now + GATHER,
        )
        .order_by(outbox.c.id)
    ).all()  # fmt: skip
    if not any(row.not_before <= now for row in rows):
        return
    rows = [row for row in rows if (card := cards.find(db, row.task_id)) is not None and card.purpose == purpose]
    if len(rows) <= most:
        return
    listed = [row for row in rows if _finish(db, row, _LISTED, now)]
    for row in listed:
        _finish_pictures(db, row, _LISTED, now)
        if (before := _predecessor(db, row)) is not None:
            _finish(db, before, _VOID, now)  # its buttons stay useful
    shown = [from_json(SendCard, row.body).card for row in listed]
    first = listed[0]
    reply = Say(first.recipient, words(shown))
    db.execute(
        insert(outbox).values(
            lane=lane, recipient=reply.to, kind=Say.__name__, body=to_json(reply), digest=f"list:{first.id}",
            cause=f"list:{first.id}", created_at=now, attempts=0,
        )
    )  # fmt: skip


def _finish(db: Db, row: Row[Any], outcome: str, now: datetime) -> bool:
    """False when a sender has taken the row meanwhile."""
    mine = update(outbox).where(outbox.c.id == row.id, outbox.c.attempts == 0, outbox.c.done_at.is_(None))
    return db.execute(mine.values(done_at=now, outcome=outcome)).rowcount == 1


def _predecessor(db: Db, card: Row[Any]) -> Row[Any] | None:
    """The redraw that takes the buttons off the card in whose place this one was to come, if it waits too."""
    before = select(outbox).where(outbox.c.lane == card.lane, outbox.c.cause == card.cause, outbox.c.id < card.id)
    row = db.execute(before.order_by(outbox.c.id.desc()).limit(1)).first()
    is_waiting = row is not None and row.kind == UpdateCard.__name__ and row.attempts == 0 and row.outcome is None
    return row if is_waiting else None


def _redraw_predecessor(db: Db, row: Row[Any], card: Card, now: datetime) -> None:
    before = _predecessor(db, row)
    if before is not None:
        redraw = from_json(UpdateCard, before.body)
        redraw = replace(redraw, card=replace(redraw.card, closed=card.closed))
        mine = update(outbox).where(outbox.c.id == before.id, outbox.c.attempts == 0)
        db.execute(mine.values(body=to_json(redraw), not_before=now))


def _finish_pictures(db: Db, card: Row[Any], outcome: str, now: datetime) -> None:
    """The photos right behind a card go with it."""
    behind = select(outbox).where(outbox.c.lane == card.lane, outbox.c.cause == card.cause, outbox.c.id > card.id)
    for row in db.execute(behind.where(outbox.c.done_at.is_(None)).order_by(outbox.c.id).limit(20)).all():
        if row.kind != "SendPicture":
            return
        _finish(db, row, outcome, now)
