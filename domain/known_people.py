"""客户已知的人: what the confirmed visits to a customer say of its people, and how a new record goes with it.

Nothing of earlier visits ever enters a new record (promise 5): the two stand side by side, each part with its day.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from domain import buying_committee
from domain.reading import Stakeholder
from domain.same_person import fullness, is_same_person, titles_agree

PARTS = ("title", "role", "influence", "concern")


@dataclass(frozen=True)
class Told:
    """One person in one record. `by_title` names the parts that nobody said: they only go with the title."""

    name: str
    title: str | None = None
    role: str | None = None
    influence: str | None = None
    concern: str | None = None
    is_met: bool = False  #: is of those whom the rep met
    decides: bool = False  #: is of the 决策链
    by_title: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Telling:
    """The people of one confirmed visit: the rep's name, and the day of the visit (company zone)."""

    visit_id: int
    teller: str
    on: date
    people: tuple[Told, ...]


@dataclass(frozen=True)
class Earlier:
    """A value of an earlier visit: what evidence is to what is said now."""

    value: str
    visit_id: int
    teller: str
    on: date
    is_by_title: bool = False


@dataclass(frozen=True)
class KnownPerson:
    """The latest word on a person; `names` he was called by, the fullest first; `seen` is the latest visit."""

    names: tuple[str, ...]
    seen: Telling
    title: Earlier | None = None
    role: Earlier | None = None
    influence: Earlier | None = None
    concern: Earlier | None = None
    decides: bool = False

    @property
    def name(self) -> str:
        """The fullest one."""
        return self.names[0]


@dataclass(frozen=True)
class Person:
    """A person as now told, as known from earlier visits, or both."""

    now: Told | None = None
    known: KnownPerson | None = None

    @property
    def name(self) -> str:
        """As now told, else the fullest one known."""
        return self.now.name if self.now else self.known.name if self.known else ""

    @property
    def decides(self) -> bool:
        """Whether he is of the 决策链."""
        return bool((self.now and self.now.decides) or (self.known and self.known.decides))

    def filled(self, part: str) -> Earlier | None:
        """The value of an earlier visit, where now nobody said it, or only the end of a title."""
        earlier: Earlier | None = getattr(self.known, part, None)
        now: str | None = getattr(self.now, part, None)
        if earlier is None or self.now is None or now is None:
            return earlier
        is_said_less = part == "title" and _is_fuller(earlier.value, now)
        is_by_title = part in self.now.by_title and not earlier.is_by_title and earlier.value != now
        return earlier if is_said_less or is_by_title else None

    def as_stakeholder(self) -> Stakeholder:
        """What is known of him altogether."""

        def value(part: str) -> str | None:
            filled = self.filled(part)
            return filled.value if filled else getattr(self.now, part, None)

        return Stakeholder(self.name, value("title"), value("influence"), value("concern"))


@dataclass(frozen=True)
class Contradiction:
    """`part` (title, role or influence) of a person is said to be `now`, and was said to be another `earlier`."""

    person: Person
    part: str
    earlier: Earlier
    now: str


def known_people(tellings: Iterable[Telling]) -> tuple[KnownPerson, ...]:
    """Everybody in these visits, which come oldest first. Whoever may be two of them is left out of account."""
    known: list[KnownPerson] = []
    for telling in tellings:
        found = [_fitting(told, known) for told in telling.people]
        for told, fits in zip(telling.people, found, strict=True):
            if not fits:
                known.append(_with(KnownPerson((told.name,), telling), told, telling))
            elif len(fits) == 1 and found.count(fits) == 1:
                known[fits[0]] = _with(known[fits[0]], told, telling)
    return tuple(known)


def together(now: Sequence[Told], known: Sequence[KnownPerson]) -> tuple[Person, ...]:
    """The people now told, each with what is known of him, then those known who were not mentioned.

    Nobody is taken for one of two known people, and no two for one.
    """
    found = [_fitting(told, known) for told in now]
    taken = {fits[0] for fits in found if len(fits) == 1 and found.count(fits) == 1}
    doubtful = {number for fits in found for number in fits} - taken  # may be the one just told: not counted twice
    told_now = [
        Person(told, known[fits[0]] if len(fits) == 1 and fits[0] in taken else None)
        for told, fits in zip(now, found, strict=True)
    ]
    rest = (Person(None, one) for number, one in enumerate(known) if number not in taken | doubtful)
    return (*told_now, *rest)


def chain(people: Iterable[Person]) -> tuple[Stakeholder, ...]:
    """The 决策链 with everything that is known of it, now and from earlier."""
    return tuple(person.as_stakeholder() for person in people if person.decides)


def from_earlier(people: Iterable[Person]) -> int:
    """How many facts of the 决策链 (name and parts, as domain.buying_committee counts them) were not said now."""
    return sum(
        (person.now is None) + sum(person.filled(part) is not None for part in buying_committee.PARTS)
        for person in people
        if person.decides
    )


def contradictions(people: Iterable[Person]) -> tuple[Contradiction, ...]:
    """Where what was said now and what was said earlier cannot both be; never a concern, which may change.

    Of the role and the influence that goes with it only the role counts. What nobody said, but goes with a title,
    contradicts nothing.
    """
    found = []
    for person in people:
        if person.now is None or person.known is None:
            continue
        against = [one for part in ("role", "influence", "title") if (one := _against(person, part))]
        has_role = any(one.part == "role" for one in against)
        found += [one for one in against if one.part != "influence" or not has_role]
    return tuple(found)


def _against(person: Person, part: str) -> Contradiction | None:
    assert person.now is not None
    now, earlier = getattr(person.now, part), getattr(person.known, part)
    if now is None or earlier is None or part in person.now.by_title or earlier.is_by_title:
        return None
    agrees = titles_agree(now, earlier.value) if part == "title" else now == earlier.value
    return None if agrees else Contradiction(person, part, earlier, now)


def _fitting(told: Told, known: Sequence[KnownPerson]) -> tuple[int, ...]:
    """The places of those in `known` who may be the one told of."""
    return tuple(
        number
        for number, person in enumerate(known)
        if any(
            is_same_person(told.name, told.title, name, person.title.value if person.title else None)
            for name in person.names
        )
    )


def _with(known: KnownPerson, told: Told, telling: Telling) -> KnownPerson:
    parts = {part: _later(getattr(known, part), told, part, telling) for part in PARTS}
    names = tuple(dict.fromkeys((*known.names, told.name)))
    return replace(
        known,
        names=tuple(sorted(names, key=lambda name: -fullness(name, told.title))),
        seen=telling,
        decides=known.decides or told.decides,
        **parts,
    )


def _later(known: Earlier | None, told: Told, part: str, telling: Telling) -> Earlier | None:
    """The later word wins, but for one that only goes with the title, and a title that says less."""
    value, is_by_title = getattr(told, part), part in told.by_title
    if value is None or (known is not None and is_by_title and not known.is_by_title):
        return known
    if part == "title" and known is not None and _is_fuller(known.value, value):
        return known
    return Earlier(value, telling.visit_id, telling.teller, telling.on, is_by_title)


def _is_fuller(title: str, other: str) -> bool:
    return title != other and title.endswith(other)
