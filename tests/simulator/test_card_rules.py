"""Which template cards are refused, and with which code [D90236][D90313]."""

from collections.abc import Callable
from typing import Any

import pytest

Api = Callable[..., Any]
URL = "https://x.example/1"
OPTIONS = [{"id": "a", "text": "一"}, {"id": "b", "text": "二"}]

NOTICE: dict[str, Any] = {
    "card_type": "text_notice", "main_title": {"title": "t"}, "card_action": {"type": 1, "url": URL},
}  # fmt: skip
NEWS = {**NOTICE, "card_type": "news_notice", "card_image": {"url": URL}}
BUTTONS: dict[str, Any] = {
    "card_type": "button_interaction", "main_title": {"title": "t"}, "task_id": "T1",
    "button_list": [{"text": "好", "key": "k"}],
}  # fmt: skip
VOTE: dict[str, Any] = {
    "card_type": "vote_interaction", "main_title": {"title": "t"}, "task_id": "T1",
    "checkbox": {"question_key": "q", "option_list": OPTIONS}, "submit_button": {"text": "交", "key": "s"},
}  # fmt: skip
MULTIPLE: dict[str, Any] = {
    "card_type": "multiple_interaction", "main_title": {"title": "t"}, "task_id": "T1",
    "select_list": [{"question_key": "q", "option_list": OPTIONS}], "submit_button": {"text": "交", "key": "s"},
}  # fmt: skip
MENU: dict[str, Any] = {"desc": "更多", "action_list": [{"text": "转", "key": "m"}]}


def rows(count: int) -> list[dict[str, Any]]:
    return [{"keyname": f"k{n}", "value": "v"} for n in range(count)]


def buttons(count: int) -> list[dict[str, Any]]:
    return [{"text": "b", "key": f"k{n}"} for n in range(count)]


def options(count: int) -> list[dict[str, Any]]:
    return [{"id": str(n), "text": "o"} for n in range(count)]


GOOD: list[dict[str, Any]] = [
    NOTICE, NEWS, BUTTONS, VOTE, MULTIPLE,
    {**NOTICE, "main_title": {}, "sub_title_text": "只有副标题"},
    {**NOTICE, "action_menu": MENU, "task_id": "T1"},
    {**NOTICE, "horizontal_content_list": rows(6), "jump_list": [{"title": "j", "type": 1, "url": URL}] * 3},
    {**NEWS, "card_image": None, "image_text_area": {"image_url": URL}, "vertical_content_list": [{"title": "v"}] * 4},
    {**BUTTONS, "button_list": buttons(6), "task_id": "a" * 128},
    {**BUTTONS, "button_list": [{"text": "开", "type": 1, "url": URL}]},
    {**BUTTONS, "button_selection": {"question_key": "q", "option_list": options(10), "selected_id": "3"}},
    {**VOTE, "checkbox": {"question_key": "q", "mode": 1, "option_list": options(20)}},
]  # fmt: skip

BAD: list[tuple[int, dict[str, Any]]] = [
    (42031, {**NOTICE, "card_type": "nice_card"}),
    (42045, {**NOTICE, "card_action": None}),
    (42045, {**NOTICE, "card_action": {"type": 0}}),
    (42028, {**NOTICE, "card_action": {"type": 1}}),
    (45034, {**NOTICE, "card_action": {"type": 1, "url": "x.example"}}),
    (42030, {**NOTICE, "card_action": {"type": 2}}),
    (42033, {**NOTICE, "main_title": {"desc": "d"}}),
    (42033, {**NEWS, "main_title": {}}),
    (42033, {**BUTTONS, "main_title": None}),
    (42044, {**NEWS, "card_image": None}),
    (42044, {**NEWS, "card_image": {}}),
    (40058, {**NEWS, "card_image": {"url": URL, "aspect_ratio": 3}}),
    (42036, {**NEWS, "vertical_content_list": [{"title": "v"}] * 5}),
    (42035, {**NOTICE, "horizontal_content_list": rows(7)}),
    (42027, {**NOTICE, "horizontal_content_list": [{"value": "v"}]}),
    (42028, {**NOTICE, "horizontal_content_list": [{"keyname": "k", "type": 1}]}),
    (42029, {**NOTICE, "horizontal_content_list": [{"keyname": "k", "type": 2}]}),
    (42050, {**NOTICE, "horizontal_content_list": [{"keyname": "k", "type": 3}]}),
    (42042, {**NOTICE, "jump_list": [{"title": "j"}] * 4}),
    (42033, {**NOTICE, "jump_list": [{"type": 0}]}),
    (42014, {**NOTICE, "action_menu": MENU}),
    (40058, {**NOTICE, "task_id": "T1", "action_menu": {"action_list": buttons(4)}}),
    (42051, {**NOTICE, "task_id": "T1", "action_menu": {"action_list": MENU["action_list"] * 2}}),
    (42014, {**BUTTONS, "task_id": None}),
    (42014, {**BUTTONS, "task_id": "带中文"}),
    (42014, {**BUTTONS, "task_id": "a b"}),
    (42014, {**BUTTONS, "task_id": "a\n"}),
    (42014, {**BUTTONS, "task_id": "a" * 129}),
    (40058, {**BUTTONS, "button_list": []}),
    (40058, {**BUTTONS, "button_list": buttons(7)}),
    (42038, {**BUTTONS, "button_list": [{"key": "k"}]}),
    (42039, {**BUTTONS, "button_list": [{"text": "b"}]}),
    (42039, {**BUTTONS, "button_list": [{"text": "b", "key": "长" * 342}]}),
    (42039, {**BUTTONS, "button_list": [{"text": "b", "key": "k"}] * 2}),
    (42028, {**BUTTONS, "button_list": [{"text": "b", "type": 1}]}),
    (40058, {**BUTTONS, "button_list": [{"text": "b", "key": "k", "style": 5}]}),
    (42043, {**BUTTONS, "button_selection": {"option_list": OPTIONS}}),
    (42037, {**BUTTONS, "button_selection": {"question_key": "q", "option_list": options(11)}}),
    (42040, {**BUTTONS, "button_selection": {"question_key": "q", "option_list": [{"text": "o"}]}}),
    (42041, {**BUTTONS, "button_selection": {"question_key": "q", "option_list": [{"id": "o"}]}}),
    (42043, {**VOTE, "checkbox": None}),
    (42037, {**VOTE, "checkbox": {"question_key": "q", "option_list": options(21)}}),
    (42046, {**VOTE, "submit_button": {"text": "交"}}),
    (42049, {**VOTE, "submit_button": {"key": "s"}}),
    (42047, {**MULTIPLE, "select_list": []}),
    (42047, {**MULTIPLE, "select_list": MULTIPLE["select_list"] * 4}),
    (42043, {**MULTIPLE, "select_list": MULTIPLE["select_list"] * 2}),
]  # fmt: skip


@pytest.mark.parametrize("card", GOOD)
def test_good_cards(send: Api, card: dict[str, Any]) -> None:
    answer = send("template_card", {name: part for name, part in card.items() if part is not None})
    assert answer["errcode"] == 0, answer
    updatable = "interaction" in card["card_type"] or "action_menu" in card
    assert ("response_code" in answer) == updatable


@pytest.mark.parametrize(("code", "card"), BAD)
def test_bad_cards(send: Api, code: int, card: dict[str, Any]) -> None:
    assert send("template_card", {name: part for name, part in card.items() if part is not None})["errcode"] == code


def test_cards_that_call_back_need_a_callback_url(send: Api, world: Any) -> None:
    world.app.has_callback = False
    assert send("template_card", BUTTONS)["errcode"] == 43012
    assert send("template_card", NOTICE)["errcode"] == 0
