"""照片和位置: kept once, shown once, only to those who may decide; what cannot be kept is answered with what to do."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot import dispatch
from bot.wecom.gateway import Gateway
from bot.wording import attachments as wording
from bot.wording import platform
from bot.wording import visit_record as visit_wording
from domain.attachment import MOST_BYTES
from domain.delivery import Delivery
from domain.messages import Reply, SendPicture
from scheduler import jobs
from simulator.player import Play, tiny_jpeg
from storage import attachments, audit_log
from storage.tables import attachments as table
from storage.tables import outbox
from tests.promises.people import WHOLE_VISIT, cards_of, let_all_pass, submit, told

LOST: dict[str, dict[str, Any]] = {
    "send-reset-after": {"path": "message/send", "reset": "after"},
    "send-truncated": {"path": "message/send", "truncate": True},
    "send-502": {"path": "message/send", "status": 502},
    "upload-reset-after": {"path": "media/upload", "reset": "after"},
    "upload-busy": {"path": "media/upload", "code": -1},
}


class Mortal(Gateway):
    """Dies when WeCom has taken a picture, before anybody could write that down."""

    def deliver(self, reply: Reply, is_twin: bool) -> Delivery:
        delivery = super().deliver(reply, is_twin)
        if isinstance(reply, SendPicture):
            raise SystemExit
        return delivery


def pictures(stage: Play, member: str) -> list[bytes]:
    """The pictures the app showed to a member, oldest first."""
    shown = [one for one in stage.world.chat(member) if one.side == "app" and one.kind in ("image", "file")]
    return [stage.world.media[one.body["media_id"]].content for one in shown]


def kinds(stage: Play, member: str) -> list[str]:
    return [one.kind for one in stage.world.chat(member) if one.side == "app"]


def kept(stage: Play, member: str) -> list[Any]:
    with stage.hub.database.reading() as db:
        return list(db.execute(select(table).where(table.c.member == member).order_by(table.c.id)))


@pytest.mark.parametrize("times", [1, 4], ids=["once", "lasting"])
@pytest.mark.parametrize("fault", LOST.values(), ids=LOST)
def test_each_photo_is_shown_once_behind_the_card(stage: Play, rep: str, fault: dict[str, Any], times: int) -> None:
    stage.say(rep, WHOLE_VISIT)
    for name in ("一", "二"):
        stage.photo(rep, f"{rep}{name}")
    stage.world.faults.add(times=times, **fault)
    stage.tap(rep, "确认")
    let_all_pass(stage)
    boss = f"boss-of-{rep}"
    assert pictures(stage, boss) == [tiny_jpeg(f"{rep}一"), tiny_jpeg(f"{rep}二")]
    assert kinds(stage, boss) == ["template_card", "image", "image"]


def test_a_photo_whose_sender_died_after_sending_is_shown_once(stage: Play, rep: str) -> None:
    stage.say(rep, WHOLE_VISIT)
    stage.photo(rep, rep)
    stage.sender.click(rep, cards_of(stage, rep)[-1].task_id, "confirm")
    dispatch.work_off(rep, stage.hub)
    wecom = stage.hub.wecom
    assert isinstance(wecom, Gateway)
    mortal = replace(stage.hub, wecom=Mortal(wecom.client))
    with pytest.raises(SystemExit):
        jobs.send(f"chat:boss-of-{rep}", mortal)
    with stage.hub.database.writing() as db:
        db.execute(update(outbox).values(leased_until=None))  # as if a minute had passed
    stage.settle()
    assert pictures(stage, f"boss-of-{rep}") == [tiny_jpeg(rep)]


def test_the_bytes_are_kept_as_they_came_with_hash_time_and_audit(stage: Play, rep: str) -> None:
    stage.say(rep, WHOLE_VISIT)
    stage.photo(rep, rep)
    stage.place(rep, "苏州工业园区\n星湖街")
    photo, place = kept(stage, rep)
    assert (photo.content, photo.content_type, photo.sent_at) == (tiny_jpeg(rep), "image/jpeg", stage.hub.now())
    assert (place.latitude, place.longitude, place.label) == (31.3089, 120.7251, "苏州工业园区 星湖街")
    with stage.hub.database.reading() as db:
        noted = [row for row in audit_log.rows(db) if row["action"] == "visit.attached" and row["who"] == rep]
        assert audit_log.verify(db) == len(list(audit_log.rows(db)))
    assert [row["after"]["sha256"] for row in noted] == [photo.sha256, None]


def test_a_photo_waits_half_an_hour_for_its_visit(stage: Play, rep: str) -> None:
    stage.photo(rep, f"{rep}早")
    stage.wait(timedelta(minutes=20))
    stage.photo(rep, f"{rep}晚")
    stage.wait(timedelta(minutes=11))
    submit(stage, rep)
    assert pictures(stage, f"boss-of-{rep}") == [tiny_jpeg(f"{rep}晚")]


def test_a_discarded_draft_shows_its_photos_to_nobody(stage: Play, rep: str) -> None:
    stage.say(rep, WHOLE_VISIT)
    stage.photo(rep, rep)
    stage.say(rep, "放弃")
    submit(stage, rep)
    stage.wait(timedelta(hours=25))
    assert pictures(stage, f"boss-of-{rep}") == []
    assert tiny_jpeg(rep) not in pictures(stage, "wangdir")


def test_more_than_six_photos_or_three_places_are_refused(stage: Play, rep: str) -> None:
    stage.photo(rep, f"{rep}0")
    stage.say(rep, WHOLE_VISIT)
    for number in range(1, 7):
        stage.photo(rep, f"{rep}{number}")
    assert told(stage, rep)[-1] == "一条拜访记录最多附 6 张照片，这张没有附上。"
    for number in range(4):
        stage.place(rep, f"{number}号门")
    assert told(stage, rep)[-1] == "一条拜访记录最多附 3 个位置，这个没有附上。"
    stage.tap(rep, "确认")
    assert pictures(stage, f"boss-of-{rep}") == [tiny_jpeg(f"{rep}{number}") for number in range(6)]


@pytest.mark.parametrize(
    ("content", "answer"),
    [
        (b"GIF89a" + b"\0" * 9, wording.NO_PHOTO),
        (b"", wording.NO_PHOTO),
        (b"\xff\xd8\xff" + b"\0" * MOST_BYTES, wording.PHOTO_GONE),
    ],
    ids=["gif", "nothing", "too-large"],
)
def test_what_is_no_photo_is_not_kept(stage: Play, rep: str, content: bytes, answer: str) -> None:
    stage.picture(rep, content)
    assert (told(stage, rep), kept(stage, rep)) == ([answer], [])


def test_an_expired_photo_is_answered_with_what_to_do(stage: Play, rep: str) -> None:
    stage.sender.send_image(rep, "gone")
    stage.settle()
    assert (told(stage, rep), kept(stage, rep)) == ([wording.PHOTO_GONE], [])


def test_a_large_photo_goes_out_as_a_file(stage: Play, rep: str) -> None:
    large = b"\x89PNG\r\n\x1a\n" + b"\0" * (6 * 1024 * 1024)
    stage.picture(rep, large)
    submit(stage, rep)
    boss = f"boss-of-{rep}"
    assert kinds(stage, boss) == ["template_card", "file"]
    assert pictures(stage, boss) == [large]


def test_a_photo_that_comes_late_keeps_its_place_and_confirming_waits_for_it(stage: Play, rep: str) -> None:
    stage.say(rep, WHOLE_VISIT)
    stage.world.faults.add(path="media/get", code=-1, times=4)
    stage.photo(rep, rep)
    stage.say(rep, "你好")
    stage.tap(rep, "确认")
    assert told(stage, rep)[-1] == visit_wording.STILL_FETCHING, "what was said after the photo waits for it"
    let_all_pass(stage)
    assert "照片已附在" in told(stage, rep)[-2]
    stage.tap(rep, "确认")
    assert pictures(stage, f"boss-of-{rep}") == [tiny_jpeg(rep)]


def test_a_photo_that_cannot_be_fetched_for_long_blocks_nobody(stage: Play, rep: str) -> None:
    stage.world.faults.add(path="media/get", code=-1, times=None)
    stage.photo(rep, rep)
    stage.say(rep, "你好")
    let_all_pass(stage, timedelta(minutes=30))
    assert told(stage, rep)[0] == wording.PHOTO_UNREACHABLE
    assert len(told(stage, rep)) == 2


def test_an_upload_that_wecom_lost_is_made_again(stage: Play, rep: str) -> None:
    stage.say(rep, WHOLE_VISIT)
    stage.photo(rep, rep)
    with stage.hub.database.writing() as db:
        attachments.keep_media(db, kept(stage, rep)[0].sha256, "never", stage.hub.now())
    stage.tap(rep, "确认")
    let_all_pass(stage)
    assert pictures(stage, f"boss-of-{rep}") == [tiny_jpeg(rep)]


def test_a_rejected_visit_takes_further_photos(stage: Play, rep: str) -> None:
    boss = f"boss-of-{rep}"
    submit(stage, rep)
    stage.tap(boss, "驳回")
    stage.say(boss, "请补一张现场照片")
    stage.photo(rep, rep)
    stage.tap(rep, "确认")
    assert pictures(stage, boss) == [tiny_jpeg(rep)]


def test_videos_links_and_files_are_answered_kindly(stage: Play, rep: str) -> None:
    media = stage.world.add_media("video", "v.mp4", "video/mp4", b"0123456789").media_id
    stage.sender.send_video(rep, media)
    stage.sender.send_link(rep, "题", "说明", "https://example.com")
    stage.sender.send_file(rep, media, "报表.xlsx")
    stage.settle()
    assert told(stage, rep) == [platform.OTHER_KINDS] * 3
