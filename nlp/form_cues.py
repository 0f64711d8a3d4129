"""提示词: the words that announce the value of a field, and the values they announce."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from domain.approval_policy import Value
from domain.form import FormField
from domain.reading import Evidence, Said
from nlp.patterns import one_of

_FAR = 8  #: characters between a cue and the value it announces
END = re.compile(r"[，。；;！？!?\n]| {2,}")  #: of a clause


def cues(one: FormField) -> re.Pattern[str]:
    """Its cues and its label."""
    return re.compile(one_of((*one.cues, one.label)))


def by_cue(text: str, one: FormField, found: Iterable[Said[Value]], begin: int, without: bool) -> Iterator[Said[Value]]:
    """Those announced by a cue nearby; if none is and `without` a cue will do, all of them."""
    candidates = [value for value in found if value.evidence.start >= begin]
    near = [value for value in candidates if has_cue(text, value.evidence, cues(one), begin)]
    yield from near or (candidates if without else ())


def has_cue(text: str, at: Evidence, cue: re.Pattern[str], begin: int) -> bool:
    """Whether the cue stands shortly before the words, or right after them, in the same clause."""
    before = END.split(text[max(begin, at.start - _FAR) : at.start])[-1]
    after = END.split(text[at.end : at.end + 4])[0]
    return bool(cue.search(before) or cue.match(after))


def said(text: str, start: int, end: int, value: Value) -> Said[Value]:
    """The value with the words that say it."""
    if isinstance(value, Decimal):
        value = Decimal(int(value)) if value == value.to_integral_value() else value  # of any number of digits
    return Said(value, Evidence(start, end, text[start:end]))
