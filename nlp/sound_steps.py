"""候选词: which words may begin at a place of the text, as written or by sound."""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from nlp.customers import CustomerIndex, keys_at
from nlp.language_model import STOP
from nlp.pinyin import usual_syllables
from nlp.sound_distance import ACCENT, FAR, OTHER_READING, distance, doubt, is_chinese
from nlp.sound_persons import persons_at
from nlp.spoken_words import CUSTOMER, DAY, MODEL, NUMBER, PERSON, Node, SpokenWords, Word

_FURTHEST_FIRST = 1.6  #: of the first syllable of a word from what was heard …
_FURTHEST = 3.2  #: … of another …
_LONGEST_WRITTEN = 5
_FAIRLY_KNOWN = 20  #: counts in the dictionary from which a word of two characters was hardly made up by a recogniser
_CUSTOMERS, _DAYS, _NUMBERS = math.log(1 / 30), math.log(1 / 20), math.log(1 / 20)

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
    if not is_chinese(text[start]):
        yield _not_chinese(text, start)
        return
    yield from _written(text, start, words)
    for word, token, share in (*_persons(text, start, names), *_customers(text, start, customers)):
        end = start + len(word)
        against = doubt(text[start:end], word)
        if against < math.inf:
            yield Step(end, word, token, share, against)
    yield from _of_tree(text, start, words)


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


@lru_cache(maxsize=4096)
def _near(words: SpokenWords, character: str, most: float) -> dict[str, float]:
    """The syllables of our words that a character may stand for, at most that far from it."""
    found: dict[str, float] = {}
    for number, one in enumerate(usual_syllables(character)):
        for syllable in words.syllables:
            far = distance(one, syllable) + OTHER_READING * (number > 0)
            if far <= most:
                found[syllable] = min(far, found.get(syllable, far))
    return found


def _of_tree(text: str, start: int, words: SpokenWords) -> Iterator[Step]:
    """Words of the tree whose syllables are near those of the text."""
    paths: list[tuple[Node, float]] = [(words.tree, 0.0)]
    for end in range(start + 1, len(text) + 1):
        character = text[end - 1]
        if not is_chinese(character) or not paths:
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


def _persons(text: str, start: int, names: tuple[str, ...]) -> Iterator[tuple[str, str, float]]:
    for word, share in persons_at(text, start, names):
        yield word, PERSON, share


def _customers(text: str, start: int, customers: CustomerIndex) -> Iterator[tuple[str, str, float]]:
    """Customers whose core sounds as the text does, with words of trade that may sound a little otherwise."""
    for length, key in keys_at(text, start, customers):
        for tail in key.tails:
            if start + length + len(tail) <= len(text):
                yield key.core + tail, CUSTOMER, _CUSTOMERS
