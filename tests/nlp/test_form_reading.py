"""读单子: each kind of field, told at once, asked for and corrected; every value is in the words that say it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import config
from domain.form import SEVERAL, FormField, Kind, Option
from domain.form import opened_by as opened
from nlp.form_reading import Known, read_form
from nlp.vocabulary import vocabulary
from tests.nlp.company import DEMO, ROOT, calendar, lexicon

MONDAY = date(2026, 3, 2)
KNOWN = Known(
    customers=vocabulary(DEMO, lexicon()).customers,
    colleagues={"李经理": "limgr", "吴交付": "wudelivery"},
    products=(Option("边缘网关", ("X200", "网关")), Option("排产套件", ("排产",))),
    calendar=calendar(),
)
FIELDS = tuple(
    FormField(key, label, kind, True, f"{label}？", cues, unit, options)
    for key, label, kind, cues, unit, options in (
        ("customer", "客户", Kind.CUSTOMER, (), "", ()),
        ("product", "产品", Kind.PRODUCT, (), "", ()),
        ("level", "规格", Kind.CHOICE, (), "", (Option("普通"), Option("总裁级", ("VIP",)))),
        ("days", "天数", Kind.NUMBER, ("借",), "天", ()),
        ("heads", "人数", Kind.NUMBER, (), "人", ()),
        ("cost", "预算", Kind.MONEY, ("花",), "", ()),
        ("start", "开始日", Kind.DATE, ("从",), "", ()),
        ("back", "归还日", Kind.DATE, ("还",), "", ()),
        ("host", "接待人", Kind.PERSON, (), "", ()),
        ("others", "陪同", Kind.PEOPLE, (), "", ()),
        ("lunch", "用餐", Kind.YES_NO, ("吃饭",), "", ()),
        ("topics", "议题", Kind.LIST, ("谈",), "", ()),
        ("aim", "目的", Kind.TEXT, ("为了",), "", ()),
    )
)


def read(text: str, asked: str | None = None, **more: Any) -> dict[str, Any]:
    found = read_form(text, MONDAY, FIELDS, KNOWN, asked=asked, **more).values
    several = {field.key for field in FIELDS if field.kind in SEVERAL}
    return {
        key: [said.value for said in values] if key in several else values[0].value if values else None
        for key, values in found.items()
    }


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("给苏州华鼎用", {"customer": "苏州华鼎汽车配件有限公司"}),
        ("看x200，按VIP接待", {"product": "边缘网关", "level": "总裁级"}),
        ("借十天，来12个人", {"days": Decimal(10), "heads": Decimal(12)}),
        ("借两个星期", {"days": Decimal(14)}),
        ("借半个月", {"days": Decimal(15)}),
        ("借3到5天", {}),
        ("花三千五百块", {"cost": Decimal(3500)}),
        ("从3月9号开始，20号还", {"start": date(2026, 3, 9), "back": date(2026, 3, 20)}),
        ("接待人李经理，陪同吴交付", {"host": "limgr", "others": ["wudelivery"]}),
        ("陪同李经理和吴交付", {"others": ["limgr", "wudelivery"]}),
        ("李经理知道", {}),  # says nothing of who does what
        ("不用吃饭", {"lunch": False}),
        ("安排吃饭", {"lunch": True}),
        ("谈驻场支持、二期价格", {"topics": ["驻场支持", "二期价格"]}),
        ("为了当场定试点范围，借5天", {"aim": "当场定试点范围", "days": Decimal(5)}),
        ("为了当场定试点借5天", {"aim": "当场定试点", "days": Decimal(5)}),  # spoken: nothing between
        ("今天天气不错", {}),
        ("", {}),
    ],
)
def test_what_is_told_unasked(text: str, values: dict[str, Any]) -> None:
    assert read(text) == values


@pytest.mark.parametrize(
    ("asked", "text", "value"),
    [
        ("customer", "苏州华鼎", "苏州华鼎汽车配件有限公司"),
        ("product", "排产", "排产套件"),
        ("days", "五", Decimal(5)),
        ("days", "不是十天，是五天", Decimal(5)),
        ("days", "一个星期", Decimal(7)),
        ("days", "两个月吧", Decimal(60)),
        ("days", "10000000000000000000000000000", Decimal(10**28)),
        ("heads", "大概二十个人吧", Decimal(20)),
        ("cost", "八千", Decimal(8000)),
        ("cost", "1.5万", Decimal(15000)),
        ("start", "下周三", date(2026, 3, 11)),
        ("back", "20号", date(2026, 3, 20)),
        ("host", "李经理", "limgr"),
        ("others", "李经理、吴交付", ["limgr", "wudelivery"]),
        ("lunch", "可以", True),
        ("lunch", "不用了", False),
        ("lunch", "没有", False),
        ("topics", "交期和价格", ["交期", "价格"]),
        ("aim", "给苏州华鼎的李总看X200跑3天", "给苏州华鼎的李总看X200跑3天"),  # all of it is the answer
        ("aim", "目的改成现场测试", "现场测试"),
        ("aim", "没有", None),
    ],
)
def test_what_is_asked_for(asked: str, text: str, value: Any) -> None:
    assert read(text, asked) == {asked: value}


@pytest.mark.parametrize("asked", ["cost", "days"])
@pytest.mark.parametrize("text", ["下周五", "3月20号", "二十号吧"])
def test_a_day_is_neither_a_sum_nor_a_number(asked: str, text: str) -> None:
    assert asked not in read(text, asked)


def test_a_correction_of_a_list_replaces_it() -> None:
    assert read_form("陪同改成吴交付", MONDAY, FIELDS, KNOWN).replaces == {"others"}
    assert read_form("陪同还有吴交付", MONDAY, FIELDS, KNOWN).replaces == frozenset()


def test_within_a_note_only_options_and_what_a_cue_announces_count() -> None:
    note = "今天拜访苏州华鼎，见了李经理，他们排产靠手工，库存压了30天，预算80万，3月20号再谈"
    assert read(note, is_within_a_note=True) == {"product": "排产套件", "cost": Decimal(800000)}


def test_a_doubtful_customer_is_left_to_a_person() -> None:
    reading = read_form("给新客户叫东旭包装", MONDAY, FIELDS, KNOWN)
    assert "customer" not in reading.values
    assert reading.unsure["customer"].value.name == "东旭包装"


PIECES = st.sampled_from(
    "苏州华鼎 永泰泵业 X200 网关 VIP 普通 借 十天 两个星期 12个人 花 三千五百块 1.5万 从 3月9号 下周三 还 20号 接待人 "
    "陪同 李经理 吴交付 不用 吃饭 谈 驻场支持 、 和 ， 。 为了 目的 是 改成 不是 没有 可以 说错了 议题 天数 预算 的 "
    "就是".split()
)


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(st.text(max_size=40), st.lists(PIECES, max_size=20).map("".join)),
    st.sampled_from([None, *(field.key for field in FIELDS)]),
    st.booleans(),
    st.integers(0, 6),
)
def test_whatever_is_said_values_are_verbatim_and_share_no_words(
    text: str, asked: str | None, is_within_a_note: bool, begin: int
) -> None:
    begin = min(begin, len(text))
    reading = read_form(text, MONDAY, FIELDS, KNOWN, begin=begin, asked=asked, is_within_a_note=is_within_a_note)
    found = [said.evidence for values in reading.values.values() for said in values]
    found += [said.evidence for said in reading.unsure.values()]
    assert all(begin <= at.start < at.end and at.words == text[at.start : at.end] for at in found)
    in_order = sorted(found, key=lambda at: at.start)
    assert all(one.end <= other.start for one, other in pairwise(in_order))
    free = {field.key for field in FIELDS if field.kind in (Kind.TEXT, Kind.LIST)}
    assert all(said.value == said.evidence.words for key in free for said in reading.values.get(key, ()))


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("借样机，X200", "，X200"),
        ("我要申请样机借用申请", ""),
        ("帮我借样机", ""),
        ("想起借样机", None),
        ("", None),
    ],
)
def test_a_form_is_opened_by_its_saying_at_the_beginning(text: str, rest: str | None) -> None:
    form, *_ = config.load(ROOT / "config.yaml").forms
    found = opened(text, [replace(form, start=("借样机",))])
    assert (None if found is None else text[found[1] :]) == rest
