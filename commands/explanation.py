"""说明: a note with every stretch that was read marked, and where each value came from, for a terminal."""

from collections.abc import Iterable, Iterator
from typing import Any

from commands.columns import marked, padded, wrapped
from domain.customer import CustomerBook
from domain.lexicon import Lexicon
from domain.policy import Policy, VisitTemplate
from domain.reading import FIELDS, Amount, Competitor, Contact, CustomerMention, NextStep, PainPoint, Said, Stakeholder
from domain.visit import Lack, VisitUtterance, is_empty, lacking, record, without_vague
from domain.workdays import WorkCalendar
from nlp.amounts import money_spans
from nlp.channel import channel
from nlp.competitors import competitor
from nlp.contacts import contacts
from nlp.decision_chain import decision_chain
from nlp.focus import main_customer
from nlp.next_step import next_step
from nlp.packages import package
from nlp.pain_points import pain_points
from nlp.record import Note, notes
from nlp.visit_day import visited_on
from nlp.visit_extraction import read
from nlp.vocabulary import Vocabulary, vocabulary

_LABEL_COLUMNS = 10
_INDENT = 3 + _LABEL_COLUMNS
#: what nlp.visit_extraction has each field read by
_READ_BY = {
    "customer": main_customer,
    "channel": channel,
    "visited_on": visited_on,
    "contacts": contacts,
    "decision_chain": decision_chain,
    "competitor": competitor,
    "pain_points": pain_points,
    "next_step": next_step,
    "amounts": money_spans,
    "package": package,
}


def explanations(lines: Iterable[str], book: CustomerBook, lexicon: Lexicon, policy: Policy) -> Iterator[str]:
    """What is printed of all notes {id, base_time, text}; ValueError names a line that is none."""
    words = vocabulary(book, lexicon)
    for note in notes(lines, policy.calendar.zone):
        yield from explanation(note, words, policy.calendar, policy.visit)


def explanation(note: Note, words: Vocabulary, calendar: WorkCalendar, template: VisitTemplate) -> Iterator[str]:
    """The lines: the note with marks under it, the values, what would be asked (commands.columns says how wide)."""
    reading = read(note.text, note.said_at, words, calendar)
    said = [(field, one) for field in FIELDS for one in _each(getattr(reading, field))]
    yield from wrapped(f"== {note.id} == {note.said_at.astimezone(calendar.zone):%Y-%m-%d %H:%M}", 0)
    spans = [(one.evidence.start, one.evidence.end) for _, one in said]
    yield from marked(note.text, spans)
    yield ""
    for number, (field, one) in enumerate(said, 1):
        rule = template.rule(field)
        label = padded(rule.label if rule else field, _LABEL_COLUMNS)
        at = one.evidence
        read_by = _READ_BY[field].__module__.replace(".", "/") + ".py"
        line = f"{number:>2} {label}{_value(one.value)}  “{at.words}” {at.start}-{at.end}  {at.source}  {read_by}"
        yield from wrapped(line, _INDENT)
        if isinstance(one.value, CustomerMention):
            yield from wrapped(" " * _INDENT + _certainty(one.value, words.book), _INDENT)
    kept, vague = without_vague(reading, template)
    for wording in vague:
        yield from wrapped(" " * _INDENT + f"不算痛点：“{wording}”太笼统", _INDENT)
    if is_empty(kept):
        yield " " * _INDENT + "没有读到能记的，不会开始一条记录"
    else:
        yield from _questions(lacking(record((VisitUtterance(note.said_at, note.text, kept),)), template))
    yield ""


def _questions(lacks: tuple[Lack, ...]) -> Iterator[str]:
    for lack in lacks:
        yield from wrapped(f"   {padded(lack.label, _LABEL_COLUMNS)}要问：{lack.question}", _INDENT)
    if not lacks:
        yield " " * _INDENT + "没有要问的"


def _each(value: Any) -> tuple[Said[Any], ...]:
    if isinstance(value, tuple):
        return value
    return () if value is None else (value,)


def _value(value: Any) -> str:
    match value:
        case CustomerMention():
            return value.name
        case Contact():
            return _joined(value.name, value.title, value.role)
        case Stakeholder():
            influence = f"影响力{value.influence}" if value.influence else None
            return _joined(value.name, value.title, influence, f"顾虑：{value.concern}" if value.concern else None)
        case Competitor():
            return _joined(value.brand, value.model)
        case PainPoint():
            return value.tag or "（没有合适的标签）"
        case NextStep():
            return _joined(value.text, f"{value.due_on}" if value.due_on else None)
        case Amount():
            return _joined(f"{value.value} 元", value.what)
    return str(value)


def _joined(*parts: str | None) -> str:
    return " · ".join(part for part in parts if part)


def _certainty(mention: CustomerMention, book: CustomerBook) -> str:
    if mention.certain and mention.customer_id:
        return f"确定是 {mention.customer_id}"
    names = {customer.id: customer.name for customer in book.customers}
    rivals = "、".join(f"{id_} {names.get(id_, '')}".strip() for id_ in mention.candidates)
    return f"不确定，要请人选：{rivals}" if rivals else "名单里没有，要请人确认是不是新客户"
