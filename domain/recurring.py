"""定时的事: what comes every day or every week at an hour, each time a row of its own, so that none is done twice."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Recurring:
    """The next time of something that recurs: `key` names this time of it, `due_at` is UTC."""

    key: str
    kind: str
    due_at: datetime


def daily(kind: str, at: time, now: datetime, zone: ZoneInfo) -> Recurring:
    """The next time that it is `at` in the zone; the key holds the day."""
    today = now.astimezone(zone).date()
    day = next(day for day in (today, today + timedelta(days=1)) if _instant(day, at, zone) > now)
    return Recurring(f"{kind}:{day}", kind, _instant(day, at, zone))


def weekly(kind: str, weekday: int, at: time, now: datetime, zone: ZoneInfo) -> Recurring:
    """The next such weekday (0 is Monday) at that hour; the key holds the ISO week, so that there is one in each."""
    today = now.astimezone(zone).date()
    first = today + timedelta(days=(weekday - today.weekday()) % 7)
    day = next(day for day in (first, first + timedelta(days=7)) if _instant(day, at, zone) > now)
    year, week, _ = day.isocalendar()
    return Recurring(f"{kind}:{year}-W{week:02}", kind, _instant(day, at, zone))


def _instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, zone).astimezone(UTC)
