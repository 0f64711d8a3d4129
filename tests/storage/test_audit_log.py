"""留痕: every change of a stored row breaks the chain, also two writers at once keep it whole."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, update

from storage import audit_log
from storage.audit_log import Broken
from storage.database import Database, open_database
from storage.tables import audit_log as table

NOW = datetime(2026, 3, 2, 6, 0, 0, 123456, tzinfo=UTC)


@pytest.fixture
def database(database_url: str) -> Database:
    database = open_database(database_url)
    for number in range(5):
        add(database, number)
    return database


def add(database: Database, number: int) -> None:
    with database.writing() as db:
        audit_log.add(db, "visit.submitted", "zhangsan", f"visit:{number}", "v1", NOW, after={"客户": "华鼎"})


def test_a_whole_chain(database: Database) -> None:
    with database.reading() as db:
        assert audit_log.verify(db) == 5


@pytest.mark.parametrize(
    ("change", "seq"),
    [
        (update(table).where(table.c.seq == 3).values(who="limgr"), 3),
        (update(table).where(table.c.seq == 2).values(after={"客户": "华定"}), 2),
        (delete(table).where(table.c.seq == 4), 5),
        (delete(table).where(table.c.seq == 5), 5),
        (update(table).where(table.c.seq == 1).values(at=datetime(2026, 3, 1, tzinfo=UTC)), 1),
    ],
)
def test_any_change_is_found(database: Database, change: object, seq: int) -> None:
    with database.writing() as db:
        db.execute(change)  # type: ignore[call-overload]
    with database.reading() as db:
        found = audit_log.verify(db)
    assert isinstance(found, Broken)
    assert found.seq == seq


def test_writers_at_the_same_time_keep_one_chain(database: Database) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: add(database, number), range(20)))
    with database.reading() as db:
        assert audit_log.verify(db) == 25
