"""What exports read: every instalment that holds, every payment with the bookings that hold, page after page."""

from decimal import Decimal

import pytest

from domain.payment import How
from domain.plan_change import PlanChange
from storage import contract_lists, payments, receivable_rows
from storage.database import open_database
from tests.receivables import NOW, a_contract, a_payment


def test_every_row_comes_once(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receivable_rows, "_AT_ONCE", 2)
    database = open_database(database_url)
    with database.writing() as db:
        for n in range(5):
            a_contract(db, f"HT-{n}", notes={"项目": str(n)} if n % 2 else {})
        stored = contract_lists.with_plans(db, ["HT-0", "HT-1"])
        contract, plan = stored["HT-1"]
        contract_lists.change(db, contract, plan, PlanChange(gone=(plan[2],)), "system", NOW)
        for n in range(5):
            a_payment(db, "100", serial=str(n))
        booked = payments.allocate(db, 3, plan[0].id, Decimal(60), How.MANUAL, "甲", "sunfin", NOW)
        payments.allocate(db, 3, plan[1].id, Decimal(40), How.AUTOMATIC, "乙", "system", NOW)
        (taken,) = [one for one in payments.allocations_of(db, 3) if one.id == booked]
        payments.take_back(db, taken, "点错", "sunfin", NOW)
    with database.reading() as db:
        listed = [(contract.number, one.nth) for contract, one in receivable_rows.every_instalment(db)]
        assert listed == [(f"HT-{n}", nth) for n in range(5) for nth in (1, 2, 3) if (n, nth) != (1, 3)]
        assert receivable_rows.note_headings(db) == ["项目"]
        found = {payment.serial: bookings for payment, bookings in receivable_rows.every_payment(db)}
    assert list(found) == ["0", "1", "2", "3", "4"]
    assert [(one.amount, number, nth) for one, number, nth in found["2"]] == [(Decimal("40.00"), "HT-1", 2)]
    assert not any(found[serial] for serial in "0134")
    database.close()
