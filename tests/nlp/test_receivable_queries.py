"""What asks about money, and that no visit note is taken for it."""

import json
from datetime import date
from pathlib import Path

import pytest

from domain.period import Period, rest_of
from nlp.receivable_queries import Asked, ReceivableWish, receivable_wish

TODAY = date(2026, 11, 25)  # a Wednesday
NOTES = Path(__file__).parents[2] / "benchmarks" / "reading"
WEEK = Period("本周", date(2026, 11, 23), TODAY)
MONTH = Period("本月", date(2026, 11, 1), TODAY)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("本周回款", ReceivableWish(Asked.RECEIVED, period=WEEK)),
        ("看一下本周回款。", ReceivableWish(Asked.RECEIVED, period=WEEK)),
        ("我的本周回款", ReceivableWish(Asked.RECEIVED, is_own=True, period=WEEK)),
        ("团队本月回款", ReceivableWish(Asked.RECEIVED, period=MONTH)),
        ("华东本月回款", ReceivableWish(Asked.RECEIVED, "华东", period=MONTH)),
        ("本月张三回款", ReceivableWish(Asked.RECEIVED, "张三", period=MONTH)),
        ("本月 回款 张三", ReceivableWish(Asked.RECEIVED, "张三", period=MONTH, is_plain=True)),
        ("本周到账多少", ReceivableWish(Asked.RECEIVED, period=WEEK, is_plain=True)),
        ("本周回了多少款", ReceivableWish(Asked.RECEIVED, period=WEEK)),
        ("逾期清单", ReceivableWish(Asked.OVERDUE)),
        ("谁逾期了？", ReceivableWish(Asked.OVERDUE)),
        ("逾期有哪些", ReceivableWish(Asked.OVERDUE)),
        ("张三的逾期清单", ReceivableWish(Asked.OVERDUE, "张三")),
        ("更多逾期", ReceivableWish(Asked.OVERDUE, is_more=True)),
        ("华鼎 欠款", ReceivableWish(Asked.OWED, "华鼎", is_plain=True)),
        ("华鼎还欠多少", ReceivableWish(Asked.OWED, "华鼎")),
        ("苏州华鼎欠我们多少钱？", ReceivableWish(Asked.OWED, "苏州华鼎")),
        ("看看华鼎的回款计划", ReceivableWish(Asked.OWED, "华鼎")),
        ("应收账龄", ReceivableWish(Asked.AGEING)),
        ("DSO", ReceivableWish(Asked.DAYS)),
        ("江苏回款天数", ReceivableWish(Asked.DAYS, "江苏")),
        ("三单匹配", ReceivableWish(Asked.PAPERS)),
        ("华鼎 三单", ReceivableWish(Asked.PAPERS, "华鼎", is_plain=True)),
        ("更多三单", ReceivableWish(Asked.PAPERS, is_more=True)),
        # news, answers to other questions and visits
        ("回款", None),
        ("逾期", None),
        ("回款周期", None),
        ("今天到账", None),
        ("华鼎今天回款了", None),
        ("客户欠款", None),
        ("客户还欠多少", None),
        ("回款周期太长，应收账龄没人管", None),
        ("他们三单匹配要人工对，一个月 19 小时", None),
        ("华鼎欠款四万，下周三前付", None),
    ],
)
def test_what_is_asked(said: str, meant: ReceivableWish | None) -> None:
    assert receivable_wish(said, TODAY) == meant


def test_no_note_is_taken_for_a_question() -> None:
    lines = [line for path in sorted(NOTES.glob("*.jsonl")) for line in path.read_text(encoding="utf-8").splitlines()]
    texts = [text for line in lines if (text := json.loads(line).get("text"))]
    assert len(texts) >= 700
    assert [text for text in texts if receivable_wish(text, TODAY) is not None] == []


@pytest.mark.parametrize(
    ("period", "last_on"),
    [
        (WEEK, date(2026, 11, 29)),
        (MONTH, date(2026, 11, 30)),
        (Period("本季度", date(2026, 10, 1), TODAY), date(2026, 12, 31)),
        (Period("今年", date(2026, 1, 1), TODAY), date(2026, 12, 31)),
    ],
)
def test_what_is_left_of_a_period(period: Period, last_on: date) -> None:
    assert rest_of(period) == Period(period.words, date(2026, 11, 26), last_on)


def test_nothing_is_left_of_a_past_period() -> None:
    assert rest_of(Period("上周", date(2026, 11, 16), date(2026, 11, 22))) is None
    assert rest_of(Period("本周", date(2026, 11, 23), date(2026, 11, 29))) is None
