"""答到别项: an answer that is nothing but a sum or a day, though a free text was asked for, fills the field it fits."""

import re
from collections.abc import Collection, Sequence
from datetime import date

from domain.form import FormField, Kind
from domain.workdays import WorkCalendar
from nlp.amounts import money_spans
from nlp.dates import day_spans
from nlp.form_texts import FREE

_AROUND = r"[\s，。,.!！~]*"
_BEFORE = re.compile(rf"{_AROUND}(?:嗯|呃|那|就|是|大概|大约|差不多|一共|总共|合计)*\s*")
_AFTER = re.compile(rf"\s*(?:左右|上下|整|吧|的|呢|啊)*{_AROUND}")
_UNIT = re.compile(r"[元块圆万亿]")  #: a bare number may be a model
#: who is asked so may well mean the sum or the day as the text
_ASKS_FOR = {
    Kind.MONEY: re.compile(r"多少|几个?[元块万]|钱|款|价|费|金额|预算|额"),
    Kind.DATE: re.compile(r"时间|时候|哪天|哪日|几号|几时|多久|何时|日期|日子|期|月|年|周"),
}


def meant_for(
    text: str, asked: str | None, fields: Sequence[FormField], filled: Collection[str], today: date,
    calendar: WorkCalendar,
) -> str | None:  # fmt: skip
    """The key of the field that the words answer: `asked`, or the one empty field of the kind that is all they say.

    `filled`: the keys of the fields of which something was said already.
    """
    question = next((one for one in fields if one.key == asked and one.kind in FREE), None)
    if question is None or text.strip() in question.allowed:
        return asked
    kind = _whole(text, today, calendar)
    if kind is None or _ASKS_FOR[kind].search(question.label + question.question):
        return asked
    fitting = [one.key for one in fields if one.kind is kind and one.key not in filled]
    return fitting[0] if len(fitting) == 1 else asked


def _whole(text: str, today: date, calendar: WorkCalendar) -> Kind | None:
    spans = [(Kind.MONEY, one.start, one.end) for one in money_spans(text) if _UNIT.search(text[one.start : one.end])]
    spans += [(Kind.DATE, one.start, one.end) for one in day_spans(text, today, calendar)]
    if len(spans) != 1:
        return None
    kind, start, end = spans[0]
    return kind if _BEFORE.fullmatch(text, 0, start) and _AFTER.fullmatch(text, end) else None
