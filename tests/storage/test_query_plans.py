"""What looks at open rows must not walk the finished ones, of which there are soon many more."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import event

from domain.credit_hold import Line
from storage import (
    approvals,
    attachments,
    cards,
    contract_ends,
    credit_holds,
    customer_visits,
    held_cards,
    hold_overrides,
    inbox,
    links,
    outbox,
    papers,
    receivables,
    reminders,
    second_readings,
    timers,
)
from storage.database import Db, open_database
from storage.receivables import Scope

NOW = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "look",
    [
        lambda db: inbox.members_with_work(db, NOW),
        lambda db: inbox.unheard(db, NOW),
        lambda db: inbox.next_of(db, "zhangsan", NOW),
        lambda db: inbox.is_hearing(db, "zhangsan"),
        lambda db: inbox.is_fetching(db, "zhangsan"),
        lambda db: attachments.waiting(db, "zhangsan", NOW),
        lambda db: attachments.of_visit(db, 1),
        lambda db: attachments.photo(db, "0" * 64),
        lambda db: attachments.usable_media(db, "0" * 64, NOW),
        inbox.backlog,
        lambda db: outbox.lanes_with_work(db, NOW),
        lambda db: outbox.claim(db, "chat:zhangsan", NOW, NOW),
        outbox.backlog,
        lambda db: timers.due(db, NOW),
        lambda db: held_cards.waiting(db, "approval", NOW),
        lambda db: links.find(db, "approval", "x" * 43),
        lambda db: links.has_one(db, "approval", "approval:1", 1, "limgr"),
        lambda db: second_readings.find(db, "msg:1"),
        lambda db: second_readings.asked_on(db, NOW.date()),
        second_readings.latest,
        lambda db: list(approvals.decided(db, NOW, NOW)),
        lambda db: list(approvals.decided(db, NOW, NOW, "zhangsan")),
        lambda db: credit_holds.debtors(db, Line(NOW.date(), NOW.date()), Decimal("0.00")),
        lambda db: credit_holds.debts(db, Line(NOW.date(), NOW.date()), ["C1"]),
        credit_holds.in_force,
        lambda db: hold_overrides.in_force(db, ["C1"], NOW),
        lambda db: credit_holds.owners(db, ["C1"]),
        lambda db: receivables.paid_lately(db, "C1", NOW.date()),
        lambda db: receivables.open_sums(db, Scope(seen=None)),
        lambda db: receivables.open_sums(db, Scope(frozenset(("zhangsan",)))),
        lambda db: receivables.open_sums(db, Scope(seen=None, customer_id="C1")),
        lambda db: receivables.overdue(db, Scope(seen=None), date(2026, 3, 2), 0, 10),
        lambda db: receivables.overdue(db, Scope(frozenset(("zhangsan",))), date(2026, 3, 2), 0, 10),
        lambda db: receivables.unallocated(db),
        lambda db: receivables.unallocated(db, "C1"),
        lambda db: contract_ends.untold(db, date(2026, 3, 2), date(2026, 5, 1)),
        papers.open_gaps,
        lambda db: reminders.due(db, NOW, 100),
        lambda db: reminders.next_look(db, NOW),
        reminders.any_awaits_bank,
        reminders.waiting,
        lambda db: reminders.untold(db, "zhangsan", "chat", 100),
        lambda db: reminders.of_card(db, "card"),
        lambda db: reminders.told_to(db, "zhangsan", NOW),
        lambda db: reminders.last_told_at(db, "zhangsan"),
        lambda db: reminders.of_customer(db, "C1"),
        lambda db: cards.open_of(db, "instalment_dispute", "zhangsan"),
        lambda db: customer_visits.confirmed(db, "C1", date(2026, 3, 2), before=7),
    ],
)
def test_each_look_goes_by_an_index(look: Callable[[Db], object], sqlite_url: str) -> None:
    database = open_database(sqlite_url)
    asked: list[tuple[str, Any]] = []
    event.listen(database.engine, "before_cursor_execute", lambda *call: asked.append((call[2], call[3])))
    with database.writing() as db:
        look(db)
        selects = [(statement, values) for statement, values in asked if statement.startswith("SELECT")]
        assert selects
        plans = [row[-1] for query in selects for row in db.exec_driver_sql(f"EXPLAIN QUERY PLAN {query[0]}", query[1])]
    assert [plan for plan in plans if plan.startswith(("SCAN", "SEARCH")) and "USING" not in plan] == []
