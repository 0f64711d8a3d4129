"""模板卡片: every kind passes the simulator's own checks; every documented limit is kept before sending."""

from typing import Any

import pytest

from bot.wecom.card_limits import CardError
from bot.wecom.card_parts import ActionMenu, Checkbox, Jump, Line, LinkButton, Quote, SideImage, Source, Target
from bot.wecom.cards import (
    Face,
    as_update,
    button_interaction,
    from_card,
    multiple_interaction,
    news_notice,
    text_notice,
    vote_interaction,
)
from domain.messages import Button, Card, Option, Row, Selection
from simulator.cards import check_card, task_id_of

URL = "https://x.example/r/1"
OK = Button("ok", "确认")
STAGE = Selection("stage", "阶段", (Option("s1", "初访"), Option("s2", "报价")), "s2")
FULL = Face(
    title="跟进记录待确认",
    desc="来自语音 14:05",
    text="客户：甲公司",
    source=Source("销售助手", "https://x.example/i.png", 3),
    quote=Quote("原文", "下周四再去", Target(url=URL)),
    lines=(
        Line("金额", "12 万"),
        Line("详情", "打开", url=URL),
        Line("合同", "合同.pdf", media_id="m1"),
        Line("成员", "张三", userid="zhangsan"),
    ),
    target=Target(appid="wx1", pagepath="/p"),
    menu=ActionMenu("更多", (Button("mute", "不再推送"),)),
)
NEWS = Face(title="本周战报", target=Target(url=URL))
BARE = Face(title="选一个")


def options(count: int) -> tuple[Option, ...]:
    return tuple(Option(f"o{number}", f"选项{number}") for number in range(count))


@pytest.mark.parametrize(
    "card",
    [
        text_notice(
            FULL, emphasis=("100", "核心数据"), jumps=[Jump("官网", Target(url=URL)), Jump("无链接")], task_id="t1"
        ),
        text_notice(Face(text="只有正文", target=Target(url=URL))),
        news_notice(NEWS, ("https://x.example/c.png", 1.5), {"小标题": "正文"}, [Jump("看")]),
        news_notice(NEWS, SideImage("https://x.example/c.png", "标题", "简介", Target(url=URL))),
        button_interaction("t-1@2_A", FULL, [OK, LinkButton("打开", URL, 4)], STAGE),
        vote_interaction("t", BARE, Checkbox("q", options(20), ("o1", "o2"), allows_several=True), OK),
        multiple_interaction("t", BARE, [STAGE, Selection("k2", "", options(10))], OK),
    ],
    ids=lambda card: card["card_type"],
)
def test_every_kind_is_one_that_wecom_takes(card: dict[str, Any]) -> None:
    check_card(card)
    task_id_of(card)


def buttons(count: int) -> list[Button]:
    return [Button(f"k{number}", "按钮") for number in range(count)]


REFUSED = {
    "no title": (lambda: button_interaction("t", Face(), [OK]), "main_title.title"),
    "neither title nor text": (lambda: text_notice(Face(target=Target(url=URL))), "main_title.title"),
    "notice without target": (lambda: text_notice(BARE), "card_action"),
    "task id empty": (lambda: button_interaction("", BARE, [OK]), "task_id"),
    "task id in Chinese": (lambda: button_interaction("卡", BARE, [OK]), "task_id"),
    "task id with newline": (lambda: button_interaction("t\n", BARE, [OK]), "task_id"),
    "task id of 129": (lambda: button_interaction("t" * 129, BARE, [OK]), "task_id"),
    "task id without menu": (lambda: text_notice(NEWS, task_id="t"), "task_id"),
    "menu without task id": (lambda: text_notice(FULL), "task_id"),
    "no button": (lambda: button_interaction("t", BARE, []), "button_list"),
    "7 buttons": (lambda: button_interaction("t", BARE, buttons(7)), "button_list"),
    "same key twice": (lambda: button_interaction("t", BARE, [OK, OK]), "button_list.key"),
    "key of 1025 bytes": (lambda: button_interaction("t", BARE, [Button("键" * 342, "x")]), "button_list.key"),
    "no key": (lambda: button_interaction("t", BARE, [Button("", "x")]), "button_list.key"),
    "no button text": (lambda: button_interaction("t", BARE, [Button("k", " ")]), "button_list.text"),
    "style 5": (lambda: button_interaction("t", BARE, [Button("k", "x", 5)]), "button_list.style"),
    "button to nowhere": (lambda: button_interaction("t", BARE, [LinkButton("x", "x.example")]), "button_list.url"),
    "7 lines": (
        lambda: button_interaction("t", Face("x", lines=(Line("a", "b"),) * 7), [OK]),
        "horizontal_content_list",
    ),
    "line without name": (
        lambda: button_interaction("t", Face("x", lines=(Line("", "b"),)), [OK]),
        "horizontal_content_list.keyname",
    ),
    "attachment without suffix": (
        lambda: button_interaction("t", Face("x", lines=(Line("a", "合同", media_id="m"),)), [OK]),
        "horizontal_content_list.value",
    ),
    "11 options": (
        lambda: button_interaction("t", BARE, [OK], Selection("q", "", options(11))),
        "button_selection.option_list",
    ),
    "no option": (lambda: button_interaction("t", BARE, [OK], Selection("q", "", ())), "button_selection.option_list"),
    "option id of 129 bytes": (
        lambda: button_interaction("t", BARE, [OK], Selection("q", "", (Option("i" * 129, "x"),))),
        "button_selection.option_list.id",
    ),
    "option twice": (
        lambda: button_interaction("t", BARE, [OK], Selection("q", "", options(1) * 2)),
        "button_selection.option_list.id",
    ),
    "selected is no option": (
        lambda: button_interaction("t", BARE, [OK], Selection("q", "", options(1), "o9")),
        "button_selection.selected_id",
    ),
    "4 menu entries": (
        lambda: text_notice(Face("x", target=Target(url=URL), menu=ActionMenu("", tuple(buttons(4)))), task_id="t"),
        "action_menu.action_list",
    ),
    "4 jumps": (lambda: text_notice(NEWS, jumps=[Jump("x")] * 4), "jump_list"),
    "5 paragraphs": (
        lambda: news_notice(NEWS, ("https://p", 1.5), {str(number): "x" for number in range(5)}),
        "vertical_content_list",
    ),
    "image too wide": (lambda: news_notice(NEWS, ("https://p", 2.3)), "card_image.aspect_ratio"),
    "21 options to vote on": (
        lambda: vote_interaction("t", BARE, Checkbox("q", options(21)), OK),
        "checkbox.option_list",
    ),
    "two ticks where one is allowed": (
        lambda: vote_interaction("t", BARE, Checkbox("q", options(2), ("o0", "o1")), OK),
        "checkbox.option_list.is_checked",
    ),
    "4 selectors": (
        lambda: multiple_interaction("t", BARE, [Selection(f"q{n}", "", options(1)) for n in range(4)], OK),
        "select_list",
    ),
    "same question twice": (lambda: multiple_interaction("t", BARE, [STAGE, STAGE], OK), "select_list.question_key"),
    "submit without key": (lambda: multiple_interaction("t", BARE, [STAGE], Button("", "x")), "submit_button.key"),
    "lines on a vote": (
        lambda: vote_interaction("t", Face("x", lines=(Line("a", "b"),)), Checkbox("q", options(1)), OK),
        "horizontal_content_list",
    ),
    "text on news": (
        lambda: news_notice(Face("x", text="y", target=Target(url=URL)), ("https://p", 1.5)),
        "sub_title_text",
    ),
    "source color": (
        lambda: text_notice(Face("x", target=Target(url=URL), source=Source("x", color=4))),
        "source.desc_color",
    ),
    "closed with nothing": (lambda: from_card(Card("t", "x", closed=" ")), "replace_text"),
}


@pytest.mark.parametrize(("build", "field"), REFUSED.values(), ids=REFUSED.keys())
def test_a_limit_that_wecom_enforces_is_named(build: Any, field: str) -> None:
    with pytest.raises(CardError) as raised:
        build()
    assert raised.value.field == field


def test_lengths_that_are_advice_are_cut_with_a_sign() -> None:
    long = "一二三四五六七八九十" * 20
    face = Face(long, long, long, Source(long), lines=(Line(long, long), Line("附件", f"{long}.pdf", media_id="m")))
    card = button_interaction("t", face, [Button("k", long)], Selection("q", long, (Option("o", long),)))
    check_card(card)
    lengths = {
        "title": (card["main_title"]["title"], 36),
        "desc": (card["main_title"]["desc"], 44),
        "text": (card["sub_title_text"], 160),
        "source": (card["source"]["desc"], 20),
        "keyname": (card["horizontal_content_list"][0]["keyname"], 5),
        "value": (card["horizontal_content_list"][0]["value"], 30),
        "button": (card["button_list"][0]["text"], 10),
        "option": (card["button_selection"]["option_list"][0]["text"], 16),
    }
    assert {name: (len(text), text[-1]) for name, (text, _) in lengths.items()} == {
        name: (most, "…") for name, (_, most) in lengths.items()
    }
    assert card["horizontal_content_list"][1]["value"] == f"{long}.pdf"


OPEN = Card(
    task_id="visit-1",
    title="跟进记录待确认",
    subtitle="来自语音",
    text="客户：甲公司",
    rows=(Row("金额", "12 万"), Row("详情", "打开", URL)),
    quote_title="原话",
    quote="下周四",
    selection=STAGE,
    buttons=(OK, Button("drop", "放弃", 3)),
)


def test_our_card_as_a_button_interaction() -> None:
    card = from_card(OPEN)
    check_card(card)
    assert card["task_id"] == "visit-1"
    assert card["button_list"] == [
        {"text": "确认", "style": 1, "key": "ok"},
        {"text": "放弃", "style": 3, "key": "drop"},
    ]
    assert card["horizontal_content_list"][1] == {"keyname": "详情", "value": "打开", "type": 1, "url": URL}
    assert card["button_selection"]["selected_id"] == "s2"
    assert "replace_text" not in card


def test_a_closed_card_has_one_grey_button_and_no_selector() -> None:
    closed = Card("visit-1", "跟进记录", closed="李经理 已同意 10:32")
    card = as_update(from_card(closed))
    check_card(card)
    assert card["replace_text"] == "李经理 已同意 10:32"
    assert "task_id" not in card
    assert "button_selection" not in as_update(from_card(Card("t", "x", selection=STAGE, buttons=(OK,), closed="完")))
