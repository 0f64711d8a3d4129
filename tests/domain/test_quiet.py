"""When the system does not write of its own accord."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

import config
from domain.quiet import GATHER, Quiet

ZONE = ZoneInfo("Asia/Shanghai")
CALENDAR = config.load(Path("config.yaml")).calendar
NIGHT = (time(21), time(8))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("quiet", "now", "ends"),
    [
        (Quiet(), "2026-03-02 23:00", "2026-03-02 23:00"),
        (Quiet(NIGHT), "2026-03-02 20:59", "2026-03-02 20:59"),
        (Quiet(NIGHT), "2026-03-02 21:00", "2026-03-03 08:00"),
        (Quiet(NIGHT), "2026-03-03 07:59", "2026-03-03 08:00"),
        (Quiet(NIGHT), "2026-03-03 08:00", "2026-03-03 08:00"),
        (Quiet((time(12), time(13))), "2026-03-02 12:30", "2026-03-02 13:00"),
        (Quiet(NIGHT, days_off=True), "2026-03-06 22:00", "2026-03-09 08:00"),  # Friday to Monday
        (Quiet(days_off=True), "2026-03-07 10:00", "2026-03-09 09:00"),  # no hours: when work begins
        (Quiet(NIGHT, days_off=True), "2026-02-14 10:00", "2026-02-14 10:00"),  # a Saturday that is worked
        (Quiet(NIGHT, days_off=True), "2026-02-15 10:00", "2026-02-24 08:00"),  # 春节
    ],
)
def test_the_end_of_quiet(quiet: Quiet, now: str, ends: str) -> None:
    assert quiet.ends_at(at(now), CALENDAR) == at(ends)


NOON = at("2026-03-02 12:00").astimezone(UTC)
EVENING = at("2026-03-02 22:00").astimezone(UTC)
MORNING = at("2026-03-03 08:00")


@pytest.mark.parametrize(
    ("quiet", "is_mail", "now", "held"),
    [
        (Quiet(NIGHT), False, EVENING, MORNING),
        (Quiet(NIGHT), True, EVENING, None),
        (Quiet(NIGHT, holds_mail=True), True, EVENING, MORNING),
        (Quiet(NIGHT, excepted=frozenset({"wangdir"})), False, EVENING, None),
        (Quiet(NIGHT), False, NOON, None),
        (Quiet(digest_over=5), False, NOON, NOON + GATHER),
        (Quiet(digest_over=5), True, NOON, None),
        (Quiet(NIGHT, digest_over=5), False, EVENING, MORNING),
    ],
)
def test_what_is_held(quiet: Quiet, is_mail: bool, now: datetime, held: datetime | None) -> None:
    assert quiet.not_before("wangdir", is_mail, now, CALENDAR) == held


clocks = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))


@given(st.tuples(clocks, clocks).filter(lambda pair: pair[0] != pair[1]), st.integers(0, 60 * 24 * 365))
def test_quiet_ends_within_a_day_and_then_it_is_not_quiet(hours: tuple[time, time], minutes: int) -> None:
    now = at("2026-01-01 00:00").astimezone(UTC) + timedelta(minutes=minutes)
    ends = Quiet(hours).ends_at(now, CALENDAR)
    assert now <= ends <= now + timedelta(days=1)
    assert Quiet(hours).ends_at(ends, CALENDAR) == ends
