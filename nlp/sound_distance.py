"""音近: how far apart two syllables, or a word and what was written, sound to a recogniser; 0 for the same."""

import math
from functools import lru_cache

from rapidfuzz.distance import Indel

from nlp.pinyin import usual_syllables

#: how far from its sound a word is still recognised: what a bad microphone makes of it; as many speakers say it
FAR, ACCENT = 3.6, 0.7
_FURTHEST_OF = {2: 2.6, 3: 2.6}  #: … a word of so many characters
_DOUBT = 5.0  #: what a word must be likelier by (logarithm) to take the place of what was written …
_WRITTEN_OTHERWISE = 0.4  #: … and this for each character of it that differs
_SOUND = 2.0  #: how much the distance of sounds counts
OTHER_READING = 0.3  #: of a character read as it seldom is
_SAME = 0.4  #: two syllables nearer than this are the same

_INITIALS = ("zh", "ch", "sh", *"bpmfdtnlgkhjqxrzcs")
_OTHER = 3.0  #: of initials that are not confused
#: initials that accents and recognisers take for one another
_NEAR = {
    frozenset(pair.split("/")): cost
    for cost, pairs in (
        (0.6, "zh/z ch/c sh/s"),
        (0.7, "n/l f/h"),
        (1.3, "b/p d/t g/k j/q zh/ch z/c l/r zh/j ch/q sh/x z/j c/q s/x"),
        (1.6, "p/t t/k p/k b/d d/g m/b m/p m/n d/l t/l j/d q/t r/n f/p h/k"),
    )
    for pair in pairs.split()
}
_NASAL = 0.6  #: an/ang, en/eng, in/ing: half the country does not tell them apart
_OTHER_VOWEL = 0.8  #: of any other difference in the final at least
_VOWELS = 3.0  #: of finals that share no letter


@lru_cache(maxsize=32768)
def distance(one: str, other: str) -> float:
    """The weight of hearing one syllable (pinyin without tones) as the other; from 0 to about 6."""
    if one == other:
        return 0.0
    (begins, sounds), (other_begins, other_sounds) = _parts(one), _parts(other)
    first = 0.0 if begins == other_begins else _NEAR.get(frozenset((begins, other_begins)), _OTHER)
    if sounds == other_sounds:
        return first
    if sounds.removesuffix("g") == other_sounds.removesuffix("g") and sounds.rstrip("g").endswith("n"):
        return first + _NASAL
    return first + max(_OTHER_VOWEL, _VOWELS * float(Indel.normalized_distance(sounds, other_sounds)))


@lru_cache(maxsize=65536)
def doubt(heard: str, word: str, reach: float = FAR) -> float:
    """What the sound of `heard` speaks against `word`, of as many characters; 0 for itself, infinite if it is farther
    than `reach` or if less than half of it sounds the same."""
    if heard == word:
        return 0.0
    far = [0.0 if one == other else heard_as(one, other) for one, other in zip(heard, word, strict=True)]
    same = sum(one < _SAME for one in far)
    if sum(far) > min(reach, _FURTHEST_OF.get(len(word), FAR)) or (sum(far) > ACCENT and same * 2 < len(word)):
        return math.inf
    changed = sum(one != other for one, other in zip(heard, word, strict=True))
    return _DOUBT + _SOUND * sum(far) + _WRITTEN_OTHERWISE * changed


@lru_cache(maxsize=65536)
def heard_as(written: str, meant: str) -> float:
    """How far two characters sound apart, by the readings that are nearest."""
    if not (is_chinese(written) and is_chinese(meant)):
        return math.inf
    return min(
        distance(one, other) + OTHER_READING * (number > 0)
        for number, one in enumerate(usual_syllables(written))
        for other in usual_syllables(meant)
    )


def is_chinese(character: str) -> bool:
    """Whether it is a character with a reading."""
    return "\u4e00" <= character <= "\u9fff"


@lru_cache(maxsize=1024)
def _parts(syllable: str) -> tuple[str, str]:
    """Initial and final, written as they sound: wo = uo, you = iu, yue = ve."""
    for initial in _INITIALS:
        if syllable.startswith(initial):
            final = syllable[len(initial) :]
            if initial in "jqx" and final.startswith("u"):
                final = "v" + final[1:]
            return initial, final
    spelt = {"you": "iu", "wei": "ui", "wen": "un", "yin": "in", "ying": "ing", "yi": "i", "wu": "u"}.get(syllable)
    if spelt is not None:
        return "", spelt
    if syllable.startswith("yu"):
        return "", "v" + syllable[2:]
    if syllable.startswith("y"):
        return "", "i" + syllable[1:]
    return "", "u" + syllable[1:] if syllable.startswith("w") else syllable
