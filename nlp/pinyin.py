"""拼音: which syllables a piece of text may stand for (all readings of its characters)."""

import os
import re
from functools import lru_cache
from itertools import islice, product

# We ask for single characters only; the phrases would cost every process 40 MB.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
_MOST_READINGS = 32


@lru_cache(maxsize=8192)
def syllables(character: str) -> tuple[str, ...]:
    """The readings of one character without tones; other characters stand for themselves."""
    if not "\u4e00" <= character <= "\u9fff":
        return (character.lower(),)
    from pypinyin import Style, pinyin  # here: most processes never read a note

    return tuple(dict.fromkeys(pinyin(character, style=Style.NORMAL, heteronym=True)[0])) or (character,)


#: characters of which a second reading is heard every day
_BOTH = frozenset("长行重调还了得地着都会数差便降率没处乐觉角参系种传转好量当更干")


def usual_syllables(character: str) -> tuple[str, ...]:
    """The readings by which people say it: as `syllables`, without the rare ones."""
    return syllables(character)[: 2 if character in _BOTH else 1]


@lru_cache(maxsize=16384)
def readings(word: str) -> tuple[tuple[str, ...], ...]:
    """Every way to read `word`, at most 32."""
    return tuple(islice(product(*(syllables(c) for c in word)), _MOST_READINGS))


@lru_cache(maxsize=16384)
def accents(word: str) -> tuple[tuple[str, ...], ...]:
    """As `readings`, written alike for what half the country says alike: zh/z, n/l, f/h, ang/an."""
    return tuple(dict.fromkeys(tuple(_blurred(syllable) for syllable in reading) for reading in readings(word)))


@lru_cache(maxsize=1024)
def _blurred(syllable: str) -> str:
    flat = re.sub(r"^([zcs])h", r"\1", syllable)
    flat = re.sub(r"^n", "l", re.sub(r"^f", "h", flat))
    flat = {"hui": "hei", "hun": "hen"}.get(flat, re.sub(r"^hu(?=[ao])", "h", flat))
    return re.sub(r"ng$", "n", flat)


def sounds_like(one: str, other: str) -> bool:
    """Whether two texts of equal length can be read alike, syllable by syllable."""
    return len(one) == len(other) and all(
        a == b or not set(syllables(a)).isdisjoint(syllables(b)) for a, b in zip(one, other, strict=True)
    )


def sounds_same(one: str, other: str) -> bool:
    """As `sounds_like`, by the commonest reading of each character only."""
    return len(one) == len(other) and all(syllables(a)[0] == syllables(b)[0] for a, b in zip(one, other, strict=True))
