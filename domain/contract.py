"""合同和分期: what a customer owes by contract, instalment by instalment."""

import calendar
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum

CENT = Decimal("0.01")
#: the currency of a contract that names none
YUAN = "CNY"


class Milestone(Enum):
    """What the due day of an instalment may count from."""

    SIGNED = "signed"  #: 签订
    DELIVERED = "delivered"  #: 交付
    ACCEPTED = "accepted"  #: 验收


@dataclass(frozen=True)
class DueRule:
    """到期规则: so many months and then days after a milestone."""

    after: Milestone
    months: int = 0
    days: int = 0

    def due_on(self, reached_on: date) -> date:
        """The due day when the milestone was reached on that day; the 31st becomes the last day of a shorter month."""
        months = reached_on.month - 1 + self.months
        year, month = reached_on.year + months // 12, months % 12 + 1
        day = min(reached_on.day, calendar.monthrange(year, month)[1])
        return date(year, month, day) + timedelta(days=self.days)


class InstalmentState(Enum):
    """OPEN: something is outstanding. VOID: a change of the contract took it out of the plan."""

    OPEN = "open"
    SETTLED = "settled"
    VOID = "void"


@dataclass(frozen=True)
class Term:
    """一期条款: one instalment as the contract has it.

    `nth` counts from 1; `amount` in the contract's currency, two places; `share` is the percentage as it was written
    (“30%”), if one was. Due on `due_on`, or by `rule` once its milestone is reached; neither: never due by itself.
    `account` is our bank account that is to receive it; `responsible` the userid of 逾期责任人, None: the owner.
    """

    nth: int
    label: str
    amount: Decimal
    due_on: date | None = None
    rule: DueRule | None = None
    share: str | None = None
    account: str = ""
    responsible: str | None = None


@dataclass(frozen=True)
class Contract:
    """合同. `number` is the ERP's; `customer_id` that of domain.customer; `owner` the userid of its rep.

    `notes` are further columns of the list it came from. `revision` grows with every change of its plan.
    """

    id: int
    number: str
    customer_id: str
    customer_name: str
    amount: Decimal
    signed_on: date | None = None
    ends_on: date | None = None
    currency: str = YUAN
    owner: str | None = None
    region: str = ""
    product_line: str = ""
    notes: dict[str, str] = field(default_factory=dict)
    revision: int = 1


@dataclass(frozen=True)
class Instalment:
    """一期: one row of a contract's payment schedule, and how it stands.

    `due_on` is the day that holds now (None while its milestone is not reached). `allocated` is what payments have
    paid of it. `promised_on`: the customer's word, until that day nobody is reminded. `dispute`: why it is disputed
    (None: it is not). `course` grows when the due day moves or a payment comes back: each course reminds anew.
    """

    id: int
    contract_id: int
    customer_id: str
    nth: int
    label: str
    amount: Decimal
    due_on: date | None
    rule: DueRule | None = None
    share: str | None = None
    account: str = ""
    responsible: str | None = None
    allocated: Decimal = Decimal("0.00")
    state: InstalmentState = InstalmentState.OPEN
    promised_on: date | None = None
    dispute: str | None = None
    course: int = 0

    @property
    def outstanding(self) -> Decimal:
        """未收余额; never below zero, and nothing of what is settled: a bank's fee may have been forgiven."""
        return max(self.amount - self.allocated, CENT * 0) if self.state is InstalmentState.OPEN else CENT * 0

    @property
    def subject(self) -> str:
        """How cards and the audit log name it."""
        return f"instalment:{self.id}"
