"""WeCom refuses, stutters or is silent: what was to be said arrives exactly once, or the right person hears of it."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.wording import platform
from domain.messages import Say
from simulator.player import Play
from storage import outbox
from storage.tables import visits
from tests.promises.people import WHOLE_VISIT, cards_of, let_all_pass, submit, titles, told

#: what WeCom may do to any call and take back later, as fields of simulator.faults.Fault
PASSING: dict[str, dict[str, Any]] = {
    "-1": {"code": -1},
    "40014": {"code": 40014},
    "42001": {"code": 42001},
    "45009": {"code": 45009},
    "60020": {"code": 60020},
    "reset-before": {"reset": "before"},
    "reset-after": {"reset": "after"},
    "-1-after": {"code": -1, "after": True},
    "502": {"status": 502},
    "truncated": {"truncate": True},
}
UNANSWERED = [PASSING["reset-after"], PASSING["truncated"]]
#: once is mended within the call; four times outlast it, so that the message has to wait and come back
LASTING = [pytest.param(PASSING[name], 4, id=f"lasting-{name}") for name in ("-1", "45009", "60020", "reset-after")]
to_send = pytest.mark.parametrize(
    ("fault", "times"), [*(pytest.param(fault, 1, id=name) for name, fault in PASSING.items()), *LASTING]
)
to_read = pytest.mark.parametrize(
    ("fault", "times"),
    [*(pytest.param(PASSING[name], 1, id=name) for name in ("-1", "40014", "45009", "60020", "truncated")), *LASTING],
)


def spoil(stage: Play, path: str, fault: dict[str, Any], times: int) -> None:
    stage.world.faults.add(path=path, times=times, **fault)


def states(stage: Play, member: str) -> list[str]:
    with stage.hub.database.reading() as db:
        return [row.state for row in db.execute(select(visits.c.state).where(visits.c.member == member))]


@to_send
def test_what_is_said_arrives_once(stage: Play, rep: str, fault: dict[str, Any], times: int) -> None:
    spoil(stage, "message/send", fault, times)
    stage.say(rep, WHOLE_VISIT)
    let_all_pass(stage)
    assert len(told(stage, rep)) == 1
    assert titles(stage, rep) == ["请确认拜访记录"]


@to_send
def test_a_decision_shows_on_the_card_once(stage: Play, rep: str, fault: dict[str, Any], times: int) -> None:
    boss = f"boss-of-{rep}"
    submit(stage, rep)
    spoil(stage, "message/update_template_card", fault, times)
    stage.tap(boss, "同意")
    let_all_pass(stage)
    card = cards_of(stage, boss)[-1]
    assert "已同意" in (card.dead_text or "")
    assert card.updates == 1
    # Where the answer was lost for good, nobody knows whether the card changed: then he is told in words as well.
    assert len(told(stage, boss)) <= (1 if fault.get("after") or (fault in UNANSWERED and times > 1) else 0)
    assert sum("已同意" in words for words in told(stage, rep)) == 1
    assert states(stage, rep) == ["approved"]


@to_read
def test_a_voice_note_is_heard_once(stage: Play, rep: str, fault: dict[str, Any], times: int) -> None:
    spoil(stage, "media/get", fault, times)
    stage.voice(rep, "demo1")
    let_all_pass(stage)
    if times > 1 and fault == PASSING["45009"]:  # closed for an hour: too long for somebody who waits
        assert "暂时取不到这段语音" in told(stage, rep)[-1]
        return
    assert titles(stage, rep) == ["拜访记录草稿"]
    assert states(stage, rep) == ["open"]


@to_read
def test_a_newcomer_is_recognised(stage: Play, rep: str, fault: dict[str, Any], times: int) -> None:
    spoil(stage, "user/get", fault, times)
    stage.say(rep, WHOLE_VISIT)
    let_all_pass(stage)
    assert titles(stage, rep) == ["请确认拜访记录"]
    assert platform.STRANGER not in told(stage, rep)


def test_a_note_that_cannot_be_fetched_for_long_is_answered_with_what_to_do(stage: Play, rep: str) -> None:
    stage.world.faults.add(path="media/get", code=-1, times=None)
    stage.voice(rep, "demo1")
    stage.say(rep, WHOLE_VISIT)
    assert titles(stage, rep) == [], "what was said after the note waits for it"
    let_all_pass(stage)
    assert "暂时取不到这段语音" in told(stage, rep)[1]
    assert titles(stage, rep) == ["请确认拜访记录"]


def test_a_member_who_cannot_be_reached_is_told_of_to_the_admins_once(stage: Play, rep: str) -> None:
    before = len(told(stage, "admin"))
    stage.world.faults.add(path="message/send", invalid=(rep,), times=None)
    stage.sender.send_text(rep, "你好")
    let_all_pass(stage)
    stage.wait(timedelta(hours=25))
    news = told(stage, "admin")[before:]
    assert len(news) == 1
    assert stage.world.members[rep].name in news[0]
    assert told(stage, rep) == []


def test_an_admin_who_cannot_be_reached_ends_it_there(stage: Play, rep: str) -> None:
    before = stage.world.calls["message/send"]
    stage.world.faults.add(path="message/send", invalid=(rep, "admin"), times=None)
    stage.say(rep, "你好")
    let_all_pass(stage)
    assert stage.world.calls["message/send"] == before + 2


def test_a_hundred_messages_within_a_minute_all_arrive_in_order_and_none_is_dropped(stage: Play, rep: str) -> None:
    wanted = [f"第{number}条" for number in range(100)]
    with stage.hub.database.writing() as db:
        outbox.put(db, [Say(rep, text) for text in wanted], "test", stage.hub.now())
    stage.settle()
    assert told(stage, rep) == wanted[:30], "WeCom drops what is more within a minute"
    let_all_pass(stage)
    assert told(stage, rep) == wanted
    assert stage.world.dropped == {}
