"""通讯录与应用: who there is, what the app may see, the menu, and login codes."""

import pytest

from bot.hub import NotThere, Unreachable
from bot.wecom.directory import get_agent, get_user, list_people, member_of_code
from bot.wecom.errors import Kind, WecomError
from bot.wecom.gateway import Gateway
from bot.wecom.menu import MenuButton, create_menu
from domain.people import Person
from tests.doors.conftest import Wecom


def test_everybody_is_read_once_with_his_leader(wecom: Wecom) -> None:
    people = {person.userid: person for person in list_people(wecom.client())}
    assert people.keys() == wecom.world.members.keys()
    assert people["zhangsan"] == Person("zhangsan", "张三", "limgr", (21,), "销售")
    assert people["wangdir"].leader is None


def test_members_named_one_by_one_are_seen_too(wecom: Wecom) -> None:
    wecom.world.app.visible = frozenset({"zhangsan", "limgr"})
    client = wecom.client()
    assert get_agent(client).members == ("limgr", "zhangsan")
    assert {person.userid for person in list_people(client)} == {"zhangsan", "limgr"}
    with pytest.raises(WecomError) as raised:
        get_user(client, "wangdir")
    assert raised.value.kind is Kind.RECIPIENT


def test_what_the_journeys_see(wecom: Wecom) -> None:
    gateway = Gateway(wecom.client())
    assert gateway.read_member("ZhangSan") == Person("zhangsan", "张三", "limgr", (21,), "销售")
    assert gateway.read_member("nobody") == NotThere()
    members = gateway.read_members()
    assert isinstance(members, list)
    assert len(members) == 132
    wecom.world.faults.add(path="user/list", code=60011)
    assert isinstance(gateway.read_members(), Unreachable)
    wecom.world.faults.add(path="user/get", code=60020)
    assert isinstance(gateway.read_member("zhangsan"), Unreachable)


def test_a_login_code_works_once(wecom: Wecom) -> None:
    client = wecom.client()
    code = wecom.world.issue_oauth_code("zhangsan")
    assert member_of_code(client, code) == "zhangsan"
    with pytest.raises(WecomError) as raised:
        member_of_code(client, code)
    assert raised.value.kind is Kind.OAUTH


def test_the_menu_is_replaced(wecom: Wecom) -> None:
    below = tuple(MenuButton(f"第 {number} 项", key=f"k{number}") for number in range(5))
    create_menu(
        wecom.client(),
        [MenuButton("记拜访", key="visit"), MenuButton("看板", url="https://x"), MenuButton("更多", below=below)],
    )
    assert wecom.world.app.menu is not None
    assert [button["name"] for button in wecom.world.app.menu["button"]] == ["记拜访", "看板", "更多"]


@pytest.mark.parametrize(
    "buttons",
    [
        [],
        [MenuButton("x", key="k")] * 4,
        [MenuButton("六个汉字太长", key="k")],
        [MenuButton("", key="k")],
        [MenuButton("x")],
        [MenuButton("x", key="k" * 129)],
        [MenuButton("x", below=(MenuButton("y", key="k"),) * 6)],
    ],
)
def test_a_menu_that_wecom_refuses_is_not_sent(wecom: Wecom, buttons: list[MenuButton]) -> None:
    with pytest.raises(ValueError, match=r"must be|has|needs"):
        create_menu(wecom.client(), buttons)
    assert wecom.world.calls["menu/create"] == 0
