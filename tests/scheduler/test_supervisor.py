"""The supervisor restarts what dies and leaves nothing behind, however it ends itself."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.valkey import EmbeddedValkey
from tests.waiting import is_running, wait_until


def pids(folder: Path, name: str) -> list[int]:
    file = folder / name
    return [int(line) for line in file.read_text().split()] if file.exists() else []


@pytest.fixture
def supervisor(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    extra = getattr(request, "param", [])
    process = subprocess.Popen([sys.executable, "-m", "tests.scheduler.supervised", str(tmp_path), *extra])
    valkey = EmbeddedValkey(tmp_path)
    wait_until(lambda: pids(tmp_path, "polite") and len(pids(tmp_path, "stubborn")) == 2, "both programs run")
    wait_until(valkey.is_alive, "Valkey runs")
    yield process
    process.kill()
    process.wait()
    for pid in pids(tmp_path, "polite") + pids(tmp_path, "stubborn"):
        if is_running(pid):
            os.kill(pid, signal.SIGKILL)
    valkey.stop()


def nobody_left(folder: Path) -> bool:
    started = pids(folder, "polite") + pids(folder, "stubborn")
    return not EmbeddedValkey(folder).is_alive() and not any(is_running(pid) for pid in started)


def test_a_killed_program_is_started_again(supervisor: subprocess.Popen[bytes], tmp_path: Path) -> None:
    os.kill(pids(tmp_path, "polite")[0], signal.SIGKILL)
    wait_until(lambda: len(pids(tmp_path, "polite")) == 2, "it was started again")
    assert len(pids(tmp_path, "stubborn")) == 2


def test_what_a_killed_program_had_started_ends_with_it(supervisor: subprocess.Popen[bytes], tmp_path: Path) -> None:
    first = pids(tmp_path, "stubborn")
    os.kill(_leader(first), signal.SIGKILL)
    wait_until(lambda: len(pids(tmp_path, "stubborn")) == 4, "it was started again")
    assert not any(is_running(pid) for pid in first)


@pytest.mark.parametrize("supervisor", [[], ["all-ignore-sigterm"]], indirect=True)
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_asked_to_end_it_leaves_nobody(
    supervisor: subprocess.Popen[bytes], tmp_path: Path, number: signal.Signals
) -> None:
    supervisor.send_signal(number)
    assert supervisor.wait(30) == 0
    assert nobody_left(tmp_path)


@pytest.mark.skipif(sys.platform != "linux", reason="只有 Linux 内核会替我们结束孤儿进程")
def test_killed_it_leaves_nobody(tmp_path: Path) -> None:
    process = subprocess.Popen([sys.executable, "-m", "tests.scheduler.supervised", str(tmp_path)])
    wait_until(lambda: pids(tmp_path, "polite"), "the program runs")
    wait_until(EmbeddedValkey(tmp_path).is_alive, "Valkey runs")
    process.kill()
    process.wait()
    polite = pids(tmp_path, "polite")
    wait_until(lambda: not any(is_running(pid) for pid in polite), "the program ended")
    wait_until(lambda: not EmbeddedValkey(tmp_path).is_alive(), "Valkey ended")
    for pid in pids(tmp_path, "stubborn"):
        if is_running(pid):  # a child that ignores SIGTERM is beyond the kernel's help
            os.kill(pid, signal.SIGKILL)


def _leader(group: list[int]) -> int:
    return next(pid for pid in group if os.getpgid(pid) == pid)
