"""校验: the parts that sections are made of, and how a rule refuses what an admin wrote."""

import re
from collections.abc import Iterable, Sequence
from datetime import time
from string import Formatter
from typing import Annotated, NoReturn
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from config.problems import Steps, guess

_USERID = re.compile(r"[0-9A-Za-z][0-9A-Za-z_.@-]{0,63}")
_SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")
_MAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}\.[^@\s.]{2,}")


class Section(BaseModel):
    """A mapping in a file: nothing is guessed from another type, and unknown keys are refused."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False)


def refuse(*found: tuple[Steps, str]) -> NoReturn:
    """Refuse a value for all these reasons, each at the steps below the value where it stands."""
    raise PydanticCustomError("rule", "rule", {"found": found})


def refuse_if_any(found: Sequence[tuple[Steps, str]]) -> None:
    """Refuse the value when reasons were found."""
    if found:
        refuse(*found)


def no_repeats(words: list[str]) -> list[str]:
    """Refuse a list in which something stands twice."""
    refuse_if_any([((n,), f"「{word}」重复了") for n, word in enumerate(words) if word in words[:n]])
    return words


def braces(text: str, allowed: Iterable[str]) -> str | None:
    """What is wrong with the {placeholders} of a text, or None."""
    known = tuple(allowed)
    may = f"这里能用的有 {'、'.join(f'{{{name}}}' for name in known)}" if known else "这里不能用花括号"
    try:
        pieces = list(Formatter().parse(text))
    except ValueError:
        return f"花括号没有成对；{may}"
    for _, name, layout, conversion in pieces:
        if name is None:
            continue
        if name not in known:
            return f"不认识 {{{name}}}；{may}{guess(name, known)}"
        if layout or conversion:
            return f"{{{name}}} 里不能加别的写法"
    return None


def clock_span(text: str) -> tuple[time, time]:
    """Begin and end of a span that passed validation."""
    begin, _, end = text.partition("-")
    return time.fromisoformat(begin), time.fromisoformat(end)


def _account(text: str) -> str:
    if not _USERID.fullmatch(text):
        refuse(((), f"「{text[:20]}」不像企业微信账号；账号由字母、数字和 _ - @ . 组成，最多 64 位"))
    return text


def account(text: str) -> str:
    """A userid in lower case, or a refusal."""
    return _account(text).lower()


def _span(text: str) -> str:
    if not _SPAN.fullmatch(text) or text[:5] >= text[6:]:
        refuse(((), f'「{text[:20]}」不是时间段；写作 "09:00-12:00"，先早后晚，不跨午夜'))
    return text


def _night(text: str) -> str:
    if not _SPAN.fullmatch(text) or text[:5] == text[6:]:
        refuse(((), f'「{text[:20]}」不是时间段；写作 "21:00-08:00"，可以跨午夜'))
    return text


def _mail(text: str) -> str:
    if not _MAIL.fullmatch(text):
        refuse(((), f"「{text[:40]}」不像邮箱；写作 zhangsan@example.com"))
    return text


def _zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (LookupError, ValueError, OSError):
        refuse(((), f"没有「{text[:40]}」这个时区；例如 Asia/Shanghai{guess(text, available_timezones())}"))
    return text


Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
#: as written; a mapping's keys keep their spelling so that their place is found
AccountKey = Annotated[str, AfterValidator(_account)]
#: lower case
Userid = Annotated[str, AfterValidator(account)]
TimeSpan = Annotated[str, AfterValidator(_span), Field(json_schema_extra={"pattern": f"^{_SPAN.pattern}$"})]
#: as TimeSpan, but it may cross midnight
NightSpan = Annotated[str, AfterValidator(_night), Field(json_schema_extra={"pattern": f"^{_SPAN.pattern}$"})]
MailAddress = Annotated[str, AfterValidator(_mail)]
ZoneName = Annotated[str, AfterValidator(_zone)]
Unrepeated = AfterValidator(no_repeats)
