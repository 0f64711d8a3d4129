"""备份: all of a SQLite database in one file, made and put back whole or not at all; for Postgres its own tools."""

import os
import shlex
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import URL, make_url

from storage import audit_log, outbox
from storage.audit_log import Broken
from storage.database import open_database
from storage.migrate import newest_revision, revision_of, upgrade


class Unfit(Exception):
    """A file that cannot be used as our database; the message says why, in Chinese."""


@dataclass(frozen=True)
class Contents:
    """What a database holds: rows of the audit log or its first break, and messages that were not sent yet."""

    audit: int | Broken
    unsent: int


def copy(source: Path, target: Path) -> None:
    """Make `target` a consistent copy, also while others write to `source`: a single file, safe on the disk.

    Only its owner may read it. Unfit when `source` is no database, OSError when `target` cannot be written.
    """
    try:
        with closing(_connected(source)) as old, closing(sqlite3.connect(target)) as new:
            old.backup(new)
            new.execute("PRAGMA journal_mode=DELETE")  # otherwise whoever opens it makes two more files beside it
    except sqlite3.OperationalError as error:
        raise OSError(str(error)) from error
    except sqlite3.DatabaseError as error:
        raise Unfit("这不是数据库文件，或者已损坏") from error
    target.chmod(0o600)
    with target.open("rb") as file:
        os.fsync(file.fileno())


def examine(file: Path) -> Contents:
    """What is in a copy, after making its tables those of this code; Unfit when it is damaged, foreign or newer."""
    try:
        with closing(_connected(file)) as db:
            found = db.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise Unfit("这不是数据库文件，或者已损坏") from error
    if found != "ok":
        raise Unfit(f"数据库已损坏（{found}）")
    url = f"sqlite:///{file}"
    revision = revision_of(url)
    if revision is None:
        raise Unfit("这个数据库不是跟迹的")
    if revision > newest_revision():
        raise Unfit(f"它的版本 {revision} 比程序的 {newest_revision()} 新，请先更新程序")
    upgrade(url)
    database = open_database(url)
    with database.reading() as db:
        contents = Contents(audit_log.verify(db), outbox.backlog(db)[0])
    database.close()
    is_in_use(file)  # back to a single file
    return contents


def is_in_use(file: Path) -> bool:
    """Whether a process has the database open. When none has, all of it is in the one file afterwards."""
    with closing(_connected(file)) as db:
        try:
            db.execute("PRAGMA busy_timeout=0")
            # SQLite leaves WAL only when nobody else is connected, however idle
            return bool(db.execute("PRAGMA journal_mode=DELETE").fetchone()[0] == "wal")
        except sqlite3.OperationalError:
            return True
        except sqlite3.DatabaseError:
            return False  # no database at all: nobody can be using it


def put_in_place(new: Path, file: Path, old_as: Path) -> None:
    """Let `new` become the database, with the owner and the rights of the one before, which stays as `old_as`.

    Nobody must have it open.
    """
    if file.exists():
        before = file.stat()
        new.chmod(before.st_mode & 0o777)
        if os.geteuid() == 0:
            os.chown(new, before.st_uid, before.st_gid)
        os.link(file, old_as)
        for rest in ("-wal", "-shm", "-journal"):  # of a damaged one; the new one would be mended with it
            leftover = Path(f"{file}{rest}")
            if leftover.exists():
                os.replace(leftover, f"{old_as}{rest}")
    os.replace(new, file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def postgres_command(tool: str, database_url: str, file: Path) -> str:
    """The pg_dump or pg_restore command line for that database, without its password."""
    there = make_url(database_url)
    without_password = URL.create(
        "postgresql", there.username, None, there.host, there.port, there.database, there.query
    )
    url = without_password.render_as_string(hide_password=False)
    if tool == "pg_dump":
        return shlex.join(["pg_dump", "--format=custom", f"--file={file}", f"--dbname={url}"])
    options = ["--clean", "--if-exists", "--single-transaction", "--no-owner"]
    return shlex.join(["pg_restore", *options, f"--dbname={url}", str(file)])


def _connected(file: Path) -> sqlite3.Connection:
    """A connection to a file that is there."""
    return sqlite3.connect(f"file:{quote(str(file.resolve()))}?mode=rw", uri=True, timeout=30, isolation_level=None)
