"""What tests of receivables begin with: a contract of three instalments, and money that came in."""

from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from domain.contract import Contract, Term
from domain.customer import Customer
from domain.payment import PaymentState
from storage import contracts, customers, payments
from storage.database import Db

NOW = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)  # Monday 09:00 in China


def a_contract(
    db: Db, number: str = "HT-001", customer: str = "苏州华鼎机械有限公司", amount: str = "100000.00", **further: Any
) -> int:
    """A contract (its id) of 30/40/30 %, due on 2026-11-09, 2026-12-09 and 2027-01-09, owned by zhangsan."""
    customer_id = f"K{sha256(customer.encode()).hexdigest()[:15]}"
    customers.keep(db, [Customer(customer_id, customer, owner="zhangsan")], NOW)
    total = Decimal(amount)
    first, second = total * 3 / 10, total * 4 / 10
    terms = [
        Term(1, "预付款", first.quantize(Decimal("0.01")), date(2026, 11, 9), share="30%"),
        Term(2, "验收款", second.quantize(Decimal("0.01")), date(2026, 12, 9), share="40%"),
        Term(3, "质保金", total - (first + second).quantize(Decimal("0.01")), date(2027, 1, 9), share="30%"),
    ]
    values: dict[str, Any] = {"owner": "zhangsan", "signed_on": date(2026, 10, 1)} | further
    contract = Contract(0, number, customer_id, customer, total, **values)
    return contracts.add(db, contract, terms, NOW)


def a_payment(
    db: Db, amount: str, payer: str = "苏州华鼎机械有限公司", paid_on: date = date(2026, 11, 2), **further: Any
) -> int:
    """A bank line (its id); `further` are columns of the table payments."""
    values: dict[str, Any] = {
        "account": "", "paid_on": paid_on, "serial": "", "amount": Decimal(amount), "currency": "CNY", "payer": payer,
        "payer_account": "", "reference": "", "notes": {}, "state": PaymentState.OPEN.value,
        "allocated": Decimal("0.00"), "added_at": NOW,
    } | further  # fmt: skip
    values.setdefault("fingerprint", sha256(repr(sorted(values.items(), key=str)).encode()).hexdigest())
    payment_id = payments.reserve(db, values)
    assert payment_id is not None, "two bank lines of a test are the same; give one a serial"
    return payment_id
