"""说法: the phrasings of the lexicon compiled into regular expressions.

A phrasing is plain words, or parts joined by … (in this order within a clause, at most ten characters
apart), each part with alternatives separated by /.
"""

import re
from collections.abc import Iterable, Mapping

_GAP = r"[^，。；;！？!?\n]{0,10}?"


def phrasing(said: str) -> str:
    """The regular expression of one phrasing."""
    return _GAP.join(_part(part) for part in said.split("…"))


def _part(part: str) -> str:
    alternatives = [re.escape(word) for word in part.split("/") if word]
    return f"(?:{'|'.join(alternatives)})" if alternatives else ""


def compiled(table: Mapping[str, Iterable[str]]) -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    """(key, phrasing, pattern) of every phrasing, in the order of the table."""
    return tuple((key, said, re.compile(phrasing(said))) for key, many in table.items() for said in many)


def one_of(words: Iterable[str]) -> str:
    """A regular expression for any of `words`, longest first."""
    return "|".join(re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word)))
