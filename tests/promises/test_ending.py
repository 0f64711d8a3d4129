"""Ctrl-C ends all of it: the demo and serve leave no process behind, however far they have come."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from simulator.app import create_simulator, start
from simulator.clock import FixedClock
from simulator.world import World
from tests.promises.conftest import NOON
from tests.promises.product import bare_environment, free_port
from tests.waiting import wait_until


@pytest.mark.slow
def test_the_demo_leaves_nobody(tmp_path: Path) -> None:
    environment = bare_environment() | {"DATA_DIR": str(tmp_path)}
    said = _run_until_said("请打开", ["demo"], environment, tmp_path)
    assert "演示已结束" in said


@pytest.mark.slow
def test_serve_leaves_nobody_though_it_has_hardly_begun(tmp_path: Path) -> None:
    world = World(FixedClock(NOON))
    url, stop = start(create_simulator(world))
    environment = {
        "WECOM_API_BASE": url,
        "WECOM_CORP_ID": world.corp_id,
        "WECOM_AGENT_ID": str(world.app.agent_id),
        "WECOM_SECRET": world.app.secret,
        "WECOM_TOKEN": world.app.token,
        "WECOM_AES_KEY": world.app.aes_key,
        "BIND": f"127.0.0.1:{free_port()}",
        "DATA_DIR": str(tmp_path),
    }
    try:
        _run_until_said("跟迹已启动", ["serve"], bare_environment() | environment, tmp_path)
    finally:
        stop()


def _run_until_said(words: str, command: list[str], environment: dict[str, str], folder: Path) -> str:
    """All that was written. Ctrl-C comes once `words` were; after it nobody may be left."""
    log = folder / "log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "app.py", *command], env=environment, stdout=out, stderr=out, start_new_session=True
        )
    try:
        wait_until(lambda: words in log.read_text(errors="replace") or process.poll() is not None, words, 90)
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0, log.read_text(errors="replace")[-3000:]
        assert _theirs(folder) == []
    finally:
        for pid in _theirs(folder):
            os.kill(pid, signal.SIGKILL)
        process.wait(10)
    return log.read_text(errors="replace")


def _theirs(folder: Path) -> list[int]:
    """Every process whose environment or command names the folder."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                named = (entry / "environ").read_bytes() + (entry / "cmdline").read_bytes()
                is_alive = (entry / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
            except (FileNotFoundError, ProcessLookupError, PermissionError):
                continue
            if is_alive and os.fsencode(f"{folder}") in named:
                found.append(int(entry.name))
    return found
