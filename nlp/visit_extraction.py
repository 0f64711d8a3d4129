"""读拜访: what one utterance says about a visit, each value with the words that say it."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from domain.reading import FIELDS, Amount, CustomerMention, Evidence, PainPoint, Reading, Said
from domain.second_reading import Opinion
from domain.transcript import Transcript
from domain.workdays import WorkCalendar
from nlp.amounts import money_spans
from nlp.answering import answered
from nlp.channel import channel
from nlp.competitors import competitor
from nlp.contacts import contacts
from nlp.corrections import corrected
from nlp.customers import CustomerIndex, Hit, hits
from nlp.decision_chain import decision_chain, parts_told, roles_by_part
from nlp.focus import focused, main_customer
from nlp.names import turns
from nlp.next_step import next_step
from nlp.packages import package
from nlp.pain_corrections import pains_corrected
from nlp.pain_points import pain_points
from nlp.people import people
from nlp.second_gate import ground
from nlp.second_reading import joined
from nlp.segmentation import Clause, clauses
from nlp.small_talk import is_small_talk
from nlp.sound_repair import repaired
from nlp.visit_day import visited_on
from nlp.vocabulary import Vocabulary

LONGEST = 10_000  #: characters of one utterance that are read; the rest is left alone


def read(
    text: str,
    said_at: datetime,
    words: Vocabulary,
    calendar: WorkCalendar,
    *,
    voice: Transcript | None = None,
    asked: str | None = None,
    known: Reading | None = None,
    opinion: Opinion | None = None,
) -> Reading:
    """The fields that `text` speaks of; never raises on any text.

    `said_at` is aware; days are meant in `calendar.zone`. `asked` is the field (domain.reading.FIELDS) the
    rep was just asked for, so that a bare answer is understood; `known` is what is known of this visit, which
    corrections refer to. With `voice` the text is first read again by its sound (nlp.sound_repair), and each
    evidence also carries the second of audio and what its words were read as. `opinion` is the second reader's.
    """
    text = text[:LONGEST]
    clear = as_meant(text, words, voice, known)
    return read_meant(
        text, clear, said_at, words, calendar,
        voice=voice, asked=asked, known=known, pauses=pauses_of(text, voice), opinion=opinion,
    )  # fmt: skip


def as_meant(text: str, words: Vocabulary, voice: Transcript | None, known: Reading | None = None) -> str:
    """The text as it is to be read, of the same length: spoken words by their sound."""
    clear = text.replace("帐", "账")
    if voice is not None:
        clear, _ = repaired(clear, words.spoken, words.customers, _people_of(known))
    return clear


def read_meant(
    text: str,
    clear: str,
    said_at: datetime,
    words: Vocabulary,
    calendar: WorkCalendar,
    *,
    voice: Transcript | None = None,
    asked: str | None = None,
    known: Reading | None = None,
    pauses: tuple[int, ...] = (),
    about: Said[CustomerMention] | None = None,
    opinion: Opinion | None = None,
) -> Reading:
    """As `read`, of a text whose meaning (`as_meant`) is settled; `about` says which customer it is about."""
    today = said_at.astimezone(calendar.zone).date()
    reading = read_note(clear, today, words, calendar, pauses=pauses, heard=voice is not None, about=about)
    if (known is not None or asked is not None) and not _names(clear, reading, words) and is_small_talk(clear):
        return Reading()
    if known is not None:
        reading = corrected(clear, reading, known, today, words, calendar)
    if asked is not None:
        reading = answered(clear, reading, asked, known, today, words, calendar)
    if known is not None:
        reading = pains_corrected(clear, reading, known)
    if known is None and asked is None and not _tells_of_a_visit(clear, reading):
        return Reading()
    if opinion is not None:
        reading = joined(reading, known, opinion, ground(clear, words, today, calendar, pauses))
    reading = in_the_words_of(text, clear, reading, voice)
    customer = reading.customer
    if customer is not None and customer.evidence.read_as and customer.value.certain:
        as_heard, _ = main_customer(text, words.customers)
        if as_heard is not None and as_heard.value == customer.value:  # an accepted name of his, misheard as it is
            return reading
        reading = replace(reading, customer=_to_be_confirmed(text, customer, words.customers))
    return reading


def _names(text: str, reading: Reading, words: Vocabulary) -> bool:
    """Whether the words name a customer or a known brand: then they are no small talk, whatever else they hold."""
    return reading.customer is not None or any(brand.lower() in text.lower() for brand in words.brands)


_ABOUT_A_CUSTOMER = re.compile(r"客户|拜访|对方|甲方|跟进|竞品|竞争对手|痛点|下一步|报价单|方案|样机|演示")


def _tells_of_a_visit(text: str, reading: Reading) -> bool:
    """Whether a note that answers nothing is about a customer at all: “外卖迟到了四十分钟” is not.

    A customer's name is enough, or somebody with a position; without them two different fields, two 痛点, or a word
    that says what the talk is about. A 痛点 that only the model found is no such sign: people complain of much.
    """
    said = [name for name in FIELDS if name != "visited_on" and getattr(reading, name)]
    pains = [said for said in reading.pain_points if said.evidence.source != "learned"]
    has_position = any(one.value.title for one in reading.contacts) or any(
        one.value.title for one in reading.decision_chain
    )
    if "customer" in said or has_position or _ABOUT_A_CUSTOMER.search(text) is not None:
        return bool(said)
    if not pains:
        said = [name for name in said if name != "pain_points"]
    return len(said) > 1 or bool(pains and len(reading.pain_points) > 1)


def read_note(
    text: str,
    today: date,
    words: Vocabulary,
    calendar: WorkCalendar,
    *,
    pauses: tuple[int, ...] = (),
    heard: bool = False,
    about: Said[CustomerMention] | None = None,
) -> Reading:
    """The note on its own, without questions before it. `pauses`: offsets at which the speaker took breath."""
    customer, mentions = main_customer(text, words.customers)
    customer = about or customer
    parts = focused(text, clauses(text, turns(text), pauses), customer, mentions)
    persons = people(text, parts, _companies(customer, mentions))
    told = parts_told(text, parts, persons)
    return Reading(
        customer=customer,
        channel=channel(parts, words.channels),
        visited_on=visited_on(text, parts, today, calendar),
        contacts=contacts(text, parts, persons, words.lexicon, roles_by_part(told)),
        decision_chain=decision_chain(text, told, words.lexicon),
        competitor=competitor(text, parts, words.brands, heard=heard),
        pain_points=pain_points(text, parts, words.pains, heard=heard),
        next_step=next_step(text, parts, today, calendar),
        amounts=_amounts(text, parts),
        package=package(parts, words.packages),
    )


def _companies(customer: Said[CustomerMention] | None, mentions: list[Hit]) -> list[tuple[int, int]]:
    """Where companies are named."""
    ours = [(customer.evidence.start, customer.evidence.end)] if customer else []
    return ours + [(hit.start, hit.end) for hit in mentions if hit.exact]


def pauses_of(text: str, voice: Transcript | None) -> tuple[int, ...]:
    found, position = [], 0
    for segment in voice.segments if voice else ():
        start = text.find(segment.text, position)
        if start >= 0 and segment.text:
            found.append(start)
            position = start + len(segment.text)
    return tuple(found)


def _amounts(text: str, parts: tuple[Clause, ...]) -> tuple[Said[Amount], ...]:
    found: dict[object, Said[Amount]] = {}
    for span in money_spans(text):
        if any(part.start <= span.start < part.end and not part.ours for part in parts):
            continue
        evidence = Evidence(span.start, span.end, text[span.start : span.end])
        found.setdefault(span.value, Said(Amount(span.value, span.what), evidence))
    return tuple(found.values())


def _people_of(known: Reading | None) -> tuple[str, ...]:
    """Those known of this visit: they are likely to be named again."""
    if known is None:
        return ()
    return (*(said.value.name for said in known.contacts), *(said.value.name for said in known.decision_chain))


def _to_be_confirmed(text: str, said: Said[CustomerMention], index: CustomerIndex) -> Said[CustomerMention]:
    """A customer read by sound: a person says whether it is this one or another that sounds the same."""
    at = said.evidence
    alike = (hit.key.customer.id for hit in hits(text, index, believed=1) if hit.start < at.end and at.start < hit.end)
    ids = tuple(dict.fromkeys(id_ for id_ in (said.value.customer_id, *alike) if id_))
    return Said(replace(said.value, certain=False, candidates=ids[:5]), at)


def in_the_words_of(text: str, clear: str, reading: Reading, voice: Transcript | None) -> Reading:
    """The reading with every evidence and span cut from `text` itself, with what it was read as in `clear` (as long),
    and with `voice` the second of audio."""

    def one(said: Said[Any]) -> Said[Any]:
        at = said.evidence
        second = voice.second_at(at.start) if voice is not None else None
        words, meant = text[at.start : at.end], clear[at.start : at.end]
        otherwise = voice is not None and meant != words
        evidence = replace(at, words=words, second=second, read_as=meant if otherwise else "")
        if isinstance(said.value, PainPoint):
            return Said(replace(said.value, span=evidence.words), evidence)
        return Said(said.value, evidence)

    single = ("customer", "channel", "visited_on", "competitor", "next_step", "package")
    many = ("contacts", "decision_chain", "pain_points", "amounts", "none_of")
    changes: dict[str, Any] = {name: one(value) for name in single if (value := getattr(reading, name)) is not None}
    changes |= {name: tuple(_own(text, said, one) for said in getattr(reading, name)) for name in many}
    doubts = (replace(doubt, evidence=one(Said(doubt, doubt.evidence)).evidence) for doubt in reading.doubts)
    return replace(reading, **changes, doubts=tuple(doubts))


def _own(text: str, said: Said[Any], one: Callable[[Said[Any]], Said[Any]]) -> Said[Any]:
    """Amounts kept from before (`known`) have evidence in an earlier utterance: left alone."""
    is_earlier = said.evidence.utterance >= 0 or said.evidence.end > len(text)
    return said if is_earlier else one(said)
