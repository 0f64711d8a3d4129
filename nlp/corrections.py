"""更正: what an utterance changes in what was said before (“不对，是周四”, “客户是华鼎不是华定”)."""

import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from domain.reading import Amount, Contact, CustomerMention, Evidence, NextStep, Reading, Said
from domain.workdays import WorkCalendar
from nlp.amounts import money_spans
from nlp.dates import day_spans
from nlp.names import named_people
from nlp.vocabulary import Vocabulary

_CORRECTS = re.compile(
    r"不对|说错|讲错|搞错|弄错|写错|记错|错了|更正|纠正|(?:改|推|提前|挪|延)(?:成|"
    r"为|到)|改(?:在)?(?=[上下这]?(?:周|星期|礼拜)[一二三四五六日天]|[明后]天|\d+[号月])|应该是|改一下|不是[^，。；]{1,12}[，,\s]?\s*(?:是|"
    r"而是)|是[^，。；]{1,14}[，,\s]?\s*不是"
)


_BARE_WEEKDAY = re.compile(r"(?:周|星期|礼拜)([一二三四五六日天])")
#: a known name beside another: 不是施一帆，是施逸凡 · 施一帆应该是施逸凡 · 是施逸凡不是施一帆
_OTHER_NAME = (
    r"不是{name}[，,\s]*(?:而?是|叫)([一-龥]{{2,4}})$|{name}[，,\s]*(?:应该是|应该叫|改成|改为)([一-龥]{{2,4}})$|"
    r"^(?:应该)?(?:是|叫)([一-龥]{{2,4}}?)[，,\s]*不是{name}$"
)
_BECOMES = re.compile(r"[，,\s]*(?:应该是|改成|改为|其实是|是|应该叫|应为)")


def is_correction(text: str) -> bool:
    """Whether the utterance takes something back."""
    return bool(_CORRECTS.search(text))


def denied_spans(text: str) -> list[tuple[int, int]]:
    """The stretches the speaker denies: after 不是 up to the next stop, 是 or 改成."""
    return [m.span(1) for m in re.finditer(r"(?<!是)不是\s*([^，。；,;\s]+?)(?=而?是(?!的)|改成|[，。；,;\s]|$)", text)]


def corrected(
    text: str, reading: Reading, known: Reading, today: date, words: Vocabulary, calendar: WorkCalendar
) -> Reading:
    """The reading with `replaces` and `renamed` set where it takes back what is known."""
    if not is_correction(text):
        return reading
    denied = denied_spans(text)
    reading = _without_denied(reading, denied)
    reading = _due(text, reading, known, denied, today, calendar)
    reading = _renamed(text, reading, known, denied)
    reading = _customer(text, reading, known, denied)
    reading = _amount(text, reading, known, denied)
    if reading.customer is not None and known.customer is not None:
        known_id = known.customer.value.customer_id
        if known_id is not None and known_id in reading.customer.value.candidates:  # 鲁泽 is the 鲁泽重工 spoken of
            reading = replace(reading, customer=None)
    for field in ("customer", "channel", "visited_on", "competitor", "package"):
        if getattr(reading, field) is not None and getattr(known, field) is not None:
            reading = replace(reading, replaces=reading.replaces | {field})
    return reading


def _inside(evidence: Evidence, spans: list[tuple[int, int]]) -> bool:
    return any(start <= evidence.start and evidence.end <= end for start, end in spans)


def _without_denied(reading: Reading, denied: list[tuple[int, int]]) -> Reading:
    single = ("customer", "channel", "visited_on", "competitor", "next_step", "package")
    many = ("contacts", "decision_chain", "pain_points", "amounts")
    changes: dict[str, Any] = {
        f: None for f in single if (s := getattr(reading, f)) is not None and _inside(s.evidence, denied)
    }
    changes |= {f: tuple(s for s in getattr(reading, f) if not _inside(s.evidence, denied)) for f in many}
    return replace(reading, **changes)


def _due(
    text: str, reading: Reading, known: Reading, denied: list[tuple[int, int]], today: date, calendar: WorkCalendar
) -> Reading:
    """“不对，是下周四之前，不是下周三”: another day for the same step."""
    spans = [
        s for s in day_spans(text, today, calendar) if not any(a <= s.start < b for a, b in denied) and s.on >= today
    ]
    if not spans or known.next_step is None:
        return reading
    if reading.visited_on is not None and reading.next_step is None:
        return reading
    span = spans[-1]
    on = _in_week_of(known.next_step.value.due_on, text[span.start : span.end], today) or span.on
    step = (
        reading.next_step.value.text
        if reading.next_step and not re.search(r"改|不对|说错|不是", reading.next_step.evidence.words)
        else known.next_step.value.text
    )
    evidence = Evidence(span.start, span.end, text[span.start : span.end])
    return replace(
        reading,
        next_step=Said(NextStep(step, on, span.unpublished_year), evidence),
        replaces=reading.replaces | {"next_step"},
    )


def _in_week_of(due_on: date | None, words: str, today: date) -> date | None:
    """“不对，是周四” means the Thursday of the week that was spoken of, not the next Thursday there is."""
    weekday = _BARE_WEEKDAY.match(words)
    if due_on is None or weekday is None:
        return None
    on = due_on + timedelta(days="一二三四五六日".index(weekday[1].replace("天", "日")) - due_on.weekday())
    return on if on >= today else None


def _renamed(text: str, reading: Reading, known: Reading, denied: list[tuple[int, int]]) -> Reading:
    """“不是王经理，是汪经理”: the known person gets the other name."""
    named = named_people(text)
    names = {s.value.name for s in known.contacts} | {s.value.name for s in known.decision_chain}
    wrong = [p for p in named if any(a <= p.start < b for a, b in denied)]
    if not wrong and len(named) == 2 and _BECOMES.fullmatch(text[named[0].end : named[1].start]):
        wrong = named[:1]  # 王经理应该是汪经理
    old = next((p.name for p in wrong if p.name in names), None)
    new = next((p for p in reversed(named) if p not in wrong and p.name != old), None)
    if old is None or new is None:
        return _renamed_bare(text, reading, names)
    contacts = tuple(s for s in reading.contacts if s.value.name not in (old, new.name))
    chain = tuple(s for s in reading.decision_chain if s.value.name != old)
    before = next((s.value for s in known.contacts if s.value.name == old), None)
    if before is not None:
        evidence = Evidence(new.start, new.end, text[new.start : new.end])
        contacts = (*contacts, Said(Contact(new.name, before.title or new.title, before.role), evidence))
    return replace(reading, contacts=contacts, decision_chain=chain, renamed=(*reading.renamed, (old, new.name)))


def _renamed_bare(text: str, reading: Reading, names: set[str]) -> Reading:
    """The same of names that carry no title or address."""
    for name in names:
        match = re.search(_OTHER_NAME.format(name=re.escape(name)), text)
        if match and match[match.lastindex or 1] not in names:
            return replace(reading, renamed=(*reading.renamed, (name, match[match.lastindex or 1])))
    return reading


def _customer(text: str, reading: Reading, known: Reading, denied: list[tuple[int, int]]) -> Reading:
    """“客户是华鼎不是华定”: also a name the book does not hold."""
    if reading.customer is not None or known.customer is None:
        return reading
    match = re.search(
        r"(?:客户|公司|名字)(?:名称?|名字)?(?:应该)?(?:是|叫|改成|改为)\s*([一-龥A-Za-z0-9]{2,16}?)(?=[，。"
        r",\s]|不是|$)",
        text,
    )
    if not match or _inside(Evidence(match.start(1), match.end(1), ""), denied) or named_people(match[1]):
        return reading
    return replace(reading, customer=Said(CustomerMention(match[1]), Evidence(*match.span(1), match[1])))


def _amount(text: str, reading: Reading, known: Reading, denied: list[tuple[int, int]]) -> Reading:
    """“金额是八十五万不是八十万”: takes the place of the denied one, else of all."""
    right = [s for s in money_spans(text) if not any(a <= s.start < b for a, b in denied)]
    if not right or not known.amounts:
        return reading
    wrong: set[Decimal] = {s.value for a, b in denied for s in money_spans(text[a:b])}
    kept = [s for s in known.amounts if wrong and s.value.value not in wrong]
    label = next((s.value.what for s in known.amounts if s.value.value in wrong), known.amounts[0].value.what)
    new = [
        Said(Amount(s.value, s.what if s.what != "金额" else label), Evidence(s.start, s.end, text[s.start : s.end]))
        for s in right
    ]
    return replace(reading, amounts=(*kept, *new), replaces=reading.replaces | {"amounts"})
