"""词表: the company's own words, read by config.py from a lexicon file and given to the reader."""

from dataclasses import dataclass


@dataclass(frozen=True)
class RoleWords:
    """Cues and titles that tell one 客户角色."""

    role: str
    cues: tuple[str, ...]
    titles: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Lexicon:
    """Tags of 痛点, packages, channels, roles and brands, each with the words that mean them.

    Compared by `version` (a digest of the file), so it may key a cache.
    """

    version: str
    tags: dict[str, tuple[str, ...]]
    packages: dict[str, tuple[str, ...]]
    channels: dict[str, tuple[str, ...]]
    roles: tuple[RoleWords, ...]
    influence_of_role: dict[str, str]
    brands: tuple[str, ...]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Lexicon) and other.version == self.version

    def __hash__(self) -> int:
        return hash(self.version)


def joined(general: Lexicon, own: Lexicon) -> Lexicon:
    """Both word lists as one: `own` adds to `general`, and its influence of a role wins."""
    return Lexicon(
        version=f"{general.version}+{own.version}",
        tags=_both(general.tags, own.tags),
        packages=_both(general.packages, own.packages),
        channels=_both(general.channels, own.channels),
        roles=tuple(
            RoleWords(role, _union([w.cues for w in words]), _union([w.titles for w in words]))
            for role in dict.fromkeys(words.role for words in (*general.roles, *own.roles))
            if (words := [w for w in (*general.roles, *own.roles) if w.role == role])
        ),
        influence_of_role={**general.influence_of_role, **own.influence_of_role},
        brands=_union([general.brands, own.brands]),
    )


def _both(one: dict[str, tuple[str, ...]], other: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    return {key: _union([one.get(key, ()), other.get(key, ())]) for key in {**one, **other}}


def _union(lists: list[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for words in lists for word in words))
