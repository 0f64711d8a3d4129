"""听写订正: what a recogniser wrote, read again by its sound with the words of the company and the trade.

As an input method does it: the text is taken as syllables, every stretch of it may be a word as it was written or
one of ours that sounds near, and the likeliest row of words wins. What was written has the advantage. A word of ours
has as many characters as the stretch it takes the place of, so offsets mean the same in both texts.
"""

from dataclasses import dataclass
from functools import lru_cache

from nlp.customers import CustomerIndex
from nlp.language_model import STOP
from nlp.sound_steps import steps
from nlp.spoken_words import SpokenWords

_WAYS = 10  #: readings of the text so far that are followed up


@dataclass(frozen=True)
class Repair:
    """`heard == text[start:end]`, read as another word of about the same sound."""

    start: int
    end: int
    heard: str
    read_as: str


@lru_cache(maxsize=8)  # whoever asks whether a note tells of several visits reads it again when it does not
def repaired(
    text: str, words: SpokenWords, customers: CustomerIndex, names: tuple[str, ...] = ()
) -> tuple[str, tuple[Repair, ...]]:
    """`text` as it is to be read, of the same length, and where it differs. `names` are people known from before."""
    letters, repairs = list(text), []
    for start, end, word in _likeliest(text, words, customers, names):
        if text[start:end] != word:
            repairs.append(Repair(start, end, text[start:end], word))
            letters[start:end] = word
    return "".join(letters), tuple(repairs)


def _likeliest(
    text: str, words: SpokenWords, customers: CustomerIndex, names: tuple[str, ...]
) -> list[tuple[int, int, str]]:
    """The row of words with the best chance, with their places (Viterbi over pairs of neighbours)."""
    # for each offset: the last token → (chance so far, where it began, its word, the token before)
    ways: list[dict[str, tuple[float, int, str, str]]] = [{} for _ in range(len(text) + 1)]
    ways[0][STOP] = (0.0, 0, "", "")
    model = words.model
    for start in range(len(text)):
        best = sorted(ways[start].items(), key=lambda way: -way[1][0])[:_WAYS]
        ways[start] = dict(best)
        if not best:
            continue
        for step in steps(text, start, words, customers, names):
            alone = model.alone(step.token)
            before, chance = max(
                ((token, way[0] + model.following(token, step.token, alone)) for token, way in best),
                key=lambda found: found[1],
            )
            chance += step.share - step.doubt
            known = ways[step.end].get(step.token)
            if known is None or chance > known[0]:
                ways[step.end][step.token] = (chance, start, step.word, before)
    token = max(ways[-1], key=lambda token: model.following(token, STOP, 0.0) + ways[-1][token][0])
    found, end = [], len(text)
    while end:
        _, start, word, before = ways[end][token]
        found.append((start, end, word))
        end, token = start, before
    return found[::-1]
