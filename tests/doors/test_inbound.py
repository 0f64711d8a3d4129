"""收到的消息: every kind and event of the documentation, and text as members really type it."""

import contextlib
import hashlib
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wechatpy.enterprise import parse_message

from bot.wecom.inbound import KNOWN_EVENTS, parse_inbound
from bot.wecom.rejected import Rejected
from domain.messages import CardClick, Content, Event, File, Image, Inbound, Link, Location, Text, Video, Voice
from tests.doors.wecom_post import event, message


def parsed(plaintext: str) -> Inbound:
    return parse_inbound(plaintext.encode("utf-8"), 1000002)


KINDS: list[tuple[str, str, Content]] = [
    ("text", "<Content><![CDATA[this is a test]]></Content>", Text("this is a test")),
    ("image", "<PicUrl>http://p</PicUrl><MediaId>m1</MediaId>", Image("m1", "http://p")),
    ("voice", "<MediaId><![CDATA[m2]]></MediaId><Format>AMR</Format>", Voice("m2", "amr")),
    ("video", "<MediaId>m3</MediaId><ThumbMediaId>t3</ThumbMediaId>", Video("m3", "t3")),
    (
        "location",
        "<Location_X>23.134</Location_X><Location_Y>113.358</Location_Y><Scale>20</Scale><Label>广州</Label>",
        Location(23.134, 113.358, "广州"),
    ),
    (
        "link",
        "<Title>标题</Title><Description>简介</Description><Url>http://u</Url><PicUrl>http://p</PicUrl>",
        Link("标题", "简介", "http://u"),
    ),
    ("file", "<MediaId>m4</MediaId><FileName>合同.pdf</FileName>", File("m4", "合同.pdf")),
]


@pytest.mark.parametrize(("kind", "inner", "content"), KINDS, ids=[kind for kind, _, _ in KINDS])
def test_every_kind_of_message(kind: str, inner: str, content: Content) -> None:
    assert parsed(message(kind, inner)) == Inbound(
        key="msg:1234567890123456",
        member="zhangsan",
        sent_at=datetime(2012, 9, 28, 11, 31, tzinfo=UTC),
        content=content,
    )


def test_wechatpy_reads_ordinary_messages_alike() -> None:
    for kind, inner, content in KINDS[:4]:
        theirs = parse_message(message(kind, inner))
        assert str(theirs.id) == "1234567890123456" and theirs.source.lower() == "zhangsan"
        expected: Any = content.text if isinstance(content, Text) else getattr(content, "media_id", None)
        assert (theirs.content if kind == "text" else theirs.media_id) == expected


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ("<Content></Content>", ""),
        ("<Content/>", ""),
        ("<Content><![CDATA[]]></Content>", ""),
        ("<Content><![CDATA[  两边 空格 \n]]></Content>", "  两边 空格 \n"),
        ("<Content><![CDATA[a\x02b\x10c\x1dd\x7f]]></Content>", "abcd"),
        ("<Content><![CDATA[a]]]]><![CDATA[>b]]></Content>", "a]]>b"),
        ("<Content><![CDATA[\U0001f44d\U0001f3fd \U0001f468\u200d\U0001f469]]></Content>", "👍🏽 👨\u200d👩"),
        ("<Content><![CDATA[<xml><MsgId>9</MsgId></xml>]]></Content>", "<xml><MsgId>9</MsgId></xml>"),
        ("<Content><![CDATA[<!DOCTYPE x>]]></Content>", "<!DOCTYPE x>"),
        ("<Content>&lt;1 &amp; 2&gt;</Content>", "<1 & 2>"),
        ("<Content><![CDATA[一\r\n二\r三]]></Content>", "一\n二\n三"),
        ("<Content>&#13;&#10;x</Content>", "\nx"),
    ],
)
def test_text_as_members_type_it(inner: str, text: str) -> None:
    assert parsed(message("text", inner)).content == Text(text)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=200))
def test_any_printable_text_arrives_unchanged(text: str) -> None:
    inside = text.replace("]]>", "]]]]><![CDATA[>")
    assert parsed(message("text", f"<Content><![CDATA[{inside}]]></Content>")).content == Text(text)


ITEM = "<SelectedItem><QuestionKey>{}</QuestionKey><OptionIds>{}</OptionIds></SelectedItem>"
OPTION = "<OptionId>{}</OptionId>"


@pytest.mark.parametrize(
    ("items", "selected"),
    [
        ("", {}),
        ("<SelectedItems></SelectedItems>", {}),
        (ITEM.format("q1", OPTION.format("o1")), {"q1": ("o1",)}),
        (ITEM.format("q1", OPTION.format("o1") + OPTION.format("o2")), {"q1": ("o1", "o2")}),
        (
            ITEM.format("q1", OPTION.format("o1")) + ITEM.format("q2", OPTION.format("o3")),
            {"q1": ("o1",), "q2": ("o3",)},
        ),
        (ITEM.format("q1", ""), {"q1": ()}),
    ],
)
def test_card_clicks_with_no_one_and_several_selected_items(items: str, selected: dict[str, tuple[str, ...]]) -> None:
    inner = (
        "<EventKey>ok</EventKey><TaskId>t1</TaskId><CardType>button_interaction</CardType><ResponseCode>RC</ResponseCode>"
        f"{f'<SelectedItems>{items}</SelectedItems>' if items else ''}"
    )
    for name in ("template_card_event", "template_card_menu_event"):
        click = parsed(event(name, inner)).content
        assert click == CardClick("t1", "ok", "button_interaction", "RC", selected)


@pytest.mark.parametrize("name", sorted(KNOWN_EVENTS - {"template_card_event", "template_card_menu_event"}))
def test_every_documented_event_and_its_plain_fields(name: str) -> None:
    inner = (
        "<EventKey>k</EventKey><Latitude>1.5</Latitude>"
        "<ScanCodeInfo><ScanResult>二维码</ScanResult><Deep><er>x</er></Deep></ScanCodeInfo><R>1</R><R>2</R>"
    )
    content = parsed(event(name, inner)).content
    assert content == Event(name, "k", {"Latitude": "1.5", "ScanCodeInfo.ScanResult": "二维码"})


def test_events_are_told_apart_by_their_whole_text() -> None:
    first, second = event("click", "<EventKey>a</EventKey>"), event("click", "<EventKey>b</EventKey>")
    assert parsed(first).key == f"event:{hashlib.sha256(first.encode()).hexdigest()}"
    assert parsed(first).key == parsed(first).key != parsed(second).key


def test_what_we_do_not_know_is_taken_all_the_same() -> None:
    assert parsed(event("brand_new", "<X>1</X>")).content == Event("brand_new", "", {"X": "1"})
    unknown = parsed(message("hologram", "<MediaId>m</MediaId>"))
    assert unknown.key == "msg:1234567890123456"
    assert unknown.content == Event("unknown_message", "hologram", {"MediaId": "m"})


def test_approval_events_name_the_approval_app() -> None:
    approval = event("sys_approval_change").replace("ZhangSan", "sys").replace("1000002", "3010040")
    assert parsed(approval).member == "sys"


CONTENT = "<Content>x</Content>"
GARBLED = {
    "not ours": (message("text", CONTENT, agent="1000003"), "agent"),
    "no sender": (message("text", CONTENT).replace("ZhangSan", ""), "field"),
    "sender with a path": (message("text", CONTENT).replace("ZhangSan", "../etc"), "field"),
    "sender too long": (message("text", CONTENT).replace("ZhangSan", "a" * 65), "field"),
    "no MsgId": (message("text", CONTENT, msg_id=None), "field"),
    "MsgId in words": (message("text", CONTENT, msg_id="many"), "field"),
    "no time": (message("text", CONTENT).replace("1348831860", ""), "field"),
    "negative time": (message("text", CONTENT).replace("1348831860", "-1"), "field"),
    "time beyond calendars": (message("text", CONTENT).replace("1348831860", "9" * 19), "field"),
    "no kind": (message("", CONTENT), "field"),
    "text without Content": (message("text", ""), "field"),
    "voice without media": (message("voice", "<Format>amr</Format>"), "field"),
    "location nowhere": (message("location", "<Location_X>nan</Location_X><Location_Y>1</Location_Y>"), "field"),
    "location in words": (message("location", "<Location_X>x</Location_X><Location_Y>1</Location_Y>"), "field"),
    "event without name": (event(""), "field"),
    "tap without task": (event("template_card_event", "<EventKey>k</EventKey>"), "field"),
    "DTD": ('<!DOCTYPE x [<!ENTITY a "b">]>' + message("text", "<Content>&a;</Content>"), "dtd"),
    "undefined entity": (message("text", "<Content>&nbsp;</Content>"), "xml"),
    "not closed": (message("text", CONTENT)[:-3], "xml"),
    "many elements": (message("text", CONTENT + "<a/>" * 30_000), "xml"),
    "empty": ("", "xml"),
}


@pytest.mark.parametrize(("plaintext", "reason"), GARBLED.values(), ids=GARBLED.keys())
def test_garbled_messages_are_rejected_by_name(plaintext: str, reason: str) -> None:
    with pytest.raises(Rejected, match=f"^{reason}$"):
        parsed(plaintext)


@pytest.mark.parametrize(
    "plaintext", [b"\xff\xfe<xml/>", b"<xml>\xe4\xbd</xml>", "<xml/>".encode("utf-16"), b"\xed\xa0\x80"]
)
def test_other_encodings_are_rejected(plaintext: bytes) -> None:
    with pytest.raises(Rejected):
        parse_inbound(plaintext, 1000002)


TAGS = ["MsgType", "Event", "Content", "MsgId", "CreateTime", "FromUserName", "AgentID", "TaskId", "SelectedItems", "x"]
VALUES = st.one_of(st.sampled_from(["text", "event", "voice", "1", "1348831860", "click", "z"]), st.text(max_size=10))


@given(st.lists(st.tuples(st.sampled_from(TAGS), VALUES), max_size=12), st.booleans())
def test_whatever_comes_is_an_inbound_or_rejected(fields: list[tuple[str, str]], is_quoted: bool) -> None:
    inner = "".join(f"<{tag}>{f'<![CDATA[{value}]]>' if is_quoted else value}</{tag}>" for tag, value in fields)
    with contextlib.suppress(Rejected):
        assert parsed(f"<xml>{inner}</xml>").key.startswith(("msg:", "event:"))


@given(st.binary(max_size=300))
def test_bytes_are_rejected(noise: bytes) -> None:
    with pytest.raises(Rejected):
        parse_inbound(noise, 1000002)
