"""The embedded Valkey starts, is adopted, comes back after a kill, and never stays behind."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from storage.valkey import EmbeddedValkey


@pytest.fixture(params=["a folder", "很深的文件夹" * 8])
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[EmbeddedValkey]:
    server = EmbeddedValkey(tmp_path / request.param)
    assert server.ensure()
    yield server
    server.stop()
    assert not server.is_alive()


def pid_of(server: EmbeddedValkey) -> int:
    return int(redis.Redis.from_url(server.url).info("server")["process_id"])


def test_it_is_adopted_by_whoever_comes_next(server: EmbeddedValkey, tmp_path: Path) -> None:
    again = EmbeddedValkey(server.socket_path.parents[1]) if "valkey" in server.socket_path.parts else server
    assert not again.ensure()
    assert pid_of(again) == pid_of(server)


def test_what_it_acknowledged_survives_its_kill(server: EmbeddedValkey) -> None:
    redis.Redis.from_url(server.url).set("said", "before")
    os.kill(pid_of(server), signal.SIGKILL)
    server.ensure()
    assert redis.Redis.from_url(server.url).get("said") == b"before"


def test_a_damaged_file_does_not_keep_it_from_starting(server: EmbeddedValkey, tmp_path: Path) -> None:
    redis.Redis.from_url(server.url).set("said", "before")
    server.stop()
    (damaged,) = tmp_path.rglob("*.incr.aof")
    damaged.write_bytes(b"not a command\r\n" * 20)
    assert server.ensure()
    assert server.is_alive()
