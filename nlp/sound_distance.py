"""音近: how far apart two syllables sound to a recogniser, 0 for the same."""

from functools import lru_cache

from rapidfuzz.distance import Indel

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
