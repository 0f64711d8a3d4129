"""第二遍读: what rules read, joined with what a model says of the same note and our own rules let pass."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from domain.reading import Competitor, Doubt, Evidence, Reading, Said
from domain.second_reading import Claim, Opinion
from nlp.second_gate import Ground, competitor, next_step, pain_point, worded
from nlp.second_people import contact, stakeholder


def joined(reading: Reading, known: Reading | None, opinion: Opinion, at: Ground) -> Reading:
    """The reading with what the rules left empty, and the doubts where both differ; what the rules read stays.

    `known` is what the visit holds already. Customer, days and amounts are never taken from a model; of a
    correction nothing is.
    """
    if reading.replaces or reading.renamed:
        return reading
    before = known or Reading()
    reading = _word("channel", at.words.channels, reading, before, opinion, at)
    reading = _word("package", at.words.packages, reading, before, opinion, at)
    reading = _competitor(reading, before, opinion, at)
    reading = _people("contacts", "role", contact, reading, before, opinion, at)
    reading = _people("decision_chain", "influence", stakeholder, reading, before, opinion, at)
    reading = _pain_points(reading, before, opinion, at)
    return _next_step(reading, before, opinion, at)


def _of(opinion: Opinion, field: str) -> Iterable[Claim]:
    return (claim for claim in opinion.claims if claim.field == field)


def _word(field: str, phrasings: Any, reading: Reading, known: Reading, opinion: Opinion, at: Ground) -> Reading:
    found = next((said for claim in _of(opinion, field) if (said := worded(claim, phrasings, at))), None)
    if found is None or _is_denied(field, reading):
        return reading
    held: Said[str] | None = getattr(reading, field) or getattr(known, field)
    if held is None:
        changes: dict[str, Any] = {field: found}
        return replace(reading, **changes)
    return _doubted(reading, field, "", "", held.value, found.value, found.evidence)


def _competitor(reading: Reading, known: Reading, opinion: Opinion, at: Ground) -> Reading:
    found = next((said for claim in _of(opinion, "competitor") if (said := competitor(claim, at))), None)
    if found is None or _is_denied("competitor", reading):
        return reading
    held = reading.competitor or known.competitor
    if held is None:
        return replace(reading, competitor=found)
    if held.value.brand != found.value.brand:
        return _doubted(reading, "competitor", "brand", "", held.value.brand, found.value.brand, found.evidence)
    if found.value.model is None:
        return reading
    if held.value.model is None:
        return replace(reading, competitor=Said(Competitor(held.value.brand, found.value.model), found.evidence))
    if found.value.model in held.value.model:
        return reading
    return _doubted(reading, "competitor", "model", "", held.value.model, found.value.model, found.evidence)


def _people(
    field: str, part: str, gate: Any, reading: Reading, known: Reading, opinion: Opinion, at: Ground
) -> Reading:
    """Those whom the rules missed are added; of those they know, what is empty is filled and what differs is asked."""
    own: dict[str, Said[Any]] = {said.value.name: said for said in getattr(reading, field)}
    earlier: dict[str, Said[Any]] = {said.value.name: said for said in getattr(known, field)}
    for claim in _of(opinion, field):
        found = gate(claim, at)
        if found is None or _is_denied(field, reading):
            continue
        name = found.value.name
        held = own.get(name) or earlier.get(name)
        if held is None:
            if not any(_may_be_same(name, other) for other in (*own, *earlier)):
                own[name] = found
            continue
        said, other = getattr(held.value, part), getattr(found.value, part)
        if said and other and said != other:
            reading = _doubted(reading, field, part, name, said, other, found.evidence)
        lacking = {
            key: value
            for key, value in vars(found.value).items()
            if value is not None and getattr(held.value, key) is None
        }
        if lacking:
            own[name] = Said(replace(held.value, **lacking), found.evidence)
    changes: dict[str, Any] = {field: tuple(own.values())}
    return replace(reading, **changes)


def _pain_points(reading: Reading, known: Reading, opinion: Opinion, at: Ground) -> Reading:
    pains = list(reading.pain_points)
    if _is_denied("pain_points", reading):
        return reading
    for claim in _of(opinion, "pain_points"):
        found = pain_point(claim, at)
        if found is None:
            continue
        held = (*pains, *known.pain_points)
        is_told = any(found.value.tag is not None and found.value.tag == said.value.tag for said in held)
        if not (is_told or any(_overlaps(said.evidence, found.evidence) for said in pains)):
            pains.append(found)
    return replace(reading, pain_points=tuple(sorted(pains, key=lambda said: said.evidence.start)))


def _next_step(reading: Reading, known: Reading, opinion: Opinion, at: Ground) -> Reading:
    if reading.next_step is not None or known.next_step is not None or _is_denied("next_step", reading):
        return reading
    found = next((said for claim in _of(opinion, "next_step") if (said := next_step(claim, at))), None)
    return replace(reading, next_step=found) if found else reading


def _doubted(reading: Reading, field: str, part: str, who: str, kept: str, other: str, evidence: Evidence) -> Reading:
    is_new = kept != other and not any((d.field, d.part, d.who) == (field, part, who) for d in reading.doubts)
    doubt = Doubt(field, part, who, kept, other, evidence)
    return replace(reading, doubts=(*reading.doubts, doubt)) if is_new else reading


def _is_denied(field: str, reading: Reading) -> bool:
    """The rep said that there is none of it."""
    return any(said.value.partition(".")[0] == field for said in reading.none_of)


def _may_be_same(one: str, other: str) -> bool:
    """王经理 and 王建国 may be one person: which, the rules say, not the model."""
    return one in other or other in one or one.lstrip("老小")[:1] == other.lstrip("老小")[:1]


def _overlaps(one: Evidence, other: Evidence) -> bool:
    return one.utterance < 0 and one.start < other.end and other.start < one.end
