"""三单 as stored: whose contracts are compared, in how many queries; a gap and a contract's end have one row each."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError

from domain.contract import Contract, DueRule, Milestone, Term
from domain.payment import How
from storage import contract_ends, contracts, papers, payments
from storage.database import Database, Db, open_database
from storage.receivable_tables import deliveries
from storage.receivables import Scope
from tests.receivables import NOW, a_contract, a_payment

TODAY = date(2026, 11, 23)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = open_database(database_url)
    yield opened
    opened.close()


def test_a_dossier_holds_the_three_papers(database: Database) -> None:
    with database.writing() as db:
        contract_id = a_contract(db, region="江苏省")
        first = contracts.plan(db, contract_id)[0]
        payments.allocate(db, a_payment(db, "30000.00"), first.id, Decimal("30000.00"), How.MANUAL, "", "sunfin", NOW)
        _deliver(db, contract_id, "JF-1", "20000.00", TODAY)
        _deliver(db, contract_id, "JF-2", "10000.50", None)
        rule = Term(1, "验收款", Decimal("5.00"), rule=DueRule(Milestone.ACCEPTED, days=30), responsible="zhaoliu")
        contracts.add(db, Contract(0, "HT-000", "C9", "客户", Decimal("5.00")), [rule], NOW)
        other, one = papers.dossiers(db, Scope(seen=None))
    assert (one.number, one.owner, one.region, one.signed_on) == ("HT-001", "zhangsan", "江苏省", date(2026, 10, 1))
    assert (one.amount, one.paid, one.delivered, one.accepted) == tuple(
        map(Decimal, ("100000.00", "30000.00", "30000.50", "20000.00"))
    )
    assert [(line.nth, line.is_open) for line in one.lines] == [(1, False), (2, True), (3, True)]
    assert other.lines[0].waits_for is Milestone.ACCEPTED
    assert other.notes == ()


def test_nobody_sees_a_contract_that_is_not_his(database: Database) -> None:
    with database.writing() as db:
        a_contract(db, "HT-1")
        a_contract(db, "HT-2", "常州恒瑞机电有限公司", owner="zhaoliu", region="浙江")
        third = a_contract(db, "HT-3", "宁波永泰模具有限公司", owner=None)
        contracts.add(
            db,
            Contract(0, "HT-4", "C9", "客户", Decimal("5.00"), owner="zhaoliu"),
            [Term(1, "款", Decimal("5.00"), responsible="zhangsan")],
            NOW,
        )
        papers.open_gap(db, third, "contract.unsigned", "wudelivery", TODAY, TODAY)

        def numbers(scope: Scope, member: str | None = None) -> list[str]:
            return [one.number for one in papers.dossiers(db, scope, member)]

        assert numbers(Scope(seen=None)) == ["HT-1", "HT-2", "HT-3", "HT-4"]
        assert numbers(Scope(frozenset(("zhangsan",))), "zhangsan") == ["HT-1", "HT-4"]
        assert numbers(Scope(frozenset(("zhaoliu",)), region="浙")) == ["HT-2"]
        assert numbers(Scope(frozenset(("zhaoliu",)), region="江苏", in_region=frozenset(("zhaoliu",)))) == ["HT-4"]
        assert numbers(Scope(frozenset(("wudelivery",))), "wudelivery") == ["HT-3"]
        assert numbers(Scope(frozenset(), customer_id="C9")) == []
        papers.close_gaps(db, [gap.id for gap in papers.open_gaps(db)], NOW)
        assert numbers(Scope(frozenset(("wudelivery",))), "wudelivery") == []


def test_the_queries_do_not_grow_with_the_contracts(database: Database) -> None:
    asked: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *call: asked.append(call[2]))
    with database.writing() as db:
        for number in range(30):
            a_contract(db, f"HT-{number:02}")
        asked.clear()
        assert len(papers.dossiers(db, Scope(frozenset(("zhangsan",))), "zhangsan")) == 30
    assert len([statement for statement in asked if statement.startswith("SELECT")]) == 3


def test_a_gap_is_open_once_and_may_open_again(database: Database) -> None:
    with database.writing() as db:
        contract_id = a_contract(db)
        found = papers.open_gap(db, contract_id, "delivery.missing", None, TODAY, TODAY + timedelta(days=5))
        papers.give(db, found.id, "wudelivery")
        assert papers.open_gaps(db) == [replace(found, owner="wudelivery")]
    with pytest.raises(IntegrityError), database.writing() as db:
        papers.open_gap(db, contract_id, "delivery.missing", None, TODAY, TODAY)
    with database.writing() as db:
        papers.close_gaps(db, [found.id], NOW)
        assert papers.open_gaps(db) == []
        again = papers.open_gap(db, contract_id, "delivery.missing", None, TODAY, TODAY)
        assert papers.open_gaps(db) == [again]


def test_each_end_of_a_contract_is_told_once(database: Database) -> None:
    with database.writing() as db:
        a_contract(db, "HT-1", ends_on=TODAY)
        a_contract(db, "HT-2", ends_on=TODAY + timedelta(days=60))
        a_contract(db, "HT-3", ends_on=TODAY + timedelta(days=61))
        a_contract(db, "HT-4", ends_on=TODAY - timedelta(days=1))
        a_contract(db, "HT-5")
        untold = contract_ends.untold(db, TODAY, TODAY + timedelta(days=60))
        assert [one.number for one in untold] == ["HT-1", "HT-2"]
        assert [contract_ends.claim(db, one, NOW) for one in (*untold, *untold)] == [True, True, False, False]
        assert contract_ends.untold(db, TODAY, TODAY + timedelta(days=60)) == []
        # a renewed contract has another end, which is told again
        assert contract_ends.claim(db, replace(untold[0], ends_on=TODAY + timedelta(days=30)), NOW)


def _deliver(db: Db, contract_id: int, number: str, amount: str, accepted_on: date | None) -> None:
    values = {"contract_id": contract_id, "number": number, "delivered_on": TODAY, "accepted_on": accepted_on}
    db.execute(deliveries.insert().values(**values, amount=Decimal(amount), notes={}, added_at=NOW, changed_at=NOW))
