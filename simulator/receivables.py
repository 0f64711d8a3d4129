"""应收的步骤: contracts, bank data and payments as golden conversations write them, straight into the database."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from itertools import groupby
from zoneinfo import ZoneInfo

from bot.flows import milestones
from domain.contract import Contract, DueRule, Milestone, Term
from domain.customer import Customer
from domain.delivery_note import DeliveryNote
from domain.payment import How, PaymentState
from domain.policy import Policy
from storage import bank_data, contract_lists, contracts, customers, delivery_lists, outbox, payments
from storage.database import Db

Row = Mapping[str, object]
_AFTER_ACCEPTANCE = re.compile(r"验收后(\d+)天")


def add_contracts(db: Db, rows: Sequence[Row], now: datetime) -> None:
    """One row per instalment, with the headings of a contract list; those of one contract follow one another."""
    for number, several in groupby(rows, key=lambda row: str(row["合同编号"])):
        group = list(several)
        first, customer = group[0], _customer(db, str(group[0]["客户名称"]), now)
        amounts = [Decimal(str(row["应收金额"])).quantize(Decimal("0.01")) for row in group]
        contract = Contract(
            0, number, customer.id, customer.name, sum(amounts, Decimal("0.00")),
            signed_on=_day(first, "签订日期"), ends_on=_day(first, "合同到期日"),
            currency=_text(first, "币种") or "CNY", owner=_text(first, "销售账号") or None,
            region=_text(first, "区域"), product_line=_text(first, "产品线"),
        )  # fmt: skip
        terms = [_term(nth, row, amount) for nth, (row, amount) in enumerate(zip(group, amounts, strict=True), 1)]
        contracts.add(db, contract, terms, now)


def bank_data_reaches(db: Db, until: str, zone: ZoneInfo, now: datetime) -> None:
    """The statements of our bank account say everything up to that moment of the company's time."""
    bank_data.reaches(db, "", datetime.fromisoformat(until).replace(tzinfo=zone).astimezone(UTC), None, now)


def pay(db: Db, row: Row, now: datetime) -> None:
    """{合同编号, 期次, 金额}: that much came in today and was tied to the instalment."""
    contract = contracts.numbered(db, [str(row["合同编号"])])[str(row["合同编号"])]
    plan = contracts.plan(db, contract.id)
    instalment = next(one for one in plan if one.nth == int(str(row["期次"])))
    amount = Decimal(str(row["金额"])).quantize(Decimal("0.01"))
    payment_id = payments.reserve(
        db,
        {
            "fingerprint": sha256(f"{instalment.id}:{now}:{amount}".encode()).hexdigest(), "account": "",
            "paid_on": now.date(), "serial": "", "amount": amount, "currency": contract.currency,
            "payer": contract.customer_name, "payer_account": "", "reference": "", "notes": {},
            "state": PaymentState.OPEN.value, "allocated": Decimal("0.00"), "added_at": now, "look_at": None,
        },
    )  # fmt: skip
    assert payment_id is not None, "a payment of the same amount at the same moment"
    payments.allocate(db, payment_id, instalment.id, amount, How.MANUAL, "", "sunfin", now)


def deliver(db: Db, rows: Sequence[Row], policy: Policy, now: datetime) -> None:
    """{合同编号, 交付单号, 交付日期, 验收日期, 金额}; a number that is there already gets its day of acceptance."""
    for row in rows:
        number = str(row["合同编号"])
        plan = contract_lists.with_plans(db, [number])[number]
        contract = plan[0]
        note = DeliveryNote(
            _text(row, "交付单号"), Decimal(str(row["金额"])).quantize(Decimal("0.01")), _day(row, "交付日期"),
            _day(row, "验收日期"),
        )  # fmt: skip
        is_there = note.number in delivery_lists.of_contracts(db, [contract.id]).get(contract.id, {})
        new, changed = ([], [(contract.id, note)]) if is_there else ([(contract.id, note)], [])
        delivery_lists.keep(db, new, changed, now)
        replies = milestones.on_deliveries([plan], delivery_lists.milestones(db, [contract]), "sunfin", db, policy, now)
        outbox.put(db, replies, f"delivery:{note.number}", now)


def bank_lines(db: Db, rows: Sequence[Row], zone: ZoneInfo, now: datetime) -> None:
    """{金额, 户名, 摘要, 流水号}: lines of today, negative when money went out; the matching is left to the product."""
    today = now.astimezone(zone).date()
    for n, row in enumerate(rows):
        payments.reserve(
            db,
            {
                "fingerprint": sha256(f"{now}:{n}:{sorted(row.items(), key=str)}".encode()).hexdigest(), "account": "",
                "paid_on": today, "serial": _text(row, "流水号"),
                "amount": Decimal(str(row["金额"])).quantize(Decimal("0.01")), "currency": "CNY",
                "payer": _text(row, "户名"), "payer_account": "", "reference": _text(row, "摘要"), "notes": {},
                "state": PaymentState.OPEN.value, "allocated": Decimal("0.00"), "added_at": now,
            },
        )  # fmt: skip


def _customer(db: Db, name: str, now: datetime) -> Customer:
    found = customers.known(db, [], [name])
    if found:
        return found[0]
    new = Customer(f"K{sha256(name.encode()).hexdigest()[:15]}", name)
    customers.keep(db, [new], now)
    return new


def _term(nth: int, row: Row, amount: Decimal) -> Term:
    after = _AFTER_ACCEPTANCE.fullmatch(_text(row, "到期日"))
    return Term(
        int(_text(row, "期次") or nth), _text(row, "款项") or f"第 {nth} 期", amount,
        None if after else _day(row, "到期日"), DueRule(Milestone.ACCEPTED, days=int(after[1])) if after else None,
        account=_text(row, "收款账户"), responsible=_text(row, "责任人账号") or None,
    )  # fmt: skip


def _day(row: Row, heading: str) -> date | None:
    said = _text(row, heading)
    return date.fromisoformat(said) if said else None


def _text(row: Row, heading: str) -> str:
    return str(row.get(heading) or "").strip()
