"""数据库: the engine and its transactions, on SQLite (WAL) or Postgres."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Table, create_engine, event, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, NoSuchModuleError, OperationalError
from sqlalchemy.sql.dml import ReturningInsert

from storage.group_commit import GroupCommit

Item = TypeVar("Item")
Result = TypeVar("Result")

#: what flows call `db`: one open transaction
Db = Connection

#: what opening a database raises when its URL is wrong, or nobody answers there
DatabaseAway = (ArgumentError, NoSuchModuleError, DBAPIError)
#: what a transaction raises through no fault of its own: disk full, locked, deadlock, connection lost
DatabaseTrouble = (OperationalError, InterfaceError)

_BUSY_MILLISECONDS = 30_000


@dataclass(frozen=True)
class Database:
    """One engine. Threads share it; processes each open their own."""

    engine: Engine
    _groups: dict[Any, GroupCommit[Any, Any]] = field(default_factory=dict, init=False, repr=False, compare=False)

    @contextmanager
    def writing(self) -> Iterator[Db]:
        """A transaction that may write: committed at the end, rolled back when an exception passes.

        On SQLite it takes the write lock at once (BEGIN IMMEDIATE), so that it never fails half-way.
        """
        with self.engine.connect().execution_options(writes=True) as connection, connection.begin():
            yield connection

    def write_together(self, write_all: Callable[[Db, Sequence[Item]], Sequence[Result]], item: Item) -> Result:
        """What `write_all` returns for the item, committed in one transaction with those of other threads.

        For many short writes at once, each of which somebody waits for. An item may be written twice, see GroupCommit.
        """
        group = self._groups.get(write_all) or self._groups.setdefault(write_all, GroupCommit(self.writing, write_all))
        result: Result = group.write(item)
        return result

    @contextmanager
    def reading(self) -> Iterator[Db]:
        """A transaction that only reads, with one view of the data."""
        with self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def rehearsing(self) -> Iterator[Db]:
        """A transaction that may write and is always rolled back: to see what would happen."""
        with self.engine.connect().execution_options(writes=True) as connection:
            connection.begin()
            try:
                yield connection
            finally:
                connection.rollback()

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()


def file_of(url: str) -> Path | None:
    """The file of a SQLite database; None for Postgres. ArgumentError, one of DatabaseAway, when the URL is none."""
    parsed = make_url(url)
    return Path(parsed.database) if parsed.get_backend_name() == "sqlite" and parsed.database else None


def open_database(url: str) -> Database:
    """Open the database at a SQLAlchemy URL (`sqlite:///…` or `postgresql://…`); makes no tables."""
    engine = create_engine(
        url,
        pool_pre_ping=not url.startswith("sqlite"),
        hide_parameters=True,  # an error's text goes to the log; what members said must not
        json_serializer=lambda value: json.dumps(value, ensure_ascii=False, separators=(",", ":")),
    )
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine)
    return Database(engine)


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver must not begin transactions of its own
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={_BUSY_MILLISECONDS}")
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")  # an acknowledged callback survives a power cut too
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def insert_once(db: Db, table: Table, values: dict[str, Any], unique: Sequence[str]) -> int | None:
    """Insert a row unless one with the same `unique` columns exists: the insert is the claim (promise 2).

    No `unique` columns: unless any unique key of the table, also a partial one, stands against it.
    Returns the new row's id, or None when somebody else was first.
    """
    row = db.execute(_claim(table, tuple(unique), db.dialect.name), values).first()
    return None if row is None else row[0]


def insert_all_once(db: Db, table: Table, rows: Sequence[dict[str, Any]], unique: str) -> list[int | None]:
    """The same for several rows in one statement: for each its new id, or None when its `unique` was taken before."""
    made = {row[1]: row[0] for row in db.execute(_claim(table, (unique,), db.dialect.name), rows)}
    return [made.pop(row[unique], None) for row in rows]


def insert_rows_once(db: Db, table: Table, rows: Sequence[dict[str, Any]], unique: tuple[str, ...]) -> None:
    """The same for many rows of which nobody asks what became of each."""
    if rows:
        insert = postgresql.insert if db.dialect.name == "postgresql" else sqlite.insert
        db.execute(insert(table).on_conflict_do_nothing(index_elements=list(unique)), rows)


@cache  # building the statement anew would cost more than running it
def _claim(table: Table, unique: tuple[str, ...], dialect: str) -> ReturningInsert[Any]:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    statement = insert(table).on_conflict_do_nothing(index_elements=list(unique) or None)
    return statement.returning(next(iter(table.primary_key.columns)), *(table.c[name] for name in unique))


def lock(db: Db, name: str) -> None:
    """Wait until no other transaction holds `name`, and hold it until this one ends.

    SQLite has one writer at a time, so that there is nothing to do.
    """
    if db.dialect.name == "postgresql":
        db.execute(text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": name})
