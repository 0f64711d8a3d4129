"""读文字项: the free texts of a form: what follows a cue, or the answer to the question that was put."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from domain.approval_policy import Value
from domain.form import FormField, Kind
from domain.reading import Said
from nlp.form_cues import END, cues, said
from nlp.patterns import one_of
from nlp.segmentation import trim

FREE = frozenset({Kind.TEXT, Kind.LIST})
_LONGEST_TEXT = 200
_LEAD = re.compile(r"(?:改成|改为|改到|换成|应该是|是|为|的?是|：|:|，|,|\s|用来|主要是?|嗯|就是|那个)+")
_SPLIT = re.compile(r"[、，,；;\n]|和|以及|还有")


def free_text(
    text: str, one: FormField, begin: int, asked: bool, taken: Sequence[tuple[int, int]]
) -> Iterator[Said[Value]]:
    """What the field may hold; nothing that touches the `taken` stretches."""
    for start, end in _stated(text, one, begin, asked, taken):
        if one.kind is Kind.LIST:
            yield from _listed(text, start, end)
        else:
            yield said(text, start, end, text[start:end])


def announced(text: str, taken: Iterable[tuple[int, int]], others: Sequence[FormField]) -> list[tuple[int, int]]:
    """The stretches that say something else, each with the cue right before it, and the cues of other free texts."""
    cue = re.compile(f"(?:{'|'.join(cues(one).pattern for one in others) or '(?!)'})[是为：:]?$")
    found = []
    for start, end in taken:
        before = cue.search(text, 0, start)
        found.append((before.start() if before else start, end))
    words = {word for one in others if one.kind in FREE for word in (*one.cues, one.label) if len(word) > 1}
    return found + [match.span() for match in re.finditer(one_of(words), text)] if words else found


def _stated(
    text: str, one: FormField, begin: int, asked: bool, taken: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """Where a free text stands: after a cue up to the end of the clause or to what says something else, or all of an
    answer that is left."""
    for match in cues(one).finditer(text, begin):
        start = _after_lead(text, match.end())
        stop = END.search(text, start)
        ends = [stop.start() if stop else len(text), start + _LONGEST_TEXT]
        ends += [other for other, end in taken if other >= start or end > start]
        span = trim(text, start, max(start, min(ends)))
        if span[0] < span[1]:
            yield span
    if asked:
        edges = [begin, *(edge for span in sorted(taken) for edge in span), len(text)]
        free = [trim(text, _after_lead(text, start), end) for start, end in pairwise(edges) if start < end]
        free = [(start, end) for start, end in free if not any(start < b and a < end for a, b in taken)]
        start, end = max(free, key=lambda span: span[1] - span[0], default=(0, 0))
        if start < end:
            yield start, min(end, start + _LONGEST_TEXT)


def _after_lead(text: str, at: int) -> int:
    lead = _LEAD.match(text, at)
    return lead.end() if lead else at


def _listed(text: str, start: int, end: int) -> Iterator[Said[Value]]:
    edges = [start, *(at for match in _SPLIT.finditer(text, start, end) for at in match.span()), end]
    for begin, stop in zip(edges[::2], edges[1::2], strict=True):
        begin, stop = trim(text, begin, stop)
        if begin < stop:
            yield said(text, begin, stop, text[begin:stop])
