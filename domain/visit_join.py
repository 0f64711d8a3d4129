"""合并: two drafts that turn out to be about one visit become one."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from domain.reading import FIELDS, Reading, Said
from domain.visit import VisitUtterance, needs_choice, record


def joining(first: tuple[VisitUtterance, ...], second: tuple[VisitUtterance, ...]) -> tuple[VisitUtterance, ...]:
    """The utterances of the second as they are added to the first: each with what of it still holds.

    Where there is only room for one value (`clashing`), the first keeps its own.
    """
    whole, taken = record(second), set(_taken(record(first), record(second)))
    return tuple(
        replace(utterance, reading=_said_in(number, whole, taken))
        for number, utterance in enumerate(sorted(second, key=lambda one: one.said_at))
    )


def clashing(first: Reading, second: Reading) -> tuple[str, ...]:
    """The fields, other than the customer, of which both say something different and only one can stay."""
    return tuple(
        key
        for key in _taken(first, second)
        if key != "customer" and getattr(first, key).value != getattr(second, key).value
    )


def said_once(utterances: Iterable[VisitUtterance]) -> tuple[VisitUtterance, ...]:
    """The utterances without the repetitions of a note that both of two joined visits came from."""
    return tuple({(one.said_at, one.text): one for one in utterances}.values())


def _taken(first: Reading, second: Reading) -> list[str]:
    single = [key for key in FIELDS if not isinstance(getattr(first, key), tuple)]
    taken = [key for key in single if getattr(first, key) is not None and getattr(second, key) is not None]
    if "customer" in taken and needs_choice(first) and not needs_choice(second):
        taken.remove("customer")  # what the rep has settled stays settled
    return taken


def _said_in(number: int, whole: Reading, without: set[str]) -> Reading:
    def mine(value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(one for said in value if (one := mine(said)) is not None)
        if not isinstance(value, Said) or value.evidence.utterance != number:
            return None
        return replace(value, evidence=replace(value.evidence, utterance=-1))

    values = {key: mine(getattr(whole, key)) for key in (*FIELDS, "none_of", "own") if key not in without}
    return Reading(**values)
