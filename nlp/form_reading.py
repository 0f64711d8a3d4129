"""读单子: the values of a form's fields in what was said, each with the words that say it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from domain.approval_policy import Value
from domain.form import SEVERAL, FormField, Kind, Option
from domain.reading import CustomerMention, Evidence, Said
from domain.workdays import WorkCalendar
from nlp.amounts import money_spans
from nlp.answers import is_none
from nlp.customers import CustomerIndex
from nlp.dates import day_spans
from nlp.focus import main_customer
from nlp.form_cues import by_cue, cues, has_cue, said
from nlp.form_texts import FREE, announced, free_text
from nlp.numerals import PLAIN, number
from nlp.patterns import one_of
from nlp.segmentation import trim

LONGEST = 2000  #: characters of one utterance that are read
_MOST = 20  #: values of a list
_CORRECTED = re.compile(r"不是|不对|说错|改成|改为|应该是|更正")
_NOT = re.compile(r"(?:不|非(?!常)|未|没有?|无需|不用|不要|别|不必)[^，。；\s]{0,3}$")
_YES = re.compile(r"(?:是的?|要的?|需要|对的?|有|可以|行|好的?|嗯)[。！!\s]*")
_NO = re.compile(r"(?:否|不是|不要|不用|不需要|没有?|不必|无)[^，。；\s]{0,4}[。！!\s]*")
_NUMERAL = re.compile(PLAIN)
#: other units in which people give a number, and how many of the asked ones they are
_LARGER_UNITS = {
    "天": ((re.compile(r"\s*个?(?:周|星期|礼拜)(?![一二三四五六日天\d])"), 7), (re.compile(r"\s*个月"), 30)),
    "个月": ((re.compile(r"\s*年(?![\d一-龥]{1,3}月)"), 12),),
}
_HALF_MONTH = re.compile(r"(?<!个)(?<![一二两三四五六七八九十\d])半个月")
_RANGE = re.compile(rf"{PLAIN}\s*[到至~～—-]\s*{PLAIN}")  #: “3到5天”: which one holds, only a person knows


@dataclass(frozen=True)
class FormReading:
    """What was said of a form.

    `unsure`: customers that a person must choose, by the key of their field; `customers`: all that are named.
    `replaces`: lists that these words correct, rather than add to.
    """

    values: Mapping[str, tuple[Said[Value], ...]] = field(default_factory=dict)
    unsure: Mapping[str, Said[CustomerMention]] = field(default_factory=dict)
    customers: Mapping[str, CustomerMention] = field(default_factory=dict)
    replaces: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Known:
    """What the company's words are: `colleagues` maps the names of members to their userids."""

    customers: CustomerIndex
    colleagues: Mapping[str, str]
    products: Sequence[Option]
    calendar: WorkCalendar


def read_form(
    text: str,
    today: date,
    fields: Sequence[FormField],
    known: Known,
    *,
    begin: int = 0,
    asked: str | None = None,
    is_within_a_note: bool = False,
) -> FormReading:
    """The values said in `text` from `begin` on; `asked` is the key of the field that was asked for, if any.

    What was asked for and surer kinds are read first, and no words say two things: a free text gets what is left.
    Where a free text was asked for, the answer is that text, and other values are read only where their cue announces
    them. So are all but options in words that tell of much else (`is_within_a_note`).
    """
    text = text[:LONGEST]
    values: dict[str, tuple[Said[Value], ...]] = {}
    unsure: dict[str, Said[CustomerMention]] = {}
    named: dict[str, CustomerMention] = {}
    taken: list[tuple[int, int]] = [(0, begin)] if begin else []
    is_text_asked = any(one.key == asked and one.kind in FREE for one in fields)
    for one in sorted(fields, key=lambda one: (one.key != asked or one.kind in FREE, _ORDER.index(one.kind))):
        is_asked = one.key == asked
        if is_asked and is_none(text[begin:]) and one.kind is not Kind.YES_NO:
            values[one.key] = ()
            continue
        only_by_cue = not is_asked and (is_text_asked or (is_within_a_note and not _speaks_for_itself(one)))
        if one.kind is Kind.CUSTOMER:
            mention = _customer(text, one, known, begin, only_by_cue)
            if mention is None or not _is_free(mention.evidence, taken):
                continue
            named[one.key] = mention.value
            taken.append((mention.evidence.start, mention.evidence.end))
            if mention.value.certain and mention.value.customer_id:
                values[one.key] = (Said(mention.value.name, mention.evidence),)
            else:
                unsure[one.key] = mention
            continue
        alone = not only_by_cue and sum(_is_alike(other, one) for other in fields) == 1
        if one.kind in FREE:
            others = [other for other in fields if other.key != one.key]
            candidates = free_text(text, one, begin, is_asked, announced(text, taken, others))
        else:
            candidates = _found(text, today, one, known, begin, is_asked, alone)
            if only_by_cue:
                candidates = by_cue(text, one, candidates, begin, False)
        found = [value for value in candidates if _is_free(value.evidence, taken)]
        for value in found if one.kind in SEVERAL else [_meant(text, one, found)] if found else []:
            if _is_free(value.evidence, taken) and len(values.get(one.key, ())) < _MOST:
                values[one.key] = (*values.get(one.key, ()), value)
                taken.append((value.evidence.start, value.evidence.end))
    corrected = _CORRECTED.search(text, begin) is not None
    replaces = {one.key for one in fields if corrected and one.kind in SEVERAL and values.get(one.key)}
    return FormReading(values, unsure, named, frozenset(replaces))


def is_yes_or_no(text: str) -> bool:
    """“可以”, “不要” … and nothing else: the answer to a question that asks for one of the two."""
    start, end = trim(text, 0, len(text))
    return bool(_NO.fullmatch(text, start, end) or _YES.fullmatch(text, start, end))


def _is_alike(one: FormField, other: FormField) -> bool:
    """Whether the same words may say either."""
    return (one.kind, one.unit) == (other.kind, other.unit) or {one.kind, other.kind} == {Kind.PERSON, Kind.PEOPLE}


def _speaks_for_itself(one: FormField) -> bool:
    """Whether its values are known without a cue, also among much else: options by name, numbers by their unit."""
    return one.kind in (Kind.CHOICE, Kind.PRODUCT) or len(one.unit) > 1


def _is_free(at: Evidence, taken: Sequence[tuple[int, int]]) -> bool:
    return not any(at.start < end and start < at.end for start, end in taken)


#: the surest kinds first
_ORDER = (
    Kind.CUSTOMER, Kind.PRODUCT, Kind.CHOICE, Kind.PEOPLE, Kind.PERSON, Kind.DATE, Kind.MONEY, Kind.NUMBER,
    Kind.YES_NO, Kind.LIST, Kind.TEXT,
)  # fmt: skip


def _found(
    text: str, today: date, one: FormField, known: Known, begin: int, asked: bool, alone: bool
) -> Iterator[Said[Value]]:
    """Every value that `text` may give the field, in the order of the text. `alone`: no other field is of its kind."""
    days = [said(text, span.start, span.end, span.on) for span in day_spans(text, today, known.calendar)]
    taken = [(day.evidence.start, day.evidence.end) for day in days]
    bare = (value for value in _numbers(text, "", begin) if _is_free(value.evidence, taken))  # 下周五 is no sum of 5
    match one.kind:
        case Kind.PRODUCT | Kind.CHOICE:
            yield from _options(text, one.options or tuple(known.products), begin)
        case Kind.PERSON | Kind.PEOPLE:
            yield from by_cue(text, one, _colleagues(text, known.colleagues, begin), begin, asked or alone)
        case Kind.DATE:
            yield from by_cue(text, one, days, begin, asked or alone)
        case Kind.MONEY:
            sums = [said(text, span.start, span.end, span.value) for span in money_spans(text)]
            if asked and not sums:
                sums = list(bare)
            yield from by_cue(text, one, sums, begin, asked or alone)
        case Kind.NUMBER:
            with_unit = list(_numbers(text, one.unit, begin)) if one.unit else []
            larger = list(_in_larger_units(text, one.unit, begin))
            if with_unit:
                yield from by_cue(text, one, with_unit, begin, asked or alone) if not alone else with_unit
            elif larger:
                yield from by_cue(text, one, larger, begin, asked)
            else:
                yield from by_cue(text, one, bare, begin, asked)
        case Kind.YES_NO:
            yield from _yes_or_no(text, one, begin, asked)


def _customer(text: str, one: FormField, known: Known, begin: int, only_by_cue: bool) -> Said[CustomerMention] | None:
    mention, _ = main_customer(text[begin:], known.customers)
    if mention is None:
        return None
    mention = _moved(mention, begin)
    return mention if not only_by_cue or has_cue(text, mention.evidence, cues(one), begin) else None


def _options(text: str, options: Iterable[Option], begin: int) -> Iterator[Said[Value]]:
    named = {word.casefold(): option.name for option in options for word in (option.name, *option.said)}
    if named:
        for match in re.finditer(one_of(named), text[begin:], re.IGNORECASE):
            yield said(text, begin + match.start(), begin + match.end(), named[match[0].casefold()])


def _colleagues(text: str, colleagues: Mapping[str, str], begin: int) -> Iterator[Said[Value]]:
    if colleagues:
        for match in re.finditer(one_of(colleagues), text[begin:]):
            yield said(text, begin + match.start(), begin + match.end(), colleagues[match[0]])


def _numbers(text: str, unit: str, begin: int) -> Iterator[Said[Value]]:
    for match in _NUMERAL.finditer(text, begin):
        value = number(match[0])
        after = re.match(rf"\s*个?{re.escape(unit)}", text[match.end() :]) if unit else None
        if value is not None and (after or not unit) and not _is_range(text, match.start()):
            yield said(text, match.start(), match.end() + (after.end() if after else 0), value)


def _is_range(text: str, start: int) -> bool:
    return any(match.start() <= start < match.end() for match in _RANGE.finditer(text))


def _in_larger_units(text: str, unit: str, begin: int) -> Iterator[Said[Value]]:
    if unit not in _LARGER_UNITS:
        return
    if unit == "天" and (half := _HALF_MONTH.search(text, begin)):
        yield said(text, half.start(), half.end(), Decimal(15))
    for match in _NUMERAL.finditer(text, begin):
        value = number(match[0])
        for larger, many in _LARGER_UNITS[unit]:
            after = larger.match(text, match.end())
            if value is not None and after and not _is_range(text, match.start()):
                yield said(text, match.start(), after.end(), value * many)


def _yes_or_no(text: str, one: FormField, begin: int, asked: bool) -> Iterator[Said[Value]]:
    start, end = trim(text, begin, len(text))
    if asked and _NO.fullmatch(text, start, end):
        yield said(text, start, end, False)
        return
    if asked and _YES.fullmatch(text, start, end):
        yield said(text, start, end, True)
        return
    for match in re.finditer(one_of((*one.cues, one.label)), text[begin:]):
        at = begin + match.start()
        denied = _NOT.search(text[:at])
        yield said(text, denied.start() if denied else at, begin + match.end(), denied is None)


def _meant(text: str, one: FormField, found: Sequence[Said[Value]]) -> Said[Value]:
    """Of several, the first; what is said after “不是…，是” corrects it."""
    if one.kind not in FREE and _CORRECTED.search(text):
        return found[-1]
    return found[0]


def _moved(said: Said[CustomerMention], by: int) -> Said[CustomerMention]:
    at = said.evidence
    return replace(said, evidence=replace(at, start=at.start + by, end=at.end + by))
