"""Cells as spreadsheets and banks write them: the value, or why there is none."""

from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.importing.cells import Wrong, day, identifier, moment, money, share


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("30000", "30000.00"), ("30,000.5", "30000.50"), ("¥30,000.00", "30000.00"),
        ("￥１２，３４５．６７", "12345.67"),
        ("3万", "30000.00"), ("12.5万元", "125000.00"), ("1亿", "100000000.00"), ("30000元整", "30000.00"),
        ("人民币30000元", "30000.00"), ("RMB 1,234,567.89", "1234567.89"), ("(1,234.00)", "-1234.00"),
        ("（100）", "-100.00"), ("-100", "-100.00"), ("−100.10", "-100.10"), ("-¥5", "-5.00"), ("¥-5", "-5.00"),
        ("+8", "8.00"), ("0.3", "0.30"), (".5", "0.50"), ("1 234.00", "1234.00"), ("30000.0000", "30000.00"),
    ],
)  # fmt: skip
def test_money(text: str, value: str) -> None:
    found = money(text)
    assert isinstance(found, Decimal)
    assert str(found) == value


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("3.0E+04", "科学计数法"), ("3E4", "科学计数法"), ("1,23", "不是金额"), ("1,2345.00", "不是金额"),
        ("叁万元整", "不是金额"), ("三万", "不是金额"), ("abc", "不是金额"), ("30000.005", "两位小数"),
        ("33333.3333333333", "ROUND"), ("-(5)", "不是金额"), ("(-5)", "两个负号"), ("--5", "两个负号"),
        ("1.2.3", "不是金额"), (",", "不是金额"), ("99999999999999", "太大"), ("1e999", "科学计数法"),
        ("USD 5", "不是金额"),
    ],
)  # fmt: skip
def test_what_is_no_money(text: str, why: str) -> None:
    found = money(text)
    assert isinstance(found, Wrong)
    assert why in found.reason


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-05", "2026-3-5", "2026/3/5", "2026.3.5", "2026年3月5日", "2026 年 3 月 5 日", "20260305",
        "2026-3-5 00:00:00", "2026-03-05T08:30", "２０２６／３／５", "46086", "46086.5", "20260305083000",
        "2026/03/05 8:30:01.000",
    ],
)  # fmt: skip
def test_days(text: str) -> None:
    assert day(text) == date(2026, 3, 5)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("03/05/2026", "月和日分不清"), ("26-3-5", "年份要写四位"), ("2026年3月", "还缺哪一天"), ("2026-02-30", "没有"),
        ("20261301", "没有"), ("1026-3-5", "年份不对"), ("昨天", "不是日期"), ("2026-3-5 25:00", "没有"),
        ("123456", "不是日期"), ("4.6086E+04", "不是日期"),
    ],
)  # fmt: skip
def test_what_is_no_day(text: str, why: str) -> None:
    found = day(text)
    assert isinstance(found, Wrong)
    assert why in found.reason


def test_moments() -> None:
    assert moment("2026-03-05 17:30:05") == (date(2026, 3, 5), time(17, 30, 5))
    assert moment("46086.75") == (date(2026, 3, 5), time(18, 0))
    assert moment("46086.9999999") == (date(2026, 3, 6), time(0, 0))
    assert moment("2026-03-05") == (date(2026, 3, 5), None)


@pytest.mark.parametrize("text", ["", " ", "-", "—", "/", "无", "#N/A"])
def test_empty_cells(text: str) -> None:
    assert (money(text), day(text), share(text)) == (None, None, None)


def test_shares() -> None:
    assert share("30%") == (Decimal(30), True)
    assert share("３０ ％") == (Decimal(30), True)
    assert share("0.3") == (Decimal("0.3"), False)
    assert share("30") == (Decimal(30), False)
    assert all(isinstance(share(text), Wrong) for text in ("130%", "-3%", "三成", "3E-1"))


def test_identifiers_keep_every_digit() -> None:
    assert identifier("6222021001116245702", 40) == "6222021001116245702"
    assert identifier("６２２２ ０２１０ 0111 6245 702", 40) == "6222021001116245702"
    assert identifier("0012", 40) == "0012"
    assert identifier("HT 2026-001（补）", 40) == "HT 2026-001(补)"
    assert isinstance(identifier("6.22202E+18", 40), Wrong)
    assert isinstance(identifier("1" * 41, 40), Wrong)


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2))
def test_any_amount_comes_back_however_it_is_written(amount: Decimal) -> None:
    size = abs(amount)
    minus = "-" if amount < 0 else ""
    for text in (
        f"{amount:f}",
        f"{minus}{size:,.2f}",
        f"{minus}¥{size:,.2f}元",
        f"({size:,.2f})" if minus else f"{size}",
    ):
        assert money(text) == amount


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_any_day_comes_back_however_it_is_written(on: date) -> None:
    y, m, d = on.year, on.month, on.day
    serial = (on - date(1899, 12, 30)).days
    for text in (
        on.isoformat(),
        f"{y}/{m}/{d}",
        f"{y}年{m}月{d}日",
        f"{on:%Y%m%d}",
        str(serial),
        f"{y}-{m}-{d} 00:00:00",
    ):
        assert day(text) == on


@given(st.text(max_size=40))
def test_no_text_breaks_a_reader(text: str) -> None:
    assert isinstance(money(text), Decimal | Wrong | None)
    assert isinstance(day(text), date | Wrong | None)
    assert isinstance(share(text), tuple | Wrong | None)
    assert isinstance(identifier(text, 20), str | Wrong)
