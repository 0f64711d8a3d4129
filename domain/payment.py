"""银行流水和核销: what the bank says came in or went out, and which instalment it pays."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum

from domain.contract import YUAN


class PaymentState(Enum):
    """OPEN: not all of it is tied to instalments. ASKED: finance was asked. SET_ASIDE: no payment of a customer."""

    OPEN = "open"
    ASKED = "asked"
    SETTLED = "settled"
    SET_ASIDE = "set_aside"


@dataclass(frozen=True)
class Payment:
    """流水: one line of a bank statement. `amount` is positive when money came in, negative when it went out.

    `paid_on` is the bank's day; `paid_at` (UTC) where the bank gives a time. `payer` is 对方户名 as printed, NFKC.
    `allocated` is what of it instalments have taken, `returned` what was given back of it; `returned_id` is the
    payment that this line gives back (退票, 退款). `doubt`: why a person is asked, or why it is set aside.
    """

    id: int
    account: str
    paid_on: date
    serial: str
    amount: Decimal
    payer: str
    payer_account: str = ""
    reference: str = ""
    paid_at: datetime | None = None
    balance: Decimal | None = None
    currency: str = YUAN
    notes: dict[str, str] = field(default_factory=dict)
    customer_id: str | None = None
    state: PaymentState = PaymentState.OPEN
    allocated: Decimal = Decimal("0.00")
    returned_id: int | None = None
    returned: Decimal = Decimal("0.00")
    doubt: str = ""

    @property
    def unallocated(self) -> Decimal:
        """What of it is not tied to an instalment yet: a prepayment as long as it stays so."""
        return self.amount - self.allocated - self.returned

    @property
    def subject(self) -> str:
        """How cards and the audit log name it."""
        return f"payment:{self.id}"


class How(Enum):
    """方式: who tied a payment to an instalment."""

    AUTOMATIC = "auto"
    MANUAL = "manual"


@dataclass(frozen=True)
class Allocation:
    """核销: so much of a payment pays an instalment. One that takes another back has its negative amount."""

    id: int
    payment_id: int
    instalment_id: int
    amount: Decimal
    how: How
    reason: str
    who: str
    at: datetime
    reverses: int | None = None
