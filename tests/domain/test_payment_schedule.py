"""分期: parts always add up to the amount; due days follow their rule."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.contract import DueRule, Milestone
from domain.payment_schedule import split

amounts = st.decimals(0, 10**10, places=2)
shares = st.lists(st.decimals(0, 100, places=4), min_size=1, max_size=24).filter(any)


@given(amounts, shares)
def test_parts_add_up_to_the_amount_and_none_is_below_zero(amount: Decimal, wanted: list[Decimal]) -> None:
    parts = split(amount, wanted)
    assert sum(parts) == amount
    assert len(parts) == len(wanted)
    assert min(parts) >= 0
    assert all(part.as_tuple().exponent == -2 for part in parts)


@pytest.mark.slow
def test_a_hundred_thousand_random_splits_differ_by_nothing() -> None:
    from random import Random

    random = Random(20261123)
    off = Decimal()
    for _ in range(100_000):
        amount = Decimal(random.randrange(1, 10**11)).scaleb(-2)
        wanted = [Decimal(random.randrange(1, 10_000)).scaleb(-2) for _ in range(random.randrange(1, 13))]
        off += abs(sum(split(amount, wanted), Decimal()) - amount)
    assert off == 0


@pytest.mark.parametrize(
    ("amount", "wanted", "parts"),
    [
        ("100000.00", "30 40 30", "30000.00 40000.00 30000.00"),
        ("100.00", "1 1 1", "33.33 33.33 33.34"),
        ("0.01", "30 40 30", "0.00 0.00 0.01"),
        ("0.02", "1 1 1 1", "0.01 0.01 0.00 0.00"),
        ("99999.99", "30 40 30", "30000.00 40000.00 29999.99"),
    ],
)
def test_the_last_part_takes_the_odd_cent(amount: str, wanted: str, parts: str) -> None:
    assert [str(part) for part in split(Decimal(amount), [Decimal(one) for one in wanted.split()])] == parts.split()


@pytest.mark.parametrize(
    ("months", "days", "reached", "due"),
    [
        (0, 30, date(2026, 1, 31), date(2026, 3, 2)),
        (1, 0, date(2026, 1, 31), date(2026, 2, 28)),
        (12, 0, date(2024, 2, 29), date(2025, 2, 28)),
        (1, 5, date(2026, 12, 31), date(2027, 2, 5)),
    ],
)
def test_due_days_count_months_first(months: int, days: int, reached: date, due: date) -> None:
    assert DueRule(Milestone.ACCEPTED, months, days).due_on(reached) == due
