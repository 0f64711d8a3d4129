"""Days named in Chinese, from Monday 2026-11-23 unless the row says otherwise."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.dates import day_spans
from tests.nlp.company import calendar

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("今天", "2026-11-23"),
        ("明天下午", "2026-11-24"),
        ("大后天", "2026-11-26"),
        ("昨天", "2026-11-22"),
        ("周三", "2026-11-25"),
        ("周一", "2026-11-23"),
        ("本周五前", "2026-11-27"),
        ("下周三之前", "2026-12-02"),
        ("下下周二", "2026-12-08"),
        ("下个礼拜三", "2026-12-02"),
        ("周末", "2026-11-29"),
        ("上周三", "2026-11-18"),
        ("本周内", "2026-11-29"),
        ("下周", "2026-12-06"),
        ("三天内", "2026-11-26"),
        ("一周内", "2026-11-30"),
        ("两周后", "2026-12-07"),
        ("半个月内", "2026-12-08"),
        ("一个月内", "2026-12-23"),
        ("48小时内", "2026-11-25"),
        ("三个工作日内", "2026-11-26"),
        ("10个工作日内", "2026-12-07"),
        ("25号", "2026-11-25"),
        ("20号", "2026-12-20"),
        ("二十五号", "2026-11-25"),
        ("下个月10号", "2026-12-10"),
        ("12月3日前", "2026-12-03"),
        ("3月18号", "2027-03-18"),
        ("12.3前", "2026-12-03"),
        ("12/31之前", "2026-12-31"),
        ("2026年12月5日", "2026-12-05"),
        ("月底", "2026-11-30"),
        ("下个月底", "2026-12-31"),
        ("12月中旬", "2026-12-20"),
        ("下个月初", "2026-12-10"),
        ("月初", "2026-12-10"),
        ("季度末", "2026-12-31"),
        ("年底前", "2026-12-31"),
        ("明年一季度", "2027-03-31"),
        ("元旦前", "2026-12-31"),
        ("3 个工作日内", "2026-11-26"),
        ("12 月 5 日前", "2026-12-05"),
        ("两三天内", "2026-11-26"),
        ("再过三天", "2026-11-26"),
        ("隔天我再去", "2026-11-24"),
        ("大下周二", "2026-12-08"),
        ("下个月月底", "2026-12-31"),
        ("12/5 再去", "2026-12-05"),
        ("季末", "2026-12-31"),
        ("一季度末", "2027-03-31"),
        ("明年第一季度", "2027-03-31"),
        ("半年内", "2027-05-23"),
        ("圣诞前", "2026-12-25"),
        ("12月份给", "2026-12-31"),
        ("元旦前三天", "2026-12-29"),
    ],
)
def test_a_day(said: str, day: str) -> None:
    assert [span.on.isoformat() for span in day_spans(said, MONDAY, calendar())] == [day]


@pytest.mark.parametrize(
    ("said", "today", "day"),
    [
        ("国庆前", "2026-09-16", "2026-09-30"),
        ("春节前", "2026-02-02", "2026-02-14"),
        ("端午前", "2026-05-11", "2026-06-18"),
        ("国庆后第一个工作日", "2026-09-28", "2026-10-08"),
        ("年后上班第二天", "2026-01-27", "2026-02-25"),
        ("放假前", "2026-02-05", "2026-02-14"),
        ("三个工作日内", "2026-09-30", "2026-10-10"),
    ],
)
def test_holidays(said: str, today: str, day: str) -> None:
    """Days off and made up by the official calendar of 2026."""
    assert [span.on.isoformat() for span in day_spans(said, date.fromisoformat(today), calendar())] == [day]


@pytest.mark.parametrize(
    "said",
    [
        "2012年买的",
        "3.5版本",
        "一年1.2万",
        "每周一次",
        "第三天",
        "2号线",
        "5号厂房",
        "过两天",
        "节后",
        "忙完",
        "2月30日",
        "三号压机",
        "小年前",
        "双十一之后",
        "一月约六千",
        "到期前十天",
    ],
)
def test_no_day(said: str) -> None:
    assert day_spans(said, MONDAY, calendar()) == []


def test_days_counted_back_from_an_end() -> None:
    said = "合同12月31日到期，到期前十天续谈"
    assert [span.on for span in day_spans(said, MONDAY, calendar())] == [date(2026, 12, 31), date(2026, 12, 21)]


@given(
    st.dates(date(2026, 1, 1), date(2026, 12, 1)),
    st.sampled_from(["明天", "周三", "下周五前", "20号", "下个月5号", "月底", "三天内", "五个工作日内", "年底"]),
)
def test_what_lies_ahead_is_never_past(today: date, said: str) -> None:
    [span] = day_spans(said, today, calendar())
    assert today <= span.on < today + timedelta(days=366)
