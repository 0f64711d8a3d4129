"""A firm's data directory in a folder of its own, and the command line over it."""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

import app
import config
from simulator.player import playing
from storage.database import Database, open_database
from storage.migrate import upgrade

ROOT = Path(__file__).parents[2]
SUBMITTED_AT = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)  # 14:00 in Shanghai

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def firm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data directory; the clock shows an hour after SUBMITTED_AT."""
    for name in [name for name in os.environ if name.startswith(("WECOM_", "DATABASE_", "REDIS_", "SMTP_"))]:
        monkeypatch.delenv(name)
    offset = (SUBMITTED_AT.replace(hour=7) - datetime.now(UTC)).total_seconds()
    (tmp_path / "clock").write_text(str(offset))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("CONFIG", str(ROOT / "config.yaml"))
    monkeypatch.setenv("WECOM_API_BASE", "http://127.0.0.1:1")
    monkeypatch.setenv("CLOCK_FILE", str(tmp_path / "clock"))
    return tmp_path


@pytest.fixture
def run(firm: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """`run("due", "--at", "+1h")` → exit code, standard output, standard error."""

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        try:
            code = app.main([str(argument) for argument in arguments])
        except SystemExit as end:
            code = int(str(end.code))
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


@pytest.fixture(scope="session")
def _played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("played") / "genji.sqlite3"
    submit_a_visit(f"sqlite:///{file}")
    return file


@pytest.fixture
def database(_played: Path, firm: Path) -> Iterator[Database]:
    """The firm's database: 60 customers, and one visit of 张三 that waits for 李经理."""
    shutil.copy(_played, firm / "genji.sqlite3")
    database = open_database(f"sqlite:///{firm / 'genji.sqlite3'}")
    yield database
    database.close()


def submit_a_visit(database_url: str) -> None:
    """张三 tells of a visit and confirms it."""
    upgrade(database_url)
    with playing(database_url, config.load(ROOT / "config.yaml"), SUBMITTED_AT, deliveries=1) as stage:
        stage.voice("zhangsan", "demo1")
        stage.say("zhangsan", "不清楚")
        stage.tap("zhangsan", "确认")
