"""被测的产品: its real processes against a simulated WeCom that lives in the benchmark."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from simulator.app import create_simulator, start
from simulator.callbacks import Sender
from simulator.clock import FileClock
from simulator.transport import http_transport
from simulator.world import World
from storage.valkey import EmbeddedValkey

_START_SECONDS = 120


@dataclass(frozen=True)
class Product:
    """What runs: `main` is the process that was started, `url` where it takes callbacks."""

    world: World
    sender: Sender
    main: subprocess.Popen[bytes]
    url: str


@contextmanager
def running(command: str) -> Iterator[Product]:
    """`python app.py COMMAND` with the demo firm and its customers in a new folder; waits until it can work."""
    # in the project's folder: /tmp may be memory, and then nothing would be durable
    Path("var").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-", dir="var") as folder:
        world = World(FileClock(Path(folder) / "clock"))
        port = free_port()
        url = f"http://127.0.0.1:{port}/wecom/callback"
        sender = Sender(world, http_transport(url))
        base_url, stop = start(create_simulator(world, sender))
        environment = _environment(world, base_url, port, folder)
        imported = ["import", "customers", "simulator/samples/customers.json"]
        subprocess.run([sys.executable, "app.py", *imported], env=environment, check=True, stdout=subprocess.DEVNULL)
        main = subprocess.Popen([sys.executable, "app.py", command], env=environment, stdout=subprocess.DEVNULL)
        try:
            _wait_until_ready(f"http://127.0.0.1:{port}/{'readyz' if command == 'serve' else 'healthz'}", main)
            if command == "serve":
                _wait_for_members(world)
            yield Product(world, sender, main, url)
        finally:
            main.terminate()
            main.wait(40)
            EmbeddedValkey(Path(folder)).stop()  # `serve` ends it itself; `web` leaves it to other processes
            stop()


@contextmanager
def python(*arguments: str) -> Iterator[str]:
    """Another program of the benchmarks, given a free port as its last argument; its URL once it answers."""
    port = free_port()
    process = subprocess.Popen([sys.executable, *arguments, str(port)])
    try:
        _wait_until_ready(f"http://127.0.0.1:{port}/healthz", process)
        yield f"http://127.0.0.1:{port}/wecom/callback"
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def free_port() -> int:
    """A port that nobody has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _environment(world: World, base_url: str, port: int, folder: str) -> dict[str, str]:
    environment = {
        **os.environ,
        "WECOM_API_BASE": base_url,
        "WECOM_CORP_ID": world.corp_id,
        "WECOM_AGENT_ID": str(world.app.agent_id),
        "WECOM_SECRET": world.app.secret,
        "WECOM_TOKEN": world.app.token,
        "WECOM_AES_KEY": world.app.aes_key,
        "BIND": f"127.0.0.1:{port}",
        "DATA_DIR": folder,
        "LOG_LEVEL": "WARNING",
    }
    for name in ("DATABASE_URL", "REDIS_URL", "SMTP_URL", "CONFIG"):
        environment.pop(name, None)
    return environment


def _wait_until_ready(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"it ended with {process.returncode} before it was ready")
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError(f"{url} was not ready in {_START_SECONDS} s, at {datetime.now(UTC):%H:%M:%S}")


def _wait_for_members(world: World) -> None:
    """The clock reads everybody at its start; a member who writes before that would be read by himself."""
    deadline = time.monotonic() + 30
    while not world.calls["user/list"] and time.monotonic() < deadline:
        time.sleep(0.1)
    time.sleep(1)
