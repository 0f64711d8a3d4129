"""Who leads whom and who may see what, for the same people as everywhere."""

import pytest

from domain.people import Firm, Person, Role

FIRM = Firm(
    people={
        person.userid: person
        for person in (
            Person("zhangsan", "张三", leader="limgr", region="华东"),
            Person("zhaoliu", "赵六", leader="qianmgr", region="华南"),
            Person("limgr", "李经理", leader="wangdir", region="华东"),
            Person("qianmgr", "钱经理", leader="heboss", region="华南"),
            Person("wangdir", "王总", leader="heboss"),
            Person("heboss", "何董"),
            Person("sunfin", "孙会计"),
            Person("zhoulegal", "周法务"),
            Person("wudelivery", "吴交付"),
            Person("admin", "管理员"),
            Person("gone", "离职的人", leader="limgr", region="华东", is_active=False),
            Person("orphan", "主管离职的人", leader="gone", region="华东"),
            Person("loner", "没有主管的人", region="华东"),
            Person("self", "自己的主管", leader="self"),
            Person("one", "互为主管甲", leader="two"),
            Person("two", "互为主管乙", leader="one"),
        )
    },
    directors={"华东": "wangdir"},
    holders={
        Role.FINANCE: ("sunfin",),
        Role.LEGAL: ("zhoulegal",),
        Role.DELIVERY: ("wudelivery",),
        Role.ADMIN: ("admin",),
    },
)


@pytest.mark.parametrize(
    ("userid", "leader", "director"),
    [
        ("zhangsan", "limgr", "wangdir"),
        ("ZhangSan", "limgr", "wangdir"),
        ("zhaoliu", "qianmgr", "heboss"),  # no director of 华南: the leader's leader
        ("limgr", "wangdir", "wangdir"),
        ("wangdir", "heboss", None),
        ("heboss", None, None),
        ("orphan", None, "wangdir"),
        ("loner", None, "wangdir"),
        ("self", None, None),
        ("one", "two", None),  # who lead each other: nobody is his own director
        ("stranger", None, None),
    ],
)
def test_leader_and_director(userid: str, leader: str | None, director: str | None) -> None:
    found = FIRM.leader_of(userid), FIRM.director_of(userid)
    assert tuple(person and person.userid for person in found) == (leader, director)


def test_a_director_of_all_other_regions() -> None:
    firm = Firm(FIRM.people, {"华东": "wangdir", "": "heboss"})
    assert [person and person.userid for person in map(firm.director_of, ("zhangsan", "zhaoliu", "self"))] == [
        "wangdir",
        "heboss",
        "heboss",
    ]


def test_a_director_who_left_is_passed_over() -> None:
    firm = Firm(FIRM.people, {"华东": "gone", "": "heboss"})
    director = firm.director_of("zhangsan")
    assert director is not None
    assert director.userid == "heboss"


SEES = {
    "zhangsan": {"zhangsan"},
    "zhaoliu": {"zhaoliu"},  # another team: nothing of 张三
    "limgr": {"limgr", "zhangsan", "gone"},
    "qianmgr": {"qianmgr", "zhaoliu"},
    "wangdir": {"wangdir", "limgr", "zhangsan", "gone", "orphan", "loner"},
    "heboss": {"heboss", "wangdir", "limgr", "zhangsan", "gone", "qianmgr", "zhaoliu"},
    "wudelivery": {"wudelivery"},
    "one": {"one", "two"},
    "self": {"self"},
    "gone": set(),
    "stranger": set(),
    "sunfin": set(FIRM.people),
    "zhoulegal": set(FIRM.people),
    "admin": set(FIRM.people),
}


@pytest.mark.parametrize("viewer", SEES)
def test_who_sees_whose_records(viewer: str) -> None:
    assert {owner for owner in FIRM.people if FIRM.can_see(viewer, owner)} == SEES[viewer]
    assert {owner for owner in FIRM.people if FIRM.can_see(viewer.upper(), owner.upper())} == SEES[viewer]


def test_a_record_of_nobody_we_know_is_seen_by_roles_only() -> None:
    assert [viewer for viewer in FIRM.people if FIRM.can_see(viewer, "stranger")] == ["sunfin", "zhoulegal", "admin"]


def test_names_and_roles() -> None:
    assert FIRM.name_of("LIMGR") == "李经理"
    assert FIRM.name_of("gone") == "离职的人"
    assert FIRM.name_of("stranger") == "stranger"
    assert FIRM.person("gone") is None
    assert FIRM.has_role("WangDir", Role.SALES_DIRECTOR)
    assert not FIRM.has_role("limgr", Role.SALES_DIRECTOR)
    assert FIRM.has_role("sunfin", Role.FINANCE)
    assert not FIRM.has_role("sunfin", Role.LEGAL)
