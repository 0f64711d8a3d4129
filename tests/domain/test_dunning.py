"""When tiers come, and who is told once what."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

import config
from domain.contract import Instalment
from domain.dunning import CHAT, STALE, Claim, owed, rung_of, standing, tier_at
from domain.receivables_policy import SHIPPED, ReminderTier, Shift

CALENDAR = config.load(Path("config.yaml")).calendar
ZONE = CALENDAR.zone
DUE = date(2026, 11, 20)
ONE = Instalment(1, 1, "C1", 1, "款", Decimal("100.00"), DUE)
PEOPLE = {"responsible": ("rep",), "leader": ("boss",), "director": ("director",)}


def _at(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=ZONE).astimezone(UTC)


def _told(one: Instalment, now: datetime, claimed: tuple[Claim, ...] = (), as_of: datetime | None = None) -> set[str]:
    stands = standing(one, SHIPPED, CALENDAR, as_of or now, now)
    return {f"{claim.rung} {claim.recipient}" for claim in owed(stands, claimed, PEOPLE.__getitem__).claims}


@pytest.mark.parametrize(
    ("due_on", "shift", "comes_on"),
    [
        (date(2026, 11, 20), Shift.NONE, date(2026, 11, 20)),
        (date(2026, 11, 21), Shift.NONE, date(2026, 11, 21)),
        (date(2026, 11, 21), Shift.BEFORE, date(2026, 11, 20)),
        (date(2026, 11, 21), Shift.AFTER, date(2026, 11, 23)),
        (date(2026, 10, 3), Shift.BEFORE, date(2026, 9, 30)),  # 国庆
        (date(2026, 10, 3), Shift.AFTER, date(2026, 10, 8)),
        (date(2026, 10, 10), Shift.AFTER, date(2026, 10, 10)),  # a Saturday that is worked
        (date(2029, 6, 2), Shift.AFTER, date(2029, 6, 4)),  # a year whose holidays nobody knows yet
    ],
)
def test_the_day_of_a_tier(due_on: date, shift: Shift, comes_on: date) -> None:
    at = tier_at(SHIPPED.tiers[-1], due_on, replace(SHIPPED, shift=shift), CALENDAR)
    assert at == datetime(comes_on.year, comes_on.month, comes_on.day, 9, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (_at(11, 13, 8), set()),
        (_at(11, 13), {"T-7 rep"}),
        (_at(11, 18), {"T-7 rep", "T-3 rep", "T-3 boss"}),
        (_at(12, 1), {"T-7 rep", "T-3 rep", "T-3 boss", "T+0 rep", "T+0 boss", "T+0 director"}),
    ],
)
def test_whoever_has_not_heard_is_told_of_all_that_has_passed(now: datetime, told: set[str]) -> None:
    assert _told(ONE, now) == told


def test_stale_bank_data_support_no_word_of_being_overdue() -> None:
    old = _at(11, 18, 8)
    assert _told(ONE, _at(11, 20), as_of=old) == {"T-7 rep", "T-3 rep", "T-3 boss", f"{STALE} rep"}
    everybody = tuple(Claim("T+0", who, CHAT) for who in ("rep", "boss", "director"))
    assert _told(ONE, _at(11, 20), everybody, as_of=old) == set(), "nothing is left that newer data could say"


def test_a_promise_pauses_to_the_end_of_its_day_and_is_taken_up_once() -> None:
    promised = replace(ONE, promised_on=date(2026, 11, 25))
    assert standing(promised, SHIPPED, CALENDAR, None, _at(11, 20)).look_at == _at(11, 26)
    assert _told(promised, _at(11, 25, 23)) == set()
    everybody = tuple(Claim("T+0", who, CHAT) for who in ("rep", "boss", "director"))
    broken = {f"P2026-11-25 {who}" for who in ("rep", "boss", "director")}
    assert _told(promised, _at(11, 26), everybody) == broken
    again = (*everybody, *(Claim("P2026-11-25", who, CHAT) for who in ("rep", "boss", "director")))
    assert _told(promised, _at(11, 27), again) == set()


def test_dispute_and_payment_end_it() -> None:
    assert _told(replace(ONE, dispute="验收不合格"), _at(12, 1)) == set()
    assert _told(replace(ONE, allocated=ONE.amount), _at(12, 1)) == set()
    assert _told(replace(ONE, due_on=None), _at(12, 1)) == set()


def test_another_name_or_an_earlier_tier_tells_nobody_anew() -> None:
    early = ReminderTier("提前十天", 10, ("responsible",))
    renamed = tuple(replace(tier, name=f"新{tier.name}") for tier in SHIPPED.tiers)
    policy = replace(SHIPPED, tiers=(early, *renamed))
    claimed = [Claim(rung_of(SHIPPED.tiers[0]), "rep", CHAT)]
    stands = standing(ONE, policy, CALENDAR, None, _at(11, 14))
    assert owed(stands, claimed, PEOPLE.__getitem__).claims == ()
    assert stands.look_at == _at(11, 20) - timedelta(days=3)
