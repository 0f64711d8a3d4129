"""时段: a stretch of whole days in the company's zone."""

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
