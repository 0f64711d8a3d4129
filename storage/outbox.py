"""发件: everything that goes out, one row per call, in each recipient's order and never over WeCom's limits.

The limits per member are 30 messages a minute and 1,000 an hour; WeCom silently drops the excess [D90312], so
that the rows themselves are the bucket: what would be too much waits.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, func, insert, literal, select, update

from domain import messages
from domain.delivery import CardGone, Delivered, Delivery, GivenUp, RetryLater
from domain.messages import Mail, Reply, Say, SayMarkdown, SendPicture, UpdateCard
from domain.text_pieces import split_text
from storage import attachments, cards, held_cards, outages
from storage.columns import from_json, to_json
from storage.database import Db, lock
from storage.tables import outbox

#: (messages, window): a little wider than WeCom's windows, because a message may travel for some seconds
LIMITS = ((30, timedelta(seconds=70)), (1000, timedelta(seconds=3660)))
#: how long WeCom remembers an equal message when asked to check for duplicates [D90236]
DUPLICATE_WINDOW = timedelta(seconds=1800)
#: how long a sender may take for one call before another one takes over; counted in real time
LEASE = timedelta(seconds=60)
#: a message that could not be sent for so long is given up and told to the admins
PATIENCE = timedelta(hours=24)

_KINDS: dict[str, type[Reply]] = {
    kind.__name__: kind
    for kind in (messages.Say, messages.SayMarkdown, messages.SendCard, messages.SendPicture, messages.UpdateCard,
                 messages.Mail)
}  # fmt: skip


@dataclass(frozen=True)
class Item:
    """One thing to send now.

    `is_twin`: an equal message went to the same member within the duplicate window, so that WeCom's
    duplicate check would swallow this one.
    """

    id: int
    lane: str
    reply: Reply
    attempts: int
    created_at: datetime
    is_twin: bool


@dataclass(frozen=True)
class Wait:
    """Nothing to send in this lane before `until`."""

    until: datetime


def lane_of(reply: Reply) -> str:
    """Chat and mail of one member are lanes of their own: one may be stuck while the other goes on."""
    return f"{'mail' if isinstance(reply, Mail) else 'chat'}:{reply.to}"


def lanes_of(replies: Sequence[Reply]) -> list[str]:
    """The lanes that have something new to send, each once."""
    return list(dict.fromkeys(map(lane_of, replies)))


def _at_once(reply: Reply) -> datetime | None:
    return None


def put(
    db: Db, replies: Sequence[Reply], cause: str, now: datetime,
    not_before: Callable[[Reply], datetime | None] = _at_once,
) -> None:  # fmt: skip
    """Add what a flow said, to be sent after this transaction commits. `cause` names what led to it.

    `not_before` says until when each is held: what is not held overtakes it, and a card that is redrawn before it
    has left is never sent.
    """
    for reply in replies:
        held = not_before(reply)
        if isinstance(reply, Say | SayMarkdown):
            for piece in split_text(reply.text):
                _insert(db, replace(reply, text=piece), cause, now, held)
        elif not (isinstance(reply, UpdateCard) and held_cards.overtaken(db, reply.card, now)):
            _insert(db, reply, cause, now, held)


def _insert(db: Db, reply: Reply, cause: str, now: datetime, not_before: datetime | None) -> None:
    body = to_json(reply)
    task_id = reply.card.task_id if isinstance(reply, messages.SendCard | UpdateCard) else None
    digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
    db.execute(
        insert(outbox).values(
            lane=lane_of(reply), recipient=reply.to, kind=type(reply).__name__, body=body, task_id=task_id,
            digest=digest, cause=cause[:120], created_at=now, not_before=not_before, attempts=0,
        )
    )  # fmt: skip


def claim(db: Db, lane: str, now: datetime, real_now: datetime) -> Item | Wait | None:
    """Take the lane's oldest open row that is not held, leased to the caller; Wait when it must wait; else None.

    Leases count real time: the product's clock may be set forward in the demo, and a send in flight must not
    be taken for a lost one.
    """
    lock(db, f"outbox:{lane}")
    row = db.execute(
        select(outbox)
        .where(outbox.c.lane == lane, outbox.c.done_at.is_(None), _may_leave(now))
        .order_by(outbox.c.id)
        .limit(1)
    ).first()
    if row is None:
        return None
    if row.leased_until is not None and row.leased_until > real_now:
        return Wait(now + (row.leased_until - real_now))
    if row.retry_at is not None and row.retry_at > now:
        return Wait(row.retry_at)
    if row.kind not in ("UpdateCard", "Mail"):
        free_at = _bucket_free_at(db, lane, now)
        if free_at is not None:
            return Wait(free_at)
    is_twin = db.execute(
        select(outbox.c.id)
        .where(
            outbox.c.lane == lane,
            outbox.c.started_at > now - DUPLICATE_WINDOW,
            outbox.c.digest == row.digest,
            outbox.c.id != row.id,
        )
        .limit(1)
    ).first()
    db.execute(
        update(outbox)
        .where(outbox.c.id == row.id)
        .values(leased_until=real_now + LEASE, attempts=row.attempts + 1, started_at=now)
    )
    return _item(db, row, is_twin is not None, now)


def _may_leave(now: datetime) -> ColumnElement[bool]:
    return outbox.c.not_before.is_(None) | (outbox.c.not_before <= now)


def _bucket_free_at(db: Db, lane: str, now: datetime) -> datetime | None:
    for most, window in LIMITS:
        started = db.execute(
            select(outbox.c.started_at)
            .where(outbox.c.lane == lane, outbox.c.started_at > now - window, outbox.c.kind != "UpdateCard")
            .order_by(outbox.c.started_at.desc())
            .offset(most - 1)
            .limit(1)
        ).scalar()
        if started is not None:
            return started + window
    return None


def _item(db: Db, row: Row[Any], is_twin: bool, now: datetime) -> Item:
    reply: Reply = from_json(_KINDS[row.kind], row.body)
    if isinstance(reply, UpdateCard) and reply.response_code is None:
        code = cards.usable_code(db, reply.card.task_id, now)
        reply = UpdateCard(reply.to, reply.card, code or "", reply.otherwise)
    if isinstance(reply, SendPicture):
        reply = replace(reply, media_id=attachments.usable_media(db, reply.sha256, now))
    since = max(row.created_at, row.not_before or row.created_at)  # patience begins when it may leave
    return Item(row.id, row.lane, reply, row.attempts + 1, since, is_twin)


def finish(db: Db, item: Item, delivery: Delivery, now: datetime) -> bool:
    """Record what became of a claimed row. Returns True when the message was given up just now."""
    values: dict[str, Any] = {"leased_until": None}
    is_lost = False
    match delivery:
        case Delivered(msgid, response_code):
            values |= {"done_at": now, "outcome": "sent", "msgid": msgid[:200]}
            if isinstance(item.reply, messages.SendCard):
                cards.keep_code(db, item.reply.card.task_id, response_code, now)
            if isinstance(item.reply, UpdateCard):
                cards.spend_code(db, item.reply.card.task_id)
        case CardGone():
            values |= {"done_at": now, "outcome": "card_gone"}
            if isinstance(item.reply, UpdateCard) and item.reply.otherwise:
                put(db, [Say(item.reply.to, item.reply.otherwise)], f"outbox:{item.id}", now)
        case RetryLater(after, reason, _) if now - item.created_at < PATIENCE:
            values |= {"retry_at": now + after, "error": reason[:2000]}
        case RetryLater(_, reason, _) | GivenUp(reason, _):
            values |= {"done_at": now, "outcome": "failed", "error": reason[:2000]}
            is_lost = True
    if "done_at" in values and isinstance(item.reply, Mail) and item.reply.secret:
        values["body"] = to_json(_without_secret(item.reply))
    db.execute(update(outbox).where(outbox.c.id == item.id).values(values))
    _note_reach(db, item, delivery, now)
    return is_lost


def _without_secret(mail: Mail) -> Mail:
    return replace(mail, body=mail.body.replace(mail.secret, "…"), secret="")


def _note_reach(db: Db, item: Item, delivery: Delivery, now: datetime) -> None:
    """What a try says of WeCom itself."""
    if isinstance(item.reply, Mail):
        return
    far_side = outages.REDRAWING if isinstance(item.reply, UpdateCard) else outages.SENDING
    match delivery:
        case Delivered():
            outages.over(db, far_side)
        case RetryLater(is_outage=True):
            outages.failed(db, far_side, now)


def lanes_with_work(db: Db, now: datetime, limit: int = 1000) -> list[str]:
    """Lanes with something that could be sent now: what the sweep nudges."""
    rows = db.execute(
        select(outbox.c.lane)
        .where(outbox.c.done_at.is_(None), outbox.c.retry_at.is_(None) | (outbox.c.retry_at <= now), _may_leave(now))
        .distinct()
        .limit(limit)
    )
    return [row.lane for row in rows]


def backlog(db: Db) -> tuple[int, datetime | None, int]:
    """(open rows, since when the oldest might have left, rows given up) for /metrics."""
    open_ones = db.execute(
        select(func.count(), func.min(func.coalesce(outbox.c.not_before, outbox.c.created_at))).where(
            outbox.c.done_at.is_(None)
        )
    ).one()
    # written out, because an index of some rows is not used for a parameter
    failed = literal("failed", literal_execute=True)
    lost = db.execute(select(func.count()).where(outbox.c.outcome == failed)).scalar_one()
    return open_ones[0], open_ones[1], lost
