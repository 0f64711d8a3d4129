"""证据关: a model's claim against the note: its words must stand there, and mean what it says, by our own rules."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from domain.reading import Competitor, Evidence, NextStep, PainPoint, Said
from domain.second_reading import Claim
from domain.workdays import WorkCalendar
from nlp.answering import FAULT
from nlp.customers import hits
from nlp.dates import day_spans
from nlp.focus import focused, main_customer
from nlp.names import named_people, turns
from nlp.next_step import is_action
from nlp.patterns import Phrasings
from nlp.people import Person, people
from nlp.polarity import is_problem_now
from nlp.segmentation import Clause, clauses, trim
from nlp.vocabulary import Vocabulary

MODEL = "model"  #: Evidence.source of what only the second reader saw
_LONGEST = 80  #: characters of evidence that a person still reads at a glance
#: planned, denied, past or imagined: here the rules hold back, and a model is not believed either
_NOT_SO = re.compile(
    r"没|不(?!错|少|清)|别|未|下次|下下?个?周|下个?月|明天|后天|明年|改天|回头|以后|将来|到时|约了|准备|打算|计划|本来|原本|"
    r"原定|以前|之前|过去|原来|早先|曾经|换掉|淘汰|停用|弃用|如果|要是|万一|假如|也许|可能|取消|拒绝|隔壁|同行|听说|忽略"
)
#: who does it or for whom: an order in the note (“全部通过”) is no step of ours
_PLANNED = re.compile(r"我|咱|再|准备|打算|安排|约|回头|回来|下周|下次|明天|给(?:他|她|客户|对方)|发|寄|送|上门|过去")
_BRAND = re.compile(r"[一-龥]{2,6}|[A-Za-z][A-Za-z0-9]{1,11}")
_MODEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9+\-/. ]{0,15}|[一-龥]{2,6}[A-Za-z0-9+]{0,6}")
_NO_BRAND = re.compile(
    r"(?i)系统|软件|平台|表格|手工|自研|自建|自己|集团|公司|客户|竞品|厂家|供应商|国产|进口|人工|"
    r"^(?:erp|oa|wms|crm|pos|mes|hr|plm|scm|srm|bi|app|saas|it|excel|word|wps|ppt|pdf|ok)$"
)


@dataclass(frozen=True)
class Ground:
    """What claims are held against: the note, its clauses, its people, and the company's words."""

    text: str
    parts: tuple[Clause, ...]
    persons: list[Person]
    words: Vocabulary
    today: date
    calendar: WorkCalendar

    def places(self, said: str) -> Iterator[tuple[int, int]]:
        """Where these words stand in what the note says of its own customer."""
        said = said.strip(" \t“”\"'…。，,.")
        start = self.text.find(said) if 2 <= len(said) <= _LONGEST else -1
        while start >= 0:
            over = self.clauses_at(start, start + len(said))
            if over and all(self.parts[number].ours for number in over):
                yield start, start + len(said)
            start = self.text.find(said, start + 1)

    def clauses_at(self, start: int, end: int) -> list[int]:
        """The numbers of the clauses that the stretch touches."""
        return [number for number, part in enumerate(self.parts) if part.start < end and start < part.end]

    def is_so(self, start: int, end: int) -> bool:
        """Whether the clauses of the stretch tell of what is, rather than of what is planned, denied or past."""
        return not any(_NOT_SO.search(self.parts[number].text) for number in self.clauses_at(start, end))

    def evidence(self, start: int, end: int) -> Evidence:
        """The stretch as evidence of the second reader's."""
        return Evidence(start, end, self.text[start:end], MODEL)

    def within(self, said: str, claim: Claim) -> Iterator[tuple[int, int]]:
        """Where `said` stands inside the words that the claim points to."""
        for start, end in self.places(claim.words):
            at = self.text.find(said, start, end) if said else -1
            if at >= 0:
                yield at, at + len(said)


def ground(text: str, words: Vocabulary, today: date, calendar: WorkCalendar, pauses: Sequence[int] = ()) -> Ground:
    """The note made ready to judge claims about it."""
    customer, mentions = main_customer(text, words.customers)
    parts = focused(text, clauses(text, turns(text), pauses), customer, mentions)
    return Ground(text, parts, people(text, parts), words, today, calendar)


def worded(claim: Claim, phrasings: Phrasings, at: Ground) -> Said[str] | None:
    """方式, 服务包: believed where a phrasing of the lexicon for that very value stands in the claim's words."""
    value = claim.parts.get("value")
    for start, end in at.places(claim.words):
        for meant, pattern in phrasings.rows:
            match = pattern.search(at.text, start, end) if meant == value else None
            if match is not None and match[0] and at.is_so(match.start(), match.end()):
                return Said(meant, at.evidence(start, end))
    return None


def competitor(claim: Claim, at: Ground) -> Said[Competitor] | None:
    """竞品: a name that stands in the note, is no customer's and nobody's, and is not said to be gone."""
    brand, model = claim.parts.get("brand", ""), claim.parts.get("model")
    if brand not in at.words.brands and (not _BRAND.fullmatch(brand) or _NO_BRAND.search(brand)):
        return None
    for start, end in at.within(brand, claim):
        if not at.is_so(start, end) or _is_taken(start, end, at):
            continue
        for place in at.within(model, claim) if model and _MODEL.fullmatch(model) else ():
            first, last = min(start, place[0]), max(end, place[1])
            return Said(Competitor(brand, model), at.evidence(first, last))
        return Said(Competitor(brand), at.evidence(start, end))
    return None


def pain_point(claim: Claim, at: Ground) -> Said[PainPoint] | None:
    """痛点: verbatim, said as a problem of now in each clause it touches; a tag only from the lexicon."""
    span, tag = claim.parts.get("span", ""), claim.parts.get("tag")
    for whole in at.within(span, claim):
        start, end = trim(at.text, *whole)
        words, touched = at.text[start:end], at.clauses_at(start, end)
        known_tag = tag if tag in at.words.lexicon.tags else None
        if end - start < 4 or not touched or not (known_tag or FAULT.search(words)):
            continue
        if all(is_problem_now(at.parts, number) for number in touched):
            return Said(PainPoint(known_tag, words), at.evidence(start, end))
    return None


def next_step(claim: Claim, at: Ground) -> Said[NextStep] | None:
    """下一步: an action in the words of the note; its day is read by our own rules from the claim's words."""
    step = claim.parts.get("text", "")
    for start, end in at.within(step, claim):
        first, last = trim(at.text, start, end)
        if last - first < 3 or not is_action(at.text[first:last]) or not _PLANNED.search(at.text[start:end]):
            continue
        over = at.clauses_at(first, last)
        begin, stop = at.parts[over[0]].start, at.parts[over[-1]].end
        days = [day for day in day_spans(at.text, at.today, at.calendar) if begin <= day.start and day.end <= stop]
        coming = [day for day in days if not day.is_past(at.today)]
        if len(days) > 1 or len(coming) < len(days):
            continue  # which day is meant, rules must say
        on, unknown = (coming[0].on, coming[0].unpublished_year) if coming else (None, None)
        return Said(NextStep(at.text[first:last], on, unknown), at.evidence(begin, stop))
    return None


def _is_taken(start: int, end: int, at: Ground) -> bool:
    """Whether the stretch is part of a customer's or a person's name."""
    taken = [(hit.start, hit.end) for hit in hits(at.text, at.words.customers, believed=1)]
    taken += [(one.start, one.end) for one in named_people(at.text)]
    customer, _ = main_customer(at.text, at.words.customers)
    taken += [(customer.evidence.start, customer.evidence.end)] if customer is not None else []
    return any(first < end and start < last for first, last in taken)
