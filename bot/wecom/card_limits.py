"""卡片的限制: what WeCom refuses in a template card raises CardError, what its client cuts is cut by us [D90236]."""

import re
from collections.abc import Sequence

_TASK_ID = re.compile(r"[0-9A-Za-z_\-@]{1,128}")
KEY_BYTES, OPTION_ID_BYTES = 1024, 128


class CardError(ValueError):
    """A card that WeCom would refuse. `field` as WeCom names it, `limit` in words."""

    def __init__(self, field: str, limit: str) -> None:
        super().__init__(f"{field}: {limit}")
        self.field = field
        self.limit = limit


def short(text: str, most: int) -> str:
    """`text`, cut to `most` characters with … at the end: those lengths are advice, the client cuts without a sign."""
    return text if len(text) <= most else text[: most - 1] + "…"


def required(field: str, text: str) -> str:
    """A text that must not be empty."""
    if not text.strip():
        raise CardError(field, "required")
    return text


def key(field: str, value: str, most_bytes: int = KEY_BYTES) -> str:
    """A key or id: required, and limited in bytes."""
    if len(required(field, value).encode("utf-8")) > most_bytes:
        raise CardError(field, f"at most {most_bytes} bytes")
    return value


def unique(field: str, values: Sequence[str]) -> None:
    """No value twice."""
    if len(set(values)) < len(values):
        raise CardError(field, "must be unique")


def count(field: str, items: Sequence[object], least: int, most: int) -> None:
    """A list's length."""
    if not least <= len(items) <= most:
        raise CardError(field, f"{least} to {most} entries, not {len(items)}")


def link(field: str, url: str) -> str:
    """A URL with its scheme (45034)."""
    if not url.startswith(("https://", "http://")):
        raise CardError(field, "must begin with https:// or http://")
    return url


def checked_task_id(task_id: str) -> str:
    """Unique within the app, never used again for another send."""
    if not _TASK_ID.fullmatch(task_id):
        raise CardError("task_id", "1 to 128 of 0-9 A-Z a-z _ - @")
    return task_id
