"""配置: config.yaml → typed policies. The only reader of YAML; every problem has a file, a line and a column."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from config.document import Document, read_document
from config.explain import problems_of
from config.lexicon import LexiconFile, lexicon_of
from config.official_days import calendar_warning
from config.policies import calendar_of, policy_of
from config.problems import ConfigError, Problem, describe
from config.sections import ConfigFile
from domain.lexicon import Lexicon
from domain.policy import Policy
from domain.speech_settings import PACKAGED

__all__ = ["ConfigError", "Problem", "check", "describe", "load", "load_lexicon", "read_yaml", "schema"]

M = TypeVar("M", bound=BaseModel)


def load(path: Path) -> Policy:
    """The policy of a config.yaml and the lexicon it names; ConfigError with all problems when it has errors."""
    files = _read(path)
    errors = [problem for problem in files.problems if problem.is_error]
    if errors or files.config is None or files.lexicon is None:
        raise ConfigError(errors)
    return policy_of(files.config, files.lexicon, files.version)


def check(path: Path, today: date | None = None) -> list[Problem]:
    """Every error and warning of a config.yaml, in the order of its lines, the lexicon's after them.

    With `today` it also warns when the official calendar of the months to come is not known.
    """
    files = _read(path)
    problems = files.problems
    if files.config is not None:
        problems += _warnings(files.config, files.document, path.parent, today)
    return sorted(problems, key=lambda problem: (problem.file != files.document.file, problem.line, problem.column))


def load_lexicon(path: Path) -> Lexicon:
    """The lexicon in a file; ConfigError with all problems when it has errors."""
    document = read_document(path)
    lexicon, problems = _lexicon(document)
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


@dataclass(frozen=True)
class _Files:
    document: Document
    config: ConfigFile | None
    lexicon: Lexicon | None
    version: str
    problems: list[Problem]


def _read(path: Path) -> _Files:
    document = read_document(path)
    config, problems = _model(ConfigFile, document, _context(document.data))
    named = document.data.get("lexicon") if isinstance(document.data, dict) else None
    if not isinstance(named, str) or not named:
        return _Files(document, config, None, "", problems)
    words = read_document(path.parent / named)
    lexicon, in_lexicon = _lexicon(words)
    if not words.content:
        in_lexicon = [document.problem(("lexicon",), f"{problem.message}：{words.file}") for problem in in_lexicon]
    version = hashlib.sha256(document.content + words.content).hexdigest()[:12]
    return _Files(document, config, lexicon, version, problems + in_lexicon)


def _lexicon(document: Document) -> tuple[Lexicon | None, list[Problem]]:
    file, problems = _model(LexiconFile, document, None)
    if file is None:
        return None, problems
    known = LexiconFile.model_fields
    for key in document.data:
        if key not in known:
            message = f"没有 {key} 这一项，不起作用；可写的有 {'、'.join(known)}"
            problems.append(document.problem((key,), message, at_key=True, is_error=False))
    return lexicon_of(file, hashlib.sha256(document.content).hexdigest()[:12]), problems


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
    warning = calendar_warning(calendar_of(config.working_time, config.timezone), today) if today else None
    if warning:
        yield document.problem(("working_time",), warning, at_key=True, is_error=False)
