"""词表文件: reads the company's own words into domain.lexicon.Lexicon."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints

from config.rules import Section, Words
from domain.lexicon import Lexicon, RoleWords

#: a word, or a pattern of words as nlp reads it
Saying = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
WordList = Annotated[list[Saying], Field(max_length=5000)]
RoleName = Literal["决策人", "影响者", "使用者"]


class RoleEntry(Section):
    """说明一个人是这种角色的词。"""

    cues: WordList = Field(default=[], description="笔记里说到这个人的话，如 拍板")
    titles: WordList = Field(default=[], description="职位，如 总经理")


class LexiconFile(Section):
    """跟迹的词表文件。"""

    model_config = ConfigDict(extra="ignore")  # a word list made for a newer version still serves; check() tells

    version: int = Field(default=1, description="词表的版本，只供人看")
    tags: dict[Words, WordList] = Field(min_length=1, description="痛点标签: 说法")
    packages: dict[Words, WordList] = Field(default={}, description="服务包: 说法")
    channels: dict[Words, WordList] = Field(default={}, description="拜访方式: 说法")
    roles: dict[RoleName, RoleEntry] = Field(default={}, description="客户角色: 线索和职位")
    influence_of_role: dict[RoleName, Literal["高", "中", "低"]] = Field(default={}, description="角色: 影响力")
    brands: WordList = Field(default=[], description="竞品品牌")


def lexicon_of(file: LexiconFile, version: str) -> Lexicon:
    """The lexicon that a valid file describes."""
    return Lexicon(
        version=version,
        tags=_words(file.tags),
        packages=_words(file.packages),
        channels=_words(file.channels),
        roles=tuple(RoleWords(role, tuple(row.cues), tuple(row.titles)) for role, row in file.roles.items()),
        influence_of_role={str(role): str(influence) for role, influence in file.influence_of_role.items()},
        brands=tuple(file.brands),
    )


def _words(table: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(words) for name, words in table.items()}
