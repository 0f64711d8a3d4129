"""语言模型: how likely a word is, and after which; of the example sentences and jieba's dictionary."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

STOP = "，"  #: begins and ends what is said in one breath
_OURS = 0.4  #: the share of our own words in speech about a visit; the rest is general Chinese
_FOLLOWS = 0.5  #: how far a word's known successors are believed
_NO_SUCCESSOR = math.log(1 - _FOLLOWS)
_RAREST = math.log(2e-4)  #: of a character that the dictionary hardly knows, as in names


@dataclass(frozen=True, eq=False)
class LanguageModel:
    """Bigrams of words and classes (〈人〉) over a mixture of ours and general single-word counts.

    Chances are natural logarithms. `general` are counts of a dictionary, `total` their sum.
    """

    ours: Mapping[str, float]
    after: Mapping[str, Mapping[str, float]]
    general: Mapping[str, int]
    total: float

    def alone(self, token: str) -> float:
        """The chance of a word or class whatever stands before it."""
        chance = _OURS * self.ours.get(token, 0.0) + (1 - _OURS) * self.general.get(token, 0) / self.total
        known = math.log(chance) if chance > 0 else -math.inf
        return max(known, _RAREST) if len(token) == 1 else known

    def following(self, before: str, token: str, alone: float) -> float:
        """The chance of it after `before`; `alone` is that of `alone(token)`."""
        successors = self.after.get(before)
        if successors is None:
            return alone
        known = successors.get(token)
        return alone + _NO_SUCCESSOR if known is None else math.log(_FOLLOWS * known + (1 - _FOLLOWS) * math.exp(alone))


def language_model(
    sentences: Iterable[str], words: Mapping[str, float], general: Mapping[str, int], total: float
) -> LanguageModel:
    """The model of sentences (words parted by blanks) and of single `words` with the weight of each."""
    counts: Counter[str] = Counter()
    pairs: dict[str, Counter[str]] = {}
    for sentence in sentences:
        tokens = [STOP, *sentence.split(), STOP]
        counts.update(tokens)
        for before, token in pairwise(tokens):
            pairs.setdefault(before, Counter())[token] += 1
    weights = {token: float(count) for token, count in counts.items()}
    for word, weight in words.items():
        weights[word] = weights.get(word, 0.0) + weight
    everything = sum(weights.values())
    return LanguageModel(
        ours={token: weight / everything for token, weight in weights.items()},
        after={
            before: {token: count / following.total() for token, count in following.items()}
            for before, following in pairs.items()
        },
        general=general,
        total=total,
    )
