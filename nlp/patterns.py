"""说法: the phrasings of the lexicon compiled into regular expressions.

A phrasing is plain words, or parts joined by … (in this order within a clause, at most ten characters
apart), each part with alternatives separated by /.
"""

import re
from collections.abc import Iterable, Mapping

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


def compiled(table: Mapping[str, Iterable[str]]) -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    """(key, phrasing, pattern) of every phrasing, in the order of the table."""
    return tuple((key, said, re.compile(phrasing(said))) for key, many in table.items() for said in many)


def one_of(words: Iterable[str]) -> str:
    """A regular expression for any of `words`, longest first."""
    return "|".join(re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word)))
