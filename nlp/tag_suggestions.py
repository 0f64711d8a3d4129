"""标签建议: the tags of the lexicon that an untagged wording of a 痛点 most likely belongs to."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from domain.lexicon import Lexicon

_LONGEST = 3  # characters of one n-gram
_NEIGHBOURS = 5  # so many examples of a tag speak for it
_LEAST = 0.05  # of similarity: below it nothing is alike
_NOT_WORDS = re.compile(r"[^一-龥A-Za-z0-9]+")
#: what one alternative of a part may weigh against a whole example sentence
_ALTERNATIVES = re.compile(r"[…/]")


@dataclass(frozen=True, eq=False)
class Examples:
    """Example wordings as vectors of character n-grams, of length one, in an inverted index."""

    tags: tuple[str, ...]  # of each example
    found_in: Mapping[str, tuple[tuple[int, float], ...]]  # n-gram → (example, weight)
    rarity: Mapping[str, float]

    def alike(self, words: str) -> dict[str, list[float]]:
        """Per tag the similarities (0 to 1) of its examples to `words`, highest first."""
        vector = _vector(words, self.rarity)
        summed: dict[int, float] = defaultdict(float)
        for gram, here in vector.items():
            for example, there in self.found_in.get(gram, ()):
                summed[example] += here * there
        found: dict[str, list[float]] = defaultdict(list)
        for example, similarity in summed.items():
            found[self.tags[example]].append(similarity)
        return {tag: sorted(several, reverse=True) for tag, several in found.items()}


def suggested(words: str, examples: Examples, without: Collection[str] = (), most: int = 3) -> tuple[str, ...]:
    """The likeliest tags, best first: those whose nearest examples are most like `words`; perhaps none."""
    scores = {
        tag: sum(similarity / rank for rank, similarity in enumerate(several[:_NEIGHBOURS], 1))
        for tag, several in examples.alike(words).items()
        if tag not in without and several[0] >= _LEAST
    }
    return tuple(sorted(scores, key=lambda tag: (-scores[tag], tag))[:most])


def examples_of(rows: Iterable[tuple[str, str]]) -> Examples:
    """(tag, wording) rows, indexed."""
    together = [(tag, words) for tag, words in rows if _grams(words)]
    counts = Counter(gram for _, words in together for gram in set(_grams(words)))
    rarity = {gram: math.log((1 + len(together)) / (1 + count)) + 1 for gram, count in counts.items()}
    found_in: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for number, (_, words) in enumerate(together):
        for gram, weight in _vector(words, rarity).items():
            found_in[gram].append((number, weight))
    return Examples(tuple(tag for tag, _ in together), {g: tuple(rows) for g, rows in found_in.items()}, rarity)


def rows_of(lexicon: Lexicon) -> list[tuple[str, str]]:
    """The tags' names and phrasings as examples; of a pattern all its alternatives together."""
    names = [(tag, tag) for tag in lexicon.tags]
    return names + [(tag, _ALTERNATIVES.sub(" ", said)) for tag, many in lexicon.tags.items() for said in many]


def _vector(words: str, rarity: Mapping[str, float]) -> dict[str, float]:
    counts = Counter(_grams(words))
    most = max(rarity.values(), default=1.0)
    weights = {gram: (1 + math.log(count)) * rarity.get(gram, most) for gram, count in counts.items()}
    length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return {gram: weight / length for gram, weight in weights.items()}


def _grams(words: str) -> list[str]:
    """All runs of one to three characters, none across punctuation."""
    pieces = [piece for piece in _NOT_WORDS.split(words.lower()) if piece]
    return [
        piece[start : start + length]
        for piece in pieces
        for length in range(1, _LONGEST + 1)
        for start in range(len(piece) - length + 1)
    ]


@lru_cache(maxsize=2)
def examples(lexicon: Lexicon) -> Examples:
    """The examples of this version of the lexicon."""
    return examples_of(rows_of(lexicon))
