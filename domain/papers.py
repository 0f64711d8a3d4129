"""三单匹配: whether contract, money and delivery of one contract agree, and which paper is missing.

Each contract has a triple of lights, and the worst of them is its own. Compared are amounts in the contract's
currency; a difference of at most the tolerance is none.

合同 red: money came or goods went without a day of signing; more was delivered than the contract is for. Amber: no day
of signing yet, but nothing has moved; the instalments do not add up to the contract. Green: otherwise.

收款 red: something is past its day (not merely due today) and has not come. Amber: the same where the customer has
promised a day that is not past, where it is disputed, or where the bank data are too old to say; more was paid than
the contract is for. Green: otherwise.

交付 red: money that needs a delivery exceeds what was delivered. Prepayments (counted from signing, or called so) need
none until the whole contract is paid; then everything must be delivered. Amber: the same where no delivery note was
ever imported, so that nobody can say; a delivery is not accepted (验收) while an open instalment waits for that.
Green: otherwise.

Source: that all three must agree is what the seed says of a tax notice of 2026-02; how they are compared is ours.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from domain.contract import YUAN, Milestone
from domain.delivery_note import DeliveryNote

_ZERO = Decimal("0.00")
_PREPAID = re.compile(r"预付|预收|定金|订金|首付|首款")


class Light(Enum):
    """红, 黄, 绿; the greater the worse."""

    GREEN = 0
    AMBER = 1
    RED = 2


class Paper(Enum):
    """One of the three; the values are the keys of PapersPolicy.owners."""

    CONTRACT = "contract"
    PAYMENT = "payment"
    DELIVERY = "delivery"


class GapKind(Enum):
    """What does not agree. A contract has each at most once."""

    UNSIGNED = "contract.unsigned"  #: money or goods moved, no day of signing
    NOT_SIGNED_YET = "contract.not_signed_yet"
    PLAN_DIFFERS = "contract.plan_differs"  #: the instalments do not add up
    BEYOND_CONTRACT = "contract.beyond"  #: more delivered than agreed
    OVERDUE = "payment.overdue"
    PAUSED = "payment.paused"  #: overdue, promised for later or disputed
    NOT_KNOWN_PAID = "payment.not_known"  #: overdue as far as old bank data say
    OVERPAID = "payment.overpaid"
    UNDELIVERED = "delivery.missing"
    NOT_KNOWN_DELIVERED = "delivery.not_known"  #: no delivery note was ever imported
    UNACCEPTED = "delivery.unaccepted"

    @property
    def paper(self) -> Paper:
        """Which of the three papers it is about."""
        return Paper(self.value.partition(".")[0])

    @property
    def light(self) -> Light:
        """How bad it is."""
        return Light.RED if self in _RED else Light.AMBER

    @property
    def is_to_bring(self) -> bool:
        """Whether somebody is asked for it; not for what the customer has promised, nor for what is merely unknown."""
        return self not in (GapKind.PAUSED, GapKind.NOT_KNOWN_PAID, GapKind.NOT_KNOWN_DELIVERED)

    @property
    def kept_as(self) -> "GapKind":
        """Under which it was found missing: a promise, or bank data grown old, does not bring the money."""
        return _KEPT_AS.get(self, self)


_KEPT_AS = {
    GapKind.PAUSED: GapKind.OVERDUE,
    GapKind.NOT_KNOWN_PAID: GapKind.OVERDUE,
    GapKind.NOT_KNOWN_DELIVERED: GapKind.UNDELIVERED,
    GapKind.NOT_SIGNED_YET: GapKind.UNSIGNED,
}
_RED = frozenset((GapKind.UNSIGNED, GapKind.BEYOND_CONTRACT, GapKind.OVERDUE, GapKind.UNDELIVERED))


@dataclass(frozen=True)
class Line:
    """One instalment as far as papers go. `waits_for`: the milestone of its rule, None for a fixed day."""

    nth: int
    label: str
    amount: Decimal
    allocated: Decimal
    is_open: bool
    due_on: date | None = None
    waits_for: Milestone | None = None
    responsible: str | None = None
    promised_on: date | None = None
    is_disputed: bool = False

    @property
    def left(self) -> Decimal:
        """What has not come."""
        return max(self.amount - self.allocated, _ZERO) if self.is_open else _ZERO

    @property
    def is_prepayment(self) -> bool:
        """Whether it is agreed to be paid before anything is delivered."""
        return self.waits_for is Milestone.SIGNED or bool(_PREPAID.search(self.label))


@dataclass(frozen=True)
class Dossier:
    """三单: a contract with its instalments and deliveries. `owner` is the userid of its rep."""

    contract_id: int
    number: str
    customer_name: str
    amount: Decimal
    signed_on: date | None
    currency: str = YUAN
    owner: str | None = None
    region: str = ""
    product_line: str = ""
    lines: tuple[Line, ...] = ()
    notes: tuple[DeliveryNote, ...] = ()

    @property
    def paid(self) -> Decimal:
        """What payments have paid of it."""
        return sum((line.allocated for line in self.lines), _ZERO)

    @property
    def delivered(self) -> Decimal:
        """What went to the customer."""
        return sum((one.amount for one in self.notes), _ZERO)

    @property
    def accepted(self) -> Decimal:
        """What of it the customer has accepted."""
        return sum((one.amount for one in self.notes if one.accepted_on), _ZERO)


@dataclass(frozen=True)
class Seen:
    """What papers are compared by: the company's day, and whether bank and delivery data are to be trusted."""

    today: date
    tolerance: Decimal = _ZERO
    bank_is_fresh: bool = True
    has_deliveries: bool = True


@dataclass(frozen=True)
class Gap:
    """One thing that does not agree: by how much, and of which instalment or delivery since when.

    `further` is how many instalments besides are overdue, or deliveries not accepted. `responsible` answers for the
    instalment (None: the contract's owner).
    """

    kind: GapKind
    amount: Decimal = _ZERO
    nth: int | None = None
    label: str = ""
    days: int = 0
    note: DeliveryNote | None = None
    further: int = 0
    responsible: str | None = None


def gaps(one: Dossier, seen: Seen) -> tuple[Gap, ...]:
    """Everything about a contract that does not agree, 合同 first; empty: it is green."""
    return (*_contract(one, seen), *_payment(one, seen), *_delivery(one, seen))


def lights(found: Iterable[Gap]) -> dict[Paper, Light]:
    """The triple."""
    triple = dict.fromkeys(Paper, Light.GREEN)
    for gap in found:
        triple[gap.kind.paper] = max(triple[gap.kind.paper], gap.kind.light, key=lambda light: light.value)
    return triple


def worst(found: Iterable[Gap]) -> Light:
    """The contract's own light."""
    return max((gap.kind.light for gap in found), key=lambda light: light.value, default=Light.GREEN)


def _contract(one: Dossier, seen: Seen) -> Iterable[Gap]:
    if one.signed_on is None:
        has_moved = max(one.paid, one.delivered) > seen.tolerance
        yield Gap(GapKind.UNSIGNED if has_moved else GapKind.NOT_SIGNED_YET, max(one.paid, one.delivered))
    planned = sum((line.amount for line in one.lines), _ZERO)
    if abs(planned - one.amount) > seen.tolerance:
        yield Gap(GapKind.PLAN_DIFFERS, planned)
    if one.delivered - one.amount > seen.tolerance:
        yield Gap(GapKind.BEYOND_CONTRACT, one.delivered - one.amount)


def _payment(one: Dossier, seen: Seen) -> Iterable[Gap]:
    late = [line for line in one.lines if line.due_on and line.due_on < seen.today and line.left > seen.tolerance]
    paused = [line for line in late if line.is_disputed or (line.promised_on or date.min) >= seen.today]
    pressing = [line for line in late if line not in paused]
    sure = GapKind.OVERDUE if seen.bank_is_fresh else GapKind.NOT_KNOWN_PAID
    for kind, several in ((sure, pressing), (GapKind.PAUSED, paused)):
        if several:
            first = min(several, key=lambda line: (line.due_on or seen.today, line.nth))
            days = (seen.today - first.due_on).days if first.due_on else 0
            further = len(several) - 1
            yield Gap(kind, first.left, first.nth, first.label, days, None, further, first.responsible)
    if one.paid - one.amount > seen.tolerance:
        yield Gap(GapKind.OVERPAID, one.paid - one.amount)


def _delivery(one: Dossier, seen: Seen) -> Iterable[Gap]:
    is_all_paid = bool(one.lines) and not any(line.is_open for line in one.lines)  # bank fees may be forgiven
    prepaid = sum((line.allocated for line in one.lines if line.is_prepayment), _ZERO)
    needed = one.paid if is_all_paid else one.paid - prepaid
    if needed - one.delivered > seen.tolerance:
        kind = GapKind.UNDELIVERED if seen.has_deliveries else GapKind.NOT_KNOWN_DELIVERED
        yield Gap(kind, _ZERO if is_all_paid else prepaid)
    waiting = [line for line in one.lines if line.waits_for is Milestone.ACCEPTED and line.is_open and not line.due_on]
    unaccepted = [note for note in one.notes if note.accepted_on is None]
    if waiting and unaccepted:
        line, note = waiting[0], unaccepted[0]
        yield Gap(GapKind.UNACCEPTED, line.left, line.nth, line.label, 0, note, len(unaccepted) - 1, line.responsible)
