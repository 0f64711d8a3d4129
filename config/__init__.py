"""配置: config.yaml → typed policies. The only reader of YAML; every problem has a file, a line and a column."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from config.accounts import odd_accounts
from config.changes import changes_of
from config.document import Document, document_of, read_document, unparsed
from config.explain import problems_of
from config.forms import empty_talk
from config.lexicon import LexiconFile, lexicon_of
from config.official_days import calendar_warning
from config.policies import calendar_of, policy_of
from config.problems import ConfigError, Problem, describe
from config.second_reader import second_reader_of, what_leaves, words_that_leave
from config.sections import ConfigFile
from config.texts import Texts, version_of
from domain.lexicon import Lexicon
from domain.policy import Policy
from domain.speech_settings import PACKAGED

__all__ = [
    "ConfigError", "Found", "Problem", "Texts", "changes", "check", "describe", "lexicon_file", "load", "load_lexicon",
    "load_texts", "look", "read_yaml", "schema",
]  # fmt: skip

M = TypeVar("M", bound=BaseModel)


def load(path: Path) -> Policy:
    """The policy of a config.yaml and the lexicon it names; ConfigError with all problems when it has errors."""
    return _policy(_read(path))


def load_texts(texts: Texts) -> Policy:
    """The policy of a version as it was kept; ConfigError when this program cannot use it (any more)."""
    config = document_of("config.yaml", texts.config.encode())
    return _policy(_files(config, lambda named: Document(named, texts.lexicon.encode())))


@dataclass(frozen=True)
class Found:
    """What a config.yaml and its lexicon hold now; `texts` and `policy` are None where `errors` forbid their use.

    `digest` is that of this content, good or bad. `lexicon` is the file that it names, if it names one.
    """

    digest: str
    errors: tuple[Problem, ...]
    texts: Texts | None
    policy: Policy | None
    lexicon: Path | None


def look(path: Path) -> Found:
    """The file as it is at this moment; whatever is wrong with it is in `errors`, never an exception."""
    files = _read(path)
    errors = tuple(_in_order(files.document, [problem for problem in files.problems if problem.is_error]))
    content = files.document.content + (files.words.content if files.words else b"")
    lexicon = Path(files.words.file) if files.words else None
    if errors or files.words is None:
        digest = hashlib.sha256(content + describe(errors).encode()).hexdigest()
        return Found(digest, errors, None, None, lexicon)
    texts = Texts(files.document.content.decode(), files.words.content.decode())
    return Found(hashlib.sha256(content).hexdigest(), (), texts, _policy(files), lexicon)


def lexicon_file(path: Path, texts: Texts) -> Path:
    """Where the lexicon lies that these texts name, for a config.yaml at `path`."""
    return path.parent / str(document_of("", texts.config.encode()).data["lexicon"])


def changes(old: Texts, new: Texts) -> list[str]:
    """What differs, a line each, in the words of the files: `visit.fields[pain_points].at_least：3 → 5`."""
    lines: list[str] = []
    for name, one, other in (("", old.config, new.config), ("词表 ", old.lexicon, new.lexicon)):
        if one != other:
            found = changes_of(document_of("", one.encode()).data, document_of("", other.encode()).data)
            lines += [f"{name}{line}" for line in found]
    if any("second_reader" in line for line in lines):
        lines += words_that_leave(document_of("", new.config.encode()).data.get("second_reader"))
    return lines


def check(path: Path, today: date | None = None, members: Mapping[str, bool] | None = None) -> list[Problem]:
    """Every error and warning of a config.yaml, in the order of its lines, the lexicon's after them.

    With `today` it also warns when the official calendar of the months to come is not known. `members`: everybody
    WeCom has told of, and whether he is still there (config/accounts.py).
    """
    files = _read(path)
    problems = files.problems
    problems += files.document.warnings
    if files.config is not None:
        problems += _warnings(files.config, files.document, path.parent, today)
        for steps, message in odd_accounts(files.document.data, members or {}):
            is_key = len(steps) == 2 and steps[0] == "people"
            problems.append(files.document.problem(steps, message, at_key=is_key, is_error=False))
    return _in_order(files.document, problems)


def load_lexicon(path: Path) -> Lexicon:
    """The lexicon in a file; ConfigError with all problems when it has errors."""
    lexicon, problems = _lexicon(unparsed(path))
    if lexicon is None:
        raise ConfigError(problems)
    return lexicon


def read_yaml(path: Path) -> Any:
    """The plain values (dicts with text keys, lists, scalars) of any YAML file; ConfigError when it cannot be read."""
    document = read_document(path)
    if document.problems:
        raise ConfigError(document.problems)
    return document.data


def schema() -> dict[str, Any]:
    """The JSON Schema of config.yaml, for editors: docs/config.schema.json."""
    return ConfigFile.model_json_schema()


def _in_order(document: Document, problems: list[Problem]) -> list[Problem]:
    """By line, the lexicon's after those of config.yaml."""
    return sorted(problems, key=lambda problem: (problem.file != document.file, problem.line, problem.column))


@dataclass(frozen=True)
class _Files:
    document: Document
    words: Document | None
    config: ConfigFile | None
    lexicon: Lexicon | None
    problems: list[Problem]


def _policy(files: _Files) -> Policy:
    errors = [problem for problem in files.problems if problem.is_error]
    if errors or files.config is None or files.lexicon is None or files.words is None:
        raise ConfigError(errors)
    return policy_of(files.config, files.lexicon, version_of(files.document.content, files.words.content))


def _read(path: Path) -> _Files:
    return _files(read_document(path), lambda named: unparsed(path.parent / named))


def _files(document: Document, words_named: Callable[[str], Document]) -> _Files:
    config, problems = _model(ConfigFile, document, _context(document.data))
    named = document.data.get("lexicon") if isinstance(document.data, dict) else None
    if not isinstance(named, str) or not named:
        return _Files(document, None, config, None, problems)
    words = words_named(named)
    lexicon, in_lexicon = _lexicon(words)
    if not words.content:
        in_lexicon = [document.problem(("lexicon",), f"{problem.message}：{words.file}") for problem in in_lexicon]
    return _Files(document, words, config, lexicon, problems + in_lexicon)


def _lexicon(words: Document) -> tuple[Lexicon | None, list[Problem]]:
    if words.problems:
        return None, words.problems
    lexicon, problems = _lexicon_in(words.content)
    return lexicon, [replace(problem, file=words.file) for problem in problems]


@lru_cache(maxsize=4)  # a lexicon is most of the work, and most versions have the same
def _lexicon_in(content: bytes) -> tuple[Lexicon | None, tuple[Problem, ...]]:
    document = document_of("", content)
    file, problems = _model(LexiconFile, document, None)
    if file is None:
        return None, tuple(problems)
    known = LexiconFile.model_fields
    for key in document.data:
        if key not in known:
            message = f"没有 {key} 这一项，不起作用；可写的有 {'、'.join(known)}"
            problems.append(document.problem((key,), message, at_key=True, is_error=False))
    return lexicon_of(file, hashlib.sha256(content).hexdigest()[:12]), tuple(problems)


def _model(model: type[M], document: Document, context: dict[str, Any] | None) -> tuple[M | None, list[Problem]]:
    """The file as its model (None if it has errors) and every problem.

    Of a place that could not be read, what the model says of the nothing found there is left out.
    """
    problems = list(document.problems)
    if document.data is None:
        return None, problems
    unread = {(problem.line, problem.column) for problem in problems}
    try:
        valid = model.model_validate(document.data, context=context)
    except ValidationError as error:
        found = problems_of(error, document, model)
        return None, problems + [problem for problem in found if (problem.line, problem.column) not in unread]
    return None if problems else valid, problems


def _context(data: Any) -> dict[str, Any]:
    """What sections know of each other, gathered before anything is known to be valid."""
    roles, people, regions = (_mapping(_mapping(data).get(name)) for name in ("roles", "people", "regions"))
    directors = _mapping(roles.get("sales_director"))
    holders = [account for value in roles.values() if isinstance(value, list) for account in value]
    accounts = [*directors.values(), *holders, *people]
    return {
        "accounts": {account.lower() for account in accounts if isinstance(account, str)},
        "regions_with_a_role": {*regions, *directors} - {"default"},
        "regions_of_members": {*regions, *_texts(_mapping(row).get("region") for row in people.values())},
    }


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _texts(values: Iterator[Any]) -> Iterator[str]:
    return (value for value in values if isinstance(value, str))


def _warnings(config: ConfigFile, document: Document, folder: Path, today: date | None) -> Iterator[Problem]:
    model = config.speech.model
    if model != PACKAGED and not model.startswith("hub:") and not Path(model).exists():
        message = f"本机没有 {model} 这个模型；可写 {PACKAGED}、模型目录或 hub:名称"
        yield document.problem(("speech", "model"), message, is_error=False)
    talk = [*empty_talk(("visit",), config.visit.fields)]
    talk += [one for n, form in enumerate(config.forms) for one in empty_talk(("forms", n), form.fields)]
    for steps, message in talk:
        yield document.problem(steps, message, is_error=False)
    reader = config.second_reader
    leaves = what_leaves(second_reader_of(reader)) if reader else None
    if leaves:
        yield document.problem(("second_reader", "url"), leaves, is_error=False)
    warning = calendar_warning(calendar_of(config.working_time, config.timezone), today) if today else None
    if warning:
        yield document.problem(("working_time",), warning, at_key=True, is_error=False)
