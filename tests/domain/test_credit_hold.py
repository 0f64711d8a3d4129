"""冻结: which instalments count at a moment, and whom they hold."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

import config
from domain.contract import Instalment, InstalmentState
from domain.credit_hold import held_by, is_overdue, line_at
from domain.dunning import tier_at
from domain.receivables_policy import SHIPPED, ReceivablesPolicy, ReminderTier, Shift

ZONE = ZoneInfo("Asia/Shanghai")
CALENDAR = config.load(Path("config.yaml")).calendar
#: the second instalment, 40,000 yuan, due on Wednesday 2026-12-09
OWED = Instalment(2, 1, "C1", 2, "验收款", Decimal("40000.00"), date(2026, 12, 9))
LATER = replace(SHIPPED, tiers=(ReminderTier("逾期三天", -3, ("responsible",), holds=True),))
ON_WORKDAYS = replace(SHIPPED, shift=Shift.AFTER)
NEVER = replace(SHIPPED, tiers=(ReminderTier("到期日", 0, ("responsible",)),))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


def holds(instalment: Instalment, policy: ReceivablesPolicy, now: str) -> bool:
    line = line_at(policy, CALENDAR, at(now))
    return line is not None and is_overdue(instalment, line)


@pytest.mark.parametrize(
    ("instalment", "policy", "now", "is_held"),
    [
        (OWED, SHIPPED, "2026-12-09 08:59:59", False),
        (OWED, SHIPPED, "2026-12-09 09:00", True),
        (OWED, SHIPPED, "2027-03-01 00:00", True),
        (replace(OWED, due_on=None), SHIPPED, "2027-03-01 00:00", False),  # its milestone is not reached
        (replace(OWED, state=InstalmentState.VOID), SHIPPED, "2026-12-10 09:00", False),
        (replace(OWED, state=InstalmentState.SETTLED, allocated=OWED.amount), SHIPPED, "2026-12-10 09:00", False),
        (replace(OWED, allocated=Decimal("39999.99")), SHIPPED, "2026-12-10 09:00", True),
        (replace(OWED, dispute="数量不对"), SHIPPED, "2026-12-20 09:00", False),
        (replace(OWED, promised_on=date(2026, 12, 25)), SHIPPED, "2026-12-25 23:59", False),
        (replace(OWED, promised_on=date(2026, 12, 25)), SHIPPED, "2026-12-26 08:59", False),
        (replace(OWED, promised_on=date(2026, 12, 25)), SHIPPED, "2026-12-26 09:00", True),  # the promise is broken
        (replace(OWED, promised_on=date(2026, 12, 1)), SHIPPED, "2026-12-09 09:00", True),
        (OWED, LATER, "2026-12-12 08:59", False),
        (OWED, LATER, "2026-12-12 09:00", True),
        (replace(OWED, due_on=date(2026, 12, 12)), ON_WORKDAYS, "2026-12-13 12:00", False),  # Saturday → Monday
        (replace(OWED, due_on=date(2026, 12, 12)), ON_WORKDAYS, "2026-12-14 09:00", True),
        (OWED, NEVER, "2027-03-01 09:00", False),
    ],
)
def test_what_counts_at_a_moment(instalment: Instalment, policy: ReceivablesPolicy, now: str, is_held: bool) -> None:
    assert holds(instalment, policy, now) is is_held


@given(
    due_on=st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    hours=st.integers(0, 24 * 365),
    shift=st.sampled_from(Shift),
    days_before=st.integers(-10, 0),
)
def test_the_line_is_where_reminders_of_the_tier_leave(
    due_on: date, hours: int, shift: Shift, days_before: int
) -> None:
    now = at("2026-01-01 00:30") + timedelta(hours=hours)
    policy = replace(SHIPPED, shift=shift, tiers=(ReminderTier("级", days_before, ("leader",), holds=True),))
    line = line_at(policy, CALENDAR, now)
    assert line is not None
    assert (due_on <= line.due_until) is (tier_at(policy.tiers[0], due_on, policy, CALENDAR) <= now)


def test_one_debt_holds_the_group() -> None:
    groups = [("a", "b", "c"), ("c", "d"), ("x", "y")]
    assert held_by(["a"], groups) == {"a": ("a",), "b": ("a",), "c": ("a",)}
    assert held_by(["a", "d"], groups) == {"a": ("a",), "b": ("a",), "c": ("a", "d"), "d": ("d",)}
    assert held_by([], groups) == {}
