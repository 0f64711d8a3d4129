"""痛点模型: how likely words tell a problem of the customer, and which tag it has.

Two logistic regressions over the character grams of the words. benchmarks/reading/train_pains.py made
nlp/pain_weights.bin from nlp/pain_examples.tsv, nlp/pain_patterns.tsv and the practice notes, and can make it again.
"""

import json
import math
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

WEIGHTS = Path(__file__).with_name("pain_weights.bin")
_LONGEST = 60  #: characters of one clause that are looked at
_NUMBER = re.compile(
    r"百分之[零一二两三四五六七八九十百点]+|百分之\d+(?:\.\d+)?|\d+(?:\.\d+)?%|\d+(?:[.,:]\d+)*|[零〇一二两三四五六七八九十百千万几半]+(?=[天个年月周次回块万成点分小台条张份吨斤件家人批单趟度斤])"
)
_PAUSE = re.compile(r"[^\w\n%]+")


@dataclass(frozen=True)
class Judgement:
    """`chance` (0 … 1) that words tell a problem; `tag` the likeliest of the learned tags (None: a problem
    without a tag) and `tag_chance` how likely it is among them."""

    chance: float
    tag: str | None
    tag_chance: float


@dataclass(frozen=True, eq=False)
class PainModel:
    """`places[gram]` is the row of `weights`; column 0 tells a problem, column 1 + n is `tags[n]`."""

    places: dict[str, int]
    weights: npt.NDArray[np.int8]
    bias: npt.NDArray[np.float64]
    scale: float
    tags: tuple[str | None, ...]
    trained_on: str

    def scores(self, words: str) -> npt.NDArray[np.float64]:
        """One number for each column: the sum over the grams known, made comparable between short and long words."""
        rows = [row for gram in grams(words) if (row := self.places.get(gram)) is not None]
        said: npt.NDArray[np.float64] = self.weights[rows].sum(axis=0, dtype=np.float64) * self.scale + self.bias
        return said / math.sqrt(len(rows) + 1)


def grams(words: str) -> list[str]:
    """The runs of one to three characters of `words`, each once, in order; numbers count as one character."""
    said = _PAUSE.sub("_", _NUMBER.sub("0", words[:_LONGEST].lower()))
    said = f"^{said}$"
    found = [said[at : at + size] for size in (1, 2, 3) for at in range(len(said) - size + 1)]
    return list(dict.fromkeys(found))


@lru_cache(maxsize=512)  # a clause is looked at again with its neighbours
def judged(words: str) -> Judgement:
    model = pain_model()
    scores = model.scores(words)
    tags = np.exp(scores[1:] - scores[1:].max())
    best = int(tags.argmax())
    return Judgement(1 / (1 + math.exp(-scores[0])), model.tags[best], float(tags[best] / tags.sum()))


@lru_cache(maxsize=1)
def pain_model() -> PainModel:
    """The model of nlp/pain_weights.bin: a line of JSON, a line of grams, and a matrix of signed bytes."""
    head, grams_, matrix = WEIGHTS.read_bytes().split(b"\n", 2)
    told = json.loads(head)
    names = grams_.decode().split(" ")
    weights = np.frombuffer(matrix, dtype=np.int8).reshape(len(names), len(told["tags"]) + 1)
    return PainModel(
        {gram: row for row, gram in enumerate(names)},
        weights,
        np.array(told["bias"]),
        told["scale"],
        tuple(told["tags"]),
        told["trained_on"],
    )
