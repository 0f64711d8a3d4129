"""附件: photos and places kept as evidence; the bytes of a photo are read only to be sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, func, insert, or_, select, update

from domain.attachment import KEPT_FOR, Attachment, Kind, Photo, Place
from storage.database import Db
from storage.tables import attachments

#: WeCom keeps an upload for three days [D90253]; one that is about to end is not used any more
MEDIA_LIFE = timedelta(days=3) - timedelta(hours=1)

_METADATA = tuple(column for column in attachments.c if column.name != "content")


@dataclass(frozen=True)
class Kept:
    """A stored attachment."""

    id: int
    what: Attachment


def add(
    db: Db, member: str, key: str, what: Photo | Place, sent_at: datetime, visit_id: int | None, now: datetime
) -> Attachment:
    """Keep what the message `key` brought, for a visit or (None) for the next one that the member tells."""
    values: dict[str, Any] = {
        "visit_id": visit_id, "member": member, "key": key, "sent_at": sent_at, "added_at": now, "size": 0,
    }  # fmt: skip
    match what:
        case Photo(content, content_type):
            values |= {
                "kind": Kind.PHOTO.value, "sha256": what.sha256, "content": content, "content_type": content_type,
                "size": len(content),
            }  # fmt: skip
        case Place(latitude, longitude, label):
            values |= {"kind": Kind.PLACE.value, "latitude": latitude, "longitude": longitude, "label": label}
    row = db.execute(insert(attachments).values(values).returning(*_METADATA)).one()
    return _kept(row).what


def of_visit(db: Db, visit_id: int) -> tuple[Attachment, ...]:
    """What belongs to a visit, in the order in which it was sent."""
    rows = db.execute(
        select(*_METADATA).where(attachments.c.visit_id == visit_id).order_by(attachments.c.sent_at, attachments.c.id)
    )
    return tuple(_kept(row).what for row in rows)


def waiting(db: Db, member: str, at: datetime) -> tuple[Kept, ...]:
    """What the member sent around `at` without a visit it could belong to, in the order in which it was sent."""
    rows = db.execute(
        select(*_METADATA)
        .where(
            attachments.c.member == member,
            attachments.c.visit_id.is_(None),
            attachments.c.sent_at.between(at - KEPT_FOR, at + KEPT_FOR),
        )
        .order_by(attachments.c.sent_at, attachments.c.id)
    )
    return tuple(map(_kept, rows))


def attach(db: Db, ids: Sequence[int], visit_id: int) -> None:
    """What waited belongs to the visit."""
    db.execute(update(attachments).where(attachments.c.id.in_(ids)).values(visit_id=visit_id))


def move(db: Db, visit_id: int, to: int) -> list[int]:
    """What was kept with one visit belongs to another from now on: the ids of it (`attach` brings it back)."""
    ids = list(db.execute(select(attachments.c.id).where(attachments.c.visit_id == visit_id)).scalars())
    attach(db, ids, to)
    return ids


def photo(db: Db, sha256: str) -> Photo | None:
    """The photo with that hash."""
    row = db.execute(
        select(attachments.c.content, attachments.c.content_type).where(attachments.c.sha256 == sha256).limit(1)
    ).first()
    return None if row is None else Photo(row.content, row.content_type)


def usable_media(db: Db, sha256: str, now: datetime) -> str | None:
    """What WeCom calls the photo, when it was uploaded and WeCom still has it."""
    return db.execute(
        select(func.min(attachments.c.media_id)).where(attachments.c.sha256 == sha256, attachments.c.media_until > now)
    ).scalar()


def keep_media(db: Db, sha256: str, media_id: str, now: datetime) -> str:
    """Remember an upload, unless another one is remembered. Returns the one to use.

    A message that is sent again has to be equal to the first one, so that WeCom's duplicate check knows it.
    """
    unknown = or_(attachments.c.media_until.is_(None), attachments.c.media_until <= now)
    db.execute(
        update(attachments)
        .where(attachments.c.sha256 == sha256, unknown)
        .values(media_id=media_id, media_until=now + MEDIA_LIFE)
    )
    return usable_media(db, sha256, now) or media_id


def forget_media(db: Db, sha256: str) -> None:
    """WeCom does not have the upload any more."""
    db.execute(update(attachments).where(attachments.c.sha256 == sha256).values(media_id=None, media_until=None))


def _kept(row: Row[Any]) -> Kept:
    place = None if row.label is None else Place(row.latitude, row.longitude, row.label)
    return Kept(row.id, Attachment(Kind(row.kind), row.sent_at, row.sha256, row.size, place))
