"""痛点模型: makes nlp/pain_weights.bin again: `python -m benchmarks.reading.train_pains` (half a minute, no network).

It learns from nlp/pain_examples.tsv, from nlp/pain_patterns.tsv (tags only) and from the clauses of the practice notes.
"""

import hashlib
import json
import math
import random
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

import config
from domain.customer import Customer, CustomerBook
from nlp.focus import focused, main_customer
from nlp.names import turns
from nlp.pain_model import WEIGHTS, PainModel, grams
from nlp.pain_points import lead
from nlp.segmentation import clauses
from nlp.vocabulary import Vocabulary, vocabulary

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
EXAMPLES = ROOT / "nlp/pain_examples.tsv"
PATTERNS = ROOT / "nlp/pain_patterns.tsv"
NOTES = ("dev", "practice", "practice_a", "practice_b")
NONE, UNTAGGED = "-", "?"
_EPOCHS, _RATE, _SEED = 25, 0.3, 1
_PULL = {"problem": 1e-4, "tag": 1e-3}  #: of weights towards zero
_FRAGMENTS = 6  #: of one pattern
_PART = 0.4  #: of a clause or span that must be shared for the clause to tell the problem
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Example:
    """`label` is a tag, UNTAGGED or NONE."""

    label: str
    words: str


def notes() -> list[dict[str, Any]]:
    """Every practice note, with what is to be read of it."""
    return [json.loads(line) for name in NOTES for line in (HERE / f"{name}.jsonl").read_text("utf-8").splitlines()]


def wordings(path: Path) -> list[Example]:
    return [Example(*line.split("\t")) for line in path.read_text("utf-8").splitlines()]


def fragments() -> list[Example]:
    """Some combinations of each pattern's parts (盘点/盘库…差/少): they say the tag, but are no sentences."""
    chance, found = random.Random(_SEED), dict[Example, None]()
    for tag, pattern in (line.split("\t") for line in PATTERNS.read_text("utf-8").splitlines()):
        parts = [[word for word in part.split("/") if word] for part in pattern.split("…")]
        for number in range(min(_FRAGMENTS, max(map(len, parts)))):
            words = "".join(part[number] if number < len(part) else chance.choice(part) for part in parts if part)
            found[Example(tag, words)] = None
    return list(found)


def known_company() -> Vocabulary:
    """The vocabulary of the customers that the notes are about."""
    rows = json.loads((HERE / "customers.json").read_text("utf-8"))
    book = CustomerBook(
        "reading", tuple(Customer(r["id"], r["name"], tuple(r["short"]), r["industry"], r["city"]) for r in rows)
    )
    return vocabulary(book, config.load_lexicon(ROOT / "nlp/lexicon.yaml"))


def clauses_told(note: dict[str, Any], words: Vocabulary) -> Iterator[Example]:
    """Each clause about the main customer with the problem it tells, and each problem in its own words."""
    text = note["text"].replace("帐", "账")
    spans = []
    for pain in note["gold"]["pain_points"]:
        start = text.find(pain["span"].replace("帐", "账"))
        spans.append((start, start + len(pain["span"]), pain["tag"] or UNTAGGED))
        yield Example(pain["tag"] or UNTAGGED, pain["span"])
    customer, found = main_customer(text, words.customers)
    for clause in focused(text, clauses(text, turns(text)), customer, found):
        shared = [
            (both, label)
            for start, end, label in spans
            if (both := min(end, clause.end) - max(start, clause.start)) >= _PART * min(end - start, len(clause.text))
            and both > 0
        ]
        if shared or clause.ours:
            yield Example(max(shared)[1] if shared else NONE, clause.text)


def trained(examples: Sequence[Example], fragments: Sequence[Example], trained_on: str) -> PainModel:
    """The model of these examples; the same examples in the same order give the same model."""
    told = [(example, grams(lead(example.words))) for example in examples]
    problems = [(e.label, g) for e, g in told if e.label != NONE] + [(e.label, grams(e.words)) for e in fragments]
    counts = Counter(gram for _, found in told for gram in found) + Counter(g for _, found in problems for g in found)
    names = sorted(gram for gram, count in counts.items() if count >= (3 if len(gram) < 3 else 5))
    places = {gram: row for row, gram in enumerate(names)}
    tags = [tag for tag in dict.fromkeys(label for label, _ in problems) if tag != UNTAGGED] + [UNTAGGED]
    is_problem = _fitted([(int(e.label != NONE), g) for e, g in told], places, 2, _PULL["problem"])
    tag = _fitted([(tags.index(label), g) for label, g in problems], places, len(tags), _PULL["tag"])
    both = np.concatenate([is_problem[:, 1:] - is_problem[:, :1], tag], axis=1)
    scale = float(np.abs(both[:-1]).max()) / 127
    weights = np.clip(np.rint(both[:-1] / scale), -127, 127).astype(np.int8)
    bias = np.round(both[-1], 4)
    return PainModel(places, weights, bias, scale, tuple(None if t == UNTAGGED else t for t in tags), trained_on)


def _fitted(rows: Sequence[tuple[int, list[str]]], places: dict[str, int], classes: int, pull: float) -> Floats:
    """Weights (gram × class, the bias last) by stochastic descent with a step that shrinks as a weight moves."""
    known = [np.array([*(places[g] for g in found if g in places), len(places)]) for _, found in rows]
    weights = np.zeros((len(places) + 1, classes))
    moved = np.full((len(places) + 1, classes), 1e-2)
    order, chance = list(range(len(rows))), random.Random(_SEED)
    for _ in range(_EPOCHS):
        chance.shuffle(order)
        for number in order:
            at = known[number]
            share = 1 / math.sqrt(len(at))
            scores = weights[at].sum(axis=0) * share
            wrong = np.exp(scores - scores.max())
            wrong /= wrong.sum()
            wrong[rows[number][0]] -= 1
            step = wrong[None, :] * share + pull * weights[at]
            moved[at] += step * step
            weights[at] -= _RATE * step / np.sqrt(moved[at])
    return weights


def stamp() -> str:
    """A digest of what was learned from: the wordings, and the notes' texts and problems."""
    digest = hashlib.sha256()
    for source in (EXAMPLES, PATTERNS, Path(__file__)):
        digest.update(source.read_bytes())
    for note in notes():
        digest.update(json.dumps([note["text"], note["gold"]["pain_points"]], ensure_ascii=False).encode())
    return digest.hexdigest()[:16]


def written(model: PainModel) -> bytes:
    """The file that nlp.pain_model reads."""
    head = {"trained_on": model.trained_on, "scale": model.scale, "bias": list(model.bias), "tags": list(model.tags)}
    return b"\n".join(
        [json.dumps(head, ensure_ascii=False).encode(), " ".join(model.places).encode(), model.weights.tobytes()]
    )


def all_examples(told: Iterable[dict[str, Any]], words: Vocabulary) -> list[Example]:
    return wordings(EXAMPLES) + [example for note in told for example in clauses_told(note, words)]


def main() -> None:
    words = known_company()
    model = trained(all_examples(notes(), words), fragments(), stamp())
    WEIGHTS.write_bytes(written(model))
    print(f"{WEIGHTS.name}: {len(model.places)} grams, {WEIGHTS.stat().st_size // 1000} kB", file=sys.stderr)


if __name__ == "__main__":
    main()
