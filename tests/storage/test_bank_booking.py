"""核销: undoing any one booking leaves all others as they were, and every sum right; of two taps one counts."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from threading import Barrier

import pytest
from sqlalchemy import func, select

import config
from bot.flows import bank_cards, bank_choice, bank_match
from domain.contract import Instalment, InstalmentState
from domain.ledger import Share
from domain.messages import CardClick, Reply, Say, SendCard, Utterance
from domain.payment import Payment, PaymentState
from domain.people import Person, Role
from domain.policy import Policy
from storage import audit_log, cards, contracts, members, payments
from storage.database import Database, Db, open_database
from storage.receivable_tables import allocations, instalments, payer_aliases
from storage.receivable_tables import payments as payment_rows
from tests.receivables import NOW, a_contract, a_payment

HUADING, HENGRUI = "苏州华鼎机械有限公司", "常州恒瑞电子有限公司"
PEOPLE = (Person("zhangsan", "张三"), Person("sunfin", "孙会计"), Person("admin", "管理员"))


@pytest.fixture(scope="module")
def policy() -> Policy:
    return config.load(Path(__file__).parents[2] / "config.yaml")


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = open_database(database_url)
    with database.writing() as db:
        members.keep(db, PEOPLE, NOW)
    yield database
    database.close()


def state(db: Db) -> dict[object, tuple[object, ...]]:
    """How every instalment, payment and allocation in force stands."""
    rows = [payments.allocation_of(row) for row in db.execute(select(allocations).order_by(allocations.c.id))]
    found: dict[object, tuple[object, ...]] = {("allocation", one.id): (one,) for one in payments.in_force(rows)}
    for table, name in ((instalments, "instalment"), (payment_rows, "payment")):
        for row in db.execute(select(table.c.id, table.c.allocated, table.c.amount, table.c.state)):
            found[name, row.id] = (row.allocated, row.amount, row.state)
    return found


def sums_are_right(db: Db) -> None:
    for column, table in ((allocations.c.payment_id, payment_rows), (allocations.c.instalment_id, instalments)):
        sums = db.execute(select(column, func.sum(allocations.c.amount)).group_by(column))
        paid = {row[0]: row[1] for row in sums}
        for row in db.execute(select(table.c.id, table.c.allocated, table.c.amount, table.c.state)):
            assert row.allocated == paid.get(row.id, Decimal("0.00"))
            assert abs(row.allocated) <= abs(row.amount)
            if table is instalments:
                assert (row.state == InstalmentState.SETTLED.value) == (row.allocated == row.amount)


@pytest.mark.parametrize("seed", range(4))
def test_undoing_any_one_leaves_all_others(seed: int, database: Database, policy: Policy) -> None:
    chance = Random(seed)
    with database.writing() as db:
        for n, name in enumerate((HUADING, HENGRUI) * 2):
            a_contract(db, f"HT-10{n}", name, chance.choice(("100000.00", "88888.88", "3000.01")))
        for n in range(24):
            amount = chance.choice(("30000.00", "40000.00", "12345.67", "70000.00", "900.00", "26666.66", "500.00"))
            words = chance.choice(("", "HT-100", "HT-102 第2期", "HT-101 预付款", "退票"))
            sign = "-" if words == "退票" else ""
            a_payment(
                db, f"{sign}{amount}", chance.choice((HUADING, HENGRUI, "王建国")), serial=f"{n}", reference=words
            )
        bank_match.match_open(db, policy, NOW)
        sums_are_right(db)
        for payment in payments.asked(db):
            for one in _open_instalments(db, payment.unallocated)[:1] if chance.random() < 0.7 else []:
                share = Share(one.id, min(one.outstanding, payment.unallocated))
                _tap(db, policy, payment.id, bank_cards.key_of(one.customer_id, [share]))
        sums_are_right(db)
        booked = sorted({one[0].payment_id for key, one in state(db).items() if key[0] == "allocation"})  # type: ignore[index,attr-defined]
        assert len(booked) > 3
        for payment_id in chance.sample(booked, 3):
            before = state(db)
            of_it = payments.in_force(payments.allocations_of(db, payment_id))
            _tap(db, policy, payment_id, f"undo.allocations:{','.join(str(one.id) for one in of_it)}")
            after = state(db)
            touched = {("payment", payment_id), *(("allocation", one.id) for one in of_it)}
            touched |= {("instalment", one.instalment_id) for one in of_it}
            assert {key for key in before if before[key] != after.get(key)} == touched
            assert all(before[key] == one for key, one in after.items() if key not in touched)
            sums_are_right(db)
        assert isinstance(audit_log.verify(db), int)


def test_of_two_taps_one_counts(database: Database, policy: Policy) -> None:
    """The same one twice, and another candidate by somebody else."""
    with database.writing() as db:
        first, second, _ = contracts.plan(db, a_contract(db))
        paid = a_payment(db, "30000.00", "上海鼎新贸易商行")
        bank_match.match_open(db, policy, NOW)
        key = bank_cards.key_of(first.customer_id, [Share(first.id, Decimal("30000.00"))])
        other = bank_cards.key_of(second.customer_id, [Share(second.id, Decimal("30000.00"))])
        held, others = (bank_cards.card_for(who, _payment(db, paid), db, policy, NOW) for who in ("sunfin", "admin"))
        replies = _tap_on(held, key, db, policy)
        assert any(isinstance(one, Say) and one.text.startswith("记住了：付款户名") for one in replies)
        for card, again in ((held, key), (others, other)):
            (told,) = [one for one in _tap_on(card, again, db, policy) if isinstance(one, Say)]
            what = "孙会计 09:00 已核销：苏州华鼎机械有限公司 HT-001 第 1 期"
            assert told.text == f"这笔款已经有人定了：{what}。我没有改动。"
        assert [one.instalment_id for one in payments.allocations_of(db, paid)] == [first.id]
        sums_are_right(db)


def test_two_at_the_same_moment(database: Database, policy: Policy) -> None:
    """Each in a transaction of his own, with another candidate: one wins, the other is told."""
    with database.writing() as db:
        plan = contracts.plan(db, a_contract(db))
        paid = a_payment(db, "30000.00", "上海鼎新贸易商行")
        bank_match.match_open(db, policy, NOW)
        held = [bank_cards.card_for(who, _payment(db, paid), db, policy, NOW) for who in ("sunfin", "admin")]
    together = Barrier(2)

    def tap(n: int) -> list[str]:
        key = bank_cards.key_of(plan[n].customer_id, [Share(plan[n].id, Decimal("30000.00"))])
        together.wait(10)
        with database.writing() as db:
            return [one.text for one in _tap_on(held[n], key, db, policy) if isinstance(one, Say)]

    with ThreadPoolExecutor(2) as pool:
        said = [text for told in pool.map(tap, range(2)) for text in told]
    assert len([text for text in said if text.startswith("这笔款已经有人定了：")]) == 1
    with database.reading() as db:
        assert len(payments.allocations_of(db, paid)) == 1
        sums_are_right(db)


def test_a_learned_name_ends_with_the_booking_that_taught_it(database: Database, policy: Policy) -> None:
    with database.writing() as db:
        first, second, _ = contracts.plan(db, a_contract(db))
        paid = a_payment(db, "30000.00", "上海鼎新贸易商行")
        waiting = a_payment(db, "40000.00", "上海鼎新贸易商行", serial="2")
        bank_match.match_open(db, policy, NOW)
        _tap(db, policy, paid, bank_cards.key_of(first.customer_id, [Share(first.id, Decimal("30000.00"))]))
        bank_match.match_open(db, policy, NOW)
        booked = payments.find(db, waiting)
        assert booked is not None and booked.state is PaymentState.SETTLED, "what was asked is found by itself now"
        said = Utterance("sunfin", NOW, "撤销核销 HT-001 第1期")
        replies = bank_choice.on_utterance(said, db, policy, NOW + timedelta(days=3))
        assert replies is not None and any(isinstance(one, SendCard) for one in replies)
        assert db.execute(select(payer_aliases.c.ended_by)).scalars().all() == ["sunfin"]
        still = payments.find(db, waiting)
        assert still == booked, "nothing else is undone"
        assert [one.state for one in contracts.plan(db, second.contract_id)][:2] == [
            InstalmentState.OPEN, InstalmentState.SETTLED,
        ]  # fmt: skip


def test_only_finance_decides(database: Database, policy: Policy) -> None:
    with database.writing() as db:
        a_contract(db)
        paid = a_payment(db, "123.00", "王建国")
        bank_match.match_open(db, policy, NOW)
        (told,) = _tap(db, policy, paid, "aside", who="zhangsan")
        assert isinstance(told, Say) and "财务" in told.text
        assert (
            bank_choice.on_utterance(Utterance("zhangsan", NOW, "今天去了华鼎，聊了核销的事"), db, policy, NOW) is None
        )
        left = payments.find(db, paid)
        assert left is not None and left.state is PaymentState.ASKED
        assert Role.FINANCE in policy.holders


def _open_instalments(db: Db, most: Decimal) -> list[Instalment]:
    rows = db.execute(select(instalments).where(instalments.c.state == "open").order_by(instalments.c.id))
    return [contracts.instalment_of(row) for row in rows] if most > 0 else []


def _payment(db: Db, payment_id: int) -> Payment:
    payment = payments.find(db, payment_id)
    assert payment is not None
    return payment


def _tap(db: Db, policy: Policy, payment_id: int, key: str, who: str = "sunfin") -> list[Reply]:
    """On a fresh card."""
    return _tap_on(bank_cards.card_for(who, _payment(db, payment_id), db, policy, NOW), key, db, policy)


def _tap_on(sent: SendCard, key: str, db: Db, policy: Policy) -> list[Reply]:
    card = cards.find(db, sent.card.task_id)
    assert card is not None
    return bank_choice.on_click(CardClick(sent.card.task_id, key), card, db, policy, NOW)
