"""Callbacks as WeCom sends them: what is in them, when they are repeated, and which answers count."""

import base64
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator import crypto, inbound_xml
from simulator.callbacks import Oddity, Sender
from simulator.transport import http_transport
from simulator.world import World
from tests.simulator.product import Product

Card = Callable[..., dict[str, Any]]
Send = Callable[..., Any]


def test_a_text_message(sender: Sender, product: Product) -> None:
    delivery = sender.send_text("zhangsan", "你好 ]]> 😀", msg_id=123, create_time=1348831860)
    assert (delivery.ok, delivery.attempts) == (True, (200,))
    assert {e.tag: e.text for e in product.fields()} == {
        "ToUserName": "wwgenjidemo", "FromUserName": "zhangsan", "CreateTime": "1348831860", "MsgType": "text",
        "Content": "你好 ]]> 😀", "MsgId": "123", "AgentID": "1000002",
    }  # fmt: skip
    query, body = product.requests[0]
    sealed = ElementTree.fromstring(body).findtext("Encrypt") or ""
    token = sender.world.app.token
    assert query["msg_signature"] == crypto.signature(token, query["timestamp"], query["nonce"], sealed)
    assert product.tails == ["wwgenjidemo"]
    assert len(base64.b64decode(sealed)) % 32 == 0


@pytest.mark.parametrize(
    ("call", "kind", "wanted"),
    [
        (lambda s: s.send_voice("zhangsan", "M"), "voice", {"MediaId": "M", "Format": "amr"}),
        (lambda s: s.send_image("zhangsan", "M", "http://p"), "image", {"PicUrl": "http://p", "MediaId": "M"}),
        (lambda s: s.send_video("zhangsan", "M", "T"), "video", {"MediaId": "M", "ThumbMediaId": "T"}),
        (lambda s: s.send_link("zhangsan", "t", "d", "u", "p"), "link", {"Title": "t", "Url": "u", "PicUrl": "p"}),
        (lambda s: s.send_file("zhangsan", "M", "a.pdf"), "file", {"FileName": "a.pdf", "MediaId": "M"}),
        (
            lambda s: s.send_location("zhangsan", 31.3, 120.6, "苏州"),
            "location",
            {"Location_X": "31.3", "Location_Y": "120.6", "Label": "苏州", "AppType": "wxwork"},
        ),
        (lambda s: s.send_text("zhangsan", ""), "text", {"Content": None}),
    ],
)
def test_every_kind(sender: Sender, product: Product, call: Any, kind: str, wanted: dict[str, str]) -> None:
    assert call(sender).ok
    fields = {e.tag: e.text for e in product.fields()}
    assert fields.items() >= {**wanted, "MsgType": kind}.items()
    assert int(fields["MsgId"] or 0) < 2**63
    assert sender.world.chat("zhangsan")[0].kind == kind


def test_events_have_no_msg_id(sender: Sender, product: Product) -> None:
    sender.send_event("LOCATION", "zhangsan", [("Latitude", 31.3), ("Longitude", 120.6), ("Precision", 10)])
    fields = {e.tag: e.text for e in product.fields()}
    assert (fields["Event"], fields["Latitude"], "MsgId" in fields) == ("LOCATION", "31.3", False)
    sender.send_event("sys_approval_change", "sys", [("ApprovalInfo", [("SpNoStr", "2026"), ("StatuChangeEvent", 2)])])
    assert product.fields().findtext("ApprovalInfo/SpNoStr") == "2026"


@given(st.text())
def test_any_text_survives_its_cdata(text: str) -> None:
    """As far as XML 1.0 can carry it at all."""
    clean = "".join(c for c in text if c in "\t\n" or (c >= " " and not "\ud800" <= c <= "\udfff" and c < "\ufffe"))
    assert (ElementTree.fromstring(inbound_xml.element("x", clean)).text or "") == clean


def test_control_characters_are_passed_on_as_wecom_does(sender: Sender, product: Product) -> None:
    sender.send_text("zhangsan", "a\x02b")
    assert b"a\x02b" in product.plaintexts[0]


@pytest.mark.parametrize(
    ("answers", "attempts", "ok"),
    [
        ([200], (200,), True),
        ([None, 200], ("ReadTimeout", 200), True),
        ([500, 403, 200], (500, 403, 200), True),
        ([None] * 9, ("ReadTimeout",) * 4, False),
    ],
)
def test_up_to_three_retries_with_the_same_plaintext(
    sender: Sender, product: Product, answers: list[Any], attempts: tuple[Any, ...], ok: bool
) -> None:
    product.answers = answers
    delivery = sender.send_text("zhangsan", "x")
    assert (delivery.attempts, delivery.ok) == (attempts, ok)
    assert len(set(product.plaintexts)) == 1
    assert len({body for _, body in product.requests}) == len(attempts)  # each sealed anew
    assert sender.world.chat("zhangsan")[0].state == ("delivered" if ok else "failed")


def test_manner_of_retries(sender: Sender, product: Product) -> None:
    sender.manner = replace(sender.manner, retry_on_status=False)
    product.answers = [500]
    assert sender.send_text("zhangsan", "x").attempts == (500,)
    sender.manner = replace(sender.manner, retry_on_status=True, fresh_cipher=False)
    product.answers = [500, 500]
    sender.send_text("zhangsan", "y")
    assert len(set(product.requests[i][1] for i in (1, 2, 3))) == 1  # noqa: C401
    sender.manner = replace(sender.manner, deliveries=3)
    assert sender.send_text("zhangsan", "z").attempts == (200, 200, 200)
    assert len(sender.world.chat("zhangsan")) == 3


@pytest.mark.parametrize(
    ("odd", "check"),
    [
        (Oddity(receive_id="ww0"), lambda p: p.tails == ["ww0"]),
        (Oddity(agent_id=7), lambda p: p.fields().findtext("AgentID") == "7"),
        (Oddity(signature="0" * 40), lambda p: p.requests[0][0]["msg_signature"] == "0" * 40),
        (Oddity(time_shift=-900), lambda p: p.requests[0][0]["timestamp"] == "1772412300"),
    ],
)
def test_odd_callbacks(sender: Sender, product: Product, odd: Oddity, check: Callable[[Product], bool]) -> None:
    sender.post_raw(sender.message_xml("zhangsan", "text", inbound_xml.text("x"), 1), odd=odd)
    assert check(product)


def test_the_bomb_arrives_whole(sender: Sender, product: Product) -> None:
    sender.post_raw(inbound_xml.DTD_BOMB)
    assert product.plaintexts == [inbound_xml.DTD_BOMB.encode()]


def test_url_check(sender: Sender, product: Product) -> None:
    assert sender.verify_url()
    assert sender.world.connected
    sender.transport = lambda *_: replace(product("GET", {"echostr": _echo(sender)}, None, 1), body=b'"1"')
    assert not sender.verify_url()


def _echo(sender: Sender) -> str:
    return crypto.encrypt(b"1", sender.world.app.aes_key, "ww")


SELECTION = {
    "question_key": "stage", "title": "阶段", "selected_id": "b",
    "option_list": [{"id": "a", "text": "初访"}, {"id": "b", "text": "报价"}],
}  # fmt: skip


def test_a_tap_carries_what_the_card_holds(
    sender: Sender, product: Product, send: Send, button_card: Card, world: World
) -> None:
    first = send("template_card", button_card(button_selection=SELECTION))["response_code"]
    sender.click("zhangsan", "visit-1@a", "ok")
    fields = product.fields()
    assert [fields.findtext(n) for n in ("Event", "EventKey", "TaskId", "CardType")] == [
        "template_card_event", "ok", "visit-1@a", "button_interaction",
    ]  # fmt: skip
    assert fields.findtext("SelectedItems/SelectedItem/QuestionKey") == "stage"
    assert [e.text for e in fields.iter("OptionId")] == ["b"]
    code = fields.findtext("ResponseCode")
    assert code
    assert code != first
    sender.click("zhangsan", "visit-1@a", "edit", {"stage": ["a"]})
    assert [e.text for e in product.fields().iter("OptionId")] == ["a"]
    assert product.fields().findtext("ResponseCode") != code
    assert code in world.codes


def test_a_card_without_selector_has_no_selected_items(
    sender: Sender, product: Product, send: Send, button_card: Card
) -> None:
    send("template_card", button_card())
    sender.click("zhangsan", "visit-1@a", "ok")
    assert product.fields().find("SelectedItems") is None
    with pytest.raises(KeyError):
        sender.click("zhangsan", "visit-1@a", "no such key")
    with pytest.raises(KeyError):
        sender.click("limgr", "visit-1@a", "ok")


def test_the_menu_of_a_card_is_another_event(sender: Sender, product: Product, send: Send) -> None:
    menu = {"action_list": [{"text": "稍后", "key": "later"}]}
    action = {"type": 1, "url": "https://x.example"}
    card = {
        "card_type": "text_notice",
        "sub_title_text": "x",
        "card_action": action,
        "task_id": "n",
        "action_menu": menu,
    }
    send("template_card", card)
    sender.click("zhangsan", "n", "later")
    fields = product.fields()
    assert fields.findtext("Event") == "template_card_menu_event"
    assert fields.find("SelectedItems") is None


def sealed_reply(world: World, inner: str, receive_id: str = "", spoil: bool = False) -> bytes:
    app = world.app
    sealed = crypto.encrypt(inner.encode(), app.aes_key, receive_id or world.corp_id)
    signed = crypto.signature(app.token, "1", "2", sealed) if not spoil else "0" * 40
    fields = [("Encrypt", sealed), ("MsgSignature", signed), ("TimeStamp", 1), ("Nonce", "2")]
    return inbound_xml.document(fields).encode()


def reply_xml(kind: str, rest: str) -> str:
    fields: list[tuple[str, object]] = [
        ("ToUserName", "zhangsan"), ("FromUserName", "wwgenjidemo"), ("CreateTime", 1), ("MsgType", kind),
    ]  # fmt: skip
    return inbound_xml.document(fields).removesuffix("</xml>") + rest + "</xml>"


def test_update_button_changes_the_tapper_only(
    sender: Sender, product: Product, send: Send, button_card: Card, world: World
) -> None:
    send("template_card", button_card(), to="zhangsan|limgr")
    inner = reply_xml("update_button", "<Button><ReplaceName><![CDATA[已确认]]></ReplaceName></Button>")
    product.answers = [sealed_reply(world, inner)]
    sender.click("zhangsan", "visit-1@a", "ok")
    cards = [world.chat(member)[0].card for member in ("zhangsan", "limgr")]
    assert [card and card.dead_text for card in cards] == ["已确认", None]
    with pytest.raises(KeyError):  # the buttons are dead
        sender.click("zhangsan", "visit-1@a", "ok")


def test_update_template_card_in_pascal_case(
    sender: Sender, product: Product, send: Send, button_card: Card, world: World
) -> None:
    send("template_card", button_card())
    inner = reply_xml(
        "update_template_card",
        "<TemplateCard><CardType>vote_interaction</CardType><MainTitle><Title>谁拍板</Title></MainTitle>"
        "<CheckBox><QuestionKey>q</QuestionKey><Mode>1</Mode><Disable>false</Disable>"
        "<OptionList><Id>a</Id><Text>李总</Text><IsChecked>true</IsChecked></OptionList>"
        "<OptionList><Id>b</Id><Text>王总</Text><IsChecked>false</IsChecked></OptionList></CheckBox>"
        "<SubmitButton><Text>提交</Text><Key>s</Key></SubmitButton><ReplaceText>已提交</ReplaceText></TemplateCard>",
    )
    product.answers = [sealed_reply(world, inner)]
    sender.click("zhangsan", "visit-1@a", "ok")
    card = world.chat("zhangsan")[0].card
    assert card is not None
    assert card.card["checkbox"]["option_list"][1] == {"id": "b", "text": "王总", "is_checked": False}
    assert (card.card["checkbox"]["mode"], card.dead_text, world.complaints) == (1, "已提交", [])


def test_a_text_reply_is_shown(sender: Sender, product: Product, world: World) -> None:
    product.answers = [sealed_reply(world, reply_xml("text", "<Content>收到</Content>"))]
    delivery = sender.send_text("zhangsan", "x")
    assert delivery.reply is not None
    assert [(e.side, e.body["content"]) for e in world.chat("zhangsan")] == [("member", "x"), ("app", "收到")]


@pytest.mark.parametrize(
    "body",
    [
        lambda w: b"success",
        lambda w: sealed_reply(w, reply_xml("text", "<Content>x</Content>"), spoil=True),
        lambda w: sealed_reply(w, reply_xml("text", "<Content>x</Content>"), receive_id="ww0"),
        lambda w: sealed_reply(w, reply_xml("markdown", "<Content>x</Content>")),
        lambda w: sealed_reply(w, reply_xml("text", "")),
        lambda w: sealed_reply(w, reply_xml("update_button", "<Button><ReplaceName>x</ReplaceName></Button>")),
        lambda w: sealed_reply(w, inbound_xml.DTD_BOMB),
        lambda w: b"<xml><Encrypt>x</Encrypt></xml>",
    ],
)
def test_bad_replies_are_complained_about(
    sender: Sender, product: Product, world: World, body: Callable[[World], bytes]
) -> None:
    product.answers = [body(world)]
    assert sender.send_text("zhangsan", "x").ok
    assert len(world.complaints) == 1
    assert len(world.chat("zhangsan")) == 1


def test_one_member_waits_for_himself_and_not_for_others(sender: Sender, product: Product) -> None:
    entered, free = threading.Event(), threading.Event()

    def slow(method: str, query: Any, body: bytes | None, timeout: float) -> Any:
        answer = product(method, query, body, timeout)
        if b"slow" in product.plaintexts[-1]:
            entered.set()
            assert free.wait(10)
        return answer

    sender.transport = slow
    threads = [threading.Thread(target=sender.send_text, args=("zhangsan", "slow"))]
    threads[0].start()
    assert entered.wait(10)
    threads.append(threading.Thread(target=sender.send_text, args=("zhangsan", "second")))
    threads[1].start()
    assert sender.send_text("limgr", "other").ok
    assert not any(b"second" in plain for plain in product.plaintexts)
    free.set()
    for thread in threads:
        thread.join(10)
    assert [b"second" in plain for plain in product.plaintexts] == [False, False, True]


def test_nobody_listening(sender: Sender) -> None:
    sender.transport = http_transport("http://127.0.0.1:9/wecom/callback")
    assert sender.send_text("zhangsan", "x").attempts == ("ConnectionError",) * 4
    assert not sender.verify_url()
