"""冻结的口令: “特批 华鼎 3天 老客户，货急”, “取消特批 华鼎”, “冻结清单”, “华鼎 为什么冻结”."""

import re
from dataclasses import dataclass
from datetime import timedelta

from nlp.numerals import PLAIN, number

_EDGE = " \t\r\n,，。.:：;；、!！~～"
_LET_PASS = re.compile(r"(?:我|请|帮我)?特批(?:放行|通过)?(?:一下)?(?:给)?(?P<rest>.*)", re.DOTALL)
_TAKE_BACK = re.compile(
    r"(?:请|帮我)?(?:取消|撤销|停止|结束|收回)(?:对)?(?P<before>[^，。；\n]{0,40}?)的?特批(?:放行)?(?P<after>[^，。；\n]{0,40})"
    r"|(?P<whose>[^，。；\n]{2,40}?)的?特批(?:放行)?(?:取消|撤销|停止|结束|收回)(?:了|掉)?吧?"
)
_LIST = re.compile(
    r"(?:请|帮我|给我)?(?:看一下|看看|看|查一下|查|列出|发)?(?:被)?冻结(?:的)?(?:客户)?(?:清单|名单|列表|客户)"
    r"|(?:现在|目前)?有?哪些客户(?:是|被)?冻结(?:了|着|的)?呢?|冻结了?(?:哪些|哪几家)(?:客户)?"
)
_NAME = r"(?P<name>[^，,。；\n]{2,40}?)"
_WHY_HELD = r"(?:为什么|为啥|为何|怎么)又?会?"
_WHY = (
    re.compile(rf"{_NAME}[\s,，]*{_WHY_HELD}(?:被|给)?冻结(?:了|的|着)?"),
    re.compile(rf"{_WHY_HELD}把?冻结了?{_NAME}(?:了|的)?"),
    re.compile(rf"{_NAME}[\s,，]*的?(?:冻结的?原因|冻结情况|(?:是不是)?(?:被)?冻结(?:了|着)?(?:吗|没有|没))"),
)
_SPAN = re.compile(rf"(?P<half>半)?(?P<number>{PLAIN})?\s*个?(?P<unit>小时|钟头|天|日|周|星期|礼拜)(?:之?内|以内|吧)?")
_HOURS = {"小时": 1, "钟头": 1, "天": 24, "日": 24, "周": 168, "星期": 168, "礼拜": 168}
_MOST_HOURS = 24 * 366
_LEAD = re.compile(r"^(?:原因|理由)\s*(?:是|为|[:：])?|^(?:因为|由于)")


@dataclass(frozen=True)
class LetPass:
    """特批: `rest` is all that was said behind it; the customer in it is for the caller to find."""

    rest: str


@dataclass(frozen=True)
class TakeBack:
    """取消特批 of the customer named."""

    name: str


def let_pass(text: str) -> LetPass | TakeBack | None:
    """The order that the whole text is, or None. “特批的价格…” is none."""
    said = text.strip(_EDGE)
    if found := _TAKE_BACK.fullmatch(said):
        return TakeBack((found["before"] or found["after"] or found["whose"] or "").strip(_EDGE))
    found = _LET_PASS.fullmatch(said)
    if found is None or re.match(r"[的了过价款额]|单", found["rest"]):
        return None
    return LetPass(found["rest"].strip(_EDGE))


def span_and_reason(words: str) -> tuple[timedelta | None, str]:
    """“3天 老客户，货急” → three days and the reason; the span None when none was said first."""
    bare = words.strip(_EDGE)
    span = None
    if (found := _SPAN.match(bare)) and (found["half"] or found["number"]):
        count = number(found["number"]) if found["number"] else None
        hours = (float(count) if count is not None else 0.0) + (0.5 if found["half"] else 0.0)
        hours *= _HOURS[found["unit"]]
        if hours > 0:
            span = timedelta(hours=min(hours, _MOST_HOURS))
            bare = bare[found.end() :].strip(_EDGE)
    return span, _LEAD.sub("", bare).strip(_EDGE)


def is_held_list_wish(text: str) -> bool:
    """“冻结清单”, “哪些客户被冻结了” … and nothing else."""
    return bool(_LIST.fullmatch(text.strip(_EDGE + "?？")))


def why_held_wish(text: str) -> str | None:
    """The customer named in “华鼎 为什么冻结”, “华鼎冻结了吗” and nothing else."""
    said = text.strip(_EDGE + "?？")
    return next((found["name"].strip(_EDGE) for pattern in _WHY if (found := pattern.fullmatch(said))), None)
