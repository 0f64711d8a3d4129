"""回款的规矩: when who is reminded, what holds back new orders, and when a payment is booked without asking."""

from dataclasses import dataclass
from datetime import time, timedelta
from decimal import Decimal
from enum import Enum


class Shift(Enum):
    """What becomes of a reminder whose day is not worked. NONE: natural days. BEFORE, AFTER: the working day there."""

    NONE = "none"
    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True)
class ReminderTier:
    """一级提醒. `days_before` the due day; negative: after it.

    `to` are responsible, leader, director, role:… or userids; `by` holds chat, mail or both. `is_overdue`: it says
    that the money has not come, so it needs fresh bank data. `holds`: from it on new orders are held back.
    """

    name: str
    days_before: int
    to: tuple[str, ...]
    by: tuple[str, ...] = ("chat",)
    is_overdue: bool = False
    holds: bool = False


@dataclass(frozen=True)
class HoldPolicy:
    """冻结. Customers who owe `threshold` yuan or less overdue are not held.

    `groups` are customers (by full name) of whom one's debt holds all. `overriders` may let an order pass for at most
    `override_most`; they are role:… or userids.
    """

    threshold: Decimal = Decimal("0.00")
    groups: tuple[tuple[str, ...], ...] = ()
    overriders: tuple[str, ...] = ("director", "role:finance")
    override_most: timedelta = timedelta(days=7)


@dataclass(frozen=True)
class MatchPolicy:
    """对账. A payment is booked without asking from the score `sure` (0–100) on.

    `tolerance`: a difference of at most so much (bank fees) still counts as the whole amount.
    """

    sure: int = 90
    tolerance: Decimal = Decimal("0.00")


@dataclass(frozen=True)
class PapersPolicy:
    """三单匹配. A missing paper is due `days` working days after it was found missing; finance hears of it weekly.

    `weekday` 0 is Monday; None: no weekly card. `owners` says who brings a paper: responsible, leader, role:… or a
    userid.
    """

    weekday: int | None = 0
    days: int = 5
    tolerance: Decimal = Decimal("0.00")
    owners: tuple[tuple[str, str], ...] = (
        ("contract", "role:legal"),
        ("payment", "responsible"),
        ("delivery", "role:delivery"),
    )


@dataclass(frozen=True)
class Payee:
    """我方收款信息 for letters to customers; `account` where the contract names none. Empty: the rep fills it in."""

    name: str = ""
    bank: str = ""
    account: str = ""


@dataclass(frozen=True)
class ReceivablesPolicy:
    """All of the section 回款. `at` is the time of the company's day at which reminders leave.

    Bank data older than `bank_age` supports no word of being overdue and no hold. `contract_end_days`: so many days
    before a contract ends its rep hears of it; None: never. `digest_over`: more items than this for one person become
    one list.
    """

    tiers: tuple[ReminderTier, ...]
    at: time = time(9)
    shift: Shift = Shift.NONE
    bank_age: timedelta = timedelta(hours=24)
    digest_over: int = 1
    hold: HoldPolicy = HoldPolicy()
    match: MatchPolicy = MatchPolicy()
    papers: PapersPolicy = PapersPolicy()
    contract_end_days: int | None = 60
    payee: Payee = Payee()


#: T-7 the rep, T-3 the manager too, on the due day the director too, red, and new orders held back (the seed)
SHIPPED = ReceivablesPolicy(
    tiers=(
        ReminderTier("T-7", 7, ("responsible",)),
        ReminderTier("T-3", 3, ("responsible", "leader")),
        ReminderTier("到期日", 0, ("responsible", "leader", "director"), is_overdue=True, holds=True),
    )
)
