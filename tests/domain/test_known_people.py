"""客户已知的人: who is whom, the latest word on each, and what contradicts it."""

from datetime import date

import pytest

from domain.buying_committee import completeness
from domain.known_people import Person, Telling, Told, chain, contradictions, from_earlier, known_people, together
from domain.reading import Stakeholder
from domain.same_person import is_same_person

ON = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        (("王建国", None), ("王建国", "采购部经理"), True),
        (("王建国", "采购总监"), ("王建国", "采购部经理"), True),  # a promotion
        (("王建国", "采购部经理"), ("王海", "采购部经理"), False),
        (("王经理", "经理"), ("王建国", "采购部经理"), True),
        (("王建国", "采购部经理"), ("王经理", "采购经理"), True),
        (("王经理", "财务部经理"), ("王建国", "采购部经理"), False),
        (("王经理", "经理"), ("王建国", None), False),
        (("王经理", "经理"), ("王建国", "副总经理"), False),
        (("王总", None), ("王建国", "副总经理"), True),
        (("王总", None), ("王建国", "采购部经理"), False),
        (("陈工", "设备部"), ("陈立", "设备部工程师"), True),
        (("王经理", "采购部经理"), ("王经理", "经理"), True),
        (("王经理", "采购部经理"), ("王经理", "财务部经理"), False),
        (("王总", None), ("王经理", "经理"), False),
        (("王总", "采购部经理"), ("王经理", "采购部经理"), True),
        (("老王", None), ("王建国", "采购部经理"), False),
        (("老王", "采购部经理"), ("王建国", "采购部经理"), True),
        (("王女士", None), ("王建国", "采购部经理"), False),
        (("李经理", "经理"), ("王建国", "采购部经理"), False),
        (("欧阳经理", "经理"), ("欧阳峰", "采购部经理"), True),
        (("欧经理", "经理"), ("欧阳峰", "采购部经理"), False),
        (("厂长", "厂长"), ("厂长", "厂长"), True),
        (("厂长", "厂长"), ("王建国", "厂长"), False),
        (("Amy", None), ("Amy", "采购"), True),
        (("总经理助理", "总经理助理"), ("总经理", "总经理"), False),
    ],
)
def test_who_is_whom(one: tuple[str, str | None], other: tuple[str, str | None], is_same: bool) -> None:
    assert is_same_person(*one, *other) is is_same
    assert is_same_person(*other, *one) is is_same


def telling(day: int, *people: Told) -> Telling:
    return Telling(day, "张三", ON.replace(day=day), people)


WANG = Told("王建国", "采购部经理", "决策人", "高", "影响月底结账", is_met=True, decides=True)
LI = Told("李总", "生产副总", None, "中", None, decides=True)


def test_the_latest_word_on_each_with_its_day() -> None:
    later = Told("王经理", "经理", None, "中", None, decides=True)
    (wang, li) = known_people([telling(2, WANG, LI), telling(3, later)])
    assert (wang.name, wang.names, li.name) == ("王建国", ("王建国", "王经理"), "李总")
    assert wang.title is not None and wang.influence is not None and wang.concern is not None
    assert [(part.value, part.on.day) for part in (wang.title, wang.influence, wang.concern)] == [
        ("采购部经理", 2), ("中", 3), ("影响月底结账", 2),
    ]  # fmt: skip


def test_what_only_goes_with_a_title_replaces_nothing_that_was_said() -> None:
    by_title = Told("王经理", "经理", "影响者", "中", by_title=frozenset({"role", "influence"}), decides=True)
    (wang,) = known_people([telling(2, WANG), telling(3, by_title)])
    assert wang.role is not None and wang.influence is not None
    assert (wang.role.value, wang.influence.value) == ("决策人", "高")
    (person,) = together([by_title], [wang])
    assert contradictions([person]) == ()
    assert person.as_stakeholder() == Stakeholder("王经理", "采购部经理", "高", "影响月底结账")


def test_whoever_may_be_two_known_people_is_neither() -> None:
    known = known_people([telling(2, WANG, Told("王海", "财务部经理", decides=True))])
    manager = Told("王经理", "经理")
    assert together([manager], known) == (Person(manager),)
    assert [person.now for person in together([LI], known)] == [LI, None, None]


def test_two_who_may_be_one_known_person_are_not() -> None:
    (wang,) = known_people([telling(2, WANG)])
    two = [Told("王经理", "经理"), Told("王建国", "采购部经理")]
    assert [(person.now, person.known) for person in together(two, [wang])] == [(two[0], None), (two[1], None)]


def test_the_chain_counts_those_who_were_not_mentioned() -> None:
    known = known_people([telling(2, WANG, LI)])
    people = together([Told("王经理", "经理", None, None, None, is_met=True)], known)
    found = completeness(chain(people))
    assert (found.people, found.known, found.wanted, found.gaps) == (2, 7, 8, (("李总", ("concern",)),))
    assert from_earlier(people) == 6  # of 王: title, influence and concern; all of 李


@pytest.mark.parametrize(
    ("now", "parts"),
    [
        (WANG, []),
        (Told("王经理", "经理", "影响者", "中", "切换风险", decides=True), ["role"]),
        (Told("王经理", "经理", None, "中", decides=True), ["influence"]),
        (Told("王经理", "经理", None, "高", "另一个顾虑", decides=True), []),
        (Told("王建国", "采购总监"), ["title"]),
        (Told("王建国", "采购经理"), []),
        (Told("王建国", "经理", "影响者", by_title=frozenset({"role"})), []),
    ],
)
def test_what_contradicts_an_earlier_visit(now: Told, parts: list[str]) -> None:
    found = contradictions(together([now], known_people([telling(2, WANG)])))
    assert [one.part for one in found] == parts
