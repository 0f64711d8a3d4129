"""发送: one message, one call, and the right word for what became of it."""

from datetime import timedelta
from typing import Any

import pytest

from bot.wecom.sending import deliver, recall, send_media
from domain.delivery import CardGone, Delivered, GivenUp, RetryLater
from domain.messages import Button, Card, Option, Say, SayMarkdown, Selection, SendCard, UpdateCard
from tests.doors.conftest import Wecom

CARD = Card("visit-1", "跟进记录", text="甲公司", buttons=(Button("ok", "确认"), Button("drop", "放弃")))
CLOSED = Card("visit-1", "跟进记录", closed="李经理 已同意 10:32")


def test_words_arrive_as_they_are(wecom: Wecom) -> None:
    client = wecom.client()
    text = "字" * 682 + "\n1"  # 2,048 bytes
    for reply in (Say("zhangsan", text), SayMarkdown("zhangsan", "# 战报\n> 好")):
        delivered = deliver(client, reply)
        assert isinstance(delivered, Delivered)
        assert delivered.msgid
    assert wecom.texts("zhangsan") == [text, "# 战报\n> 好"]


def test_a_send_whose_answer_was_lost_is_told_once(wecom: Wecom) -> None:
    client = wecom.client()
    wecom.world.faults.add(path="message/send", reset="after", times=3)
    first = deliver(client, Say("zhangsan", "好"))
    assert first == RetryLater(timedelta(seconds=10), "unanswered 0: message/send: ConnectionError", is_outage=True)
    assert isinstance(deliver(client, Say("zhangsan", "好")), Delivered)
    assert wecom.texts("zhangsan") == ["好"]


def test_twins_are_both_told(wecom: Wecom) -> None:
    client = wecom.client()
    for repeatable in (True, False):
        assert isinstance(deliver(client, Say("zhangsan", "好"), repeatable), Delivered)
    assert wecom.texts("zhangsan") == ["好", "好"]


def test_a_card_is_sent_tapped_and_redrawn(wecom: Wecom) -> None:
    client = wecom.client()
    sent = deliver(client, SendCard("zhangsan", CARD))
    assert isinstance(sent, Delivered)
    assert deliver(client, UpdateCard("zhangsan", CLOSED, sent.response_code)) == Delivered()
    entry = wecom.world.card("zhangsan", "visit-1")
    assert entry and entry.card
    assert entry.card.dead_text == "李经理 已同意 10:32"
    assert wecom.world.complaints == []


def test_an_open_card_is_redrawn_with_live_buttons(wecom: Wecom) -> None:
    client = wecom.client()
    sent = deliver(client, SendCard("zhangsan", CARD))
    assert isinstance(sent, Delivered)
    selection = Selection("stage", "阶段", (Option("s1", "初访"),), "s1")
    redrawn = Card("visit-1", "改过了", selection=selection, buttons=CARD.buttons)
    assert deliver(client, UpdateCard("zhangsan", redrawn, sent.response_code)) == Delivered()
    entry = wecom.world.card("zhangsan", "visit-1")
    assert entry and entry.card
    assert (entry.card.card["main_title"]["title"], entry.card.dead_text) == ("改过了", None)


def test_a_card_that_cannot_be_redrawn_is_gone(wecom: Wecom) -> None:
    client = wecom.client()
    sent = deliver(client, SendCard("zhangsan", CARD))
    assert isinstance(sent, Delivered)
    code = sent.response_code
    assert deliver(client, UpdateCard("zhangsan", CLOSED, None)) == CardGone()
    assert deliver(client, UpdateCard("zhangsan", CLOSED, "never")) == CardGone()
    assert deliver(client, UpdateCard("lisi", CLOSED, code)) == CardGone()  # not a recipient
    assert deliver(client, UpdateCard("zhangsan", CLOSED, code)) == Delivered()
    assert deliver(client, UpdateCard("zhangsan", CLOSED, code)) == CardGone()
    old = wecom.world.issue_response_code("visit-1")
    wecom.world.clock.forward(72 * 3600 + 1)
    assert deliver(client, UpdateCard("zhangsan", CLOSED, old)) == CardGone()


def test_an_update_whose_answer_was_lost_counts_as_done(wecom: Wecom) -> None:
    client = wecom.client()
    sent = deliver(client, SendCard("zhangsan", CARD))
    assert isinstance(sent, Delivered)
    wecom.world.faults.add(path="message/update_template_card", reset="after")
    assert deliver(client, UpdateCard("zhangsan", CLOSED, sent.response_code)) == Delivered()
    entry = wecom.world.card("zhangsan", "visit-1")
    assert entry and entry.card
    assert entry.card.updates == 1


@pytest.mark.parametrize(
    ("fault", "after"),
    [
        ({"code": -1}, 5),
        ({"status": 502}, 10),
        ({"code": 40014}, 30),
        ({"code": 45009}, 60),
        ({"code": 60020}, 300),
        ({"code": 48002}, 300),
    ],
    ids=str,
)
def test_an_outage_loses_nothing(wecom: Wecom, fault: dict[str, Any], after: int) -> None:
    wecom.world.faults.add(path="message/send", times=None, **fault)
    outcome = deliver(wecom.client(), Say("zhangsan", "好"))
    assert isinstance(outcome, RetryLater)
    assert (outcome.after, outcome.is_outage) == (timedelta(seconds=after), True)


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Say("nobody", "好"), 81013),
        (Say("zhangsan", " \n"), 44004),
        (Say("zhangsan", "字" * 683), 45002),
        (SayMarkdown("zhangsan", "字" * 683), 45002),
        (SendCard("zhangsan", Card("visit-1", "没有按钮")), 0),
        (UpdateCard("zhangsan", Card("visit-1", "", closed="完"), "code"), 0),
    ],
    ids=str,
)
def test_what_can_never_be_taken_is_given_up(wecom: Wecom, reply: Any, code: int) -> None:
    outcome = deliver(wecom.client(), reply)
    assert isinstance(outcome, GivenUp)
    assert outcome.code == code
    assert outcome.reason


def test_a_recipient_named_in_a_good_answer_is_given_up(wecom: Wecom) -> None:
    wecom.world.faults.add(path="message/send", invalid=("zhangsan",))
    assert isinstance(deliver(wecom.client(), Say("zhangsan", "好")), GivenUp)


def test_media_are_sent_and_messages_recalled(wecom: Wecom) -> None:
    client = wecom.client()
    media = wecom.world.add_media("file", "报表.xlsx", "application/octet-stream", b"x" * 9)
    sent = send_media(client, "zhangsan", "file", media.media_id)
    assert isinstance(sent, Delivered)
    assert wecom.world.chat("zhangsan")[0].body["name"] == "报表.xlsx"
    recall(client, sent.msgid)
    assert wecom.world.chat("zhangsan")[0].recalled
    assert isinstance(send_media(client, "zhangsan", "file", "gone"), GivenUp)
