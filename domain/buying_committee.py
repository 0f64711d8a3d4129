"""决策链: who takes part in the customer's decision, and how much of it we know."""

from dataclasses import dataclass, replace

from domain.reading import Said, Stakeholder

#: what must be known of each person, with the words for it
PARTS = {"title": "职位", "influence": "影响力", "concern": "关键顾虑"}


@dataclass(frozen=True)
class Completeness:
    """`known` of `wanted` facts (name and PARTS of each person); `gaps` are (person, missing parts)."""

    known: int
    wanted: int
    gaps: tuple[tuple[str, tuple[str, ...]], ...]
    has_decider: bool

    @property
    def people(self) -> int:
        """How many there are in the chain."""
        return self.wanted // (1 + len(PARTS))

    @property
    def percent(self) -> int:
        """Whole percent, rounded down so that 100 means all; 0 when nobody is known."""
        return 100 * self.known // self.wanted if self.wanted else 0


def completeness(chain: tuple[Stakeholder, ...]) -> Completeness:
    """How complete the chain is: facts known / (people x 4); nobody with influence 高 is a gap of its own."""
    gaps = tuple((person.name, missing) for person in chain if (missing := missing_parts(person)))
    wanted = len(chain) * (1 + len(PARTS))
    return Completeness(
        known=wanted - sum(len(missing) for _, missing in gaps),
        wanted=wanted,
        gaps=gaps,
        has_decider=any(person.influence == "高" for person in chain),
    )


def missing_parts(person: Stakeholder) -> tuple[str, ...]:
    """The keys of PARTS that are not known of a person."""
    return tuple(part for part in PARTS if getattr(person, part) is None)


def merge(older: tuple[Said[Stakeholder], ...], newer: tuple[Said[Stakeholder], ...]) -> tuple[Said[Stakeholder], ...]:
    """Both together: the same person once; what is said later wins, what is not said stays."""
    merged = {said.value.name: said for said in older}
    for said in newer:
        known = merged.get(said.value.name)
        if known is None:
            merged[said.value.name] = said
            continue
        later = {part: value for part in PARTS if (value := getattr(said.value, part)) is not None}
        later["title"] = fuller_title(known.value.title, said.value.title)
        merged[said.value.name] = replace(said, value=replace(known.value, **later))
    return tuple(merged.values())


def fuller_title(older: str | None, newer: str | None) -> str | None:
    """The later title, unless it only repeats the end of the earlier one (采购部经理, later 经理)."""
    return older if newer is None or (older or "").endswith(newer) else newer
