"""Who is told of a receivable: never nobody because somebody left."""

import pytest

from domain.people import Firm, Person, Role
from domain.recipients import people_of

_FIRM = Firm(
    {
        one.userid: one
        for one in (
            Person("zhangsan", "张三", "limgr"),
            Person("limgr", "李经理", "wangdir"),
            Person("gone", "走了", "goneboss", is_active=False),
            Person("goneboss", "也走了", "wangdir", is_active=False),
            Person("wangdir", "王总"),
            Person("sunfin", "孙会计", "wangdir"),
            Person("admin", "管理员"),
        )
    },
    directors={"": "wangdir"},
    holders={Role.FINANCE: ("sunfin", "gone"), Role.ADMIN: ("admin",)},
)


@pytest.mark.parametrize(
    ("rule", "responsible", "told"),
    [
        ("responsible", "zhangsan", ("zhangsan",)),
        ("responsible", "ZhangSan", ("zhangsan",)),
        ("leader", "zhangsan", ("limgr",)),
        ("director", "zhangsan", ("wangdir",)),
        ("role:finance", "zhangsan", ("sunfin",)),
        ("role:finance", "sunfin", ("sunfin",)),
        ("role:sales_director", "zhangsan", ("wangdir",)),
        ("limgr", "zhangsan", ("limgr",)),
        ("limgr", "limgr", ("limgr",)),
        ("responsible", "gone", ("wangdir",)),
        ("leader", "gone", ("wangdir",)),
        ("responsible", None, ("wangdir",)),
        ("responsible", "nobody", ("wangdir",)),
        ("responsible", "wangdir", ("wangdir",)),
        ("leader", "wangdir", ()),
        ("director", "wangdir", ()),
    ],
)
def test_people_of(rule: str, responsible: str | None, told: tuple[str, ...]) -> None:
    assert people_of(rule, responsible, _FIRM) == told


def test_admins_are_told_when_there_is_nobody_else() -> None:
    assert people_of("responsible", "gone", Firm(_FIRM.people, {}, _FIRM.holders)) == ("wangdir",)
    alone = Firm({"admin": Person("admin", "管理员")}, {}, {Role.ADMIN: ("admin",)})
    assert people_of("responsible", None, alone) == ("admin",)
