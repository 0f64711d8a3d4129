"""自己的项: what a visit record says of the fields that a company added to its template, and what its rules say."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from domain.approval_policy import Fields, Value, holds
from domain.form import SEVERAL, FormField, Values, plain
from domain.policy import VisitTemplate
from domain.reading import FIELDS, OwnValue, Reading, Said


def kept(values: Values, fields: Iterable[FormField]) -> tuple[Said[OwnValue], ...]:
    """Values of fields as a reading of a visit keeps them."""
    return tuple(Said(_own(field, said.value), said.evidence) for field in fields for said in values.get(field.key, ()))


def values_of(record: Reading) -> Values:
    """What is said of each field by its key; an empty tuple: “没有” was the answer."""
    found: dict[str, tuple[Said[Value], ...]] = {
        said.value: () for said in record.none_of if said.value not in FIELDS and "." not in said.value
    }
    for said in record.own:
        key = said.value.key
        found[key] = (*found.get(key, ()), Said(said.value.plain, said.evidence))
    return found


def together(known: Reading, new: Reading) -> tuple[Said[OwnValue], ...]:
    """Later values take the place of earlier ones; lists grow, unless these words correct them."""
    renewed = {one.value.key for one in new.own if not one.value.several or one.value.key in new.replaces}
    older = [one for one in known.own if one.value.key not in renewed]
    return tuple({one.value: one for one in (*older, *new.own)}.values())


def facts(record: Reading) -> Fields:
    """What conditions may ask of a visit; `amount` is the largest one said."""
    found: dict[str, Value | tuple[Value, ...]] = {
        "pain_points": tuple(said.value.tag for said in record.pain_points if said.value.tag),
        "amounts": tuple(said.value.value for said in record.amounts),
    }
    if record.amounts:
        found["amount"] = max(said.value.value for said in record.amounts)
    if record.customer is not None:
        found["customer"] = record.customer.value.name
    if record.competitor is not None:
        found["competitor"] = record.competitor.value.brand
    if record.channel is not None:
        found["channel"] = record.channel.value
    if record.package is not None:
        found["package"] = record.package.value
    return found | dict(plain(values_of(record)))


def required_by_rules(record: Reading, template: VisitTemplate) -> Iterator[tuple[str, str]]:
    """What rules require beyond the fields, or refuse: the key that is missing (RULE when refused), what is said."""
    known = facts(record)
    for rule in template.rules:
        if all(holds(condition, known) for condition in rule.when):
            yield from ((key, rule.say) for key in rule.require if not _is_said(record, key))
            if rule.refuses:
                yield RULE, rule.say


RULE = "rule"  #: asked, when a rule refuses the record as it is


def _is_said(record: Reading, key: str) -> bool:
    return bool(getattr(record, key) if key in FIELDS else values_of(record).get(key))


def _own(field: FormField, value: Value) -> OwnValue:
    several = field.kind in SEVERAL
    match value:
        case bool():
            return OwnValue(field.key, yes=value, several=several)
        case Decimal():
            return OwnValue(field.key, number=value, several=several)
        case date():
            return OwnValue(field.key, day=value, several=several)
    return OwnValue(field.key, text=value, several=several)
