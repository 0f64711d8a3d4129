"""核销: what pays an instalment, and exactly that taken back."""

from decimal import Decimal

from domain.contract import InstalmentState
from domain.payment import How, PaymentState
from storage import contracts, payments
from storage.database import open_database
from tests.receivables import NOW, a_contract, a_payment


def test_an_allocation_is_taken_back_alone_and_once(database_url: str) -> None:
    database = open_database(database_url)
    with database.writing() as db:
        first, second, _ = contracts.plan(db, a_contract(db))
        paid = a_payment(db, "70000.00")
        for instalment in (first, second):
            payments.allocate(db, paid, instalment.id, instalment.amount, How.AUTOMATIC, "全款", "system", NOW)
        settled = payments.find(db, paid)
        assert settled is not None and (settled.state, settled.unallocated) == (PaymentState.SETTLED, Decimal())
        of_first, of_second = payments.allocations_of(db, paid)
        assert payments.take_back(db, of_first, "付错了", "sunfin", NOW) is not None
        assert payments.take_back(db, of_first, "付错了", "sunfin", NOW) is None
        assert payments.in_force(payments.allocations_of(db, paid)) == [of_second]
        after = payments.find(db, paid)
        assert after is not None and (after.state, after.unallocated) == (PaymentState.OPEN, Decimal("30000.00"))
        one, two, three = contracts.plan(db, first.contract_id)
    assert (one.state, one.outstanding, one.course) == (InstalmentState.OPEN, Decimal("30000.00"), 1)
    assert (two.state, two.outstanding, two.course) == (InstalmentState.SETTLED, Decimal("0.00"), 0)
    assert (three.state, three.outstanding) == (InstalmentState.OPEN, Decimal("30000.00"))
    database.close()
