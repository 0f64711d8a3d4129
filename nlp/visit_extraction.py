"""读拜访: what one utterance says about a visit, each value with the words that say it."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from domain.reading import Amount, Evidence, Reading, Said
from domain.transcript import Transcript
from domain.workdays import WorkCalendar
from nlp.amounts import money_spans
from nlp.answering import answered
from nlp.channel import channel
from nlp.competitors import competitor
from nlp.corrections import corrected
from nlp.decision_chain import decision_chain
from nlp.focus import focused, main_customer
from nlp.names import turns
from nlp.next_step import next_step
from nlp.packages import package
from nlp.pain_points import pain_points
from nlp.people import contacts, people
from nlp.segmentation import Clause, clauses
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
) -> Reading:
    """The fields that `text` speaks of; never raises on any text.

    `said_at` is aware; days are meant in `calendar.zone`. `asked` is the field (domain.reading.FIELDS) the
    rep was just asked for, so that a bare answer is understood; `known` is what is known of this visit, which
    corrections refer to. With `voice` each evidence also carries the second of audio.
    """
    text = text[:LONGEST]
    today = said_at.astimezone(calendar.zone).date()
    reading = read_note(text, today, words, calendar, heard=voice is not None, joins=known is not None)
    if known is not None:
        reading = corrected(text, reading, known, today, words, calendar)
    if asked is not None:
        reading = answered(text, reading, asked, known, today, words, calendar)
    return timed(reading, voice) if voice is not None else reading


def read_note(text: str, today: date, words: Vocabulary, calendar: WorkCalendar, *, heard: bool = False, joins: bool = False) -> Reading:
    """The note on its own, without questions before it. `joins`: it adds to what is known of a visit."""
    customer, mentions = main_customer(text, words.customers)
    parts = focused(text, clauses(text, turns(text)), customer, mentions)
    persons = people(text, parts)
    return Reading(
        customer=customer,
        channel=channel(parts, words.lexicon),
        visited_on=visited_on(text, parts, today, calendar),
        contacts=contacts(text, parts, persons, words.lexicon),
        decision_chain=decision_chain(text, parts, persons, words.lexicon),
        competitor=competitor(text, parts, words.brands, heard=heard),
        pain_points=pain_points(text, parts, words.pains),
        next_step=next_step(text, parts, today, calendar),
        amounts=_amounts(text, parts),
        package=package(parts, words.packages),
    )


def _amounts(text: str, parts: tuple[Clause, ...]) -> tuple[Said[Amount], ...]:
    found: dict[object, Said[Amount]] = {}
    for span in money_spans(text):
        if any(part.start <= span.start < part.end and not part.ours for part in parts):
            continue
        evidence = Evidence(span.start, span.end, text[span.start : span.end])
        found.setdefault(span.value, Said(Amount(span.value, span.what), evidence))
    return tuple(found.values())


def timed(reading: Reading, voice: Transcript) -> Reading:
    """The reading with the second of audio in every evidence."""

    def one(said: Said) -> Said:  # type: ignore[type-arg]
        return replace(said, evidence=replace(said.evidence, second=voice.second_at(said.evidence.start)))

    single = ("customer", "channel", "visited_on", "competitor", "next_step", "package")
    many = ("contacts", "decision_chain", "pain_points", "amounts", "none_of")
    changes = {name: one(value) for name in single if (value := getattr(reading, name)) is not None}
    changes |= {name: tuple(one(said) for said in getattr(reading, name)) for name in many}
    return replace(reading, **changes)
