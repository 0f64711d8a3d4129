"""单子: forms that admins define in YAML: what they ask for, what a filled one still lacks, and what its rules say."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import Enum

from domain.approval_policy import ApprovalPolicy, Condition, Fields, Value, holds
from domain.reading import Said
from domain.transcript import Transcript


class Kind(Enum):
    """What a field holds."""

    TEXT = "text"  #: 文字
    NUMBER = "number"  #: 数字 (Decimal), with a unit
    MONEY = "money"  #: 金额 (Decimal yuan)
    DATE = "date"  #: 日期 (a day in the company's zone)
    CHOICE = "choice"  #: 选一个
    LIST = "list"  #: 几条文字
    PERSON = "person"  #: 一位同事 (userid)
    PEOPLE = "people"  #: 几位同事 (userids)
    CUSTOMER = "customer"  #: 客户 (its name)
    PRODUCT = "product"  #: 产品 (its name in products)
    YES_NO = "yes_no"  #: 是或否


#: what may stand before the saying that opens a form
_LEADS = (
    "",
    "我想",
    "我要",
    "帮我",
    "给我",
    "申请",
    "我要申请",
    "我想申请",
    "发起",
    "提交",
    "填",
    "填个",
    "走个",
    "新建",
)
#: kinds that hold several values
SEVERAL = frozenset({Kind.LIST, Kind.PEOPLE})


@dataclass(frozen=True)
class Option:
    """One value of a choice, or a product, and the words people use for it."""

    name: str
    said: tuple[str, ...] = ()


@dataclass(frozen=True)
class FormField:
    """One field. `question` is put word for word when it is missing.

    `cues` are the words before a value in running speech. `least` and `most` bound a number, an amount or, of a list,
    how many values it has. `refused` wordings are no answer (“再说”); with `allowed`, only those are.
    """

    key: str
    label: str
    kind: Kind
    required: bool
    question: str = ""
    cues: tuple[str, ...] = ()
    unit: str = ""
    options: tuple[Option, ...] = ()
    least: Decimal | None = None
    most: Decimal | None = None
    refused: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()
    none_allowed: bool = False


@dataclass(frozen=True)
class FormRule:
    """When all of `when` hold, `require` must be filled too, or (with `refuses`) it cannot be submitted; `say` why."""

    when: tuple[Condition, ...]
    say: str
    require: tuple[str, ...] = ()
    refuses: bool = False


@dataclass(frozen=True)
class OrderRule:
    """订单: the form is an order of the customer in that field. Held customers' orders wait (domain.credit_hold).

    One that meets any of `passes_when` (paid beforehand, delivered already) adds nothing to what is owed: it passes.
    """

    customer: str
    passes_when: tuple[Condition, ...] = ()

    def passes(self, fields: Fields) -> bool:
        """Whether a hold does not concern an order with these values."""
        return any(holds(condition, fields) for condition in self.passes_when)


@dataclass(frozen=True)
class FormTemplate:
    """One kind of form. `start`: sayings that open one. `summary` names one in a few words, with {key} for values."""

    key: str
    title: str
    start: tuple[str, ...]
    in_menu: bool
    fields: tuple[FormField, ...]
    rules: tuple[FormRule, ...]
    summary: str
    approval: ApprovalPolicy
    order: OrderRule | None = None

    def field(self, key: str) -> FormField:
        """The field with that key. Raises KeyError."""
        return next(one for one in self.fields if one.key == key)


#: what is said of each field by its key; an empty tuple: “没有” was the answer
Values = Mapping[str, tuple[Said[Value], ...]]


@dataclass(frozen=True)
class FormUtterance:
    """One thing said about a form, what was being asked when it was said, and what was read out of it.

    `replaces`: lists that it corrects, rather than adds to.
    """

    said_at: datetime
    text: str
    values: Values
    asked: str | None = None
    voice: Transcript | None = None
    replaces: frozenset[str] = frozenset()


def together(utterances: Iterable[FormUtterance], fields: Iterable[FormField]) -> Values:
    """What all utterances say. Later words win over earlier ones; lists grow."""
    several = {field.key for field in fields if field.kind in SEVERAL}
    whole: dict[str, tuple[Said[Value], ...]] = {}
    for number, utterance in enumerate(sorted(utterances, key=lambda one: one.said_at)):
        for key, values in utterance.values.items():
            placed = tuple(replace(said, evidence=replace(said.evidence, utterance=number)) for said in values)
            grows = key in several and placed and key not in utterance.replaces
            older = whole.get(key, ()) if grows else ()
            whole[key] = tuple({said.value: said for said in (*older, *placed)}.values())
    return whole


@dataclass(frozen=True)
class Lack:
    """Something that keeps a form from being submitted. `key` is None when a rule refuses it as it is."""

    key: str | None
    words: str


def plain(values: Values) -> Fields:
    """The values as conditions and approvers look at them."""
    found: dict[str, Value | tuple[Value, ...]] = {}
    for key, several in values.items():
        if len(several) == 1:
            found[key] = several[0].value
        elif several:
            found[key] = tuple(said.value for said in several)
    return found


def lacking(values: Values, fields: Iterable[FormField], rules: Iterable[FormRule]) -> tuple[Lack, ...]:
    """What is missing or refused, in the order in which it is asked: the fields', then the rules'."""
    asked = tuple(fields)
    found = [lack for one in asked for lack in lacking_of_field(one, values)]
    known, labels = plain(values), {one.key: one for one in asked}
    for rule in rules:
        if not all(holds(condition, known) for condition in rule.when):
            continue
        missing = [key for key in rule.require if not values.get(key)]
        named = {lack.key for lack in found}
        found += [Lack(key, rule.say or asking(labels[key])) for key in missing if key not in named]
        if rule.refuses:
            found.append(Lack(None, rule.say))
    return tuple(found)


def lacking_of_field(field: FormField, values: Values) -> Iterable[Lack]:
    """What is missing or refused of one field."""
    said = values.get(field.key)
    if said is None:
        if field.required:
            yield Lack(field.key, asking(field))
        return
    if not said:
        if field.required and not field.none_allowed:
            yield Lack(field.key, asking(field))
        return
    wrong = out_of_bounds(field, tuple(one.value for one in said))
    if wrong:
        yield Lack(field.key, wrong)


def asking(field: FormField) -> str:
    """The question, with the options where they are few."""
    names = [option.name for option in field.options]
    if not 0 < len(names) <= _MOST_NAMED or all(name in field.question for name in names):
        return field.question
    return f"{field.question}（{'、'.join(names)}）"


_MOST_NAMED = 6


def out_of_bounds(field: FormField, values: tuple[Value, ...]) -> str | None:
    """What is wrong with a field's values, in words for the rep; None when nothing is."""
    for value in values:
        if not isinstance(value, str):
            continue
        if value in field.refused:
            return f"「{value}」太笼统，{field.question}"
        if field.allowed and value not in field.allowed:
            return f"{field.label}只能是{'、'.join(field.allowed)}。{field.question}"
    if field.kind in SEVERAL:
        return _bounds(field, Decimal(len(values)), "个")
    number = values[0] if isinstance(values[0], Decimal) else None
    return None if number is None else _bounds(field, number, field.unit)


def changed(before: Values, after: Values, fields: Iterable[FormField]) -> list[FormField]:
    """The fields whose values are others than before, whatever words say them."""

    def bare(values: Values, key: str) -> tuple[Value, ...] | None:
        return tuple(said.value for said in values[key]) if key in values else None

    return [one for one in fields if bare(after, one.key) != bare(before, one.key)]


def is_acceptable(field: FormField, values: Values) -> bool:
    """Whether a field's values can stand as they are; of a list more may still be wanted."""
    said = tuple(one.value for one in values.get(field.key, ()))
    if not said:
        return field.key not in values or field.none_allowed or not field.required
    is_too_few = field.kind in SEVERAL and field.least is not None and len(said) < field.least
    return out_of_bounds(replace(field, least=None) if is_too_few else field, said) is None


def _bounds(field: FormField, value: Decimal, unit: str) -> str | None:
    if field.least is not None and value < field.least:
        return f"{field.label}至少 {shown(field.least)}{unit}，现在是 {shown(value)}{unit}。{field.question}"
    if field.most is not None and value > field.most:
        return f"{field.label}最多 {shown(field.most)}{unit}，现在是 {shown(value)}{unit}。{field.question}"
    return None


def shown(value: Value) -> str:
    """A value as people read it; persons and customers are named by the caller."""
    match value:
        case bool():
            return "是" if value else "否"
        case Decimal():
            return f"{value.normalize():f}"
        case date():
            return value.isoformat()
    return value


def opened_by(text: str, forms: Iterable[FormTemplate]) -> tuple[FormTemplate, int] | None:
    """The form that `text` begins to fill and where its saying ends: at the beginning, after “我要/申请/帮我…” too."""
    bare = text.lstrip(" ，,。")
    for lead in _LEADS:
        if not bare.startswith(lead):
            continue
        rest = bare[len(lead) :]
        for form in forms:
            for saying in sorted((form.title, *form.start), key=len, reverse=True):
                if rest.startswith(saying):
                    return form, len(text) - len(rest) + len(saying)
    return None
