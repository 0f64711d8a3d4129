"""backup and restore: made while the product writes, put back whole, never over a running product."""

import threading
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage import audit_log
from storage.database import Database, open_database
from tests.commands.conftest import Run


def log_of(file: Path) -> list[str]:
    database = open_database(f"sqlite:///{file}")
    with database.reading() as db:
        assert audit_log.verify(db) == len(list(audit_log.rows(db)))
        found = [row["hash"] for row in audit_log.rows(db)]
    database.close()
    return found


def write(database: Database) -> None:
    with database.writing() as db:
        audit_log.add(db, "test.done", "zhangsan", "test:1", "v", datetime.now(UTC), after={"much": "x" * 20_000})


def test_a_backup_made_while_others_write_is_whole(run: Run, database: Database, firm: Path) -> None:
    stop, written = threading.Event(), Counter[str]()

    def writer() -> None:
        while not stop.is_set():
            write(database)
            written["rows"] += 1

    thread = threading.Thread(target=writer)
    thread.start()
    try:
        while written["rows"] < 20:
            time.sleep(0.01)
        code, out, _ = run("backup", "b.sqlite3")
    finally:
        stop.set()
        thread.join()
    assert code == 0
    assert "留痕完整，共 " in out
    saved, present = log_of(firm / "b.sqlite3"), log_of(firm / "genji.sqlite3")
    assert len(saved) > 10
    assert present[: len(saved)] == saved, "all rows up to one moment, none of a later one"


def test_restore_brings_back_what_was_saved_and_keeps_what_was_there(run: Run, database: Database, firm: Path) -> None:
    before = log_of(firm / "genji.sqlite3")
    assert run("backup", "b.sqlite3")[0] == 0
    assert (firm / "b.sqlite3").stat().st_mode & 0o077 == 0, "it holds what members said"
    assert "已经有 b.sqlite3" in run("backup", "b.sqlite3")[2]
    assert run("backup", "b.sqlite3", "--yes")[0] == 0
    write(database)
    after = log_of(firm / "genji.sqlite3")

    assert "跟迹正在运行" in run("restore", "b.sqlite3", "--yes")[2], "an idle connection is open"
    assert log_of(firm / "genji.sqlite3") == after
    database.close()

    code, _, err = run("restore", "b.sqlite3")
    assert code == 1
    assert "--yes" in err
    assert log_of(firm / "genji.sqlite3") == after
    code, out, _ = run("restore", "b.sqlite3", "--yes")
    assert code == 0
    assert "留痕完整" in out
    assert log_of(firm / "genji.sqlite3") == before
    [old] = [path for path in firm.glob("*.before-restore-*") if path.suffix not in (".lock",)]
    assert log_of(old) == after
    assert not list(firm.glob(".genji-*"))


def test_restore_into_an_empty_place(run: Run, database: Database, firm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("backup", "b.sqlite3")
    monkeypatch.setenv("DATA_DIR", str(firm / "other"))
    assert run("restore", "b.sqlite3")[0] == 0
    assert log_of(firm / "other" / "genji.sqlite3") == log_of(firm / "genji.sqlite3")


def test_files_that_are_no_backup_change_nothing(run: Run, database: Database, firm: Path) -> None:
    run("backup", "good.sqlite3")
    database.close()
    good = (firm / "good.sqlite3").read_bytes()
    before = log_of(firm / "genji.sqlite3")
    (firm / "text").write_text("not a database at all, but longer than a header" * 100)
    (firm / "cut").write_bytes(good[: len(good) // 2])
    (firm / "spoiled").write_bytes(good[:8192] + b"\xff" * 8192 + good[16384:])
    (firm / "newer").write_bytes(good)
    newer = open_database(f"sqlite:///{firm / 'newer'}")
    with newer.writing() as db:
        db.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    newer.close()
    foreign = open_database(f"sqlite:///{firm / 'foreign'}")
    with foreign.writing() as db:
        db.exec_driver_sql("CREATE TABLE x (y)")
    foreign.close()
    for name, word in [
        ("text", "不是数据库"),
        ("cut", "损坏"),
        ("spoiled", "损坏"),
        ("newer", "更新程序"),
        ("foreign", "不是跟迹的"),
    ]:
        code, _, err = run("restore", name, "--yes")
        assert (name, code) == (name, 1)
        assert word in err
    assert "就是现在的数据库" in run("restore", "genji.sqlite3", "--yes")[2]
    assert log_of(firm / "genji.sqlite3") == before


def test_a_broken_log_is_saved_and_told(run: Run, database: Database, firm: Path) -> None:
    with database.writing() as db:
        db.exec_driver_sql("UPDATE audit_log SET who = 'x' WHERE seq = 1")
    code, _, err = run("backup", "b.sqlite3")
    assert code == 1
    assert "第 1 条断开" in err
    assert (firm / "b.sqlite3").exists()


def test_postgres_is_left_to_its_own_tools(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql+psycopg://genji:s3cret@db.example.com:5433/genji")
    code, out, err = run("backup", "my file")
    assert code == 1
    assert out == ("pg_dump --format=custom '--file=my file' --dbname=postgresql://genji@db.example.com:5433/genji\n")
    assert run("restore", "f")[1].startswith("pg_restore ")
    assert "s3cret" not in out + err
