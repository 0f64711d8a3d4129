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
