"""合并提交: everybody gets his own result, after the commit, and nobody fails for another."""

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
        stored = [
            database.write_together(lambda db, n=n: inbox.accept(db, _message(f"{number}-{n}"), NOW))  # type: ignore[misc]
            for n in range(5)
        ]
        with database.reading() as db:
            return all(letter_id is not None and inbox.get(db, letter_id) is not None for letter_id in stored)

    with ThreadPoolExecutor(THREADS) as pool:
        assert all(pool.map(arrive, range(THREADS)))
    with database.reading() as db:
        assert inbox.backlog(db)[0] == 5 * THREADS


def test_one_that_fails_gets_its_error_and_the_others_their_rows(database: Database) -> None:
    start = Barrier(THREADS)

    def arrive(number: int) -> str:
        def work(db: Db) -> int | None:
            stored = inbox.accept(db, _message(str(number)), NOW)
            if number % 3 == 0:
                raise ValueError(f"number {number}")
            return stored

        start.wait()
        try:
            database.write_together(work)
        except ValueError as error:
            return str(error)
        return "stored"

    with ThreadPoolExecutor(THREADS) as pool:
        told = list(pool.map(arrive, range(THREADS)))
    assert told == [f"number {n}" if n % 3 == 0 else "stored" for n in range(THREADS)]
    with database.reading() as db:
        assert inbox.backlog(db)[0] == THREADS - THREADS // 3


def _message(name: str) -> Inbound:
    return Inbound(f"msg:{name}", "zhangsan", NOW, Text("你好"))
