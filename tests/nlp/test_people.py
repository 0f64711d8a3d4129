"""Who was met, and who has which part in deciding, in ways of saying it that no note of the sets is copied from."""

import pytest

from domain.customer import Customer, CustomerBook
from tests.nlp.company import understood

_AT = "华鼎汽配，"


def _met(text: str) -> list[tuple[str, str | None]]:
    return [(one.value.name, one.value.role) for one in understood(text).contacts]


def _chain(text: str) -> list[tuple[str, str | None, str | None]]:
    return [(p.value.name, p.value.influence, p.value.concern) for p in understood(text).decision_chain]


@pytest.mark.parametrize(
    ("text", "met"),
    [
        ("和采购科的赵科长还有技术员小钱见了面", [("赵科长", "影响者"), ("小钱", "使用者")]),
        ("设备科长 梁家辉、质检 小范一起接待", [("梁家辉", "影响者"), ("小范", None)]),
        ("采购的王建平经理打来电话", [("王建平", "影响者")]),
        ("跟他们舒畅舒主任碰了面", [("舒畅", "影响者")]),
        ("钱总本人 钱正国 在办公室见了我", [("钱正国", None)]),
        ("总监姓哈，哈总监带我转了一圈", [("哈总监", "影响者")]),
        ("老板娘姓江 江姐约我喝茶", [("江姐", "决策人")]),
        ("电商的琳琳跟我视频的", [("琳琳", None)]),
        ("外贸部 Lucy 在微信上说样品收到了", [("Lucy", None)]),
        ("见了老周（车间主任）", [("老周", "影响者")]),
        ("没见着霍部长，见的他手底下一个叫小洪的", [("小洪", None)]),
        ("我去的时候魏总不在，跟项目部窦工聊了一会", [("窦工", None)]),
        ("带着我们技术老王一起去的，见了贺工", [("贺工", None)]),
        ("我和同事小李去的，乔姐接待", [("乔姐", None)]),
        ("见了三个文员，机长都是四十多岁的人", []),
        ("跟孟经理聊了，下周我约钱总", [("孟经理", "影响者")]),
        ("见了孟经理，最后定的是钱总，钱总说要先看同行怎么用", [("孟经理", "影响者")]),
        ("周四见王总", []),
        ("约技术总监做一次线上交流", []),
        ("今天约钱总吃饭，钱总说再看看", [("钱总", None)]),
        ("约了钱总在工地上见面", [("钱总", None)]),
        ("参会：总工 简成，我方：技术总监老周、销售我本人", [("简成", "影响者")]),
        ("去见了设备科长 苗壮、操作工小江", [("苗壮", "影响者"), ("小江", "使用者")]),
        ("跟IT负责人开了个视频会，他姓詹，詹工说先看方案", [("詹工", "影响者")]),
        ("供给徐工的货月底还在焊，见了臧部长", [("臧部长", "影响者")]),
        ("施工现场乱，成主管理念不错", []),
    ],
)
def test_who_was_met(text: str, met: list[tuple[str, str | None]]) -> None:
    assert _met(_AT + text) == met


@pytest.mark.parametrize(
    ("text", "chain"),
    [
        ("见了赵科长，赵科长说报给分管副总批", [("赵科长", "中", None), ("分管副总", "高", None)]),
        ("见了佟工，佟工只提要求，定的是郝董", [("佟工", "低", None), ("郝董", "高", None)]),
        ("跟雷主管聊了，签字的笔在曾总手里", [("曾总", "高", None)]),
        ("跟雷主管聊了，决定权在总部", []),
        ("跟雷主管聊了，最终决定：生产副总", [("生产副总", "高", None)]),
        ("跟雷主管聊了，他做不了主，得柴总点头", [("柴总", "高", None)]),
        ("跟雷主管聊了，雷主管十万以内自己签，超过的找总经理", [("雷主管", "高", None), ("总经理", "高", None)]),
        ("见了邰欣部长，邰欣写立项报告，压价的是宁经理", [("邰欣", "中", None), ("宁经理", "中", None)]),
        ("见了老板，他说了算，就担心换系统耽误生产", [("老板", "高", "换系统耽误生产")]),
        ("见了江姐，他弟弟老江反对，说花冤枉钱，但是她说了算", [("江姐", "高", None), ("老江", None, "花冤枉钱")]),
        ("见了钱总，钱总倒是不怕花钱，就怕工人学不会", [("钱总", None, "工人学不会")]),
        ("跟IT主管聊了半小时，他没什么顾虑", []),
        ("跟IT主管聊了半小时，他认可我们，主要看价格", [("IT主管", "中", "价格")]),
        ("见了马主任，马主任管预算，对一次性付款不太放心", [("马主任", "中", "一次性付款")]),
        ("见了虞总，虞总对价格不敏感，支持我们", [("虞总", None, None)]),
        ("见了甘总监，甘总监唯一要求：数据不能出厂", [("甘总监", "中", "数据不能出厂")]),
        ("见了甘总监，甘总监问得最多的是能不能分期", [("甘总监", "中", "能不能分期")]),
        ("见了孙主任，老板在旁边，孙主任说他们怕加班", []),
        ("见了小戴，范总不点头这事就黄了", [("范总", "高", None)]),
        ("见了孟经理，他把钱总的顾虑转述了一下，钱总怕我们交付不了", [("钱总", None, "我们交付不了")]),
        ("见了孙主任，卡在财务总监那儿", [("财务总监", "中", None)]),
        ("孙主任初审→财务总监审→总经理批", [("孙主任", "中", None), ("财务总监", "中", None), ("总经理", "高", None)]),
    ],
)
def test_who_decides(text: str, chain: list[tuple[str, str | None, str | None]]) -> None:
    assert sorted(_chain(_AT + text)) == sorted(chain)


def test_only_the_clause_that_mentions_another_company_is_left_out() -> None:
    text = "华鼎汽配，见了孟经理。永泰泵业也在用这套。孟经理写申请，钱总签字。"
    assert [name for name, _, _ in _chain(text)] == ["孟经理", "钱总"]


def test_the_end_of_a_company_name_is_no_department() -> None:
    (contact,) = understood("今天和永泰泵业的采购部赵总通了电话").contacts
    assert contact.value.title == "采购部"
    logistics = CustomerBook("logistics", (Customer("L1", "无锡恒通物流有限公司", ("恒通物流",), "物流", "无锡"),))
    (contact,) = understood("今天和恒通物流的赵总通了电话", book=logistics).contacts
    assert (contact.value.name, contact.value.title) == ("赵总", None)
