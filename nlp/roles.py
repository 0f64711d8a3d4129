"""角色: 决策人, 影响者 or 使用者, by what the note says of a person, else by title."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from domain.lexicon import Lexicon
from nlp.decision_parts import NEGATED
from nlp.patterns import one_of
from nlp.people import Person, role_of_title
from nlp.segmentation import Clause
from nlp.subjects import subject

_FAILS = re.compile(r"不了|不下|[工员票]|界面|系统|手册")  # 他定不了, 操作工


def role(
    text: str,
    parts: Sequence[Clause],
    person: Person,
    persons: Sequence[Person],
    lexicon: Lexicon,
    decided: Mapping[str, str],
) -> str | None:
    """By a part in deciding (`decided`, by name), by a cue about this very person, else by title, else None."""
    said = decided.get(person.name) or _said_role(text, parts, person, persons, lexicon)
    return said or role_of_title(person.title, person.name, lexicon)


@lru_cache(maxsize=32)
def _any_of(cues: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(one_of(cues) or "$^")


def _said_role(
    text: str, parts: Sequence[Clause], person: Person, persons: Sequence[Person], lexicon: Lexicon
) -> str | None:
    for clause in parts:
        if not clause.ours:
            continue
        for words in lexicon.roles:
            cue = _any_of(words.cues).search(clause.text)
            if cue is None or NEGATED.search(clause.text[: cue.start()]) or _FAILS.match(clause.text[cue.end() :]):
                continue
            if subject(text, parts, clause, clause.start + cue.start(), persons) is person:
                return words.role
    return None
