"""The product as it runs: real processes under the supervisor, against a simulated WeCom in the test's own process."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import redis

from simulator.app import create_simulator, start
from simulator.callbacks import Manner, Sender
from simulator.clock import FileClock
from simulator.mailbox import start_mailbox
from simulator.player import demo_customers
from simulator.transport import http_transport
from simulator.world import World
from storage import customers, inbox, outbox
from storage.database import Database, open_database
from storage.valkey import EmbeddedValkey
from tests.waiting import wait_until

SECRET, TOKEN = "a-secret-nobody-may-read-in-a-log", "atokennobodymayread"
AES_KEY = "kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aQ"


@dataclass
class Product:
    """`log` is everything the processes wrote."""

    world: World
    sender: Sender
    database: Database
    valkey: EmbeddedValkey
    supervisor: int
    log: Path

    def pids(self, name: str) -> list[int]:
        """The process of that name and all below it."""
        mains = [pid for pid in _children(self.supervisor) if name in _command(pid)]
        return mains + [below for pid in mains for below in _children(pid)]

    def kill(self, name: str) -> None:
        """kill -9 the process of that name, if it runs just now."""
        for pid in self.pids(name)[:1]:
            os.kill(pid, signal.SIGKILL)

    def kill_valkey(self) -> None:
        """kill -9 the Valkey."""
        for pid in _children(self.supervisor):
            if "valkey-server" in " ".join(_command(pid)):
                os.kill(pid, signal.SIGKILL)

    def wipe_valkey(self) -> None:
        """Forget every nudge, and the access token."""
        wait_until(self.valkey.is_alive, "Valkey runs")
        with redis.Redis.from_url(self.valkey.url) as client:
            client.flushall()

    def is_quiet(self) -> bool:
        """Whether nothing waits to be worked off or sent."""
        with self.database.reading() as db:
            return inbox.backlog(db)[0] == 0 and outbox.backlog(db)[0] == 0


@contextmanager
def running(
    folder: Path, database_url: str, *names: str, logs: str = "DEBUG", config: Path = Path("config.yaml")
) -> Iterator[Product]:
    """The named processes, until the end of the block; then none of them is left."""
    clock_file = folder / "clock"
    world = World(FileClock(clock_file), secret=SECRET, token=TOKEN, aes_key=AES_KEY)
    base_url, stop = start(create_simulator(world))
    mailbox = start_mailbox(world)
    port = free_port()
    database = open_database(database_url)
    with database.writing() as db:
        customers.keep(db, demo_customers(), datetime.now(UTC))
    environment = {
        "WECOM_API_BASE": base_url,
        "WECOM_CORP_ID": world.corp_id,
        "WECOM_AGENT_ID": str(world.app.agent_id),
        "WECOM_SECRET": SECRET,
        "WECOM_TOKEN": TOKEN,
        "WECOM_AES_KEY": AES_KEY,
        "BIND": f"127.0.0.1:{port}",
        "DATABASE_URL": database_url,
        "DATA_DIR": str(folder),
        "CONFIG": str(config),
        "CLOCK_FILE": str(clock_file),
        "SMTP_URL": f"smtp://127.0.0.1:{mailbox.port}",
        "MAIL_FROM": "genji@example.com",
        "LOG_LEVEL": logs,
    }
    log = folder / "log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.promises.supervised", *names],
            env=bare_environment() | environment,
            stdout=out,
            stderr=out,
        )
    sender = Sender(world, http_transport(f"http://127.0.0.1:{port}/wecom/callback"), Manner(pause=0.5))
    try:
        wait_until(sender.verify_url, "the callback answers", 60)
        yield Product(world, sender, database, EmbeddedValkey(folder), process.pid, log)
    finally:
        process.terminate()
        process.wait(60)
        database.close()
        stop()
        mailbox.stop()


def bare_environment() -> dict[str, str]:
    """Ours, without what would configure a product."""
    ours = ("WECOM_", "DATABASE_URL", "REDIS_URL", "DATA_DIR", "BIND", "PUBLIC_URL", "CONFIG", "SMTP_URL", "MAIL_FROM",
            "CLOCK_FILE", "LOG_")  # fmt: skip
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


def free_port() -> int:
    """A port that nobody has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _children(parent: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text().rpartition(")")[2].split()
            except (FileNotFoundError, ProcessLookupError):
                continue
            if int(stat[1]) == parent and stat[0] != "Z":
                found.append(int(entry.name))
    return sorted(found)


def _command(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    except (FileNotFoundError, ProcessLookupError):
        return []
