"""冻结的存取: SQL agrees with the rule, and of two who hold a customer at once one does."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from threading import Barrier, Thread

import pytest
from sqlalchemy import select, update

import config
from bot.flows import credit_hold
from domain.credit_hold import is_overdue, line_at
from domain.messages import Reply
from domain.payment import How, PaymentState
from domain.people import Person
from domain.policy import Policy
from storage import audit_log, bank_data, contracts, credit_holds, members, payments
from storage.database import Database, Db, open_database
from storage.receivable_tables import credit_holds as rows
from storage.receivable_tables import instalments
from tests.receivables import NOW, a_contract, a_payment

NINE = datetime(2026, 12, 9, 1, 0, tzinfo=UTC)  # the second instalment is due: 09:00 in China


@pytest.fixture(scope="module")
def policy() -> Policy:
    return config.load(Path("config.yaml"))


@pytest.fixture
def database(database_url: str) -> Database:
    opened = open_database(database_url)
    with opened.writing() as db:
        members.keep(db, [Person("zhangsan", "张三", leader="limgr"), Person("limgr", "李经理")], NOW)
        bank_data.reaches(db, "", NINE - timedelta(hours=15), None, NOW)
    return opened


def put_right(db: Db, contract_id: int, nth: int, **values: object) -> None:
    this = (instalments.c.contract_id == contract_id) & (instalments.c.nth == nth)
    db.execute(update(instalments).where(this).values(values))


def held(db: Db) -> int:
    return len(db.execute(select(rows.c.id).where(rows.c.released_at.is_(None))).all())


def test_who_owes_is_the_same_in_sql_and_in_the_rule(database: Database, policy: Policy) -> None:
    with database.writing() as db:
        ids = [a_contract(db, f"HT-{n}", f"客户{n}有限公司") for n in range(6)]
        put_right(db, ids[1], 1, promised_on=date(2026, 12, 8))
        put_right(db, ids[1], 2, promised_on=date(2026, 12, 9))
        put_right(db, ids[2], 1, dispute="数量不对")
        put_right(db, ids[3], 1, allocated=Decimal("29999.99"))
        put_right(db, ids[4], 1, allocated=Decimal("30000.00"), state="settled")
        put_right(db, ids[4], 2, due_on=None)
        put_right(db, ids[5], 1, state="void")
        plans = {contract_id: contracts.plan(db, contract_id) for contract_id in ids}
        for now in (NINE - timedelta(seconds=1), NINE, NINE + timedelta(days=1)):
            line = line_at(policy.receivables, policy.calendar, now)
            assert line is not None
            counted = {one.id for plan in plans.values() for one in plan if is_overdue(one, line)}
            customers = {one.customer_id for plan in plans.values() for one in plan}
            assert {debt.instalment.id for debt in credit_holds.debts(db, line, customers)} == counted
            owing = {one.customer_id for plan in plans.values() for one in plan if one.id in counted}
            assert set(credit_holds.debtors(db, line, Decimal("0.00"))) == owing
            assert credit_holds.debtors(db, line, Decimal("0.00"), ["nobody"]) == []
    database.close()


@pytest.mark.parametrize(
    ("owed", "threshold", "is_held"),
    [
        ([("5000.00", "CNY")], "5000.00", False),  # exactly the threshold does not hold
        ([("5000.01", "CNY")], "5000.00", True),
        ([("3000.00", "CNY"), ("3000.00", "CNY")], "5000.00", True),
        ([("3000.00", "CNY"), ("3000.00", "USD")], "5000.00", False),  # currencies are not added
        ([("100.00", "CNY"), ("6000.00", "USD")], "5000.00", True),
    ],
)
def test_the_threshold(
    database: Database, policy: Policy, owed: list[tuple[str, str]], threshold: str, is_held: bool
) -> None:
    line = line_at(policy.receivables, policy.calendar, NINE)
    assert line is not None
    with database.writing() as db:
        for number, (amount, currency) in enumerate(owed):
            contract_id = a_contract(db, f"HT-{number}", currency=currency)
            put_right(db, contract_id, 1, amount=Decimal(amount))
            put_right(db, contract_id, 2, state="void")
        assert bool(credit_holds.debtors(db, line, Decimal(threshold))) is is_held
    database.close()


def test_two_who_hold_at_once_hold_once(database_url: str, database: Database, policy: Policy) -> None:
    with database.writing() as db:
        a_contract(db)
    other, meet, said = open_database(database_url), Barrier(2), list[Reply]()

    def look(at: Database) -> None:
        with at.reading() as db:
            assert credit_hold.due(db, policy, NINE).begin
        meet.wait(30)
        with at.writing() as db:
            said.extend(credit_hold.look_due(db, policy, NINE))

    both = [Thread(target=look, args=(at,)) for at in (database, other)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    with database.reading() as db:
        assert held(db) == 1
        assert [row["action"] for row in audit_log.rows(db)] == ["customer.held"]
        customer = credit_holds.in_force(db)[0].customer_id
    assert sorted(reply.to for reply in said) == ["limgr", "zhangsan"]
    with database.writing() as db:
        assert credit_holds.claim(db, customer, [], NINE, NINE) is None, "the insert is the claim"
    other.close()
    database.close()


def test_a_booking_releases_in_its_own_transaction_and_taking_it_back_holds_anew(
    database: Database, policy: Policy
) -> None:
    with database.writing() as db:
        contract_id = a_contract(db)
        credit_hold.look_due(db, policy, NINE)
        plan = contracts.plan(db, contract_id)
        paid = a_payment(db, "70000.00", look_at=None)
        for one in plan[:2]:
            payments.allocate(db, paid, one.id, one.amount, How.AUTOMATIC, "", "system", NINE)
        told = credit_hold.look([plan[0].customer_id], db, policy, NINE)
        assert held(db) == 0
        assert {reply.to for reply in told} == {"zhangsan", "limgr"}
        assert credit_hold.look([plan[0].customer_id], db, policy, NINE) == []
        payments.take_back(db, payments.allocations_of(db, paid)[0], "退票", "sunfin", NINE)
        credit_hold.look([plan[0].customer_id], db, policy, NINE)
        assert held(db) == 1
    database.close()


def test_nobody_is_held_on_stale_bank_data(database: Database, policy: Policy) -> None:
    late = NINE + timedelta(hours=10)
    nobody = replace(policy, receivables=replace(policy.receivables, tiers=policy.receivables.tiers[:2]))
    with database.writing() as db:
        a_contract(db)
        assert credit_hold.look_due(db, policy, late) == []
        assert held(db) == 0
        bank_data.reaches(db, "", late, None, late)
        assert credit_hold.look_due(db, policy, late)
        assert credit_hold.look_due(db, nobody, late), "a policy by which nothing holds releases"
        assert held(db) == 0
    database.close()


def test_money_that_has_come_in_counts_before_it_is_booked(database: Database, policy: Policy) -> None:
    with database.writing() as db:
        plan = contracts.plan(db, a_contract(db))
        customer_id = plan[0].customer_id
        waiting = a_payment(db, "70000.00", look_at=NINE)
        assert credit_hold.look([customer_id], db, policy, NINE) == [], "its lines are still being matched"
        payments.ask(db, waiting, "付款户名对得上，不知道是哪一期", customer_id)
        assert credit_hold.look([customer_id], db, policy, NINE) == [], "finance has not decided yet"
        payments.settle(db, waiting, PaymentState.SET_ASIDE)
        assert credit_hold.look([customer_id], db, policy, NINE) != []
        assert held(db) == 1
        kept = a_payment(db, "69999.99", serial="2", look_at=None)
        payments.settle(db, kept, PaymentState.OPEN, customer_id=customer_id)
        assert credit_hold.look([customer_id], db, policy, NINE) == [], "one cent is owed"
        kept = a_payment(db, "0.01", serial="3", look_at=None)
        payments.settle(db, kept, PaymentState.OPEN, customer_id=customer_id)
        assert credit_hold.look([customer_id], db, policy, NINE) != []
        assert held(db) == 0
    database.close()
