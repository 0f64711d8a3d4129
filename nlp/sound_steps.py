"""候选词: which words may begin at a place of the text, as written or by sound."""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from nlp.customers import CustomerIndex, keys_at
from nlp.language_model import STOP
from nlp.name_words import ADDRESSES, COMMON_SURNAMES, DOUBLE_SURNAMES, SINGLE_SURNAMES
from nlp.patterns import one_of
from nlp.pinyin import usual_syllables
from nlp.sound_distance import distance
from nlp.spoken_words import ACCENT, CUSTOMER, DAY, FAR, MODEL, NUMBER, PERSON, Node, SpokenWords, Word

_DOUBT = 5.0  #: what a word must be likelier by (logarithm) to take the place of what was written …
_WRITTEN_OTHERWISE = 0.4  #: … and this for each character of it that differs
_SOUND = 2.0  #: how much the distance of sounds counts
_OTHER_READING = 0.3  #: of a character read as it seldom is
_SAME = 0.4  #: two syllables nearer than this are the same
_FURTHEST_FIRST = 1.6  #: of the first syllable of a word from what was heard …
_FURTHEST = 3.2  #: … of another …
_FURTHEST_OF = {2: 2.6, 3: 2.6}  #: … of all syllables of a word with so many
_LONGEST_WRITTEN = 5
_FAIRLY_KNOWN = 20  #: counts in the dictionary from which a word of two characters was hardly made up by a recogniser
_CUSTOMERS, _DAYS, _NUMBERS = math.log(1 / 30), math.log(1 / 20), math.log(1 / 20)
_KNOWN_NAME = math.log(0.1)

_DAY = re.compile(
    r"(?:下下|下|这|本|上)?个?(?:周|星期|礼拜)[一二三四五六日天]|下下?个?周|大?后天|[今明昨前]天|[下上]个?月|[年月]底|"
    r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})月(?:(?:\d{1,2}|[一二三四五六七八九十]{1,3})[号日])?|"
    r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})[号日]"
)
_NUMBER = re.compile(r"[\d零一二两三四五六七八九十百千万亿几半.,%]+")
_LETTERS = re.compile(r"[A-Za-z][A-Za-z0-9+\-/. ]*")


@dataclass(frozen=True)
class Step:
    """A word for the stretch of text up to `end`; `doubt` is what its sound speaks against it, 0 if so written."""

    end: int
    word: str
    token: str
    share: float
    doubt: float = 0.0


def steps(
    text: str, start: int, words: SpokenWords, customers: CustomerIndex, names: tuple[str, ...]
) -> Iterator[Step]:
    """Every word that may begin at `text[start]`; at least one of them is as written."""
    if not _is_chinese(text[start]):
        yield _not_chinese(text, start)
        return
    yield from _written(text, start, words)
    for step in (*_of_tree(text, start, words), *_persons(text, start, names), *_names(text, start, customers)):
        if step.doubt < math.inf:
            yield step


def _is_chinese(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


def _not_chinese(text: str, start: int) -> Step:
    for pattern, token, share in ((_DAY, DAY, _DAYS), (_NUMBER, NUMBER, _NUMBERS), (_LETTERS, MODEL, _NUMBERS)):
        match = pattern.match(text, start)
        if match:
            return Step(match.end(), match[0], token, share)
    return Step(start + 1, text[start], STOP, 0.0)


def _written(text: str, start: int, words: SpokenWords) -> Iterator[Step]:
    for pattern, token, share in ((_DAY, DAY, _DAYS), (_NUMBER, NUMBER, _NUMBERS)):
        match = pattern.match(text, start)
        if match:
            yield Step(match.end(), match[0], token, share)
    yield Step(start + 1, text[start], text[start], 0.0)
    general = words.model.general
    for end in range(start + 2, min(len(text), start + _LONGEST_WRITTEN) + 1):
        if text[start:end] not in general:
            break
        if general[text[start:end]]:
            yield Step(end, text[start:end], text[start:end], 0.0)


@lru_cache(maxsize=65536)
def doubt(heard: str, word: str, reach: float = FAR) -> float:
    """What the sound of `heard` speaks against `word`, of as many characters; 0 for itself, infinite if it is farther
    than `reach` or if less than half of it sounds the same."""
    if heard == word:
        return 0.0
    far = [0.0 if one == other else heard_as(one, other) for one, other in zip(heard, word, strict=True)]
    same = sum(distance < _SAME for distance in far)
    if sum(far) > min(reach, _FURTHEST_OF.get(len(word), FAR)) or (sum(far) > ACCENT and same * 2 < len(word)):
        return math.inf
    changed = sum(one != other for one, other in zip(heard, word, strict=True))
    return _DOUBT + _SOUND * sum(far) + _WRITTEN_OTHERWISE * changed


@lru_cache(maxsize=65536)
def heard_as(written: str, meant: str) -> float:
    """How far two characters sound apart, by the readings that are nearest."""
    if not (_is_chinese(written) and _is_chinese(meant)):
        return math.inf
    return min(
        distance(one, other) + _OTHER_READING * (number > 0)
        for number, one in enumerate(usual_syllables(written))
        for other in usual_syllables(meant)
    )


@lru_cache(maxsize=4096)
def _near(words: SpokenWords, character: str, most: float) -> dict[str, float]:
    """The syllables of our words that a character may stand for, at most that far from it."""
    found: dict[str, float] = {}
    for number, one in enumerate(usual_syllables(character)):
        for syllable in words.syllables:
            far = distance(one, syllable) + _OTHER_READING * (number > 0)
            if far <= most:
                found[syllable] = min(far, found.get(syllable, far))
    return found


def _of_tree(text: str, start: int, words: SpokenWords) -> Iterator[Step]:
    """Words of the tree whose syllables are near those of the text."""
    paths: list[tuple[Node, float]] = [(words.tree, 0.0)]
    for end in range(start + 1, len(text) + 1):
        character = text[end - 1]
        if not _is_chinese(character) or not paths:
            return
        near = _near(words, character, _FURTHEST_FIRST if end == start + 1 else _FURTHEST)
        following = []
        for node, far in paths:
            for syllable in node.keys() & near.keys():
                if (total := far + near[syllable]) <= FAR:
                    following.append((node[syllable], total))
        paths = following
        for node, _ in paths:
            word: Word
            for word in node.get("", ()):
                heard = text[start:end]
                plain = heard != word.text and word.reach > ACCENT and _makes_sense(heard, words.model.general)
                against = doubt(heard, word.text, ACCENT if plain else word.reach)
                if against < math.inf:
                    yield Step(end, word.text, word.token, word.share, against)


def _makes_sense(heard: str, general: Mapping[str, int]) -> bool:
    """Whether what was heard is made of words of at least two characters that the dictionary knows."""
    if not heard:
        return True
    return any(
        general.get(heard[:length], 0) >= _FAIRLY_KNOWN and _makes_sense(heard[length:], general)
        for length in range(2, len(heard) + 1)
    )


def _persons(text: str, start: int, names: tuple[str, ...]) -> Iterator[Step]:
    """A surname with a form of address (金里 → 经理), the people known from before, and familiar names as written."""
    for pattern, share in ((_FAMILIAR, _RARE_SURNAME), (_FULL, _FULL_NAME)):
        written = pattern.match(text, start)
        if written:
            yield Step(written.end(), written[0], PERSON, share)
    for address, share in _ADDRESS_SHARES.items():
        end = start + 1 + len(address)
        heard = text[start + 1 : end]
        if len(heard) < len(address) or (heard != address and address not in _FREQUENT):
            continue
        if doubt(heard, address, ACCENT) == math.inf or text[start:end] in ADDRESSES:
            continue
        for surname, chance in _surnames(text[start], heard == address).items():
            word = surname + address
            known = _KNOWN_NAME if word in names else 0.0
            yield Step(end, word, PERSON, known or chance + share, doubt(text[start:end], word))


@lru_cache(maxsize=4096)
def _surnames(character: str, addressed: bool) -> dict[str, float]:
    """The surnames a character may stand for, with their chances. One that is a surname, with a form of address that
    is well written, stands for itself."""
    own = {character: _SURNAME_SHARES.get(character, _RARE_SURNAME)} if character in SINGLE_SURNAMES else {}
    if addressed and (own or character in _BEFORE_TITLES):
        return own
    return own | {
        surname: share for surname, share in _SURNAME_SHARES.items() if heard_as(character, surname) <= ACCENT
    }


#: the commoner a surname, the earlier it stands in the list
_SURNAME_SHARES = {name: -math.log((rank + 4) * 4) for rank, name in enumerate(COMMON_SURNAMES)}
_FAMILIAR = re.compile(rf"[老小大阿](?:[{SINGLE_SURNAMES}])|(?:{one_of(DOUBLE_SURNAMES)})(?:{one_of(ADDRESSES)})")
_FULL = re.compile(rf"[{SINGLE_SURNAMES}][一-龥]{{2}}")
_FULL_NAME = -14.0
_BEFORE_TITLES = frozenset("找跟和给等让请问叫见约陪从对向说的是有个位老大小总副各两")  # 找老板 is not 赵老板
_RARE_SURNAME = -math.log(1000)
_FREQUENT = {"总": 4, "工": 6, "经理": 4, "主任": 8, "总监": 20, "部长": 20, "科长": 20, "厂长": 20, "姐": 30}
_ADDRESS_SHARES = {address: -math.log(_FREQUENT.get(address, 60)) for address in ADDRESSES}


def _names(text: str, start: int, customers: CustomerIndex) -> Iterator[Step]:
    """Customers whose core sounds as the text does, with words of trade that may sound a little otherwise."""
    for length, key in keys_at(text, start, customers):
        for tail in key.tails:
            end = start + length + len(tail)
            if len(text[start:end]) == length + len(tail):
                name = key.core + tail
                yield Step(end, name, CUSTOMER, _CUSTOMERS, doubt(text[start:end], name))
