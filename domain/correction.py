"""听到 / 改为: what somebody changed of what was heard, with the words of both."""

from dataclasses import dataclass
from typing import Any

from domain.reading import FIELDS, Reading, Said
from domain.visit import PERSON, VisitUtterance, record


@dataclass(frozen=True)
class Correction:
    """One value of a field of domain.reading.FIELDS that a person put right: by words, or by a tap."""

    field: str
    heard: Said[Any]
    changed: Said[Any]


def corrections(utterances: tuple[VisitUtterance, ...]) -> tuple[Correction, ...]:
    """Everything that was put right while the visit was told, in that order."""
    ordered = sorted(utterances, key=lambda u: u.said_at)
    records = [record(tuple(ordered[:count])) for count in range(len(ordered) + 1)]
    return tuple(
        found
        for number, utterance in enumerate(ordered)
        for found in between(records[number], utterance.reading, records[number + 1])
    )


def between(known: Reading, said: Reading, whole: Reading) -> tuple[Correction, ...]:
    """What `said` put right: `known` is the record before, `whole` the record with it.

    Only what the speaker took back or a person chose counts; one merely completed (用友 → 用友 U8) does not.
    """
    found = []
    for field in FIELDS:
        old, new = getattr(known, field), getattr(whole, field)
        if isinstance(new, tuple):
            found += _of_list(field, old, new, field in said.replaces)
        elif old is not None and new is not None and _is_put_right(field, old, new, said):
            found.append(Correction(field, old, new))
    return (*found, *_renamed(known, said, whole))


def _is_put_right(field: str, old: Said[Any], new: Said[Any], said: Reading) -> bool:
    if field == "customer":  # the name may be the same, and yet not what was heard
        is_chosen = new.evidence.source == PERSON and old.evidence.source != PERSON
        is_same = old.evidence.words == new.value.name or old.value == new.value
        return (is_chosen or field in said.replaces) and not is_same
    return field in said.replaces and old.value != new.value


def _of_list(field: str, old: tuple[Said[Any], ...], new: tuple[Said[Any], ...], is_replaced: bool) -> list[Correction]:
    before, after = [one.value for one in old], [one.value for one in new]
    gone = [one for one in old if one.value not in after]
    came = [one for one in new if one.value not in before and (is_replaced or one.evidence.source == PERSON)]
    if field == "pain_points" and not is_replaced:  # put under a tag: the words are the same
        spans = {one.value.span: one for one in gone}
        return [Correction(field, spans[one.value.span], one) for one in came if one.value.span in spans]
    return [Correction(field, *pair) for pair in zip(gone, came, strict=False)]


def _renamed(known: Reading, said: Reading, whole: Reading) -> list[Correction]:
    """People called by another name: in the list where they are first found."""
    found = []
    for old, new in said.renamed:
        for field in ("contacts", "decision_chain"):
            heard = next((one for one in getattr(known, field) if one.value.name == old), None)
            changed = next((one for one in getattr(whole, field) if one.value.name == new), None)
            if heard is not None and changed is not None:
                found.append(Correction(field, heard, changed))
                break
    return found
