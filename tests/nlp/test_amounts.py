"""Amounts of money in Chinese text."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.amounts import money_spans, spoken


@pytest.mark.parametrize(
    ("said", "yuan"),
    [
        ("预算大概八十万", ["800000"]),
        ("报了4.98万", ["49800"]),
        ("六十多万", ["600000"]),
        ("三四万块", ["40000"]),
        ("15~18万", ["180000"]),
        ("十五到十八万", ["180000"]),
        ("一年一万九千八", ["19800"]),
        ("每月2万8", ["28000"]),
        ("一单要七块五", ["7.5"]),
        ("每次9000元", ["9000"]),
        ("三十二万八", ["328000"]),
        ("两万块以内", ["20000"]),
        ("别超过十万", ["100000"]),
        ("1.2亿的产值", ["120000000"]),
        ("一万零五百元", ["10500"]),
        ("预算八十五万 不对 五十八万", ["580000"]),
        ("年费九千八她觉得行", ["9800"]),
        ("八百多万压着没结", ["8000000"]),
        ("是八十五万不是八十万", ["850000"]),
        ("报价28万，砍到25万", ["280000", "250000"]),
    ],
)
def test_amounts(said: str, yuan: list[str]) -> None:
    assert [str(span.value) for span in money_spans(said)] == [f"{Decimal(value):.2f}" for value in yuan]


@pytest.mark.parametrize(
    "said",
    [
        "几百块",
        "几十万",
        "上千",
        "三万平方米",
        "五百套",
        "2012年",
        "百分之八",
        "打八折",
        "3个点",
        "两百个用户",
        "U8",
        "30天账期",
        "十回有六回",
    ],
)
def test_no_amount(said: str) -> None:
    assert money_spans(said) == []


@given(st.decimals(Decimal("0.01"), Decimal("999999999"), places=2))
def test_what_is_written_is_read_back(value: Decimal) -> None:
    [span] = money_spans(f"预算{spoken(value)}")
    assert span.value == value
