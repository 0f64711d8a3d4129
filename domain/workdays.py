"""工作日历: which days and hours are worked, and what that makes of deadlines."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)
_SATURDAY = 5
_OTHER_NAMES = {"五一": "劳动节", "十一": "国庆", "过年": "春节", "新年": "元旦"}


@dataclass(frozen=True)
class HolidayBlock:
    """放假: consecutive free days round a public holiday, weekends included; two holidays may share one."""

    names: tuple[str, ...]
    first: date
    last: date


@dataclass(frozen=True)
class WorkCalendar:
    """The company's calendar; make it with `work_calendar`.

    `hours` are the spans of a working day in wall time of `zone`, in order. `days_off` holds only days from
    Monday to Friday, `worked_weekends` only Saturdays and Sundays (调休 and the company's own). A year outside
    `published_years` is provisional: its 调休 is not known.
    """

    zone: ZoneInfo
    hours: tuple[tuple[time, time], ...]
    published_years: frozenset[int]
    days_off: frozenset[date]
    worked_weekends: frozenset[date]
    blocks: tuple[HolidayBlock, ...]

    def is_workday(self, day: date) -> bool:
        """Whether people work on that day."""
        return day in self.worked_weekends if day.weekday() >= _SATURDAY else day not in self.days_off

    def is_published(self, year: int) -> bool:
        """Whether the official arrangement of that year is known."""
        return year in self.published_years

    def add_workdays(self, day: date, n: int) -> date:
        """The n-th working day after `day` (before it when n < 0); `day` itself when n is 0."""
        step = _DAY if n > 0 else -_DAY
        for _ in range(abs(n)):
            day += step
            while not self.is_workday(day):
                day += step
        return day

    def holiday_block_after(self, day: date, name: str | None = None) -> tuple[date, date] | None:
        """First and last day of the holiday that `day` lies in, else of the next one; None if none is known.

        `name` is 元旦, 春节, 清明, 劳动节 (五一), 端午, 中秋 or 国庆, with or without 节.
        """
        start = bisect_left(self.blocks, day, key=lambda block: block.last)
        wanted = _plain_name(name) if name is not None else None
        for block in self.blocks[start:]:
            if wanted is None or wanted in block.names:
                return block.first, block.last
        return None

    def add_working_time(self, start: datetime, span: timedelta) -> datetime:
        """The instant (UTC) at which `span` of working time has passed since `start`.

        Outside working hours the count begins at the next working moment. `start` must carry a zone and
        `span` must not be negative, else ValueError.
        """
        _need_zone(start)
        if span < timedelta():
            raise ValueError("a span of working time cannot be negative")
        for begin, end in self._working_spans(start):
            begin = max(begin, start)
            if span <= end - begin:
                return begin.astimezone(UTC) + span
            span -= end - begin
        raise OverflowError("the calendar ends before the span does")

    def working_time_between(self, start: datetime, end: datetime) -> timedelta:
        """How much of the time from `start` to `end` is working time; zero when `end` is not later."""
        _need_zone(start)
        _need_zone(end)
        total = timedelta()
        for opens, closes in self._working_spans(start):
            if opens >= end:
                break
            total += max(min(closes, end) - max(opens, start), timedelta())
        return total

    def _working_spans(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Every working span that ends after `start`, in UTC: there a clock change cannot bend a length."""
        day = start.astimezone(self.zone).date()
        while day < date.max:
            if self.is_workday(day):
                for begin, end in self.hours:
                    closes = datetime.combine(day, end, self.zone).astimezone(UTC)
                    if closes > start:
                        yield datetime.combine(day, begin, self.zone).astimezone(UTC), closes
            day += _DAY


def work_calendar(
    zone: ZoneInfo,
    hours: tuple[tuple[time, time], ...],
    published_years: Iterable[int],
    holidays: Mapping[date, str],
    make_up_days: Iterable[date] = (),
    own: tuple[Iterable[date], Iterable[date]] = ((), ()),
) -> WorkCalendar:
    """The calendar that follows from public holidays (day → name), 调休 make-up days, and the company's own.

    `own` is (days off, working days): the company's word wins over the official one.
    """
    own_off, own_worked = frozenset(own[0]), frozenset(own[1])
    worked = (frozenset(make_up_days) - own_off) | own_worked
    off = (frozenset(holidays) | own_off) - worked
    calendar = WorkCalendar(
        zone=zone,
        hours=hours,
        published_years=frozenset(published_years),
        days_off=frozenset(day for day in off if day.weekday() < _SATURDAY),
        worked_weekends=frozenset(day for day in worked if day.weekday() >= _SATURDAY),
        blocks=(),
    )
    blocks = _blocks(calendar, {day: name for day, name in holidays.items() if day not in worked})
    return replace(calendar, blocks=blocks)


def _blocks(calendar: WorkCalendar, holidays: Mapping[date, str]) -> tuple[HolidayBlock, ...]:
    blocks: list[HolidayBlock] = []
    for day in sorted(holidays):
        if blocks and day <= blocks[-1].last:
            continue
        first = last = day
        while not calendar.is_workday(first - _DAY):
            first -= _DAY
        while not calendar.is_workday(last + _DAY):
            last += _DAY
        days = (first + _DAY * n for n in range((last - first).days + 1))
        names = dict.fromkeys(_plain_name(holidays[each]) for each in days if each in holidays)
        blocks.append(HolidayBlock(tuple(names), first, last))
    return tuple(blocks)


def _plain_name(name: str) -> str:
    name = _OTHER_NAMES.get(name, name)
    return name.removesuffix("节") if len(name) > 2 else name


def _need_zone(instant: datetime) -> None:
    if instant.tzinfo is None:
        raise ValueError("an instant needs a zone")
