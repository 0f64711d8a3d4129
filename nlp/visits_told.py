"""几家客户: which stretches of a note tell of which customer that was visited, phoned, written to or met.

What is doubtful stays with the visit being told: two visits read as one are a question to the rep, one torn in two
is wrong.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from domain.reading import CustomerMention, Said
from domain.workdays import WorkCalendar
from nlp.company_mentions import Company, companies
from nlp.customers import CustomerIndex
from nlp.dates import day_spans
from nlp.segmentation import clauses
from nlp.visit_openings import EDGE, HAN_NUMBERS, Turn, listed, openings, return_at

#: said of all visits at once
_OF_ALL = re.compile(
    r"(?:都|全)是?(?:上门|面访|打的?电话|电话|微信|当面|见面|去的|拜访)|[两三四五六]家都|"
    r"(?:跑|去|走|拜访|走访|见|看|聊|打|联系|回访)了?[两二三四五六七八几\d]+(?:家|个客户|个电话)"
)
_LONGEST_SHARED = 20  #: characters: a long clause says more than what holds for all
_NTH_AGAIN = re.compile(rf"(?:^|(?<=[{re.escape(EDGE)}]))第([{HAN_NUMBERS}])家")


@dataclass(frozen=True)
class Told:
    """One visit of a note: its customer, and the stretches [start, end) that tell of it, disjoint and in order.

    `follows`: told as the next of a row (“下午又…”), so that a day named before holds for it too.
    """

    customer: Said[CustomerMention]
    stretches: tuple[tuple[int, int], ...]
    follows: bool = False


@dataclass(frozen=True)
class Note:
    """The visits of a note, and the stretches that are said of all of them (“今天都是上门”)."""

    visits: tuple[Told, ...]
    shared: tuple[tuple[int, int], ...] = ()


def visits_told(
    text: str, today: date, index: CustomerIndex, calendar: WorkCalendar, pauses: tuple[int, ...] = ()
) -> Note:
    """The visits that `text` tells of, where it tells of at least two; else none: it is read as one, whole."""
    found = companies(text, index)
    opened = openings(text, found, index, pauses) if len(found) > 1 else []
    groups = _grouped(text, opened, today, calendar)
    if len(groups) < 2:
        return Note(())
    turns = _turns(text, found, opened)
    owners = {turn: number for number, group in enumerate(groups) for turn in group}
    shared = _shared(text, turns[0].start, pauses, listed(text, found))
    stretches: list[list[tuple[int, int]]] = [[] for _ in groups]
    last = owners[opened[0]]
    edges = [*((turn.start, _owner(turn, owners, groups)) for turn in turns), (len(text), -1)]
    if edges[0][0] > 0:
        edges.insert(0, (0, last))
    for (start, owner), (end, _) in pairwise(edges):
        stretches[owner] += [(a, b) for a, b in _less(start, end, shared) if text[a:b].strip(EDGE)]
    told = [
        Told(group[0].company.said, _joined(parts), group[0].follows)
        for group, parts in zip(groups, stretches, strict=True)
        if parts
    ]
    return Note(tuple(told), shared) if len(told) > 1 else Note(())


def _grouped(text: str, opened: list[Turn], today: date, calendar: WorkCalendar) -> list[list[Turn]]:
    """The turns of each visit: one for each customer, unless he was seen on two days that are both named."""
    groups: list[list[Turn]] = []
    days: list[date | None] = []
    for turn in opened:
        lead = text[turn.start : turn.company.start]
        day = next((span.on for span in day_spans(lead, today, calendar) if span.on <= today), None)
        for number, group in enumerate(groups):
            is_other_day = day is not None and days[number] is not None and day != days[number]
            if group[0].company.is_same(turn.company) and not is_other_day:
                group.append(turn)
                break
        else:
            groups.append([turn])
            days.append(day)
    return groups


def _turns(text: str, found: tuple[Company, ...], opened: list[Turn]) -> list[Turn]:
    """Where the tale turns: to a visit it opens, and back to one it has opened already."""
    opening = {turn.company: turn for turn in opened}
    turns: list[Turn] = []
    for company in found:
        if company in opening:
            turns.append(opening[company])
        elif turns and any(company.is_same(turn.company) for turn in turns):
            start = return_at(text, company)
            if start is not None and not company.is_same(turns[-1].company):
                turns.append(Turn(start, company))
    turns += list(_returns_by_number(text, opened))
    return sorted(turns, key=lambda turn: turn.start)


def _returns_by_number(text: str, opened: list[Turn]) -> Iterator[Turn]:
    """“第一家还要发票” after both were told."""
    for match in _NTH_AGAIN.finditer(text):
        number = HAN_NUMBERS.index(match[1])
        is_opening = any(turn.start <= match.start() <= turn.company.start for turn in opened)
        if number < len(opened) and not is_opening and match.start() > opened[-1].company.end:
            yield Turn(match.start(), opened[number].company)


def _owner(turn: Turn, owners: dict[Turn, int], groups: list[list[Turn]]) -> int:
    if turn in owners:
        return owners[turn]
    same = (n for n, group in enumerate(groups) if group[0].company.is_same(turn.company))
    return max(n for n in same if groups[n][0].start <= turn.start)


def _shared(text: str, first: int, pauses: tuple[int, ...], lists: tuple[Company, ...]) -> tuple[tuple[int, int], ...]:
    """The clauses that are said of all visits."""
    return tuple(
        (part.start, part.end)
        for part in clauses(text, (), pauses)
        if (_OF_ALL.search(part.text) and (part.start < first or len(part.text) <= _LONGEST_SHARED))
        or any(part.start <= one.start < part.end for one in lists)
    )


def _less(start: int, end: int, without: tuple[tuple[int, int], ...]) -> Iterator[tuple[int, int]]:
    """The stretch without others."""
    for a, b in without:
        if start < b and a < end:
            if start < a:
                yield start, a
            start = max(start, b)
    if start < end:
        yield start, end


def _joined(parts: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    joined: list[tuple[int, int]] = []
    for start, end in parts:
        if joined and joined[-1][1] == start:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return tuple(joined)
