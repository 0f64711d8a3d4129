"""答问: a bare answer understood by the field that was asked for."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

from domain.reading import (
    Competitor,
    Contact,
    CustomerMention,
    Evidence,
    NextStep,
    PainPoint,
    Reading,
    Said,
    Stakeholder,
)
from domain.workdays import WorkCalendar
from nlp.answers import bare, is_none, is_unknown, says_no_vendor
from nlp.competitors import competitor
from nlp.customers import hits
from nlp.dates import day_spans
from nlp.decision_chain import stakeholder_parts
from nlp.names import named_people
from nlp.next_step import is_action
from nlp.pain_points import pain_points
from nlp.patterns import one_of
from nlp.people import role_of_title
from nlp.places import PLACES, TRADES
from nlp.segmentation import clauses, trim
from nlp.small_talk import is_deed, is_name_like
from nlp.vocabulary import Vocabulary

_CUSTOMER_LEAD = re.compile(r"^(?:嗯|呃|哦|就是|是|客户是|叫|去的|拜访的?|这次是|一家叫)+")
_COMPANY = re.compile(rf"(?:{one_of(TRADES)}|公司|厂|店|院|所|局|集团|中心|合作社)$|^(?:{one_of(PLACES)})")
_LONGEST_SHORT_NAME = 5  #: characters by which people call a company without its trade
_VAGUE = re.compile(r"印象|意向|感觉|再看看|还可以|聊得|态度|兴趣")
_MODEL = re.compile(r"[A-Za-z][A-Za-z0-9+\-/. ]*[A-Za-z0-9+]|[A-Za-z]\+?|云[一-龥]{2}|[一-龥A-Za-z0-9]{1,8}版?")


#: what makes words a problem, where no tag of the lexicon fits
FAULT = re.compile(
    r"慢|差|难|贵|缺|错|坏|乱|卡|漏|丢|断|延|拖|堵|旧|弱|烦|问题|亏|罚|投诉|太|高|久|积压|返工|停|不足|短|加班|"
    r"不(?:准|够|稳|通|了|到|清|全|上|动|好|匹配|及时|方便|规范|统一|合格|满意|一致|行|住|懂|会)|没(?:人|法|办法|有人)"
)
#: what no company and no product is called, unlike 久立 or 高斯
_COMPLAINT = re.compile(r"慢$|延期|延误|停机|返工|积压|不[足准稳够]|对不上|卡顿|老[是停坏断卡拖出]")
#: what no maker calls himself; whoever uses one that does can say “用的是…”
_NO_NAME = re.compile(
    r"[吗呢啊吧了我你他她它不没是在去来说要给个么们这那谢嗯哈]|^\d+$|^(?i:ok|okay|hi|hello|yes|no|haha|bye)$"
)
_IS_QUESTION = re.compile(r"[吗呢么?？]$")


def answered(
    text: str,
    reading: Reading,
    asked: str,
    known: Reading | None,
    today: date,
    words: Vocabulary,
    calendar: WorkCalendar,
) -> Reading:
    """The reading completed by what the question makes of the words. Nothing is filled but `asked`, unless the words
    are plainly no answer to it (“报价慢” names no customer)."""
    if asked != "pain_points" and not FAULT.search(text):  # what he fears is no problem yet: the model cannot know
        pains = tuple(said for said in reading.pain_points if said.evidence.source != "learned")
        reading = replace(reading, pain_points=pains)
    if is_unknown(text):
        return reading
    if is_none(text) or (asked == "competitor" and reading.competitor is None and says_no_vendor(text)):
        start, end = trim(text, 0, len(text))
        return replace(reading, none_of=(*reading.none_of, Said(asked, Evidence(start, end, text[start:end]))))
    match asked:
        case "customer" if reading.customer is None:
            name = _customer(text, words)
            if (
                name is not None
                and not name.value.candidates
                and _is_said_of(name.evidence, text, reading, today, calendar, words)
            ):
                return _with_problems(text, reading, words)
            return replace(reading, customer=name)
        case "competitor":
            named = reading.competitor or _competitor(text, known, words)
            is_name = named is not None and (
                named.value.brand in words.brands
                or (is_name_like(named.value.brand) and not _NO_NAME.search(named.value.brand))
            )
            if is_name and named is not None and reading.competitor is None and named.value.brand not in words.brands:
                if _is_said_of(named.evidence, text, reading, today, calendar, words):
                    return _with_problems(text, reading, words)
                return replace(reading, competitor=named, customer=None)  # the maker asked for, not whom he visited
            return replace(reading, competitor=named if is_name else None)
        case "pain_points" if not reading.pain_points:
            found = pain_points(text, clauses(text), words.pains, answer=True)
            problems = tuple(said for said in found if said.value.tag or FAULT.search(said.value.span))
            return replace(reading, pain_points=problems or _vague_words(text) or _short_problem(text))
        case "next_step" if reading.next_step is None:
            return replace(reading, next_step=_next_step(text, known, today, calendar))
        case "contacts" if not reading.contacts:
            return replace(reading, contacts=_contacts(text, words))
        case "decision_chain":
            if reading.replaces or reading.renamed:  # a correction of something else is no answer
                return reading
            return replace(reading, decision_chain=reading.decision_chain or _chain(text, known, words))
    return reading


def _is_said_of(
    name: Evidence, text: str, reading: Reading, today: date, calendar: WorkCalendar, words: Vocabulary
) -> bool:
    """Whether what may be a bare name is something else: “面访”, “三十万”, “周三”, “报价慢”, another customer."""
    customer = reading.customer
    is_known = customer is not None and bool(customer.value.customer_id or customer.value.candidates)
    told: list[Said[Any] | None] = [reading.channel, reading.next_step, reading.package, customer if is_known else None]
    told += [reading.competitor, *reading.contacts, *reading.decision_chain, *reading.amounts, *reading.pain_points]
    taken = [(span.start, span.end) for span in day_spans(text, today, calendar)]
    taken += [(one.evidence.start, one.evidence.end) for one in told if one and one.evidence.source != "learned"]
    if any(start < name.end and name.start < end for start, end in taken):
        return True
    return bool(_COMPLAINT.search(text) or _problems(text, words)) and not _COMPANY.search(name.words)


def _problems(text: str, words: Vocabulary) -> tuple[Said[PainPoint], ...]:
    """The problems in an answer to another question."""
    found = pain_points(text, clauses(text), words.pains, answer=True)
    return tuple(
        one
        for one in found
        if _COMPLAINT.search(text) or (one.value.tag and (one.evidence.source != "learned" or FAULT.search(text)))
    )


def _with_problems(text: str, reading: Reading, words: Vocabulary) -> Reading:
    return replace(reading, pain_points=reading.pain_points or _problems(text, words))


def _said_at(text: str, start: int, end: int) -> Evidence:
    return Evidence(start, end, text[start:end])


def _customer(text: str, words: Vocabulary) -> Said[CustomerMention] | None:
    """A bare name: known by sound if any customer is called so, otherwise as said; a person confirms."""
    start, end = trim(text, 0, len(text))
    lead = _CUSTOMER_LEAD.match(text[start:end])
    start += lead.end() if lead else 0
    end = start + len(re.sub(r"(?:的|吧|啊|呀|那边|那家)+$", "", text[start:end]))
    name = text[start:end]
    if not re.fullmatch(r"[一-龥A-Za-z0-9（）()]{2,30}", name):
        return None
    found = [hit for hit in hits(text, words.customers, believed=1) if 2 * (hit.end - hit.start) >= len(name)]
    ids = tuple(dict.fromkeys(hit.key.customer.id for hit in found))[:5]
    if not ids and not (is_name_like(name) and (lead or len(name) <= _LONGEST_SHORT_NAME or _COMPANY.search(name))):
        return None
    return Said(CustomerMention(name, None, False, ids), _said_at(text, start, end))


def _competitor(text: str, known: Reading | None, words: Vocabulary) -> Said[Competitor] | None:
    """A bare brand (“金蝶”), an unknown one (“用的是诺诺”), or the model alone of the brand known."""
    lacks_model = known is not None and known.competitor is not None and known.competitor.value.model is None
    if (
        lacks_model
        and known is not None
        and known.competitor is not None
        and not any(b.lower() in text.lower() for b in words.brands)
    ):
        model = _bare_model(text)
        return (
            Said(Competitor(known.competitor.value.brand, text[slice(*model)]), _said_at(text, *model))
            if model
            else None
        )
    said = competitor("用的是" + text, clauses("用的是" + text), words.brands, answer=True)
    if said is not None:
        evidence = said.evidence
        start = evidence.start - 3
        if start < 0:
            return None
        return replace(
            said, evidence=Evidence(start, evidence.end - 3, text[start : evidence.end - 3], evidence.source)
        )
    model = _bare_model(text)
    if model is None:
        return None
    name = text[slice(*model)]
    brand = re.fullmatch(r"([一-龥]{2,6}?|[A-Za-z0-9]{2,12})(?:的)?\s?([A-Za-z0-9+\- ]*)", name)
    return Said(Competitor(brand[1], brand[2].strip() or None), _said_at(text, *model)) if brand else None


def _bare_model(text: str) -> tuple[int, int] | None:
    """Where the product's name stands in a bare answer (“好像是U8吧” → U8)."""
    start, end = trim(text, 0, len(text))
    lead = re.match(r"(?:嗯|呃|是|型号是?|好像是?|应该是|就是|他们|用的?是?|那个|版本是?)+", text[start:end])
    start += lead.end() if lead else 0
    name = re.sub(r"(?:的版本|版本|型号|那款|的|吧|啊|呀)+$", "", text[start:end])
    if not 1 <= len(name) <= 12 or not _MODEL.fullmatch(name):
        return None
    return start, start + len(name)


def _vague_words(text: str) -> tuple[Said[PainPoint], ...]:
    """“印象不错”, “有意向”: no problem, but the rep's answer; the visit template refuses it by its words."""
    start, end = trim(text, 0, len(text))
    if not _VAGUE.search(text) or end - start > 30:
        return ()
    return (Said(PainPoint(None, text[start:end]), _said_at(text, start, end)),)


def _short_problem(text: str) -> tuple[Said[PainPoint], ...]:
    """“系统卡”: too little for a note, enough for an answer."""
    start, end = trim(text, 0, len(text))
    if end - start not in (3, 4) or not FAULT.search(text[start:end]):
        return ()
    return (Said(PainPoint(None, text[start:end]), _said_at(text, start, end)),)


def _next_step(text: str, known: Reading | None, today: date, calendar: WorkCalendar) -> Said[NextStep] | None:
    """“周五”: the day for the step that is known; otherwise the words are the step."""
    spans = [span for span in day_spans(text, today, calendar) if not span.is_past(today)]
    start, end = trim(text, 0, len(text))
    if start == end or not (spans or (is_action(text) and is_deed(text))) or _IS_QUESTION.search(text[:end]):
        return None
    words = text[start:end]
    due, unknown = (spans[-1].on, spans[-1].unpublished_year) if spans else (None, None)
    rest = bare(
        re.sub(
            r"之前|以前|吧|左右|前$",
            "",
            "".join(c for i, c in enumerate(text) if not any(s.start <= i < s.end for s in spans)),
        )
    )
    if len(rest) < 2:
        before = known.next_step.value.text if known is not None and known.next_step is not None else ""
        return Said(NextStep(before or "跟进", due, unknown), _said_at(text, start, end)) if due else None
    if not is_deed(rest):
        return None
    return Said(NextStep(rest[:30], due, unknown), _said_at(text, start, end)) if len(words) <= 60 else None


def _contacts(text: str, words: Vocabulary) -> tuple[Said[Contact], ...]:
    """Everyone named in the answer was met."""
    return tuple(
        Said(Contact(p.name, p.title, role_of_title(p.title, p.name, words.lexicon)), _said_at(text, p.start, p.end))
        for p in named_people(text)
    )


def _chain(text: str, known: Reading | None, words: Vocabulary) -> tuple[Said[Stakeholder], ...]:
    """Persons without a stated part, or the parts (“影响力高，担心切换风险”) of the one who lacks them."""
    named = named_people(text)
    if named:
        return tuple(
            Said(
                Stakeholder(
                    p.name,
                    p.title,
                    words.lexicon.influence_of_role.get(role_of_title(p.title, p.name, words.lexicon) or ""),
                ),
                _said_at(text, p.start, p.end),
            )
            for p in named
        )
    lacking = next(
        (
            s.value
            for s in (known.decision_chain if known else ())
            if not (s.value.title and s.value.influence and s.value.concern)
        ),
        None,
    )
    return stakeholder_parts(text, lacking) if lacking is not None else ()
