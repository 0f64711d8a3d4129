"""日志: one line per event, without secrets: for people on a terminal, as JSON with LOG_FORMAT=json."""

import logging
import re
import sys
from collections.abc import Iterable, MutableMapping
from typing import Any

import structlog
from structlog.typing import Processor

_HIDDEN = "***"
_SECRET_KEYS = frozenset({"secret", "corpsecret", "access_token", "token", "aes_key", "encoding_aes_key", "password"})
_SECRET_IN_TEXT = re.compile(
    r"((?:access_token|corpsecret|secret|suite_ticket|password)[\"']?\s*[=:]\s*[\"']?)[^&\s\"',}]+"
)
#: the last part of a one-time link (storage/links.py), in whatever path it stands
_TOKEN_IN_PATH = re.compile(r"(?<=/)[\w-]{43}(?![\w-])", re.ASCII)
_PASSWORD_IN_URL = re.compile(r"(://[^\s:/@]*:)[^\s@/]+@")

#: libraries that talk more than they say, and the level from which on they are heard
_QUIET = {
    "alembic": logging.WARNING,
    "apscheduler": logging.WARNING,
    "dramatiq": logging.WARNING,
    "faster_whisper": logging.WARNING,
    "gunicorn": logging.WARNING,
    "jieba": logging.WARNING,
    "urllib3": logging.ERROR,
    "werkzeug": logging.WARNING,
}


def configure(process: str, log_format: str = "", level: str = "INFO", secrets: Iterable[str] = ()) -> None:
    """Set up all logging of this process, ours and the libraries', to standard error.

    `log_format` is "json" or anything else; `process` names it in each line; `secrets` are values that must never
    be written, wherever they turn up.
    """
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _named(process),
    ]
    finish: list[Processor] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.format_exc_info,
        scrubber(secrets),
        structlog.processors.JSONRenderer(ensure_ascii=False) if log_format == "json" else _for_people(),
    ]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processors=finish, foreign_pre_chain=shared))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name, quiet_level in _QUIET.items():
        logging.getLogger(name).setLevel(max(quiet_level, root.level))
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def scrubber(secrets: Iterable[str] = ()) -> Processor:
    """A processor that hides values of secret keys, secrets inside addresses, and the given values anywhere."""
    known = [secret for secret in secrets if len(secret) >= 4]

    def clean(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: _HIDDEN if str(key).lower() in _SECRET_KEYS else clean(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [clean(item) for item in value]
        if value is None or isinstance(value, bool | int | float):
            return value
        text = _SECRET_IN_TEXT.sub(rf"\1{_HIDDEN}", str(value))
        text = _PASSWORD_IN_URL.sub(rf"\1{_HIDDEN}@", text)
        text = _TOKEN_IN_PATH.sub(_HIDDEN, text)
        for secret in known:
            text = text.replace(secret, _HIDDEN)
        return text

    def process(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> dict[str, Any]:
        cleaned: dict[str, Any] = clean(dict(event))
        return cleaned

    return process


def _named(process: str) -> Processor:
    def process_name(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        event["process"] = process
        return event

    return process_name


def _for_people() -> Processor:
    return structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), pad_event_to=24, sort_keys=False)
