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
    for which the customer had promised and not paid. `were_it_fresh`: where bank data are too old, what might be said
    if they were not. `look_at`: when something may change by itself; None: never.
    """

    passed: tuple[ReminderTier, ...] = ()
    broken_on: date | None = None
    were_it_fresh: "Standing | None" = None
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
    whole = Standing(reached, one.promised_on, look_at=look_at)
    if is_fresh(bank_as_of, policy, now):
        return whole
    return Standing(tuple(tier for tier in reached if not tier.is_overdue), None, whole, look_at)


@dataclass(frozen=True)
class Owed:
    """The rungs of which somebody has not heard yet; `awaits_bank`: there are more that need newer bank data."""

    claims: tuple[Claim, ...]
    awaits_bank: bool = False


def owed(stands: Standing, claimed: Collection[Claim], people: Callable[[str], tuple[str, ...]]) -> Owed:
    """What is to be told: each rung once to each person, a later one covers those before.

    `people` tells whom a rule of the tiers names. Of a broken promise hears who has heard of the instalment; of what
    cannot be known yet the responsible, once.
    """
    told = _by_person(claimed)
    found = _unheard(stands, told, people)
    if stands.were_it_fresh is None or set(_unheard(stands.were_it_fresh, told, people)) <= set(found):
        return Owed(tuple(found))
    asked = [Claim(STALE, who, CHAT) for who in people("responsible") if STALE not in told.get((who, CHAT), ())]
    return Owed((*found, *asked), awaits_bank=True)


def _unheard(
    stands: Standing, told: Mapping[tuple[str, str], Collection[str]], people: Callable[[str], tuple[str, ...]]
) -> list[Claim]:
    found: list[Claim] = []
    hearers = {(who, CHAT): None for who in people("responsible")}
    for tier in stands.passed:
        for who in dict.fromkeys(who for rule in tier.to for who in people(rule)):
            for by in tier.by:
                hearers[who, by] = None
                if not _covers(told.get((who, by), ()), tier):
                    found.append(Claim(rung_of(tier), who, by))
    if stands.broken_on is not None:
        rung = _promise_rung(stands.broken_on)
        found += [Claim(rung, who, by) for who, by in hearers if rung not in told.get((who, by), ())]
    return found


def holds_good(rung: str, stands: Standing) -> bool:
    """Whether what was noted may still be said."""
    if rung == STALE:
        return stands.were_it_fresh is not None
    if rung.startswith("P"):
        return stands.broken_on is not None and rung == _promise_rung(stands.broken_on)
    return any(rung_of(tier) == rung for tier in stands.passed)


def _promise_rung(promised_on: date) -> str:
    return f"P{promised_on:%Y-%m-%d}"


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
