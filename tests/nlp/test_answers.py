"""Bare answers to a question, and corrections of what is known."""

from datetime import date
from decimal import Decimal

import pytest

from domain.reading import Reading
from tests.nlp.company import book, understood
from tests.nlp.test_visit_extraction import DEMO1, DEMO2, DEMO3, brief


@pytest.mark.parametrize(
    ("asked", "said", "found"),
    [
        ("competitor", "鼎捷T100", {"competitor": ("鼎捷", "T100")}),
        ("competitor", "用友的U8", {"competitor": ("用友", "U8")}),
        ("competitor", "好像是金蝶K3吧", {"competitor": ("金蝶", "K3")}),
        ("competitor", "诺诺的", {"competitor": ("诺诺", None)}),
        ("competitor", "不清楚", {}),
        (
            "pain_points",
            "库存不准，还有人手不足",
            {"pain_points": [("库存不准", "库存不准"), ("人手不足", "人手不足")]},
        ),
        ("pain_points", "客户印象不错", {"pain_points": [(None, "客户印象不错")]}),
        ("pain_points", "我晚点再说", {}),
        ("pain_points", "仓库漏水", {"pain_points": [(None, "仓库漏水")]}),
        ("customer", "苏州华鼎", {"customer": ("苏州华鼎汽车配件有限公司", "D1")}),
        ("customer", "是宁波永泰", {"customer": ("宁波永泰泵业有限公司", "D2")}),
        ("customer", "宏远", {"customer": ("宏远", None)}),
        ("customer", "面访", {"channel": "面访"}),
        ("customer", "报价慢", {"pain_points": [("报价响应慢", "报价慢")]}),
        ("customer", "用友U8", {"competitor": ("用友", "U8")}),
        ("competitor", "三十万", {"amounts": [(Decimal("300000.00"), "金额")]}),
        ("competitor", "周三", {}),
        ("competitor", "改成宁波永泰", {"customer": ("宁波永泰泵业有限公司", "D2")}),
        ("competitor", "设备老停机", {"pain_points": [(None, "设备老停机")]}),
        ("channel", "面访", {"channel": "面访"}),
        ("next_step", "下周三去给他做演示", {"next_step": ("去给他做演示", date(2026, 12, 2))}),
        ("next_step", "发报价单，周五之前", {"next_step": ("发报价单", date(2026, 11, 27))}),
        (
            "decision_chain",
            "王经理负责评估，李总拍板",
            {"decision_chain": [("王经理", "经理", "中", None), ("李总", None, "高", None)]},
        ),
        ("contacts", "采购部的王经理", {"contacts": [("王经理", "采购部经理", "影响者")]}),
        ("contacts", "张伟，设备部工程师", {"contacts": [("张伟", "设备部工程师", "使用者")]}),
    ],
)
def test_an_answer(asked: str, said: str, found: dict[str, object]) -> None:
    assert brief(understood(said, asked=asked, known=understood(DEMO3))) == found


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("competitor", "没有"),
        ("competitor", "没在用"),
        ("competitor", "自己开发的"),
        ("competitor", "没有竞品"),
        ("pain_points", "没有了"),
        ("next_step", "没约"),
        ("contacts", "没见到人"),
        ("decision_chain", "没有"),
    ],
)
def test_nothing_is_an_answer(asked: str, said: str) -> None:
    assert [(none.value, none.evidence.words) for none in understood(said, asked=asked).none_of] == [(asked, said)]


def test_parts_of_what_is_known() -> None:
    """The model of the brand, the day of the step, what was missing of a person."""
    brand = understood("他们在用用友，周五之前我发方案，最后李总拍板")
    assert brief(understood("U8", asked="competitor", known=brand)) == {"competitor": ("用友", "U8")}
    assert brief(understood("下周一", asked="next_step", known=brand)) == {"next_step": ("发方案", date(2026, 11, 30))}
    assert brief(understood("影响力高，担心切换风险", asked="decision_chain", known=brand)) == {
        "decision_chain": [("李总", None, "高", "切换风险")]
    }


def test_a_name_of_the_same_sound_is_offered() -> None:
    customer = understood("华定", asked="customer", book=book()).customer
    assert customer is not None
    assert not customer.value.certain
    assert {"C001", "C002"} <= set(customer.value.candidates)


@pytest.mark.parametrize(
    ("before", "said", "found", "replaces"),
    [
        (
            DEMO1,
            "不对，刚才说错了，是下周四之前，不是下周三。",
            {"next_step": ("给他出个驻场支持的方案", date(2026, 12, 3))},
            {"next_step"},
        ),
        (DEMO1, "不对，是周四", {"next_step": ("给他出个驻场支持的方案", date(2026, 12, 3))}, {"next_step"}),
        (DEMO2, "周五改到下周一", {"next_step": ("把报价发过去", date(2026, 11, 30))}, {"next_step"}),
        (DEMO2, "客户是华鼎不是华定", {"customer": ("苏州华鼎汽车配件有限公司", "D1")}, {"customer"}),
        (DEMO1, "竞品改成金蝶", {"competitor": ("金蝶", None)}, {"competitor"}),
        (DEMO1, "竞品不是用友，是金蝶", {"competitor": ("金蝶", None)}, {"competitor"}),
        (DEMO1, "是电话不是面访", {"channel": "电话"}, {"channel"}),
        (DEMO1, "李总的影响力是中", {"decision_chain": [("李总", None, "中", None)]}, set()),
    ],
)
def test_a_correction(before: str, said: str, found: dict[str, object], replaces: set[str]) -> None:
    reading = understood(said, known=understood(before))
    assert brief(reading) == found
    assert reading.replaces == replaces


@pytest.mark.parametrize("said", ["金额是八十五万不是八十万", "预算改成八十五万", "不对，是八十五万"])
def test_another_amount(said: str) -> None:
    reading = understood(said, known=understood(DEMO2))
    assert [f"{amount.value.value:.0f}" for amount in reading.amounts] == ["850000"]
    assert reading.replaces == {"amounts"}


@pytest.mark.parametrize("said", ["不是王经理，是汪经理", "是汪经理不是王经理", "王经理应该是汪经理"])
def test_another_name(said: str) -> None:
    reading = understood(said, known=understood(DEMO1))
    assert reading.renamed == (("王经理", "汪经理"),)
    assert brief(reading) == {"contacts": [("汪经理", "采购部经理", "影响者")]}


def test_without_anything_known_nothing_is_replaced() -> None:
    assert understood("不对，是周四", known=Reading()).replaces == frozenset()
