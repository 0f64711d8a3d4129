"""自己的列: the columns of exports whose names admins give: filled forms, and their own fields of a visit."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from domain.approval_policy import Value
from domain.form import SEVERAL, FormField, FormTemplate, Kind, Values, together
from domain.own_fields import values_of
from domain.people import Firm
from domain.policy import Policy
from domain.reading import Reading
from storage import forms
from storage.database import Db
from storage.forms import State

FORM_STATES = {
    State.OPEN: "草稿", State.SUBMITTED: "待审", State.APPROVED: "已同意", State.REJECTED: "已驳回",
    State.DISCARDED: "已放弃",
}  # fmt: skip
_HEADINGS = ("编号", "单子", "状态", "账号", "姓名", "开始时间", "提交时间", "规矩版本", "原话")


def form_table(db: Db, firm: Firm, policy: Policy) -> tuple[Sequence[str], Iterator[Sequence[Any]]]:
    """Every form of every kind; kinds that share the label of a field share its column."""
    templates = {(name, version): _template(name, policy.as_of(version)) for name, version in forms.kinds(db)}
    in_order = [*policy.forms, *(one for one in templates.values() if one is not None)]
    labels = list(dict.fromkeys(field.label for one in in_order for field in one.fields))

    def rows() -> Iterator[Sequence[Any]]:
        for form in forms.every(db):
            template = templates[form.template, form.policy_version]
            fields = template.fields if template else ()
            values = together(form.utterances, fields)
            cells = {field.label: cell(field, values, firm) for field in fields}
            yield (
                form.id, template.title if template else form.template, FORM_STATES[form.state], form.member,
                firm.name_of(form.member), form.opened_at, form.submitted_at, form.policy_version,
                tuple(one.text for one in form.utterances), *(cells.get(label) for label in labels),
            )  # fmt: skip

    return (*_HEADINGS, *(apart(label, _HEADINGS) for label in labels)), rows()


def visit_columns(policy: Policy, taken: Sequence[str]) -> Mapping[str, FormField]:
    """The company's own fields of a visit by the names of their columns."""
    fields = [rule.own for rule in policy.visit.fields if rule.own is not None]
    return {apart(field.label, taken): field for field in fields}


def visit_cells(columns: Mapping[str, FormField], record: Reading, firm: Firm) -> tuple[Any, ...]:
    """What a visit holds in these columns."""
    values = values_of(record)
    return tuple(cell(field, values, firm) for field in columns.values())


def cell(field: FormField, values: Values, firm: Firm) -> Any:
    """A field's value as a cell holds it: numbers and days as such, members by name, “没有” as nothing."""
    found = tuple(_plain(field, said.value, firm) for said in values.get(field.key, ()))
    return found if field.kind in SEVERAL else next(iter(found), None)


def apart(label: str, taken: Sequence[str]) -> str:
    """The name of a column that no other has."""
    return f"{label}（单子）" if label in taken else label


def _plain(field: FormField, value: Value, firm: Firm) -> Any:
    match value:
        case bool():
            return "是" if value else "否"
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case str() if field.kind in (Kind.PERSON, Kind.PEOPLE):
            return firm.name_of(value)
    return value


def _template(name: str, policy: Policy) -> FormTemplate | None:
    return next((one for one in policy.forms if one.key == name), None)
