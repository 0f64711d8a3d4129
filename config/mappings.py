"""列的对应: which columns of a firm's own lists are which of ours (mappings/NAME.yaml)."""

import hashlib
import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints, ValidationError, ValidationInfo

from config.document import read_document
from config.explain import problems_of
from config.problems import ConfigError, Steps, guess
from config.rules import Section, Words, refuse, refuse_if_any

SHIPPED = Path(__file__).parents[1] / "mappings"
_NAME = re.compile(r"[\w\-]{1,60}")


@dataclass(frozen=True)
class Mapping:
    """How a list of one kind may call our columns.

    `columns` has ours under every heading that means them, both as `plain_heading` gives them. `fixed` are cells that
    every line has though no column holds them. `digest` changes with any byte of the file.
    """

    name: str
    title: str
    columns: dict[str, str]
    fixed: dict[str, str] = field(default_factory=dict)
    digest: str = ""


def plain_heading(text: str) -> str:
    """A heading without blanks, stars and colons, half width: “ 客户名称＊：” is 客户名称."""
    return re.sub(r"[\s*:]", "", unicodedata.normalize("NFKC", text))


def load_mapping(name: str, kind: str, columns: Collection[str], own: Path) -> Mapping:
    """The mapping called so, from the folder `own` or else a shipped one; ConfigError when there is none or it is bad.

    `columns` are those of the kind.
    """
    found = _files(own).get(name) if _NAME.fullmatch(name) else None
    if found is None:
        known = [one for one in _files(own) if _is_of(kind, one)]
        document = read_document(own / f"{name[:60]}.yaml")
        raise ConfigError(
            [document.problem((), f"没有 {name[:60]} 这个对应；有 {'、'.join(known)}{guess(name, known)}")]
        )
    return _mapping(found, kind, columns)


def mappings_of(kind: str, columns: Collection[str], own: Path) -> list[Mapping]:
    """Every mapping of a kind, the one called like the kind first; ConfigError when one of them is bad."""
    names = sorted((name for name in _files(own) if _is_of(kind, name)), key=lambda name: (name != kind, name))
    return [_mapping(_files(own)[name], kind, columns) for name in names]


def _files(own: Path) -> dict[str, Path]:
    """Name → file; a firm's own goes before a shipped one of the same name."""
    return {file.stem: file for folder in (SHIPPED, own) for file in sorted(folder.glob("*.yaml"))}


def _is_of(kind: str, name: str) -> bool:
    """`bank` and `bank-icbc` are mappings of the kind bank."""
    return name == kind or name.startswith(f"{kind}-")


def _known_column(name: str, info: ValidationInfo) -> str:
    known = (info.context or {})["columns"]
    if name not in known:
        refuse((("[key]",), f"没有 {name} 这一列；可写的有 {'、'.join(known)}{guess(name, known)}"))
    return name


Heading = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
Column = Annotated[Words, AfterValidator(_known_column)]


def _once_each(columns: dict[str, list[str]]) -> dict[str, list[str]]:
    seen: dict[str, str] = {}
    found: list[tuple[Steps, str]] = []
    for column, headings in columns.items():
        for n, heading in enumerate(headings):
            other = seen.setdefault(plain_heading(heading), column)
            if other != column:
                found.append(((column, n), f"「{heading}」已经是 {other} 了"))
    refuse_if_any(found)
    return columns


class MappingFile(Section):
    """导入文件的列名对应。"""

    title: Words = Field(description="这种文件的叫法，如 工商银行明细")
    columns: Annotated[dict[Column, list[Heading]], AfterValidator(_once_each)] = Field(
        description="我们的列名: [文件里可能的列名]；列名相同的不用写"
    )
    fixed: dict[Column, Heading] = Field(default={}, description="我们的列名: 文件里没有这一列时，每一行都用的值")


def _mapping(file: Path, kind: str, columns: Collection[str]) -> Mapping:
    document = read_document(file)
    if document.problems:
        raise ConfigError(document.problems)
    try:
        said = MappingFile.model_validate(document.data, context={"columns": columns})
    except ValidationError as error:
        raise ConfigError(problems_of(error, document, MappingFile)) from error
    return Mapping(
        file.stem, said.title, _by_heading(said.columns, columns), dict(said.fixed),
        hashlib.sha256(document.content).hexdigest(),
    )  # fmt: skip


def _by_heading(said: dict[str, list[str]], columns: Collection[str]) -> dict[str, str]:
    others: Sequence[tuple[str, str]] = [
        (plain_heading(heading), column) for column, headings in said.items() for heading in headings
    ]
    return {column: column for column in columns} | dict(others)
