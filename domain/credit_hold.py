"""冻结: which customers' new orders cannot be approved, and for what they owe."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from domain.contract import Instalment, InstalmentState
from domain.receivable import Receivable
from domain.receivables_policy import ReceivablesPolicy, Shift
from domain.workdays import WorkCalendar

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Line:
    """What counts as overdue now: due on `due_until` or before, and not promised for a day after `promised_until`.

    A promise pauses the hold as it pauses the ladder; it is broken once its day is over and `at` has come again.
    """

    due_until: date
    promised_until: date


def line_at(policy: ReceivablesPolicy, calendar: WorkCalendar, now: datetime) -> Line | None:
    """The line of that moment; None when no tier holds. The earliest tier that holds decides, at `at` of its day."""
    holding = [tier.days_before for tier in policy.tiers if tier.holds]
    if not holding:
        return None
    reached = now.astimezone(calendar.zone).date()
    if now < datetime.combine(reached, policy.at, calendar.zone).astimezone(UTC):
        reached -= _DAY
    return Line(_last_moved_to(reached, policy.shift, calendar) + _DAY * max(holding), reached - _DAY)


def _last_moved_to(reached: date, shift: Shift, calendar: WorkCalendar) -> date:
    """The last day whose reminder, moved off days that are not worked, falls on `reached` or before."""
    match shift:
        case Shift.BEFORE:
            return calendar.add_workdays(reached, 1) - _DAY
        case Shift.AFTER:
            return reached if calendar.is_workday(reached) else calendar.add_workdays(reached, -1)
    return reached


def is_overdue(instalment: Instalment, line: Line) -> bool:
    """Whether the instalment counts: money is outstanding, its day has passed, nobody disputes or has promised it."""
    return (
        instalment.state is InstalmentState.OPEN
        and instalment.outstanding > 0
        and instalment.due_on is not None
        and instalment.due_on <= line.due_until
        and instalment.dispute is None
        and (instalment.promised_on is None or instalment.promised_on <= line.promised_until)
    )


def sums(debts: Iterable[Receivable]) -> dict[str, Decimal]:
    """What is outstanding, by currency: no rates are known, so that each is compared with the threshold alone."""
    found: dict[str, Decimal] = {}
    for debt in debts:
        found[debt.currency] = found.get(debt.currency, Decimal("0.00")) + debt.instalment.outstanding
    return found


def held_by(debtors: Collection[str], groups: Sequence[Collection[str]]) -> Mapping[str, tuple[str, ...]]:
    """Every customer who is held → those for whose debts; a group is held for each of its members (集团)."""
    found: dict[str, tuple[str, ...]] = {debtor: (debtor,) for debtor in debtors}
    for group in groups:
        for member in group:
            owing = (debtor for debtor in debtors if debtor in group)
            if together := tuple(dict.fromkeys((*found.get(member, ()), *owing))):
                found[member] = together
    return found
