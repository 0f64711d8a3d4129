"""应收的步骤: lists as golden conversations write them, through the importer; bank data and payments straight in."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

from commands.importing.kinds import KINDS
from commands.importing.outcome import in_words
from commands.importing.runner import Order, run_import
from commands.sheets import Source
from config.mappings import mappings_of
from domain.payment import How, PaymentState
from simulator.player import Play
from storage import bank_data, contracts, payments
from storage.database import Db

Row = Mapping[str, object]
#: where a firm's own mappings would lie: only the shipped ones are meant
_NO_FOLDER = Path("/nonexistent")


def take_list(kind: str, rows: Sequence[Row], stage: Play) -> None:
    """A list as finance would import it, with the headings that import reads; a row that is refused is a mistake."""
    headings = list(dict.fromkeys(heading for row in rows for heading in row))
    text = io.StringIO(newline="")
    csv.writer(text).writerows([headings, *([row.get(heading) for heading in headings] for row in rows)])
    of = KINDS[kind]
    order = Order(of, Source(f"{of.title}.csv", text.getvalue().encode()), mappings_of(kind, of.columns, _NO_FOLDER))
    outcome = run_import(order, stage.hub.database, stage.hub.policy(), stage.hub.now)
    assert not outcome.faults, in_words(outcome.faults)


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


def _text(row: Row, heading: str) -> str:
    return str(row.get(heading) or "").strip()
