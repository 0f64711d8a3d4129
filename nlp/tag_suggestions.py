"""标签建议: the tags of the lexicon that an untagged wording of a 痛点 most likely belongs to."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from domain.lexicon import Lexicon

_EXAMPLES = Path(__file__).with_name("pain_examples.tsv")  # tag, wording
_PATTERNS = Path(__file__).with_name("pain_patterns.tsv")  # tag, parts that together say it
_LONGEST = 3  # characters of one n-gram
_NEIGHBOURS = 5  # so many examples of a tag speak for it
_LEAST = 0.2  # of a tag's score: of problems without a tag a quarter stays below, of those with one none (of 53)
_NOT_WORDS = re.compile(r"[^一-龥A-Za-z0-9]+")
_ALTERNATIVES = re.compile(r"[…/]")


@dataclass(frozen=True, eq=False)
class Examples:
    """Example wordings as vectors of character n-grams, of length one, in an inverted index."""

    tags: tuple[str, ...]  # of each example
    found_in: Mapping[str, tuple[tuple[int, float], ...]]  # n-gram → (example, weight)
    rarity: Mapping[str, float]
    unheard: float  # rarity of what no example holds: it makes the words less like any

    def alike(self, words: str) -> dict[str, list[float]]:
        """Per tag the similarities (0 to 1) of its examples to `words`, highest first."""
        vector = _vector(Counter(_grams(words)), self.rarity, self.unheard)
        summed: dict[int, float] = defaultdict(float)
        for gram, here in vector.items():
            for example, there in self.found_in.get(gram, ()):
                summed[example] += here * there
        found: dict[str, list[float]] = defaultdict(list)
        for example, similarity in summed.items():
            found[self.tags[example]].append(similarity)
        return {tag: sorted(several, reverse=True) for tag, several in found.items()}


def suggested(words: str, examples: Examples, without: Collection[str] = (), most: int = 3) -> tuple[str, ...]:
    """The likeliest tags, best first: those whose nearest examples are most like `words`; none when none is."""
    scores = {
        tag: sum(similarity / rank for rank, similarity in enumerate(several[:_NEIGHBOURS], 1))
        for tag, several in examples.alike(words).items()
        if tag not in without
    }
    if max(scores.values(), default=0.0) < _LEAST:
        return ()
    return tuple(sorted(scores, key=lambda tag: (-scores[tag], tag))[:most])


@lru_cache(maxsize=2)
def examples(lexicon: Lexicon) -> Examples:
    """The examples of this version of the lexicon, with those of its tags that come with us (about half a second)."""
    lines = [
        *_ALTERNATIVES.sub(" ", _PATTERNS.read_text(encoding="utf-8")).splitlines(),
        *_EXAMPLES.read_text(encoding="utf-8").splitlines(),
    ]
    rows = [(tag, words) for tag, _, words in (line.partition("\t") for line in lines) if tag in lexicon.tags]
    return examples_of([*rows_of(lexicon), *rows])


def examples_of(rows: Iterable[tuple[str, str]]) -> Examples:
    """(tag, wording) rows, indexed."""
    counted = [(tag, counts) for tag, words in rows if (counts := Counter(_grams(words)))]
    common = Counter(gram for _, counts in counted for gram in counts)
    rarity = {gram: math.log((1 + len(counted)) / (1 + count)) + 1 for gram, count in common.items()}
    most = max(rarity.values(), default=1.0)
    found_in: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for number, (_, counts) in enumerate(counted):
        for gram, weight in _vector(counts, rarity, most).items():
            found_in[gram].append((number, weight))
    return Examples(tuple(tag for tag, _ in counted), {g: tuple(rows) for g, rows in found_in.items()}, rarity, most)


def rows_of(lexicon: Lexicon) -> list[tuple[str, str]]:
    """The tags' names and phrasings as examples; of a pattern all its alternatives together."""
    names = [(tag, tag) for tag in lexicon.tags]
    return names + [(tag, _ALTERNATIVES.sub(" ", said)) for tag, many in lexicon.tags.items() for said in many]


def _vector(counts: Mapping[str, int], rarity: Mapping[str, float], unheard: float) -> dict[str, float]:
    weights = {gram: (1 + math.log(count)) * rarity.get(gram, unheard) for gram, count in counts.items()}
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
