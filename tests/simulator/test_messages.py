"""message/send, update_template_card and recall, held to sections 6 to 9 of the protocol notes."""

from collections.abc import Callable
from typing import Any

import pytest

from simulator.limits import Window
from simulator.world import World

Api = Callable[..., Any]
Card = Callable[..., dict[str, Any]]
LONG_URL = "https://x.example/" + "a" * 2048
CARD_TEXT = {"title": "t", "description": "d", "url": "https://x.example/1"}


@pytest.mark.parametrize(
    ("code", "request_"),
    [
        (0, {"touser": "ZhangSan", "msgtype": "text", "text": {"content": "x"}}),
        (0, {"toparty": "21", "msgtype": "text", "text": {"content": "x"}}),
        (0, {"touser": "@all", "msgtype": "markdown", "markdown": {"content": "# x"}}),
        (0, {"touser": "zhangsan", "msgtype": "textcard", "textcard": CARD_TEXT}),
        (0, {"touser": "zhangsan", "msgtype": "news", "news": {"articles": [CARD_TEXT] * 8}}),
        (82001, {"msgtype": "text", "text": {"content": "x"}}),
        (81013, {"touser": "nobody", "msgtype": "text", "text": {"content": "x"}}),
        (40032, {"touser": "|".join(f"u{n}" for n in range(1001)), "msgtype": "text", "text": {"content": "x"}}),
        (40008, {"touser": "zhangsan", "msgtype": "shout", "shout": {}}),
        (40008, {"touser": "zhangsan"}),
        (44004, {"touser": "zhangsan", "msgtype": "text", "text": {"content": ""}}),
        (44004, {"touser": "zhangsan", "msgtype": "text"}),
        (45002, {"touser": "zhangsan", "msgtype": "markdown", "markdown": {"content": "字" * 683}}),
        (41006, {"touser": "zhangsan", "msgtype": "file", "file": {}}),
        (40007, {"touser": "zhangsan", "msgtype": "file", "file": {"media_id": "x"}}),
        (41016, {"touser": "zhangsan", "msgtype": "textcard", "textcard": {**CARD_TEXT, "title": ""}}),
        (41033, {"touser": "zhangsan", "msgtype": "textcard", "textcard": {**CARD_TEXT, "description": ""}}),
        (41010, {"touser": "zhangsan", "msgtype": "textcard", "textcard": {**CARD_TEXT, "url": ""}}),
        (45034, {"touser": "zhangsan", "msgtype": "textcard", "textcard": {**CARD_TEXT, "url": "x.example"}}),
        (45002, {"touser": "zhangsan", "msgtype": "textcard", "textcard": {**CARD_TEXT, "url": LONG_URL}}),
        (45008, {"touser": "zhangsan", "msgtype": "news", "news": {"articles": [CARD_TEXT] * 9}}),
        (40056, {"touser": "zhangsan", "agentid": 7, "msgtype": "text", "text": {"content": "x"}}),
        (41011, {"touser": "zhangsan", "agentid": None, "msgtype": "text", "text": {"content": "x"}}),
    ],
)
def test_codes_of_send(api: Api, code: int, request_: dict[str, Any]) -> None:
    assert api("message/send", {"agentid": 1000002, **request_})["errcode"] == code


def test_bad_recipients_are_listed_in_lower_case(send: Api, world: World) -> None:
    answer = send("text", {"content": "x"}, to="ZhangSan|NoBody|Ghost", toparty="21|999", totag="5")
    assert (answer["invaliduser"], answer["invalidparty"], answer["invalidtag"]) == ("nobody|ghost", "999", "5")
    assert [e.body["content"] for e in world.chat("zhangsan")] == ["x"]  # once, though also in party 21
    assert len(world.chat("limgr")) == 1


def test_outside_the_visible_range(send: Api, world: World) -> None:
    world.app.visible = frozenset({"zhangsan"})
    assert send("text", {"content": "x"}, to="limgr")["errcode"] == 81013
    assert send("text", {"content": "x"}, to="@all")["errcode"] == 0
    assert world.chat("limgr") == []


def test_bad_json_is_named_in_errmsg(client: Any, world: World) -> None:
    answer = client.post(f"/cgi-bin/message/send?access_token={world.issue_token()}", data="{").get_json()
    assert answer["errcode"] == 41011
    assert "Warning: wrong json format." in answer["errmsg"]


def test_text_is_cut_at_2048_bytes_between_characters(send: Api, world: World) -> None:
    send("text", {"content": "字" * 700})
    assert world.chat("zhangsan")[0].body["content"] == "字" * 682


def test_beyond_thirty_a_minute_messages_vanish_without_a_code(send: Api, world: World) -> None:
    answers = [send("text", {"content": str(n)})["errcode"] for n in range(33)]
    assert set(answers) == {0}
    assert len(world.chat("zhangsan")) == 30
    assert world.dropped == {"zhangsan": 3}
    world.clock.forward(61)
    send("text", {"content": "again"})
    assert len(world.chat("zhangsan")) == 31


def test_beyond_a_thousand_an_hour_too(send: Api, world: World) -> None:
    world.limits.member_hour = Window(31, 3600)
    for n in range(2):
        for m in range(20):
            send("text", {"content": f"{n} {m}"})
        world.clock.forward(61)
    assert (len(world.chat("zhangsan")), world.dropped["zhangsan"]) == (31, 9)


def test_the_same_json_within_the_interval_is_shown_once(send: Api, world: World) -> None:
    check = {"enable_duplicate_check": 1, "duplicate_check_interval": 600}
    first = send("text", {"content": "x"}, **check)
    assert send("text", {"content": "x"}, **check) == first
    assert send("text", {"content": "y"}, **check)["msgid"] != first["msgid"]
    world.clock.forward(601)
    assert send("text", {"content": "x"}, **check)["msgid"] != first["msgid"]
    assert [e.body["content"] for e in world.chat("zhangsan")] == ["x", "y", "x"]
    assert send("text", {"content": "x"}, enable_duplicate_check=1, duplicate_check_interval=14401)["errcode"] == 40058


def test_without_the_check_it_is_shown_twice(send: Api, world: World) -> None:
    send("text", {"content": "x"})
    send("text", {"content": "x"})
    assert len(world.chat("zhangsan")) == 2


def test_a_task_id_is_used_once(send: Api, button_card: Card) -> None:
    assert send("template_card", button_card())["errcode"] == 0
    assert send("template_card", button_card(), to="limgr")["errcode"] == 42014
    assert send("template_card", button_card(task_id="visit-2"))["errcode"] == 0


def update(code: str, users: list[str], **change: Any) -> dict[str, Any]:
    return {"userids": users, "agentid": 1000002, "response_code": code, **change}


def test_update_by_the_code_of_the_send(send: Api, api: Api, world: World, button_card: Card) -> None:
    code = send("template_card", button_card(), to="limgr|wangdir")["response_code"]
    change = {"button": {"replace_name": "已同意"}}
    answer = api("message/update_template_card", update(code, ["LiMgr", "zhangsan"], **change))
    assert (answer["errcode"], answer["invaliduser"]) == (0, ["zhangsan"])
    card = world.chat("limgr")[0].card
    other = world.chat("wangdir")[0].card
    assert card is not None
    assert other is not None
    assert (card.dead_text, card.updates, other.dead_text) == ("已同意", 1, None)
    assert api("message/update_template_card", update(code, ["limgr"], **change))["errcode"] == 60140


def test_a_code_dies_after_72_hours(send: Api, api: Api, world: World, button_card: Card) -> None:
    codes = [send("template_card", button_card(task_id=f"t{n}"))["response_code"] for n in range(2)]
    change = {"template_card": button_card(task_id=None, replace_text="已过期")}
    world.clock.forward(72 * 3600)
    assert api("message/update_template_card", update(codes[0], ["zhangsan"], **change))["errcode"] == 0
    world.clock.forward(1)
    assert api("message/update_template_card", update(codes[1], ["zhangsan"], **change))["errcode"] == 60140


def test_a_card_may_become_another_kind(send: Api, api: Api, world: World, button_card: Card) -> None:
    code = send("template_card", button_card())["response_code"]
    notice = {
        "card_type": "text_notice",
        "main_title": {"title": "新"},
        "card_action": {"type": 1, "url": "https://x.example"},
    }
    assert (
        api("message/update_template_card", {**update(code, []), "atall": 1, "template_card": notice})["errcode"] == 0
    )
    card = world.chat("zhangsan")[0].card
    assert card is not None
    assert card.card == notice


@pytest.mark.parametrize(
    ("code", "change"),
    [
        (82101, {"userids": []}),
        (82102, {"userids": ["zhaoliu"]}),
        (40056, {"agentid": 9}),
        (40063, {"button": None}),
        (42031, {"template_card": {"card_type": "x"}}),
        (60140, {"response_code": "made up"}),
    ],
)
def test_codes_of_update_leave_the_code_alive(
    send: Api, api: Api, button_card: Card, code: int, change: dict[str, Any]
) -> None:
    good = update(send("template_card", button_card())["response_code"], ["zhangsan"], button={"replace_name": "好"})
    assert api("message/update_template_card", {**good, **change})["errcode"] == code
    assert api("message/update_template_card", good)["errcode"] == 0


def test_a_notice_has_no_buttons_to_replace(send: Api, api: Api) -> None:
    notice = {
        "card_type": "text_notice", "sub_title_text": "x", "card_action": {"type": 1, "url": "https://x.example"},
        "task_id": "n1", "action_menu": {"action_list": [{"text": "转", "key": "m"}]},
    }  # fmt: skip
    code = send("template_card", notice)["response_code"]
    answer = api("message/update_template_card", update(code, ["zhangsan"], button={"replace_name": "好"}))
    assert answer["errcode"] == 42031


def test_recall_within_a_day(send: Api, api: Api, world: World) -> None:
    old, new = send("text", {"content": "old"})["msgid"], None
    world.clock.forward(23 * 3600)
    new = send("text", {"content": "new"})["msgid"]
    world.clock.forward(2 * 3600)
    assert api("message/recall", {"msgid": old})["errcode"] == 42052
    assert api("message/recall", {"msgid": new})["errcode"] == 0
    assert api("message/recall", {"msgid": "?"})["errcode"] == 40058
    assert [e.recalled for e in world.chat("zhangsan")] == [False, True]
