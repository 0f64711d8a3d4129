"""合并提交: everybody gets his own result, after the commit, and nobody fails for another."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest

from domain.messages import Inbound, Text
from storage import inbox
from storage.database import Database, Db, open_database

NOW = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
THREADS = 12


@pytest.fixture
def database(database_url: str) -> Database:
    return open_database(database_url)


def test_all_who_write_at_once_find_their_row_committed(database: Database) -> None:
    start = Barrier(THREADS)

    def arrive(number: int) -> bool:
        start.wait()
        stored = [database.write_together(_store, _message(f"{number}-{n}")) for n in range(5)]
        with database.reading() as db:
            return all(inbox.get(db, letter_id or 0) is not None for letter_id in stored)

    with ThreadPoolExecutor(THREADS) as pool:
        assert all(pool.map(arrive, range(THREADS)))
    with database.reading() as db:
        assert inbox.backlog(db)[0] == 5 * THREADS


def test_the_same_message_many_times_at_once_is_stored_once(database: Database) -> None:
    start = Barrier(THREADS)

    def arrive(_: int) -> int | None:
        start.wait()
        return database.write_together(_store, _message("same"))

    with ThreadPoolExecutor(THREADS) as pool:
        ids = list(pool.map(arrive, range(THREADS)))
    assert len([letter_id for letter_id in ids if letter_id is not None]) == 1


def test_the_same_message_twice_in_one_group_is_stored_once(database: Database) -> None:
    with database.writing() as db:
        ids = inbox.accept(db, [_message("a"), _message("b"), _message("a")], NOW)
    assert [letter_id is not None for letter_id in ids] == [True, True, False]


def test_one_that_fails_gets_its_error_and_the_others_their_rows(database: Database) -> None:
    start = Barrier(THREADS)

    def arrive(number: int) -> str:
        start.wait()
        try:
            database.write_together(_store, _message(f"bad {number}" if number % 3 == 0 else str(number)))
        except ValueError as error:
            return str(error)
        return "stored"

    with ThreadPoolExecutor(THREADS) as pool:
        told = list(pool.map(arrive, range(THREADS)))
    assert told == [f"msg:bad {n}" if n % 3 == 0 else "stored" for n in range(THREADS)]
    with database.reading() as db:
        assert inbox.backlog(db)[0] == THREADS - THREADS // 3


def _store(db: Db, several: Sequence[Inbound]) -> list[int | None]:
    ids = inbox.accept(db, several, NOW)
    for inbound in several:
        if "bad" in inbound.key:
            raise ValueError(inbound.key)
    return ids


def _message(name: str) -> Inbound:
    return Inbound(f"msg:{name}", "zhangsan", NOW, Text("你好"))
