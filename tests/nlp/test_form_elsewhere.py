"""答到别项: what is nothing but a sum or a day is no text; what may be one stays one."""

from dataclasses import replace
from datetime import date

import pytest

from domain.form import FormField, Kind
from nlp.form_elsewhere import meant_for
from tests.nlp.company import calendar

MONDAY = date(2026, 3, 2)
WHY = FormField("why", "理由", Kind.TEXT, True, "为什么？")
COST = FormField("cost", "费用", Kind.MONEY, True, "多少钱？")
DAY = FormField("day", "归还日", Kind.DATE, False)


def meant(text: str, why: FormField = WHY, *filled: str) -> str | None:
    return meant_for(text, "why", (why, COST, DAY), filled, MONDAY, calendar())


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("1200块", "cost"),
        ("一共1.5万左右吧。", "cost"),
        ("下周五", "day"),
        ("3月20号吧", "day"),
        ("1200", "why"),  # may be a model
        ("1200块的样机坏了", "why"),
        ("比用友贵了1200块", "why"),
        ("下周五试产", "why"),
        ("下周五，1200块", "why"),
        ("客户要", "why"),
        ("", "why"),
    ],
)
def test_only_what_is_nothing_else_goes_elsewhere(text: str, key: str) -> None:
    assert meant(text) == key


def test_said_again_it_is_the_text() -> None:
    assert meant("1200块", WHY, "cost") == "why"


@pytest.mark.parametrize(
    ("question", "text"),
    [("大概多少钱？", "1200块"), ("什么时候要货？", "下周五")],
)
def test_a_question_for_a_sum_or_a_day_is_answered_by_one(question: str, text: str) -> None:
    assert meant(text, replace(WHY, question=question)) == "why"


def test_which_of_two_nobody_knows() -> None:
    other = replace(COST, key="other")
    assert meant_for("1200块", "why", (WHY, COST, other), (), MONDAY, calendar()) == "why"


def test_what_was_not_asked_of_a_text_stays() -> None:
    assert meant_for("1200块", "day", (WHY, COST, DAY), (), MONDAY, calendar()) == "day"
    assert meant_for("1200块", None, (WHY, COST, DAY), (), MONDAY, calendar()) is None
