"""附件: kept once, in the order in which they were sent, with their bytes as they came."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.attachment import Attachment, Kind, Photo, Place
from storage import attachments, visits
from storage.database import Database, open_database

NOW = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
PHOTO = Photo(b"\xff\xd8\xff" + bytes(range(256)), "image/jpeg")
PLACE = Place(31.3089, 120.7251, "苏州工业园区")


@pytest.fixture
def database(database_url: str) -> Database:
    return open_database(database_url)


def test_what_waits_is_attached_in_the_order_in_which_it_was_sent(database: Database) -> None:
    with database.writing() as db:
        attachments.add(db, "zhangsan", "msg:2", PLACE, NOW + MINUTE, None, NOW)
        attachments.add(db, "zhangsan", "msg:1", PHOTO, NOW, None, NOW + MINUTE)
        attachments.add(db, "zhangsan", "msg:0", PLACE, NOW - 30 * MINUTE, None, NOW)
        attachments.add(db, "lisi", "msg:3", PLACE, NOW, None, NOW)
        waiting = attachments.waiting(db, "zhangsan", NOW + MINUTE)
        visit = visits.open_new(db, "zhangsan", NOW, "v1", NOW)
        attachments.attach(db, [kept.id for kept in waiting], visit.id)
    expected = (
        Attachment(Kind.PHOTO, NOW, PHOTO.sha256, len(PHOTO.content)),
        Attachment(Kind.PLACE, NOW + MINUTE, place=PLACE),
    )
    assert tuple(kept.what for kept in waiting) == expected
    with database.reading() as db:
        assert attachments.of_visit(db, visit.id) == expected
        assert attachments.waiting(db, "zhangsan", NOW + MINUTE) == ()
        assert attachments.photo(db, PHOTO.sha256) == PHOTO
        assert attachments.photo(db, "0" * 64) is None


def test_the_first_upload_stays_while_wecom_has_it(database: Database) -> None:
    with database.writing() as db:
        attachments.add(db, "zhangsan", "msg:1", PHOTO, NOW, None, NOW)
        assert attachments.usable_media(db, PHOTO.sha256, NOW) is None
        assert attachments.keep_media(db, PHOTO.sha256, "B", NOW) == "B"
        assert attachments.keep_media(db, PHOTO.sha256, "A", NOW) == "B", "both senders must send the same"
        later = NOW + timedelta(days=3)
        assert attachments.usable_media(db, PHOTO.sha256, later) is None
        assert attachments.keep_media(db, PHOTO.sha256, "C", later) == "C"
        attachments.forget_media(db, PHOTO.sha256)
        assert attachments.usable_media(db, PHOTO.sha256, later) is None
