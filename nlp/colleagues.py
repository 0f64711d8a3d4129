"""同事: which member of the company a spoken or typed name means."""

from collections.abc import Callable, Iterable

from domain.people import Person
from nlp.pinyin import readings

_MOST = 5


def colleagues(said: str, people: Iterable[Person]) -> list[Person]:
    """The active members whom the words may mean, the likeliest kind of match only; at most five.

    The same name, else the same sound, else a name that holds the words or stands within them; of a surname alone
    nobody where too many have it.
    """
    name = said.strip().strip("。，,！!的")
    there = sorted((person for person in people if person.is_active), key=lambda person: person.userid)
    sounds = set(readings(name))
    ways: tuple[Callable[[Person], bool], ...] = (
        lambda person: name.casefold() in (person.name.casefold(), person.userid),
        lambda person: not sounds.isdisjoint(readings(person.name)),
        lambda person: len(name) > 1 and (name in person.name or person.name in name),
        lambda person: len(name) == 1 and person.name.startswith(name),
    )
    for fits in ways:
        if found := [person for person in there if fits(person)]:
            return found[:_MOST] if len(name) > 1 or len(found) <= _MOST else []
    return []
