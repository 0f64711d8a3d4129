"""due: what will be sent, told without sending it."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from commands.due import moment
from storage import audit_log, contracts, outbox, reminders
from storage.database import Database
from storage.receivable_tables import instalments
from storage.timers import Timer, due
from tests.commands.conftest import Run
from tests.receivables import a_contract

NOW = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2026-12-01 09:00", datetime(2026, 12, 1, 1, 0, tzinfo=UTC)),
        ("2026-12-01T09:00+00:00", datetime(2026, 12, 1, 9, 0, tzinfo=UTC)),
        ("2026-12-01", datetime(2026, 12, 1, 16, 0, tzinfo=UTC)),
        ("+24h", datetime(2026, 3, 3, 7, 0, tzinfo=UTC)),
        ("+90m", datetime(2026, 3, 2, 8, 30, tzinfo=UTC)),
        ("+2d", datetime(2026, 3, 4, 7, 0, tzinfo=UTC)),
        ("+9999999d", None),
        ("9999-12-31", None),
        ("明天", None),
        ("", None),
    ],
)
def test_the_ways_to_write_a_time(said: str, meant: datetime | None) -> None:
    assert moment(said, NOW, ZoneInfo("Asia/Shanghai")) == meant


def facts(database: Database) -> tuple[object, list[Timer], object]:
    """The audit log, the open timers and the outbox."""
    with database.reading() as db:
        return list(audit_log.rows(db)), due(db, datetime(2027, 1, 1, tzinfo=UTC)), outbox.backlog(db)


def test_it_tells_and_does_nothing(run: Run, database: Database) -> None:
    before = facts(database)
    assert before[1], "the visit waits for a decision"
    assert "没有到点要发的" in run("due", "--at", "2026-03-03 13:59")[1]
    code, out, err = run("due", "--at", "2026-03-03 14:00")
    assert (code, err) == (0, "")
    card, mail, end = out.splitlines()
    assert card.startswith("2026-03-03 14:00  卡片 → 王总（wangdir）：超时升级：张三的拜访记录")
    assert mail.startswith("2026-03-03 14:00  邮件 → 王总（wangdir@example.com）：")
    assert "共 2 条" in end
    assert facts(database) == before


def test_a_timer_that_would_fail_does_not_hide_the_others(run: Run, database: Database) -> None:
    from storage import timers

    with database.writing() as db:
        timers.set_once(db, "odd", "no such kind", "1", NOW)
    before = facts(database)
    code, out, _ = run("due", "--at", "2026-03-04")
    assert code == 0
    lines = out.splitlines()
    assert "出错    odd" in lines[0]
    assert len(lines) == 4
    assert facts(database) == before


def test_it_tells_of_instalments_and_does_nothing(run: Run, database: Database) -> None:
    with database.writing() as db:
        contract_id = a_contract(db)
        [first, *_] = contracts.plan(db, contract_id)
        moved = instalments.update().where(instalments.c.id == first.id)
        db.execute(moved.values(due_on=date(2026, 3, 10), look_at=NOW))
    before = facts(database)
    code, out, err = run("due", "--at", "2026-03-07 12:00")
    assert (code, err) == (0, "")
    told = [line.split("：")[0] for line in out.splitlines() if "天到期" in line and "  卡片 → " in line]
    assert told == [
        "2026-03-03 09:00  卡片 → 张三（zhangsan）",
        "2026-03-07 09:00  卡片 → 李经理（limgr）",
        "2026-03-07 09:00  卡片 → 张三（zhangsan）",
    ]
    assert facts(database) == before
    with database.reading() as db:
        assert reminders.waiting(db) == []
