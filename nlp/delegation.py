"""委托的说法: “我下周一到周三请假，找钱经理代批” → which days, and whose name."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from domain.workdays import WorkCalendar
from nlp.dates import day_spans

_NAME = r"(?P<name>[一-龥A-Za-z·]{2,12}?)"
_ACTS = r"(?:代批|代审|代签|代为审批|代我审批|代我批|代我审|帮我审批|帮我批|替我审批|替我批|代理审批)"
_DEPUTY = (
    re.compile(rf"(?:找|由|请|让){_NAME}(?:来|先)?{_ACTS}"),
    re.compile(rf"审批(?:都|就|先)?(?:找|由|委托给?|交给|转给){_NAME}(?:[，,。！!]|$)"),
    re.compile(rf"(?:^|[，,。；;\s]|期间){_NAME}(?:代批|代我审批|代我批|替我审批|替我批|帮我审批)"),
)
_BACK = re.compile(
    r"^(?:我)?(?:取消委托|取消代批|结束代批|结束委托|不用代批了?|销假了?|休假回来了|请假回来了)[。！!]*$"
)
#: “委托给钱经理，3月10日到3月12日”, “把审批都交给王总”: nothing else is said but the days
_FILLER = r"[\s　，,。！!、到至从的起开始为止（）()—～~-]*"
_ORDER = re.compile(
    rf"{_FILLER}(?:我)?(?:想|要)?把?(?:我的)?(?:审批(?:都|先)*(?:委托给?|交给)|委托给?){_NAME}(?:代批)?{_FILLER}"
)
#: nobody's note of a visit is taken for a wish: it must speak of the speaker, or of acting for him, and be short
_ABOUT = re.compile(r"代批|代审|代签|代我|替我|帮我|我.*(?:请假|休假|出差|不在)")
_LONGEST = 80
_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class DelegationWish:
    """What was said of it; `first_on` and `last_on` are None when no day was named."""

    name: str
    first_on: date | None
    last_on: date | None


def delegation_wish(text: str, today: date, calendar: WorkCalendar) -> DelegationWish | None:
    """The wish that somebody acts for the speaker, or None. “到周三” is the Wednesday after the first day named."""
    if len(text) > _LONGEST:
        return None
    found = _ordered(text, today, calendar)
    if found is None and _ABOUT.search(text):
        found = next((match for pattern in _DEPUTY if (match := pattern.search(text))), None)
    if found is None:
        return None
    days = [
        span.on for span in day_spans(text[: found.start("name")] + "　" + text[found.end("name") :], today, calendar)
    ]
    if not days:
        return DelegationWish(found["name"], None, None)
    first, last = days[0], days[-1]
    while last < first and (first - last) <= _WEEK:
        last += _WEEK
    return DelegationWish(found["name"], first, last)


def _ordered(text: str, today: date, calendar: WorkCalendar) -> re.Match[str] | None:
    characters = list(text)
    for span in day_spans(text, today, calendar):
        characters[span.start : span.end] = "　" * (span.end - span.start)
    return _ORDER.fullmatch("".join(characters))


def is_back(text: str) -> bool:
    """“取消委托”, “销假” … and nothing else."""
    return bool(_BACK.match(text.strip()))
