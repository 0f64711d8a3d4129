"""免打扰: when the system does not write of its own accord, and from how many cards on it sends one list instead."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from domain.workdays import WorkCalendar

#: cards that become due within this time are looked at together
GATHER = timedelta(minutes=2)
_LONGEST = 400  #: turns: a span and a day each, more than any holiday has


@dataclass(frozen=True)
class Quiet:
    """Nothing is held by default. `hours` in wall time of the company, perhaps across midnight.

    `days_off`: days that are not worked are quiet too. `excepted` are userids. More than `digest_over` cards for one
    member within GATHER become one list.
    """

    hours: tuple[time, time] | None = None
    days_off: bool = False
    excepted: frozenset[str] = frozenset()
    holds_mail: bool = False
    digest_over: int | None = None

    def ends_at(self, now: datetime, calendar: WorkCalendar) -> datetime:
        """When the quiet time that holds at `now` ends (UTC); `now` itself when none does."""
        at = now.astimezone(calendar.zone)
        for _ in range(_LONGEST):
            day, clock = at.date(), at.time()
            if self.days_off and not calendar.is_workday(day):
                morning = self.hours[1] if self.hours else calendar.hours[0][0]
                at = datetime.combine(day + timedelta(days=1), morning, calendar.zone)
            elif self.hours is not None and _is_within(clock, *self.hours):
                begin, end = self.hours
                is_tomorrow = begin >= end and clock >= begin
                at = datetime.combine(day + timedelta(days=is_tomorrow), end, calendar.zone)
            else:
                break
        return at.astimezone(UTC)

    def not_before(self, member: str, is_mail: bool, now: datetime, calendar: WorkCalendar) -> datetime | None:
        """Before when a message of the system must not leave; None when it may at once."""
        is_held = member not in self.excepted and (self.holds_mail or not is_mail)
        until = self.ends_at(now, calendar) if is_held else now
        if self.digest_over is not None and not is_mail:
            until = max(until, now + GATHER)
        return until if until > now else None


def _is_within(clock: time, begin: time, end: time) -> bool:
    return begin <= clock < end if begin < end else clock >= begin or clock < end
