"""时段: a stretch of whole days in the company's zone."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo


@dataclass(frozen=True)
class Period:
    """From `first_on` to `last_on`, both included; `words` as people read it (“最近 30 天”)."""

    words: str
    first_on: date
    last_on: date

    def instants(self, zone: tzinfo) -> tuple[datetime, datetime]:
        """When it begins, and when it is over (UTC)."""
        days = (self.first_on, self.last_on + timedelta(days=1))
        begins_at, ends_at = (datetime.combine(day, time(), zone).astimezone(UTC) for day in days)
        return begins_at, ends_at


def last_days(count: int, today: date) -> Period:
    """So many days with today as the last one."""
    return Period(f"最近 {count} 天", today - timedelta(days=count - 1), today)


def rest_of(period: Period) -> Period | None:
    """The days of 本周, 本月, 本季度 or 今年 that are still to come; None where none are, or for other periods."""
    last = period.last_on
    match period.words:
        case "本周":
            end = last + timedelta(days=6 - last.weekday())
        case "本月":
            end = _month_end(last.year, last.month)
        case "本季度":
            end = _month_end(last.year, (last.month + 2) // 3 * 3)
        case "今年":
            end = last.replace(month=12, day=31)
        case _:
            return None
    return Period(period.words, last + timedelta(days=1), end) if end > last else None


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])
