"""Times as people read them, in the company's zone."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

_WEEKDAYS = "一二三四五六日"


def clock_time(at: datetime, zone: ZoneInfo, now: datetime | None = None) -> str:
    """“10:32”, or “11月24日 10:32” when `now` is another day."""
    local = at.astimezone(zone)
    if now is None or now.astimezone(zone).date() == local.date():
        return f"{local:%H:%M}"
    return f"{local.month}月{local.day}日 {local:%H:%M}"


def day(on: date, today: date | None) -> str:
    """“12月2日（周三）”, with the year when it is another than today's."""
    year = "" if today is None or on.year == today.year else f"{on.year}年"
    return f"{year}{on.month}月{on.day}日（周{_WEEKDAYS[on.weekday()]}）"


def short_day(on: date, today: date) -> str:
    """“3月2日”, with the year when it is another than today's."""
    return f"{'' if on.year == today.year else f'{on.year}年'}{on.month}月{on.day}日"


def audio_second(second: float) -> str:
    """“1:05” of a recording."""
    return f"{int(second) // 60}:{int(second) % 60:02d}"
