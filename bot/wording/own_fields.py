"""自己的项: what a rep reads of the fields that the company added to its visit template."""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.wording.form import value_words
from bot.wording.visit_record import source
from domain.form import FormField, Values


def lines(fields: Sequence[FormField], values: Values, names: Mapping[str, str], today: date) -> list[str]:
    """“预算来源：自筹”, of each field of which something was said."""
    return [f"{field.label}：{_words(field, values, names, today)}" for field in fields if field.key in values]


def noted(fields: Sequence[FormField], values: Values, names: Mapping[str, str], today: date) -> list[str]:
    """“预算来源 自筹”, of each field of which something was said."""
    return [f"{field.label} {_words(field, values, names, today)}" for field in fields if field.key in values]


def evidence(
    fields: Sequence[FormField], values: Values, count: int, names: Mapping[str, str], today: date
) -> list[str]:
    """Markdown, as the evidence of the record's other fields."""
    return [
        f"{field.label}：{value_words(field, (said.value,), names, today)}\n> {source(said, count)}"
        for field in fields
        for said in values.get(field.key, ())
    ]


def _words(field: FormField, values: Values, names: Mapping[str, str], today: date) -> str:
    return value_words(field, tuple(said.value for said in values[field.key]), names, today)
