"""领头: at most one process at a time does a thing: a file lock beside SQLite, an advisory lock in Postgres."""

import fcntl
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Protocol

from sqlalchemy import Connection, Engine, create_engine, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool


class Lock(Protocol):
    """One holder among all processes of the product. A holder that dies lets go at once."""

    def try_acquire(self) -> bool:
        """Take it if nobody has it. True when it is ours (also when it was already)."""

    def held(self) -> bool:
        """Whether it is still ours: a lost connection to Postgres loses the lock."""

    def release(self) -> None:
        """Let go; harmless when it is not ours."""


def lock_for(database_url: str, name: str) -> Lock:
    """The lock called `name` of all processes that share this database."""
    url = make_url(database_url)
    if url.get_backend_name() == "postgresql":
        # NullPool: the lock belongs to one connection, which nobody else may be given.
        return PostgresLock(create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT"), name)
    if not url.database:
        raise ValueError("a database in memory has no processes to lock out")
    return FileLock(Path(f"{url.database}.{name}.lock"))


@contextmanager
def waiting_for(lock: Lock, poll_seconds: float = 0.05) -> Iterator[None]:
    """Hold `lock`, after waiting for whoever has it."""
    while not lock.try_acquire():
        time.sleep(poll_seconds)
    try:
        yield
    finally:
        lock.release()


class FileLock:
    """flock on a file: for one machine. The file stays behind; only the lock on it counts."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[bytes] | None = None

    def try_acquire(self) -> bool:
        if self._file is not None:
            return True
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file = self._path.open("ab")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        self._file = file
        return True

    def held(self) -> bool:
        return self._file is not None

    def release(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


class PostgresLock:
    """pg_try_advisory_lock on a connection of its own. Not for use behind pgbouncer in transaction mode."""

    def __init__(self, engine: Engine, name: str) -> None:
        self._engine = engine
        self._key = zlib.crc32(f"genji:{name}".encode())
        self._connection: Connection | None = None

    def try_acquire(self) -> bool:
        if self._connection is not None and self.held():
            return True
        try:
            # The connection is kept between tries: the one that waits asks every second.
            self._connection = self._connection or self._engine.connect()
            taken = self._connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": self._key})
        except DBAPIError:
            self._drop()
            return False
        return bool(taken)

    def held(self) -> bool:
        if self._connection is None:
            return False
        try:
            return bool(self._connection.scalar(_HELD, {"key": self._key}))
        except DBAPIError:
            self._drop()
            return False

    def release(self) -> None:
        self._drop()

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.invalidate()
            self._connection.close()
            self._connection = None


#: a bigint key is shown as two halves; crc32 fits into the lower one
_HELD = text(
    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid() AND granted"
    " AND classid = 0 AND objid::bigint = :key"
)
