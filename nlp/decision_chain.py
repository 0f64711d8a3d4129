"""决策链: what part each person has in the purchase, how much weight, and what worries them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from domain.lexicon import Lexicon
from domain.reading import Evidence, Said, Stakeholder
from nlp.concerns import VERB, concern_of, concern_span
from nlp.decision_parts import AHEAD, LABEL, NEGATED, PARTS, STANCE, UNKNOWN
from nlp.people import Person, role_of_title
from nlp.segmentation import Clause, trim
from nlp.subjects import HELD_BY_MANY, subject

_WEIGHT = re.compile(r"影响力\s*(?:是|比较|最|很|也)?\s*(?P<level>高|大|中等?|一般|低|小)")
_ARROW = re.compile(r"\s*(?:→|->|—>|➡)\s*")


_LONGEST_EVIDENCE = 80  #: characters that a person still reads at a glance


@dataclass(frozen=True)
class PartTold:
    """A person's part: weight, role that goes with it, where a concern stands, and the clause that tells it."""

    person: Person
    influence: str | None
    role: str | None
    concern: tuple[int, int] | None
    start: int
    end: int


def decision_chain(text: str, told: Mapping[int, PartTold], lexicon: Lexicon) -> tuple[Said[Stakeholder], ...]:
    """Everyone whose part in the purchase the note states (`parts_told`), in the order in which it names them."""
    return tuple(_stakeholder(text, told[key], lexicon) for key in sorted(told))


def roles_by_part(told: Mapping[int, PartTold]) -> dict[str, str]:
    """决策人 or 影响者 by name, of everybody whose part in deciding the note tells."""
    return {part.person.name: part.role for part in told.values() if part.role}


def parts_told(text: str, parts: Sequence[Clause], persons: Sequence[Person]) -> dict[int, PartTold]:
    """What the note tells of each person's part, by the person's place in `persons`."""
    found: dict[int, PartTold] = {}
    for number, clause in enumerate(parts):
        if clause.ours:
            for part in _parts_of(text, parts, number, persons):
                if part.person.first.kind == "office" and HELD_BY_MANY.search(part.person.name):
                    continue
                key = persons.index(part.person)
                found[key] = _joined(found[key], part) if key in found else part
    return found


def _stakeholder(text: str, part: PartTold, lexicon: Lexicon) -> Said[Stakeholder]:
    influence = part.influence
    if influence is None:
        role = role_of_title(part.person.title, part.person.name, lexicon)
        influence = lexicon.influence_of_role.get(role or "")
    concern = text[slice(*part.concern)] if part.concern else None
    start, end = min(part.start, part.person.first.start), max(part.end, part.person.first.end)
    if end - start > _LONGEST_EVIDENCE // 2:  # named in one place, described in another: show the description
        start, end = part.start, part.end
    if part.concern and max(end, part.concern[1]) - min(start, part.concern[0]) <= _LONGEST_EVIDENCE:
        start, end = min(start, part.concern[0]), max(end, part.concern[1])
    value = Stakeholder(part.person.name, part.person.title, influence, concern)
    return Said(value, Evidence(start, end, text[start:end]))


_ORDER = {"高": 3, "中": 2, "低": 1, None: 0}


def _joined(one: PartTold, other: PartTold) -> PartTold:
    influence = max(one.influence, other.influence, key=lambda level: _ORDER[level])
    if "低" in (one.influence, other.influence):
        influence = "低"
    concern = one.concern or other.concern
    near = other if _ORDER[other.influence] > _ORDER[one.influence] else one
    return replace(near, influence=influence, role=near.role or one.role or other.role, concern=concern)


def _parts_of(text: str, parts: Sequence[Clause], number: int, persons: Sequence[Person]) -> list[PartTold]:
    clause = parts[number]
    in_chain = _in_chain_of_arrows(text, parts, number, persons)
    if in_chain:
        return in_chain
    named = _behind_label(text, parts, number, persons)
    if named is not None:
        return [PartTold(named, "高", "决策人", None, clause.start, parts[number + 1].end)]
    taken: list[PartTold] = []
    is_unknown = UNKNOWN.search(clause.text) or re.match(r"\s*[？?]", text[clause.end :])
    ahead: list[tuple[int, int]] = []
    for part in AHEAD:
        for match in part.cue.finditer(clause.text):
            ahead.append(match.span())
            who = None if is_unknown else _named_ahead(parts, number, clause.start + match.end(), persons)
            if who is not None and not NEGATED.search(clause.text[: match.start()]):
                taken.append(PartTold(who, part.influence, part.role, None, clause.start, clause.end))
    for part in PARTS:
        for match in part.cue.finditer(clause.text):
            if is_unknown or NEGATED.search(clause.text[: match.start()]):
                continue
            if part.influence == "高" and any(a < match.end() and match.start() < b for a, b in ahead):
                continue
            who = _bearer(text, parts, clause, match, persons)
            if who is not None and not any(p.person is who and p.influence for p in taken):
                taken.append(PartTold(who, part.influence, part.role, None, clause.start, clause.end))
    stance = STANCE.search(clause.text)
    if stance and not re.search(r"如果|要是|万一|等", clause.text[: stance.start()]):
        who = _bearer(text, parts, clause, stance, persons)
        if who is not None and not any(p.person is who for p in taken):
            taken.append(PartTold(who, None, None, None, clause.start, clause.end))
        reason = _REASON.match(parts[number + 1].text) if number + 1 < len(parts) else None
        if who is not None and reason and _AGAINST.search(stance[0]):
            span = concern_span(text, parts[number + 1].start + reason.end(), parts[number + 1].end)
            taken.append(PartTold(who, None, None, span, clause.start, clause.end))
    for worry in VERB.finditer(clause.text):
        if NEGATED.search(clause.text[: worry.start()]):
            continue
        who = _bearer(text, parts, clause, worry, persons)
        span = concern_of(text, clause.start, worry, clause.end) or _behind_colon(text, parts, number, worry)
        if who is not None and span:
            taken.append(PartTold(who, None, None, span, clause.start, clause.end))
            break
    return taken


_AGAINST = re.compile(r"反对|不|抵触|犹豫|拒绝|卡|否|排斥")
_REASON = re.compile(r"(?:他|她)?(?:说|理由是|觉得|说是)")
_ANNOUNCES = re.compile(r"虑者$|一(?:句话|条|点|个要求|个条件)$|[遍回次]$")


def _named_ahead(parts: Sequence[Clause], number: int, at: int, persons: Sequence[Person]) -> Person | None:
    """The first one named behind `at` in the clause."""
    ahead = [(m.start, n) for n, p in enumerate(persons) for m in p.mentions if at <= m.start < parts[number].end]
    return persons[min(ahead)[1]] if ahead else None


def _hears_and_decides(text: str, clause: Clause, start: int, end: int, at: int) -> bool:
    """“报给分管副总批”: the person at [start, end), to whom it is passed, is the one who does it."""
    if not clause.start < start < end <= at or not re.fullmatch(r"(?:来|去|再|才)?", text[end:at]):
        return False
    return bool(re.search(r"[给报让请由经等找][^，。；\s]{0,4}$", text[clause.start : start]))


def _behind_colon(text: str, parts: Sequence[Clause], number: int, worry: re.Match[str]) -> tuple[int, int] | None:
    """“唯一要求：不裁老员工”: the concern behind words that only announce it."""
    clause = parts[number]
    if worry.end() < len(clause.text) or number + 1 == len(parts):
        return None
    after = parts[number + 1]
    is_announced = _ANNOUNCES.search(worry[0]) or re.fullmatch(r"\s*[：:]\s*", text[clause.end : after.start])
    return concern_span(text, after.start, after.end) if is_announced else None


def _behind_label(text: str, parts: Sequence[Clause], number: int, persons: Sequence[Person]) -> Person | None:
    """“最终决定：生产副总”: who stands behind the words that ask who decides."""
    if number + 1 == len(parts) or not LABEL.fullmatch(parts[number].text):
        return None
    after = parts[number + 1]
    if not re.fullmatch(r"\s*[：:]\s*", text[parts[number].end : after.start]):
        return None
    first = min(
        ((m.start, p) for p in persons for m in p.mentions if after.start <= m.start < after.end),
        key=lambda item: item[0],
        default=None,
    )
    return first[1] if first and (first[0] + len(first[1].name) >= after.end - 1) else None


def _bearer(
    text: str, parts: Sequence[Clause], clause: Clause, match: re.Match[str], persons: Sequence[Person]
) -> Person | None:
    """Who has the part: “要X同意” holds its person inside, else the subject."""
    inside = [
        (m.start, p)
        for p in persons
        for m in p.mentions
        if clause.start + match.start() <= m.start < clause.start + match.end()
    ]
    doers = [(start, person) for start, person in inside if not re.search(r"[跟向给报]$", text[clause.start : start])]
    if doers:
        return max(doers, key=lambda x: x[0])[1]
    at = clause.start + match.start()
    for person in persons:
        if any(_hears_and_decides(text, clause, m.start, m.end, at) for m in person.mentions):
            return person
    return subject(text, parts, clause, at, persons)


def _in_chain_of_arrows(text: str, parts: Sequence[Clause], number: int, persons: Sequence[Person]) -> list[PartTold]:
    """“臧部长→副总郦总→董事长瞿总”: the last one decides, the others pass it on."""
    clause = parts[number]
    after = text[clause.end : parts[number + 1].start] if number + 1 < len(parts) else ""
    before = text[parts[number - 1].end : clause.start] if number else ""
    inside = list(_ARROW.finditer(text, clause.start, clause.end))
    goes_on = bool(_ARROW.fullmatch(after))
    if not (inside or goes_on or _ARROW.fullmatch(before)):
        return []
    named = sorted(
        {(m.start, i) for i, p in enumerate(persons) for m in p.mentions if clause.start <= m.start < clause.end}
    )
    last = -1 if goes_on else len(named) - 1
    return [
        PartTold(persons[i], *(("高", "决策人") if n == last else ("中", "影响者")), None, clause.start, clause.end)
        for n, (_, i) in enumerate(named)
    ]


def stakeholder_parts(text: str, lacking: Stakeholder) -> tuple[Said[Stakeholder], ...]:
    """The parts a bare answer gives of the person asked about: “影响力高，担心切换风险”, “价格”."""
    start, end = trim(text, 0, len(text))
    level = _WEIGHT.search(text) or re.fullmatch(r"(?P<level>高|中|低)(?:吧|的)?", text[start:end])
    influence = lacking.influence or (
        {"大": "高", "小": "低", "一般": "中", "中等": "中"}.get(level["level"], level["level"]) if level else None
    )
    concern = lacking.concern
    worry = VERB.search(text)
    if worry and concern is None:
        stop = re.search(r"[，。；,;]", text[worry.end() :])
        span = concern_span(text, worry.end(), worry.end() + stop.start() if stop else len(text))
        concern = text[slice(*span)] if span else None
    elif concern is None and level is None and lacking.influence and 2 <= end - start <= 20:
        concern = text[start:end]
    if (influence, concern) == (lacking.influence, lacking.concern):
        return ()
    value = Stakeholder(lacking.name, lacking.title, influence, concern)
    return (Said(value, Evidence(start, end, text[start:end])),)
