"""Working days and working time, against the published calendar and against counting minute by minute."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.official_days import calendar_warning, company_calendar
from domain.statutory_days import KNOWN_YEARS, statutory_days

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOURS = ((time(9), time(12)), (time(13), time(18)))
CALENDAR = company_calendar(SHANGHAI, HOURS, [], [])

instants = st.integers(0, 1400 * 24 * 60).map(lambda n: datetime(2024, 1, 1, tzinfo=SHANGHAI) + timedelta(minutes=n))
spans = st.integers(1, 200 * 60).map(lambda minutes: timedelta(minutes=minutes))


def at(text: str) -> datetime:
    """“02-13 17:00” of 2026 in Shanghai."""
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize("year", range(2024, 2027))
def test_every_day_is_as_published(year: int) -> None:
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(365)]
    wrong = [day for day in days if CALENDAR.is_workday(day) != chinese_calendar.is_workday(day)]
    assert wrong == []
    assert CALENDAR.is_published(year)


@pytest.mark.parametrize(
    ("day", "name", "block"),
    [
        ("2026-01-02", None, ("2026-01-01", "2026-01-03")),
        ("2026-01-04", None, ("2026-02-15", "2026-02-23")),
        ("2026-02-23", "春节", ("2026-02-15", "2026-02-23")),
        ("2026-02-24", None, ("2026-04-04", "2026-04-06")),
        ("2026-03-01", "五一", ("2026-05-01", "2026-05-05")),
        ("2026-03-01", "劳动节", ("2026-05-01", "2026-05-05")),
        ("2026-03-01", "端午节", ("2026-06-19", "2026-06-21")),
        ("2026-03-01", "中秋", ("2026-09-25", "2026-09-27")),
        ("2026-03-01", "国庆", ("2026-10-01", "2026-10-07")),
        ("2026-03-01", "清明节", ("2026-04-04", "2026-04-06")),
        ("2025-09-30", "中秋", ("2025-10-01", "2025-10-08")),
        ("2026-10-08", "元旦", ("2027-01-01", "2027-01-03")),
        ("2026-03-01", "圣诞", None),
    ],
)
def test_holiday_blocks(day: str, name: str | None, block: tuple[str, str] | None) -> None:
    found = CALENDAR.holiday_block_after(date.fromisoformat(day), name)
    assert (found and tuple(map(str, found))) == block


@pytest.mark.parametrize(
    ("day", "n", "result"),
    [
        ("2026-02-13", 1, "2026-02-14"),  # the Saturday before 春节 is worked
        ("2026-02-13", 2, "2026-02-24"),
        ("2026-09-18", 1, "2026-09-20"),  # a 调休 Sunday
        ("2026-03-06", 5, "2026-03-13"),
        ("2026-03-07", 0, "2026-03-07"),
        ("2026-03-09", -1, "2026-03-06"),
    ],
)
def test_working_days_are_counted(day: str, n: int, result: str) -> None:
    assert str(CALENDAR.add_workdays(date.fromisoformat(day), n)) == result


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("03-06 10:00", 1, "03-06 11:00"),
        ("03-06 11:00", 2, "03-06 14:00"),  # over lunch
        ("03-06 11:00", 1, "03-06 12:00"),  # to the minute lunch begins
        ("03-06 17:00", 8, "03-09 17:00"),  # Friday to Monday
        ("03-07 10:00", 1, "03-09 10:00"),  # a Saturday begins on Monday
        ("03-06 12:30", 1, "03-06 14:00"),
        ("03-06 23:00", 1, "03-09 10:00"),
        ("02-13 17:00", 24, "02-25 17:00"),  # over 春节, with its worked Saturday
        ("09-18 17:00", 24, "09-22 17:00"),  # the 调休 Sunday counts
        ("03-06 18:00", 0, "03-09 09:00"),
    ],
)
def test_working_hours_are_added(start: str, hours: int, end: str) -> None:
    assert CALENDAR.add_working_time(at(start), timedelta(hours=hours)) == at(end)


@given(instants, spans)
def test_what_is_added_is_what_lies_between(start: datetime, span: timedelta) -> None:
    end = CALENDAR.add_working_time(start, span)
    assert end.tzinfo is UTC
    assert CALENDAR.working_time_between(start, end) == span
    assert CALENDAR.working_time_between(start, end - timedelta(minutes=1)) == span - timedelta(minutes=1)


@given(instants, spans, spans)
def test_adding_in_two_steps_is_adding_at_once(start: datetime, one: timedelta, two: timedelta) -> None:
    in_steps = CALENDAR.add_working_time(CALENDAR.add_working_time(start, one), two)
    assert in_steps == CALENDAR.add_working_time(start, one + two)


@given(instants, st.integers(0, 10 * 24 * 4))
def test_between_agrees_with_counting_quarter_hours(start: datetime, quarters: int) -> None:
    start = start.replace(minute=start.minute // 15 * 15, second=0, microsecond=0)
    moments = [start + timedelta(minutes=15 * n) for n in range(quarters)]
    worked = sum(
        CALENDAR.is_workday(moment.date()) and any(begin <= moment.time() < end for begin, end in HOURS)
        for moment in moments
    )
    end = start + timedelta(minutes=15 * quarters)
    assert CALENDAR.working_time_between(start, end) == timedelta(minutes=15 * worked)


@given(instants.map(datetime.date), st.integers(1, 300))
def test_working_days_go_there_and_back(day: date, n: int) -> None:
    there = CALENDAR.add_workdays(day, n)
    assert CALENDAR.is_workday(there)
    days = ((day + timedelta(days=k)) for k in range(1, (there - day).days + 1))
    assert sum(map(CALENDAR.is_workday, days)) == n
    if CALENDAR.is_workday(day):
        assert CALENDAR.add_workdays(there, -n) == day


def test_a_clock_change_does_not_bend_working_time() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    nights = company_calendar(berlin, ((time(0), time(6)),), [], [date(2026, 3, 29)])
    start = datetime(2026, 3, 29, tzinfo=berlin)  # this night has no 02:30
    assert nights.working_time_between(start, start + timedelta(days=1)) == timedelta(hours=5)


def test_the_companys_own_days_win_over_the_official_ones() -> None:
    own = company_calendar(SHANGHAI, HOURS, [date(2026, 12, 31), date(2026, 2, 14)], [date(2026, 2, 16)])
    assert not own.is_workday(date(2026, 12, 31))
    assert not own.is_workday(date(2026, 2, 14))
    assert own.is_workday(date(2026, 2, 16))
    assert own.holiday_block_after(date(2026, 12, 1)) == (date(2026, 12, 31), date(2027, 1, 3))


def test_a_year_without_publication_follows_the_law_and_is_warned_of() -> None:
    assert not CALENDAR.is_published(2027)
    free = " ".join(f"{day:%m%d}" for day in statutory_days(2027))
    assert free == "0101 0205 0206 0207 0208 0209 0210 0405 0501 0502 0503 0504 0609 0915 1001 1002 1003 1004 1005"
    assert not CALENDAR.is_workday(date(2027, 2, 10))
    assert calendar_warning(CALENDAR, date(2026, 6, 1)) is None
    assert "2027 年的放假调休安排还没有收录" in (calendar_warning(CALENDAR, date(2026, 11, 23)) or "")


@pytest.mark.parametrize("year", KNOWN_YEARS)
def test_the_law_is_read_as_the_holidays_package_reads_it(year: int) -> None:
    china = pytest.importorskip("holidays.countries.china").China(years=year)
    if year < 2027:  # published: 调休 is in it
        assert {day for day, name in statutory_days(year).items() if day.weekday() < 5} <= set(china)
    else:
        assert set(statutory_days(year)) == set(china)


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        CALENDAR.add_working_time(datetime(2026, 3, 6), timedelta(hours=1))  # noqa: DTZ001
    with pytest.raises(ValueError, match="negative"):
        CALENDAR.add_working_time(at("03-06 10:00"), timedelta(hours=-1))
