"""催款: where an instalment stands on its ladder of reminders, who has not heard of it yet, and when to look again.

A claim (`Claim`) names one rung for one person by one channel; the rungs are the tiers, “T-7” or “T+0” by their days
so that a tier may be renamed, a promise that was not kept (“P2026-11-25”), and that bank data are too old (“stale”).
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from domain.contract import Instalment, InstalmentState
from domain.receivables_policy import ReceivablesPolicy, ReminderTier, Shift
from domain.workdays import WorkCalendar

_DAY = timedelta(days=1)
STALE = "stale"
CHAT = "chat"
#: a customer's promise for a day further ahead than this is asked about again
LONGEST_PROMISE = timedelta(days=90)


@dataclass(frozen=True)
class Standing:
    """What may be said of an instalment now.

    `passed` are the tiers whose time has come, in their order; none while the ladder pauses. `broken_on` is the day
    for which the customer had promised and not paid. `awaits_bank`: something is due that says the money has not
    come, and bank data are too old to say so. `look_at`: when something may change by itself; None: never.
    """

    passed: tuple[ReminderTier, ...] = ()
    broken_on: date | None = None
    awaits_bank: bool = False
    look_at: datetime | None = None


@dataclass(frozen=True)
class Claim:
    """One rung for one person by one channel."""

    rung: str
    recipient: str
    by: str


def rung_of(tier: ReminderTier) -> str:
    """How claims name a tier."""
    return f"T{-tier.days_before:+d}" if tier.days_before else "T+0"


def is_fresh(bank_as_of: datetime | None, policy: ReceivablesPolicy, now: datetime) -> bool:
    """Whether bank data that reach so far support a word of being overdue."""
    return bank_as_of is not None and now - bank_as_of <= policy.bank_age


def tier_at(tier: ReminderTier, due_on: date, policy: ReceivablesPolicy, calendar: WorkCalendar) -> datetime:
    """The instant (UTC) at which the tier of an instalment due on that day comes."""
    day = due_on - timedelta(days=tier.days_before)
    if policy.shift is not Shift.NONE and not calendar.is_workday(day):
        day = calendar.add_workdays(day, 1 if policy.shift is Shift.AFTER else -1)
    return _at(day, policy, calendar)


def resumes_at(promised_on: date, policy: ReceivablesPolicy, calendar: WorkCalendar) -> datetime:
    """When a promise for that day is broken: the next day, natural days, at the time at which reminders leave."""
    return _at(promised_on + _DAY, policy, calendar)


def standing(
    one: Instalment, policy: ReceivablesPolicy, calendar: WorkCalendar, bank_as_of: datetime | None, now: datetime
) -> Standing:
    """Where the instalment stands on its ladder at `now`."""
    if one.state is not InstalmentState.OPEN or one.outstanding == 0:
        return Standing()
    times = [(tier_at(tier, one.due_on, policy, calendar), tier) for tier in policy.tiers] if one.due_on else []
    reached = tuple(tier for at, tier in times if at <= now)
    if one.dispute is not None:
        return Standing()
    if one.promised_on is not None and now < (resumes := resumes_at(one.promised_on, policy, calendar)):
        return Standing(look_at=resumes)
    look_at = min((at for at, _ in times if at > now), default=None)
    if is_fresh(bank_as_of, policy, now):
        return Standing(reached, one.promised_on, False, look_at)
    known = tuple(tier for tier in reached if not tier.is_overdue)
    return Standing(known, None, known != reached or one.promised_on is not None, look_at)


def owed(stands: Standing, claimed: Collection[Claim], people: Callable[[str], tuple[str, ...]]) -> list[Claim]:
    """The rungs of which somebody has not heard yet: each of them once, a later one covers those before.

    `people` tells whom a rule of the tiers names. Of a broken promise hears who has heard of the instalment.
    """
    told: Mapping[tuple[str, str], set[str]] = _by_person(claimed)
    found: list[Claim] = []
    for tier in stands.passed:
        for who in dict.fromkeys(who for rule in tier.to for who in people(rule)):
            for by in tier.by:
                if not _covers(told.get((who, by), set()), tier):
                    found.append(Claim(rung_of(tier), who, by))
    if stands.broken_on is not None:
        hearers = [(who, by) for tier in stands.passed for rule in tier.to for who in people(rule) for by in tier.by]
        hearers += [(who, CHAT) for who in people("responsible")]
        rung = f"P{stands.broken_on:%Y-%m-%d}"
        found += [Claim(rung, *one) for one in dict.fromkeys(hearers) if rung not in told.get(one, set())]
    if stands.awaits_bank:
        found += [Claim(STALE, who, CHAT) for who in people("responsible") if STALE not in told.get((who, CHAT), set())]
    return found


def holds_good(rung: str, stands: Standing) -> bool:
    """Whether what was noted may still be said."""
    if rung == STALE:
        return stands.awaits_bank
    if rung.startswith("P"):
        return stands.broken_on is not None and rung == f"P{stands.broken_on:%Y-%m-%d}"
    return any(rung_of(tier) == rung for tier in stands.passed)


def _at(day: date, policy: ReceivablesPolicy, calendar: WorkCalendar) -> datetime:
    return datetime.combine(day, policy.at, calendar.zone).astimezone(UTC)


def _by_person(claimed: Collection[Claim]) -> dict[tuple[str, str], set[str]]:
    found: dict[tuple[str, str], set[str]] = {}
    for one in claimed:
        found.setdefault((one.recipient, one.by), set()).add(one.rung)
    return found


def _covers(told: Collection[str], tier: ReminderTier) -> bool:
    days = [-int(rung[1:]) for rung in told if rung.startswith("T")]
    return any(day <= tier.days_before for day in days)
