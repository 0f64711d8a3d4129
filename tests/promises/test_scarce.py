"""Redis gone, the disk full, the database read-only: nothing is half stored, and what was taken takes effect later."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, func, select
from sqlalchemy.exc import OperationalError

from bot import dispatch, intake
from bot.wecom.callback import callback_blueprint
from bot.wecom.envelope import CallbackKeys
from commands.web import create_web
from commands.wiring import wire
from domain.policy import Policy
from scheduler import jobs
from scheduler.queue import Job, Queue, run_worker
from scheduler.stopping import Stop
from simulator.callbacks import Manner, Sender
from simulator.player import AES_KEY, AGENT, CORP, TOKEN, Play, playing
from simulator.transport import wsgi_transport
from storage import inbox
from storage.database import DatabaseTrouble
from storage.tables import inbox as inbox_rows
from storage.tables import outbox as outbox_rows
from tests.promises.conftest import NOON
from tests.promises.people import WHOLE_VISIT, titles
from tests.waiting import wait_until

#: needs pages of its own in the database file
LONG = WHOLE_VISIT + "另外" + "说了很多" * 1000


@pytest.fixture
def fresh(sqlite_url: str, policy: Policy) -> Iterator[Play]:
    """A stage of this test alone."""
    with playing(sqlite_url, policy, NOON) as play:
        yield play


def rows(stage: Play) -> tuple[int, int]:
    """How much came in and is to go out."""
    with stage.hub.database.reading() as db:
        inside, outside = (
            db.execute(select(func.count()).select_from(table)).scalar_one() for table in (inbox_rows, outbox_rows)
        )
    return inside, outside


@contextmanager
def limited(stage: Play, pragma: str) -> Iterator[None]:
    """Every connection of the product lives under a PRAGMA for a while."""
    engine = stage.hub.database.engine

    def limit(connection: Any, _record: Any) -> None:
        connection.execute(pragma)

    engine.dispose()
    event.listen(engine, "connect", limit)
    try:
        yield
    finally:
        event.remove(engine, "connect", limit)
        engine.dispose()


scarce = pytest.mark.parametrize(
    "pragma", ["PRAGMA max_page_count=1", "PRAGMA query_only=1"], ids=["disk-full", "read-only"]
)


@scarce
def test_what_cannot_be_stored_is_refused_whole_and_taken_later(fresh: Play, pragma: str) -> None:
    sender = Sender(fresh.world, fresh.sender.transport, Manner(retries=0))
    fresh.product.logger.disabled = True  # it tells of each of the errors that we cause
    number = sender.new_msg_id()
    before = rows(fresh)
    with limited(fresh, pragma):
        assert sender.send_text("zhangsan", LONG, number).attempts == (500,)
        media = fresh.world.add_media("voice", "a.amr", "audio/amr", b"#!AMR\n").media_id
        assert sender.send_voice("zhaoliu", media).ok or rows(fresh) == before
    assert sender.send_text("zhangsan", LONG, number).attempts == (200,)
    fresh.settle()
    assert titles(fresh, "zhangsan") == ["请确认拜访记录"]


@scarce
def test_what_was_taken_waits_for_the_disk_and_is_never_put_aside_for_it(fresh: Play, pragma: str) -> None:
    fresh.sender.send_text("zhangsan", LONG)
    with limited(fresh, pragma):
        for _ in range(2 * inbox.MOST_ATTEMPTS):
            with suppress(*DatabaseTrouble):
                dispatch.work_off("zhangsan", fresh.hub)
            fresh.world.clock.forward(60)
        assert rows(fresh)[1] == 0
    fresh.settle()
    assert titles(fresh, "zhangsan") == ["请确认拜访记录"]
    with fresh.hub.database.reading() as db:
        assert inbox.backlog(db) == (0, None, 0)


def test_a_disk_that_is_full_for_some_only_is_no_fault_of_the_message(fresh: Play) -> None:
    engine = fresh.hub.database.engine

    def refuse(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if statement.startswith("INSERT INTO visits "):
            raise OperationalError(statement, {}, Exception("database or disk is full"))

    fresh.sender.send_text("zhangsan", WHOLE_VISIT)
    event.listen(engine, "before_cursor_execute", refuse)
    for _ in range(2 * inbox.MOST_ATTEMPTS):
        with pytest.raises(OperationalError):
            dispatch.work_off("zhangsan", fresh.hub)
        fresh.world.clock.forward(60)
    event.remove(engine, "before_cursor_execute", refuse)
    fresh.settle()
    assert titles(fresh, "zhangsan") == ["请确认拜访记录"]


def test_callbacks_are_taken_while_redis_is_gone_and_named_again_when_it_is_back(
    fresh: Play, valkey_url: str, tmp_path: Path
) -> None:
    gone = replace(fresh.hub, nudge=Queue(f"unix://{tmp_path}/nobody-listens"))
    assert gone.nudge.work("zhangsan") is False
    product = Flask("product")
    product.register_blueprint(
        callback_blueprint(CallbackKeys(TOKEN, AES_KEY, CORP, AGENT), partial(intake.accept, hub=gone), gone.now)
    )
    sender = Sender(fresh.world, wsgi_transport(product))
    for member in ("zhangsan", "zhaoliu"):
        assert sender.send_text(member, WHOLE_VISIT).attempts == (200,)
    hub = replace(fresh.hub, nudge=Queue(valkey_url))
    stop = Stop()
    work = [Job("work", partial(dispatch.work_off, hub=hub)), Job("send", partial(jobs.send, hub=hub))]
    worker = threading.Thread(target=run_worker, args=(valkey_url, work, stop))
    worker.start()
    try:
        jobs.sweep(hub)
        for member in ("zhangsan", "zhaoliu"):
            wait_until(lambda member=member: titles(fresh, member) == ["请确认拜访记录"], f"{member} has his card")  # type: ignore[misc]
    finally:
        stop.ask()
        worker.join(20)


def test_callbacks_are_taken_though_the_embedded_valkey_will_not_start(
    fresh: Play, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "valkey").write_text("a file where its folder should be")
    app = fresh.world.app
    for name, value in {
        "WECOM_API_BASE": "http://127.0.0.1:9", "WECOM_CORP_ID": fresh.world.corp_id, "WECOM_SECRET": app.secret,
        "WECOM_AGENT_ID": str(app.agent_id), "WECOM_TOKEN": app.token, "WECOM_AES_KEY": app.aes_key,
        "DATABASE_URL": str(fresh.hub.database.engine.url), "DATA_DIR": str(tmp_path),
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("REDIS_URL", raising=False)
    wired = wire()
    sender = Sender(fresh.world, wsgi_transport(create_web(wired)), Manner(retries=0))
    assert sender.send_text("zhangsan", WHOLE_VISIT).attempts == (200,)
    wired.database.close()
    fresh.settle()
    assert titles(fresh, "zhangsan") == ["请确认拜访记录"]
