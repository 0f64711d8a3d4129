"""账龄和回款天数: how old what is owed is, and how long money takes to come."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum

#: days over which 回款天数 looks back
WINDOW_DAYS = 90


class Bucket(Enum):
    """账龄: NOT_DUE holds what is due today or later, and what waits for its milestone."""

    NOT_DUE = "未到期"
    TO_30 = "1–30 天"
    TO_60 = "31–60 天"
    TO_90 = "61–90 天"
    OLDER = "90 天以上"


_ENDS = ((0, Bucket.NOT_DUE), (30, Bucket.TO_30), (60, Bucket.TO_60), (90, Bucket.TO_90))


@dataclass(frozen=True)
class OpenSum:
    """What is open in one currency with one due day (None: its milestone is not reached): so many instalments."""

    currency: str
    due_on: date | None
    count: int
    amount: Decimal


@dataclass(frozen=True)
class Aged:
    """So many instalments and what is open of them."""

    count: int = 0
    amount: Decimal = Decimal("0.00")

    def __add__(self, other: "Aged | OpenSum") -> "Aged":
        return Aged(self.count + other.count, self.amount + other.amount)


@dataclass(frozen=True)
class Arrival:
    """So much came in one currency on `paid_on` for what was due on `due_on`; negative: it was taken back."""

    currency: str
    paid_on: date
    due_on: date
    amount: Decimal


def overdue_days(due_on: date | None, today: date) -> int:
    """Whole days since the due day; 0 on it, before it, and without one."""
    return max((today - due_on).days, 0) if due_on else 0


def bucket_of(due_on: date | None, today: date) -> Bucket:
    """Where what is due on that day belongs."""
    days = overdue_days(due_on, today)
    return next((bucket for end, bucket in _ENDS if days <= end), Bucket.OLDER)


def aged(sums: Iterable[OpenSum], today: date) -> dict[str, dict[Bucket, Aged]]:
    """By currency all buckets, also empty ones; yuan first, as `in_order` has it."""
    found: dict[str, dict[Bucket, Aged]] = {}
    for one in sums:
        buckets = found.setdefault(one.currency, {bucket: Aged() for bucket in Bucket})
        bucket = bucket_of(one.due_on, today)
        buckets[bucket] += one
    return {currency: found[currency] for currency in in_order(found)}


def in_order(currencies: Iterable[str]) -> list[str]:
    """Yuan first, the others by their letters."""
    return sorted(set(currencies), key=lambda currency: (currency != "CNY", currency))


def days_outstanding(owed: Decimal, became_due: Decimal, window: int = WINDOW_DAYS) -> int | None:
    """DSO: what is due and unpaid, divided by what became due in the window, times its days; None when nothing did.

    Contracts are not invoiced here, so that “became due” stands for the sales of the usual formula.
    """
    return _rounded(owed * window / became_due) if became_due > 0 else None


def days_to_arrive(arrivals: Iterable[Arrival]) -> int | None:
    """Days from the due day to the money, each weighed by its amount; negative: before it was due. None for none."""
    several = list(arrivals)
    total = sum((one.amount for one in several), Decimal())
    if total <= 0:
        return None
    return _rounded(sum(((one.paid_on - one.due_on).days * one.amount for one in several), Decimal()) / total)


def _rounded(days: Decimal) -> int:
    return int(days.quantize(Decimal(1), ROUND_HALF_UP))
