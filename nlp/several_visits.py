"""逐家读: each visit of a note that tells of several, read on its own with the words of the whole note."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from domain.reading import Reading
from domain.transcript import Transcript
from domain.workdays import WorkCalendar
from nlp.segmentation import trim
from nlp.visit_extraction import LONGEST, as_meant, pauses_of, read_meant
from nlp.visit_openings import announces
from nlp.visits_told import Told, visits_told
from nlp.vocabulary import Vocabulary

_ORDINAL = re.compile(
    r"[\s，,]*(?:不对|对了|还有|那个|那)?[\s，,]*第([一二三四五])(?:家|个客户)(?!.*第[一二三四五](?:家|个客户))",
    re.DOTALL,
)


def ordinal(text: str) -> int | None:
    """2 for “第二家那个金额是三十万”: which visit of an earlier note the whole text is about."""
    found = _ORDINAL.match(text)
    return "一二三四五".index(found[1]) + 1 if found else None


@dataclass(frozen=True)
class Apart:
    """One visit of a note: what is read of it, and the note as it is meant (`as_meant`) with all else blanked out."""

    reading: Reading
    clear: str


def read_visits(
    text: str,
    said_at: datetime,
    words: Vocabulary,
    calendar: WorkCalendar,
    *,
    voice: Transcript | None = None,
) -> tuple[Reading, ...]:
    """One reading for each visit, where `text` tells of at least two; else none: `visit_extraction.read` reads it."""
    return tuple(one.reading for one in read_apart(text, said_at, words, calendar, voice=voice))


def read_apart(
    text: str,
    said_at: datetime,
    words: Vocabulary,
    calendar: WorkCalendar,
    *,
    voice: Transcript | None = None,
) -> tuple[Apart, ...]:
    """As `read_visits`, with the words that are about each.

    All evidence is cut from the whole text. A day that was named before also holds for a visit told as the next of
    the same row.
    """
    text = text[:LONGEST]
    clear, pauses = as_meant(text, words, voice), pauses_of(text, voice)
    note = visits_told(clear, said_at.astimezone(calendar.zone).date(), words.customers, calendar, pauses)
    found: list[Apart] = []
    if not all(_holds_its_name(told) for told in note.visits):
        return ()
    for told in note.visits:
        mine = (*told.stretches, *note.shared)
        only = _only(clear, mine)
        reading = read_meant(
            _only(text, mine), only, said_at, words, calendar,
            voice=voice, pauses=pauses, about=told.customer,
        )  # fmt: skip
        if found and told.follows and reading.visited_on is None:
            reading = replace(reading, visited_on=found[-1].reading.visited_on)
        pains = tuple(
            said for said in reading.pain_points if not announces(said.evidence.words)
        )  # 跑了三家 is no 客户流失
        found.append(Apart(replace(reading, pain_points=pains), only))
    return tuple(found)


def _holds_its_name(told: Told) -> bool:
    """Whether the customer is named in the words that are about the visit; else the note was cut wrongly."""
    at = told.customer.evidence
    return any(start <= at.start and at.end <= end for start, end in told.stretches)


def _only(text: str, stretches: Iterable[tuple[int, int]]) -> str:
    """The text with everything else blanked out, of the same length: offsets stay those of the whole note."""
    kept = ["\n"] * len(text)
    for start, end in (trim(text, *stretch) for stretch in stretches):
        kept[start:end] = text[start:end]
    return "".join(kept)
