"""读单子: the values of a form's fields in what was said, each with the words that say it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from domain.approval_policy import Value
from domain.form import FormField, Kind, Option
from domain.reading import CustomerMention, Evidence, Said
from domain.workdays import WorkCalendar
from nlp.amounts import money_spans
from nlp.answers import is_none
from nlp.customers import CustomerIndex
from nlp.dates import day_spans
from nlp.focus import main_customer
from nlp.numerals import PLAIN, number
from nlp.patterns import one_of
from nlp.segmentation import trim

LONGEST = 2000  #: characters of one utterance that are read
_LONGEST_TEXT = 200
_MOST = 20  #: values of a list
_FAR = 8  #: characters between a cue and the value it announces
_END = re.compile(r"[，。；;！？!?\n]| {2,}")
_CORRECTED = re.compile(r"不是|不对|说错|改成|改为|应该是|更正")
_NOT = re.compile(r"(?:不|没有?|无需|不用|不要|别|不必)[^，。；\s]{0,3}$")
_YES = re.compile(r"(?:是的?|要的?|需要|对的?|有|可以|行|好的?|嗯)[。！!\s]*")
_NO = re.compile(r"(?:否|不是|不要|不用|不需要|没有?|不必|无)[^，。；\s]{0,4}[。！!\s]*")
_LEAD = re.compile(r"(?:是|为|的?是|：|:|，|,|\s|用来|主要是?|嗯|就是|那个)+")
_SPLIT = re.compile(r"[、，,；;\n]|和|以及|还有")
_NUMERAL = re.compile(PLAIN)


@dataclass(frozen=True)
class FormReading:
    """What was said of a form. `unsure`: customers that a person must choose, by the key of their field."""

    values: Mapping[str, tuple[Said[Value], ...]] = field(default_factory=dict)
    unsure: Mapping[str, Said[CustomerMention]] = field(default_factory=dict)


@dataclass(frozen=True)
class Known:
    """What the company's words are: `colleagues` maps the names of members to their userids."""

    customers: CustomerIndex
    colleagues: Mapping[str, str]
    products: Sequence[Option]
    calendar: WorkCalendar


def read_form(
    text: str, today: date, fields: Sequence[FormField], known: Known, *, begin: int = 0, asked: str | None = None
) -> FormReading:
    """The values said in `text` from `begin` on; `asked` is the key of the field that was asked for, if any.

    Surer kinds are read first, and no words say two things: a free text gets what is left.
    """
    text = text[:LONGEST]
    values: dict[str, tuple[Said[Value], ...]] = {}
    unsure: dict[str, Said[CustomerMention]] = {}
    taken: list[tuple[int, int]] = [(0, begin)] if begin else []
    for one in sorted(fields, key=lambda one: (_ORDER.index(one.kind), one.key != asked)):
        is_asked = one.key == asked
        if is_asked and is_none(text[begin:]) and one.kind is not Kind.YES_NO:
            values[one.key] = ()
            continue
        if one.kind is Kind.CUSTOMER:
            mention, _ = main_customer(text[begin:], known.customers)
            if mention is None:
                continue
            mention = _moved(mention, begin)
            taken.append((mention.evidence.start, mention.evidence.end))
            if mention.value.certain and mention.value.customer_id:
                values[one.key] = (Said(mention.value.name, mention.evidence),)
            else:
                unsure[one.key] = mention
            continue
        alone = sum(other.kind is one.kind for other in fields) == 1
        found = [
            said
            for said in _found(text, today, one, known, begin, is_asked, alone)
            if not any(said.evidence.start < end and start < said.evidence.end for start, end in taken)
        ]
        if found:
            several = found[:_MOST] if one.kind in (Kind.LIST, Kind.PEOPLE) else [_meant(text, found)]
            values[one.key] = tuple(several)
            taken += [(said.evidence.start, said.evidence.end) for said in several]
    return FormReading(values, unsure)


#: the surest kinds first
_ORDER = (
    Kind.CUSTOMER, Kind.PRODUCT, Kind.CHOICE, Kind.PEOPLE, Kind.PERSON, Kind.DATE, Kind.MONEY, Kind.NUMBER,
    Kind.YES_NO, Kind.LIST, Kind.TEXT,
)  # fmt: skip


def _found(
    text: str, today: date, one: FormField, known: Known, begin: int, asked: bool, alone: bool
) -> Iterator[Said[Value]]:
    """Every value that `text` may give the field, in the order of the text. `alone`: no other field is of its kind."""
    match one.kind:
        case Kind.PRODUCT | Kind.CHOICE:
            yield from _options(text, one.options or tuple(known.products), begin)
        case Kind.PERSON | Kind.PEOPLE:
            yield from _by_cue(text, one, _colleagues(text, known.colleagues, begin), begin, asked or alone)
        case Kind.DATE:
            days = (_said(text, span.start, span.end, span.on) for span in day_spans(text, today, known.calendar))
            yield from _by_cue(text, one, days, begin, asked or alone)
        case Kind.MONEY:
            sums = [_said(text, span.start, span.end, span.value) for span in money_spans(text)]
            if asked and not sums:
                sums = list(_numbers(text, "", begin))
            yield from _by_cue(text, one, sums, begin, asked or alone)
        case Kind.NUMBER:
            with_unit = list(_numbers(text, one.unit, begin)) if one.unit else []
            if with_unit:
                yield from _by_cue(text, one, with_unit, begin, asked or alone) if not alone else with_unit
            else:
                yield from _by_cue(text, one, _numbers(text, "", begin), begin, asked)
        case Kind.YES_NO:
            yield from _yes_or_no(text, one, begin, asked)
        case Kind.LIST:
            for start, end in _stated(text, one, begin, asked):
                yield from _listed(text, start, end)
        case _:
            for start, end in _stated(text, one, begin, asked):
                yield _said(text, start, end, text[start:end])


def _options(text: str, options: Iterable[Option], begin: int) -> Iterator[Said[Value]]:
    named = {word.casefold(): option.name for option in options for word in (option.name, *option.said)}
    if named:
        for match in re.finditer(one_of(named), text[begin:], re.IGNORECASE):
            yield _said(text, begin + match.start(), begin + match.end(), named[match[0].casefold()])


def _colleagues(text: str, colleagues: Mapping[str, str], begin: int) -> Iterator[Said[Value]]:
    if colleagues:
        for match in re.finditer(one_of(colleagues), text[begin:]):
            yield _said(text, begin + match.start(), begin + match.end(), colleagues[match[0]])


def _numbers(text: str, unit: str, begin: int) -> Iterator[Said[Value]]:
    for match in _NUMERAL.finditer(text, begin):
        value = number(match[0])
        after = re.match(rf"\s*个?{re.escape(unit)}", text[match.end() :]) if unit else None
        if value is not None and (after or not unit):
            yield _said(text, match.start(), match.end() + (after.end() if after else 0), value)


def _yes_or_no(text: str, one: FormField, begin: int, asked: bool) -> Iterator[Said[Value]]:
    start, end = trim(text, begin, len(text))
    if asked and _NO.fullmatch(text, start, end):
        yield _said(text, start, end, False)
        return
    if asked and _YES.fullmatch(text, start, end):
        yield _said(text, start, end, True)
        return
    for match in re.finditer(one_of((*one.cues, one.label)), text[begin:]):
        at = begin + match.start()
        denied = _NOT.search(text[:at])
        yield _said(text, denied.start() if denied else at, begin + match.end(), denied is None)


def _stated(text: str, one: FormField, begin: int, asked: bool) -> Iterator[tuple[int, int]]:
    """Where a free text stands: after a cue up to the end of the clause, or all of an answer."""
    for match in re.finditer(one_of((*one.cues, one.label)), text[begin:]):
        lead = _LEAD.match(text, begin + match.end())
        start = lead.end() if lead else begin + match.end()
        stop = _END.search(text, start)
        span = trim(text, start, min(stop.start() if stop else len(text), start + _LONGEST_TEXT))
        if span[0] < span[1]:
            yield span
    if asked:
        lead = _LEAD.match(text, begin)
        start, end = trim(text, lead.end() if lead else begin, len(text))
        if start < end:
            yield start, min(end, start + _LONGEST_TEXT)


def _listed(text: str, start: int, end: int) -> Iterator[Said[Value]]:
    edges = [start, *(at for match in _SPLIT.finditer(text, start, end) for at in match.span()), end]
    for begin, stop in zip(edges[::2], edges[1::2], strict=True):
        begin, stop = trim(text, begin, stop)
        if begin < stop:
            yield _said(text, begin, stop, text[begin:stop])


def _by_cue(
    text: str, one: FormField, found: Iterable[Said[Value]], begin: int, without: bool
) -> Iterator[Said[Value]]:
    """Those announced by a cue nearby; if none is and `without` a cue will do, all of them."""
    candidates = [said for said in found if said.evidence.start >= begin]
    cue = re.compile(one_of((*one.cues, one.label)))
    near = [said for said in candidates if _has_cue(text, said.evidence, cue, begin)]
    yield from near or (candidates if without else ())


def _has_cue(text: str, at: Evidence, cue: re.Pattern[str], begin: int) -> bool:
    before = _END.split(text[max(begin, at.start - _FAR) : at.start])[-1]
    after = _END.split(text[at.end : at.end + 4])[0]
    return bool(cue.search(before) or cue.match(after))


def _meant(text: str, found: Sequence[Said[Value]]) -> Said[Value]:
    """Of several, the first; what is said after “不是…，是” corrects it."""
    if len(found) > 1 and _CORRECTED.search(text):
        return found[-1]
    return found[0]


def _said(text: str, start: int, end: int, value: Value) -> Said[Value]:
    if isinstance(value, Decimal):
        value = value.quantize(Decimal(1)) if value == value.to_integral_value() else value
    return Said(value, Evidence(start, end, text[start:end]))


def _moved(said: Said[CustomerMention], by: int) -> Said[CustomerMention]:
    at = said.evidence
    return replace(said, evidence=replace(at, start=at.start + by, end=at.end + by))
