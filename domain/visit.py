"""拜访记录: what several utterances about one visit say together, and what is still missing.

A visit is its utterances in the order in which they were said; the record is always folded from them anew, so
that an utterance which arrives late takes its right place (promise 3).
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from typing import Any

from domain import buying_committee, own_fields
from domain.doubt import open_doubts
from domain.form import lacking_of_field
from domain.policy import FieldRule, VisitTemplate
from domain.reading import FIELDS, Competitor, Contact, CustomerMention, NextStep, PainPoint, Reading, Said, Stakeholder
from domain.transcript import Transcript

PERSON = "person"  #: Evidence.source of what somebody chose on a card
CHAIN_GAPS = "decision_chain.gaps"  #: asked once, whatever is answered: the approver sees what is still missing


@dataclass(frozen=True)
class VisitUtterance:
    """One thing said about a visit, what was being asked when it was said, and what was read out of it."""

    said_at: datetime
    text: str
    reading: Reading
    asked: str | None = None
    voice: Transcript | None = None


@dataclass(frozen=True)
class Lack:
    """Something the template requires and the record has not. `asked` names it: a field, or `field.part`."""

    asked: str
    label: str
    question: str


def record(utterances: tuple[VisitUtterance, ...]) -> Reading:
    """What all utterances say together. Later words win over earlier ones; lists grow."""
    return records(utterances)[-1]


def records(utterances: tuple[VisitUtterance, ...]) -> tuple[Reading, ...]:
    """How the record grew: before the first utterance, and after each."""
    grown = [Reading()]
    for number, utterance in enumerate(sorted(utterances, key=lambda u: u.said_at)):
        grown.append(_add(grown[-1], _numbered(utterance.reading, number)))
    return tuple(grown)


def is_empty(reading: Reading) -> bool:
    """Whether nothing at all was read."""
    return reading == Reading()


def names_other_customer(known: Reading, new: Reading) -> bool:
    """Whether `new` is about another customer than `known`, rather than correcting or repeating it."""
    if known.customer is None or new.customer is None or "customer" in new.replaces:
        return False
    return not is_same_customer(known.customer.value, new.customer.value)


def is_same_customer(known: CustomerMention, new: CustomerMention) -> bool:
    """Whether two mentions are, or may well be, the same company."""
    ids = {new.customer_id, *new.candidates} - {None}
    if known.customer_id is not None and ids:
        return known.customer_id in ids
    return known.name == new.name or bool(ids & set(known.candidates)) or not new.certain


def belongs(known: Reading, new: Reading, is_recent: bool) -> bool:
    """Whether an utterance continues a visit, rather than beginning another.

    `is_recent`: it came within VisitTemplate.join_within of the last one.
    """
    if not is_recent:
        return new.customer is None
    return not names_other_customer(known, new)


def without_vague(reading: Reading, template: VisitTemplate) -> tuple[Reading, tuple[str, ...]]:
    """The reading without 痛点 that are only vague wordings (B2, B5), and those wordings."""

    def is_vague(point: PainPoint) -> bool:
        return point.tag is None and any(words in point.span for words in template.vague_wordings)

    vague = tuple(said.value.span for said in reading.pain_points if is_vague(said.value))
    if not vague:
        return reading, ()
    kept = tuple(said for said in reading.pain_points if not is_vague(said.value))
    return replace(reading, pain_points=kept), vague


def needs_choice(known: Reading) -> bool:
    """Whether a person must say which company is meant: unknown, or not certain."""
    customer = known.customer
    if customer is None or customer.evidence.source == PERSON:
        return False
    return customer.value.customer_id is None or not customer.value.certain


def lacking(known: Reading, template: VisitTemplate, chain: tuple[Stakeholder, ...] = ()) -> tuple[Lack, ...]:
    """What is missing, in the order in which it is asked: whole fields, parts of what is there, what rules add.

    `chain`: the 决策链 with what earlier visits say of it, which is not asked again; who decides must be known.
    """
    rules = [rule for rule in template.fields if rule.required or rule.own]
    knows_decider = buying_committee.completeness(chain).has_decider
    asked = [rule for rule in rules if rule.key != "decision_chain" or not knows_decider]
    whole = [lack for rule in asked if (lack := _missing_field(known, rule))]
    parts = [lack for rule in rules for lack in _missing_parts(known, rule, chain)]
    named = {lack.asked for lack in whole}
    labels = {rule.key: rule.label for rule in template.fields}
    added = [
        Lack(key, labels.get(key, "规则"), say)
        for key, say in own_fields.required_by_rules(known, template)
        if key not in named
    ]
    return (*whole, *parts, *added)


def visited_on(utterances: tuple[VisitUtterance, ...], zone: tzinfo) -> date:
    """The day of the visit in the company's zone: as said, else that of the first words."""
    said = record(utterances).visited_on
    return said.value if said else min(one.said_at for one in utterances).astimezone(zone).date()


def has_none_of(known: Reading, key: str) -> bool:
    """Whether the rep said that there is nothing (more) of it, or that he does not know."""
    return any(said.value == key for said in known.none_of)


def _missing_field(known: Reading, rule: FieldRule) -> Lack | None:
    if rule.own is not None:
        lacks = lacking_of_field(rule.own, own_fields.values_of(known))
        return next((Lack(rule.key, rule.label, lack.words) for lack in lacks), None)
    value: Any = getattr(known, rule.key)
    count = len(value) if isinstance(value, tuple) else int(value is not None)
    if rule.key == "customer" and needs_choice(known):
        count = 0
    if count >= rule.at_least or (rule.none_allowed and has_none_of(known, rule.key)):
        return None
    return Lack(rule.key, rule.label, rule.question.replace("{lacking}", str(rule.at_least - count)))


def _missing_parts(known: Reading, rule: FieldRule, chain: tuple[Stakeholder, ...]) -> list[Lack]:
    value: Any = None if rule.own else getattr(known, rule.key)
    if rule.key == "decision_chain":
        return _chain_gaps(known, rule, {person.name: person for person in chain})
    if value is None or isinstance(value, tuple):
        return []
    lacks = []
    for part in rule.parts:
        asked = f"{rule.key}.{part}"
        if getattr(value.value, part) is None and not has_none_of(known, asked):
            lacks.append(Lack(asked, rule.label, _about(rule.part_question, value.value)))
    return lacks


def _chain_gaps(known: Reading, rule: FieldRule, chain: dict[str, Stakeholder]) -> list[Lack]:
    """Everything that is missing of the people named now, in one question; `chain` by their names."""
    gaps = []
    for said in known.decision_chain:
        person = chain.get(said.value.name, said.value)
        missing = [part for part in buying_committee.missing_parts(person) if part in rule.parts]
        if missing:
            words = "和".join(buying_committee.PARTS[part] for part in missing)
            gaps.append(f"{said.value.name}的{words}")
    if not gaps or has_none_of(known, CHAIN_GAPS):
        return []
    return [Lack(CHAIN_GAPS, rule.label, rule.part_question.replace("{lacking}", "、".join(gaps)))]


def _about(question: str, value: Any) -> str:
    if isinstance(value, Competitor):
        return question.replace("{brand}", value.brand)
    return question.replace("{step}", value.text) if isinstance(value, NextStep) else question


def _numbered(reading: Reading, number: int) -> Reading:
    def mark(said: Any) -> Any:
        if said.evidence.utterance >= 0:  # repeated from an earlier utterance, beside a correction
            return said
        return Said(said.value, replace(said.evidence, utterance=number))

    values = {key: getattr(reading, key) for key in (*FIELDS, "none_of", "own")}
    marked: dict[str, Any] = {
        key: tuple(map(mark, value)) if isinstance(value, tuple) else mark(value)
        for key, value in values.items()
        if value is not None
    }
    return replace(reading, **marked)


def _add(known: Reading, new: Reading) -> Reading:
    known = _renamed(known, new.renamed)
    contacts = _contacts(known.contacts, new.contacts)
    return Reading(
        customer=_customer(known, new),
        channel=new.channel or known.channel,
        visited_on=new.visited_on or known.visited_on,
        contacts=contacts,
        decision_chain=_titled(buying_committee.merge(known.decision_chain, new.decision_chain), contacts),
        competitor=_competitor(known.competitor, new.competitor),
        pain_points=_pain_points(known, new),
        next_step=_next_step(known.next_step, new.next_step),
        amounts=_grown(known, new, "amounts", lambda said: said.value.value),
        package=new.package or known.package,
        own=own_fields.together(known, new),
        none_of=tuple({said.value: said for said in (*known.none_of, *new.none_of)}.values()),
        replaces=known.replaces | new.replaces,
        doubts=open_doubts(known.doubts, new),
    )


def _customer(known: Reading, new: Reading) -> Said[CustomerMention] | None:
    if new.customer is None or known.customer is None or "customer" in new.replaces:
        return new.customer or known.customer
    if new.customer.evidence.source == PERSON:
        return new.customer
    # said again, perhaps heard less well: what was settled stays
    is_settled = known.customer.evidence.source == PERSON or known.customer.value.certain
    repeats = is_settled and is_same_customer(known.customer.value, new.customer.value)
    return known.customer if repeats else new.customer


def _competitor(known: Said[Competitor] | None, new: Said[Competitor] | None) -> Said[Competitor] | None:
    if known is None or new is None:
        return new or known
    if new.value.brand == known.value.brand and new.value.model is None:
        return replace(new, value=known.value)
    return new


def _next_step(known: Said[NextStep] | None, new: Said[NextStep] | None) -> Said[NextStep] | None:
    if known is None or new is None:
        return new or known
    is_same_step = new.value.text in ("", known.value.text)
    dated = known.value if is_same_step and new.value.due_on is None else new.value
    step = NextStep(new.value.text or known.value.text, dated.due_on, dated.unpublished_year)
    return replace(new, value=step)


def _contacts(known: tuple[Said[Contact], ...], new: tuple[Said[Contact], ...]) -> tuple[Said[Contact], ...]:
    merged = {said.value.name: said for said in known}
    for said in new:
        old = merged.get(said.value.name)
        if old is not None:
            title = buying_committee.fuller_title(old.value.title, said.value.title)
            said = replace(said, value=Contact(said.value.name, title, said.value.role or old.value.role))
        merged[said.value.name] = said
    return tuple(merged.values())


def _titled(chain: tuple[Said[Stakeholder], ...], contacts: tuple[Said[Contact], ...]) -> tuple[Said[Stakeholder], ...]:
    """The people who decide, with the fuller title under which the rep met them (主任 → 信息科主任)."""
    titles = {said.value.name: said.value.title for said in contacts}
    return tuple(
        replace(said, value=replace(person, title=buying_committee.fuller_title(titles.get(person.name), person.title)))
        for said in chain
        for person in (said.value,)
    )


def _pain_points(known: Reading, new: Reading) -> tuple[Said[PainPoint], ...]:
    """What a person put under a tag (or under none) takes the place of the same words without one."""
    together = (*known.pain_points, *new.pain_points)
    settled = {said.value.span: said for said in together if said.evidence.source == PERSON}

    def settle(several: tuple[Said[PainPoint], ...]) -> tuple[Said[PainPoint], ...]:
        return tuple(said if said.value.tag else settled.get(said.value.span, said) for said in several)

    known = replace(known, pain_points=settle(known.pain_points))
    new = replace(new, pain_points=settle(new.pain_points))
    return _grown(known, new, "pain_points", lambda said: said.value.tag or said.value.span)


def _grown(known: Reading, new: Reading, key: str, identity: Any) -> tuple[Any, ...]:
    older = () if key in new.replaces and getattr(new, key) else getattr(known, key)
    together = {identity(said): said for said in getattr(new, key)}
    together = {identity(said): said for said in older} | together
    return tuple(together.values())


def _renamed(known: Reading, renamed: tuple[tuple[str, str], ...]) -> Reading:
    names = dict(renamed)
    if not names:
        return known

    def rename(said: Any) -> Any:
        return replace(said, value=replace(said.value, name=names.get(said.value.name, said.value.name)))

    return replace(
        known,
        contacts=tuple(map(rename, known.contacts)),
        decision_chain=tuple(map(rename, known.decision_chain)),
        doubts=tuple(replace(doubt, who=names.get(doubt.who, doubt.who)) for doubt in known.doubts),
    )
