"""口述用词: the company's and the trade's words by their syllables, and in which company they are said."""

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product
from pathlib import Path
from typing import Any

from domain.lexicon import Lexicon
from nlp.language_model import LanguageModel, language_model
from nlp.name_words import FUNCTIONS, TITLES
from nlp.pinyin import usual_syllables
from nlp.segmentation import jieba
from nlp.sound_distance import ACCENT, FAR

PERSON, CUSTOMER, MODEL, DAY, NUMBER = "〈人〉", "〈客户〉", "〈型号〉", "〈日〉", "〈数〉"
_DEPARTMENT, _TITLE, _BRAND, _CITY = "〈部门〉", "〈职位〉", "〈品牌〉", "〈城市〉"
_SENTENCES = Path(__file__).with_name("spoken_sentences.txt")
_PATTERNS = Path(__file__).with_name("pain_patterns.tsv")  #: tag, parts that say it
_OFFICES = ("部", "科", "中心", "车间", "办", "处")
_USUAL_TITLES = ("总监", "主任", "经理", "副总", "科长", "部长", "厂长")
_MODELS = ("云星空", "云星辰", "云苍穹", "云星瀚", "精斗云", "好业财", "易飞", "易助")
_PRODUCTS = ("金蝶云星空", "金蝶云星辰", "金蝶云苍穹", "金蝶精斗云", "用友好业财", "用友畅捷通", "鼎捷易飞", "鼎捷易助")
_LEXICON_WEIGHT = 0.3  #: of a word of the lexicon, beside 1 for each time it stands in a sentence
_EVERYDAY = 3000  #: counts in the dictionary from which a recogniser knows a word as well as we do
_KNOWN = 1000  #: … and from which it at least comes near it
_CHINESE = re.compile("[一-龥]+")
_SAME, _WRITTEN = 0.0, -1.0  #: reaches of a word (see FAR, ACCENT): only when it sounds the same; only as written
#: characters of everyday little words, which never are what was meant instead unless they sound the same
_LITTLE = frozenset(
    "我你他她它们的了是在有到这那个一不没什么还要给把跟和说见再先会能就都也很"
    "上下里前后以从又来去点些做出花对急约谈半月每老等换看之今天日啊"
)

_MOST_READINGS = 8
_MOST_SHARES = 50  #: a class of many members still has a few that are said most of the time

Node = dict[str, Any]  #: syllable → Node; "" → the Words that end here


@dataclass(frozen=True)
class Word:
    """A word with the class it is counted as (itself if it has none) and its chance within that class (logarithm)."""

    text: str
    token: str
    share: float = 0.0
    reach: float = 0.0


@dataclass(frozen=True, eq=False)
class SpokenWords:
    """Words by sound: a tree of syllables, all syllables in it, and the language model over the words.

    Hashed by identity, so that it may key a cache.
    """

    tree: Node
    syllables: tuple[str, ...]
    model: LanguageModel


@lru_cache(maxsize=4)  # a third of a second's work, and most new books of customers name no new city
def spoken_words(cities: frozenset[str], lexicon: Lexicon) -> SpokenWords:
    """The words of this version; customers' own names are looked up in nlp.customers instead."""
    meant, known = (part.splitlines() for part in _SENTENCES.read_text(encoding="utf-8").split("---\n"))
    sentences = [line for line in (*meant, *known) if not line.startswith("#")]
    of_lexicon = dict.fromkeys(_words_of(lexicon), _LEXICON_WEIGHT)
    names = {*lexicon.tags, *lexicon.packages}
    dictionary = jieba().dt
    model = language_model(sentences, of_lexicon, dictionary.FREQ, float(dictionary.total))
    classes = _classes(cities, lexicon)
    tree: Node = {}
    for token, members in classes.items():
        share = -math.log(min(len(members), _MOST_SHARES))
        for member in members:
            reach = FAR if token in (_BRAND, MODEL) and len(member) > 2 else ACCENT
            if token == _TITLE and len(member) < 3 and member not in _USUAL_TITLES:
                reach = _WRITTEN
            _add(tree, Word(member, token, share, reach))
    classed = {member for members in classes.values() for member in members}
    plain = _chinese(meant)
    for word in sorted((plain | _chinese(known) | set(of_lexicon)) - classed):
        if len(word) > 1:
            _add(tree, Word(word, word, 0.0, _reach(word, plain, names, dictionary.FREQ)))
    return SpokenWords(tree, tuple(sorted(_syllables(tree))), model)


def _syllables(node: Node) -> set[str]:
    return set().union(*({syllable} | _syllables(child) for syllable, child in node.items() if syllable))


def _chinese(sentences: Iterable[str]) -> set[str]:
    return {token for line in sentences for token in line.split() if _CHINESE.fullmatch(token) and line[0] != "#"}


def _reach(word: str, plain: set[str], names: set[str], general: Mapping[str, int]) -> float:
    """Only words that the trade says and the rest of the world hardly does take the place of others."""
    if general.get(word, 0) >= _EVERYDAY:
        return _WRITTEN
    if word not in plain and word not in names:
        return _SAME if len(word) > 2 else _WRITTEN
    return ACCENT if word not in plain or general.get(word, 0) >= _KNOWN or _LITTLE.issuperset(word) else FAR


def _classes(cities: frozenset[str], lexicon: Lexicon) -> Mapping[str, tuple[str, ...]]:
    works = [work for work in FUNCTIONS if _CHINESE.fullmatch(work)]
    departments = [work + office for work, office in product(works, _OFFICES) if not work.endswith(_OFFICES)]
    titles = [title for title in TITLES if len(title) > 1 and _CHINESE.fullmatch(title)]
    offices = [work + title for work, title in product(works, ("总监", "经理", "主任", "主管", "副总", "科长", "部长"))]
    found = {
        _DEPARTMENT: [*departments, *(work for work in FUNCTIONS if work.endswith(("部", "科", "中心")))],
        _TITLE: [*titles, *offices],
        _BRAND: [brand for brand in lexicon.brands if _CHINESE.fullmatch(brand)] + list(_PRODUCTS),
        _CITY: sorted(cities),
        MODEL: list(_MODELS),
    }
    return {token: tuple(dict.fromkeys(members)) for token, members in found.items() if members}


def _words_of(lexicon: Lexicon) -> Iterator[str]:
    """Tags, packages and the words of their phrasings; of a phrasing with … or / the pieces."""
    for table in (lexicon.tags, lexicon.packages, lexicon.channels):
        for meant, phrasings in table.items():
            yield from _pieces((meant, *phrasings))
    yield from _pieces(line.partition("\t")[2] for line in _PATTERNS.read_text(encoding="utf-8").splitlines())


def _pieces(phrasings: Iterable[str]) -> Iterator[str]:
    for phrasing in phrasings:
        for piece in re.split("[…/]", phrasing):
            for word in (piece, *jieba().lcut(piece, HMM=False)):
                if 2 <= len(word) <= 6 and _CHINESE.fullmatch(word):
                    yield word


def _add(tree: Node, word: Word) -> None:
    for reading in islice(product(*(usual_syllables(character) for character in word.text)), _MOST_READINGS):
        node = tree
        for syllable in reading:
            node = node.setdefault(syllable, {})
        node.setdefault("", []).append(word)
