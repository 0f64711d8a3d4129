"""说法: the phrasings of the lexicon compiled into regular expressions.

A phrasing is plain words, or parts joined by … (in this order within a clause, at most ten characters
apart), each part with alternatives separated by /.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_GAP = r"[^，。；;！？!?\n]{0,10}?"


def phrasing(said: str) -> str:
    """The regular expression of one phrasing; each part of a phrasing with … or / is a group."""
    parts = said.split("…")
    return _GAP.join(_part(part, grouped=len(parts) > 1 or "/" in said) for part in parts)


def _part(part: str, grouped: bool) -> str:
    alternatives = "|".join(re.escape(word) for word in part.split("/") if word)
    return f"({alternatives})" if grouped else alternatives


def weight(match: re.Match[str]) -> float:
    """How much of the text a phrasing accounts for: plain words more than parts with gaps between them."""
    groups = match.groups()
    if not groups:
        return len(match[0]) + 2
    said = sum(len(group) for group in groups if group)
    return said - (len(match[0]) - said) / 8 + (2 if len(groups) == 1 else 0)


@dataclass(frozen=True, eq=False)
class Phrasings:
    """Patterns with what they mean, in the order of the lexicon; hashed by identity, so that it may key a cache."""

    rows: tuple[tuple[str, re.Pattern[str]], ...]


def compiled(table: Mapping[str, Iterable[str]]) -> Phrasings:
    """Every phrasing of a table (what it means → its phrasings)."""
    return Phrasings(tuple((meant, re.compile(phrasing(said))) for meant, many in table.items() for said in many))


def one_of(words: Iterable[str]) -> str:
    """A regular expression for any of `words`, longest first."""
    return "|".join(re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word)))
