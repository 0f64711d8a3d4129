"""回调: what the simulator delivers as WeCom does, and as nobody should, over the whole journey through the door."""

from collections import Counter
from datetime import UTC, datetime

import pytest
from flask import Flask

from bot.wecom.callback import callback_blueprint
from bot.wecom.envelope import CallbackKeys
from domain.messages import CardClick, Event, Inbound, Text
from simulator import inbound_xml
from simulator.callbacks import Manner, Oddity, Sender
from simulator.clock import FixedClock
from simulator.transport import wsgi_transport
from simulator.world import World


@pytest.fixture
def taken() -> list[Inbound]:
    return []


@pytest.fixture
def sender(taken: list[Inbound]) -> Sender:
    world = World(FixedClock(datetime(2026, 3, 2, 1, 0, tzinfo=UTC)))
    keys = CallbackKeys(world.app.token, world.app.aes_key, world.corp_id, world.app.agent_id)
    app = Flask("product")
    app.register_blueprint(callback_blueprint(keys, taken.append, now=world.clock))
    return Sender(world, wsgi_transport(app), Manner(deliveries=2))


def test_the_url_check_passes(sender: Sender) -> None:
    assert sender.verify_url()


def test_every_delivery_of_a_callback_has_the_same_key(sender: Sender, taken: list[Inbound]) -> None:
    media = sender.world.add_media("voice", "a.amr", "audio/amr", b"#!AMR\n").media_id
    deliveries = [
        sender.send_text("zhangsan", "客户 ]]> \x02 😀"),
        sender.send_voice("zhangsan", media),
        sender.send_image("zhangsan", media),
        sender.send_video("zhangsan", media),
        sender.send_location("zhangsan", 23.1, 113.3, "广州"),
        sender.send_link("zhangsan", "标题", "简介", "https://x.example"),
        sender.send_file("zhangsan", media, "合同.pdf"),
        sender.press_menu("zhangsan", "visit"),
        sender.send_event("brand_new_event", "sys"),
    ]
    assert all(delivery.ok for delivery in deliveries)
    assert set(Counter(inbound.key for inbound in taken).values()) == {2}
    assert len(taken) == 2 * len(deliveries)
    assert taken[0].content == Text("客户 ]]>  😀")
    assert taken[-1].content == Event("brand_new_event")
    assert sender.world.complaints == []


def test_twenty_events_in_one_second_are_twenty(sender: Sender, taken: list[Inbound]) -> None:
    for number in range(20):
        sender.send_event("click", "zhangsan", [("EventKey", f"k{number}")])
    assert len({inbound.key for inbound in taken}) == 20
    assert len({inbound.sent_at for inbound in taken}) == 1


def test_taps_tell_one_selection_and_several_alike(sender: Sender, taken: list[Inbound]) -> None:
    options = [{"id": f"o{number}", "text": "x", "is_checked": False} for number in range(3)]
    card = {
        "card_type": "vote_interaction",
        "main_title": {"title": "选"},
        "checkbox": {"question_key": "q", "mode": 1, "option_list": options},
        "submit_button": {"text": "提交", "key": "go"},
    }
    sender.world.post(["zhangsan"], "template_card", card, "m1", "t1")
    for chosen in (["o1"], ["o0", "o2"]):
        sender.click("zhangsan", "t1", "go", {"q": chosen})
    clicks = [inbound.content for inbound in taken[::2]]
    assert all(isinstance(click, CardClick) and click.response_code for click in clicks)
    assert [click.selected for click in clicks if isinstance(click, CardClick)] == [{"q": ("o1",)}, {"q": ("o0", "o2")}]


@pytest.mark.parametrize(
    "odd",
    [
        Oddity(receive_id="ww0000000000000000"),
        Oddity(receive_id=""),
        Oddity(signature="0" * 40),
    ],
)
def test_nothing_odd_is_taken(sender: Sender, taken: list[Inbound], odd: Oddity) -> None:
    xml = sender.message_xml("zhangsan", "text", inbound_xml.text("x"), 1)
    assert not sender.post_raw(xml, odd=odd).ok
    assert not sender.post_raw(inbound_xml.DTD_BOMB).ok
    assert taken == []
