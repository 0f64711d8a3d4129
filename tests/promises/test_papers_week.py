"""三单 week by week: a paper is asked for once, stays asked for until it is there, and never lies with nobody."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import update

import config
from bot.flows import papers_week
from domain.messages import Reply, Say, SendCard
from domain.payment import How
from domain.people import Person
from domain.policy import Policy
from domain.recurring import weekly
from scheduler import jobs
from storage import bank_data, contracts, members, papers, payments, timers
from storage.database import Database, Db, open_database
from storage.receivable_tables import instalments
from tests.receivables import a_contract, a_payment

MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
WEEK = timedelta(days=7)
PEOPLE = (
    Person("zhangsan", "张三", leader="limgr"), Person("limgr", "李经理"), Person("sunfin", "孙会计"),
    Person("zhoulegal", "周法务"), Person("wudelivery", "吴交付"),
)  # fmt: skip


@pytest.fixture(scope="module")
def policy() -> Policy:
    return config.load(Path(__file__).parents[2] / "config.yaml")


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = open_database(database_url)
    with opened.writing() as db:
        members.keep(db, PEOPLE, MONDAY)
    yield opened
    opened.close()


def _look(db: Db, policy: Policy, weeks: int = 0, bank_is_fresh: bool = True) -> list[Reply]:
    now = MONDAY + weeks * WEEK
    if bank_is_fresh:
        bank_data.reaches(db, "", now, None, now)
    return papers_week.on_timer("", db, policy, now)


def _told(replies: list[Reply]) -> dict[str, str]:
    return {reply.to: reply.text for reply in replies if isinstance(reply, Say)}


def test_nothing_is_said_where_nothing_is_missing(database: Database, policy: Policy) -> None:
    with database.writing() as db:
        assert _look(db, policy) == []
        a_contract(db, signed_on=date(2026, 11, 1))
        contract_id = a_contract(db, "HT-2", amount="10.00")
        first = contracts.plan(db, contract_id)[0]
        payments.allocate(db, a_payment(db, "3.00"), first.id, Decimal("3.00"), How.MANUAL, "", "sunfin", MONDAY)
        db.execute(update(instalments).values(due_on=date(2026, 12, 31)))
        assert _look(db, policy) == []
        assert papers.open_gaps(db) == []


def test_a_promise_and_old_bank_data_do_not_cross_off_what_is_owed(database: Database, policy: Policy) -> None:
    with database.writing() as db:
        a_contract(db)  # its first instalment was due on the 9th
        found = _look(db, policy)
        (gap,) = papers.open_gaps(db)
        assert (gap.kind, gap.owner, gap.due_on) == ("payment.overdue", "zhangsan", date(2026, 11, 30))
        assert set(_told(found)) == {"sunfin", "zhangsan"}
        # bank data a week old say nothing new, and take nothing back
        old = _told(_look(db, policy, 1, bank_is_fresh=False))
        assert "银行数据太旧" in old["zhangsan"]
        db.execute(update(instalments).where(instalments.c.nth == 1).values(promised_on=date(2026, 12, 31)))
        assert "客户已承诺" in _told(_look(db, policy, 1))["zhangsan"]
        assert papers.open_gaps(db) == [gap]
        assert "已过期 7 天" in _told(_look(db, policy, 2))["sunfin"]
        # the money comes: closed, finance hears of it once, and then nobody of anything
        first = contracts.plan(db, gap.contract_id)[0]
        paid = a_payment(db, str(first.amount))
        payments.allocate(db, paid, first.id, first.amount, How.MANUAL, "", "sunfin", MONDAY)
        replies = _look(db, policy, 2)
        assert papers.open_gaps(db) == []
        assert set(_told(replies)) == {"sunfin"}
        card = next(reply.card for reply in replies if isinstance(reply, SendCard))
        assert [row.value for row in card.rows if row.name == "已补齐"] == ["1 项"]
        assert _look(db, policy, 2) == []


def test_nobody_is_asked_for_money_on_old_bank_data_or_before_a_promised_day(
    database: Database, policy: Policy
) -> None:
    with database.writing() as db:
        a_contract(db)
        assert _look(db, policy, bank_is_fresh=False) == []
        db.execute(update(instalments).values(promised_on=date(2026, 11, 23)))
        assert _look(db, policy) == []
        assert papers.open_gaps(db) == []


def test_what_somebody_who_left_was_to_bring_goes_to_his_leader(database: Database, policy: Policy) -> None:
    with database.writing() as db:
        a_contract(db)
        _look(db, policy)
        members.keep(db, [Person("zhangsan", "张三", leader="limgr", is_active=False)], MONDAY)
        assert set(_told(_look(db, policy, 1))) == {"sunfin", "limgr"}
        assert [gap.owner for gap in papers.open_gaps(db)] == ["limgr"]


def test_two_clocks_tell_once(database: Database, policy: Policy) -> None:
    coming = weekly(papers_week.WEEKLY, 0, policy.receivables.at, MONDAY - timedelta(seconds=1), policy.calendar.zone)
    assert coming.due_at == MONDAY
    with database.writing() as db:
        a_contract(db)
        bank_data.reaches(db, "", MONDAY, None, MONDAY)
        assert timers.set_once(db, coming.key, coming.kind, coming.key, coming.due_at)
        (timer,) = timers.due(db, MONDAY)

    def ring(_: int) -> int:
        with database.writing() as db:
            return len(jobs.ring(timer, db, policy, MONDAY))

    with ThreadPoolExecutor(2) as clocks:
        assert sorted(clocks.map(ring, range(2))) == [0, 3]
