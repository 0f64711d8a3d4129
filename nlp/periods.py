"""时段: “本周”, “上个月”, “最近三个月” as days in the company's zone."""

import re
from datetime import date, timedelta

from domain.period import Period, last_days
from nlp.numerals import PLAIN, number

_LONGEST = 366  #: days
_DAYS = {"天": 1, "日": 1, "周": 7, "星期": 7, "礼拜": 7, "月": 30, "年": 365}
_LATELY = re.compile(
    rf"(?:最近|近|过去)的?这?(?:(?P<count>{PLAIN}|半)\s*个?(?P<unit>天|日|周|星期|礼拜|月|年)(?:以?内|里|来)?|期)?"
)
_NAMED = re.compile(
    r"(?P<last>上一?个?)?(?(last)|(?:本|这一?个?|当))(?P<unit>周|星期|礼拜|月|季度|季)|(?P<day>今天|昨天)|(?P<year>今年|本年)"
)


def period_in(text: str, today: date, default_days: int) -> tuple[Period, str]:
    """The period that the text names, else the last `default_days`, and the text without its name."""
    if named := _NAMED.search(text):
        return _named(named, today), text[: named.start()] + text[named.end() :]
    if lately := _LATELY.search(text):
        days = _count(lately["count"], _DAYS[lately["unit"]]) if lately["unit"] else default_days
        return last_days(min(max(days, 1), _LONGEST), today), text[: lately.start()] + text[lately.end() :]
    return last_days(default_days, today), text


def _count(said: str, days: int) -> int:
    count = number(said)
    return days // 2 if count is None else int(count) * days


def _named(found: re.Match[str], today: date) -> Period:
    if found["day"]:
        on = today if found["day"] == "今天" else today - timedelta(days=1)
        return Period(found["day"], on, on)
    if found["year"]:
        return Period("今年", today.replace(month=1, day=1), today)
    begin, unit = _begin(found["unit"], today)
    if not found["last"]:
        return Period(f"本{unit}", begin, today)
    end = begin - timedelta(days=1)
    return Period(f"上{'' if unit == '周' else '个'}{unit}", _begin(found["unit"], end)[0], end)


def _begin(unit: str, day: date) -> tuple[date, str]:
    """The first day of the week, month or quarter that holds the day, and what people call it."""
    if unit == "月":
        return day.replace(day=1), "月"
    if unit.startswith("季"):
        return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1), "季度"
    return day - timedelta(days=day.weekday()), "周"
