"""配置问题: what is wrong in a file that an admin wrote, where, and what is allowed there."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

#: keys and list positions from the root of a file
Steps = tuple[str | int, ...]


@dataclass(frozen=True)
class Problem:
    """`line` and `column` count from 1; `message` is Chinese and says what is allowed.

    A warning (`is_error` False) does not keep the file from being used.
    """

    file: str
    line: int
    column: int
    path: str
    message: str
    is_error: bool = True

    def __str__(self) -> str:
        subject = f"{self.path}: " if self.path else ""
        return f"{self.file}:{self.line}:{self.column} {'' if self.is_error else '（提醒）'}{subject}{self.message}"


class ConfigError(Exception):
    """A file that cannot be used; `problems` says why, the text of the exception all of them line by line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(describe(self.problems))


def describe(problems: Iterable[Problem]) -> str:
    """One line for each problem: `config.yaml:7:5 visit.fields[1].labl: …`."""
    return "\n".join(str(problem) for problem in problems)


def written(steps: Steps) -> str:
    """Steps as admins read them: visit.fields[1].label (list positions count from 0, as in YAML tools)."""
    text = ""
    for step in steps:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def guess(word: str, known: Iterable[str]) -> str:
    """“；您是不是想写 X？” when a known word is close, else nothing."""
    close = likely(word, known)
    return f"；您是不是想写 {close}？" if close else ""


def likely(word: str, known: Iterable[str]) -> str | None:
    """The known word that this one is most like, if any is near."""
    return next(iter(get_close_matches(word, list(known), n=1, cutoff=0.6)), None)
