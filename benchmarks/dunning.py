"""催款: how long a look at what is due takes, with 1,000 due among 10,000, 100,000 and 1,000,000 instalments."""

import os
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

import config
from benchmarks.figures import Figure
from bot.hub import Hub
from domain.people import Person
from domain.policy import Policy
from scheduler import jobs
from storage import bank_data, members
from storage.database import Database, open_database
from storage.migrate import upgrade
from storage.receivable_tables import contracts, instalments

SIZES = (10_000, 100_000, 1_000_000)
DUE, REPS = 1_000, 47
_MOST_SECONDS, _MOST_RATIO = 5, 1.5
_NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
_PART = 20_000
_ROUNDS = 3


class _Nobody:
    """Has nobody to nudge."""

    def work(self, member: str) -> None:
        """Not needed."""

    def hear(self, inbox_id: int) -> None:
        """Not needed."""

    def send(self, lane: str) -> None:
        """Not needed."""


def measure() -> list[Figure]:
    """On SQLite, in a file that ends with the run."""
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder)}/bench.sqlite3"
        upgrade(url)
        return measure_on(url, "SQLite")


def measure_on(url: str, name: str, sizes: tuple[int, ...] = SIZES) -> list[Figure]:
    """The figures of one migrated, empty database."""
    database, policy = open_database(url), config.load(Path("config.yaml"))
    with database.writing() as db:
        members.keep(db, _people(), _NOW)
        bank_data.reaches(db, "", _NOW, None, _NOW)
    busy: list[float] = []
    idle: list[float] = []
    have = 0
    for size in sizes:
        have = _grow(database, have, size - _ROUNDS * DUE, None)
        idle.append(min(_seconds(database, policy) for _ in range(_ROUNDS)))
        rounds = []
        for _ in range(_ROUNDS):
            have = _grow(database, have, have + DUE, _NOW)
            rounds.append(_seconds(database, policy))
        busy.append(min(rounds))
    database.close()
    among = "、".join(f"{size:,}" for size in sizes)
    return [
        Figure(
            f"催款（{name}）：{sizes[-1]:,} 期里 {DUE:,} 期到期，看一遍、写好提醒", f"≤ {_MOST_SECONDS} 秒",
            f"{busy[-1]:.2f} 秒（{DUE / busy[-1]:,.0f} 期/秒）", is_met=busy[-1] <= _MOST_SECONDS,
        ),
        Figure(
            f"同上，一共 {among} 期（秒）", f"最多差 {_MOST_RATIO} 倍", "、".join(f"{one:.2f}" for one in busy),
            ratio=f"{busy[-1] / busy[0]:.2f}", is_met=busy[-1] <= _MOST_RATIO * busy[0],
        ),
        Figure(
            "没有到期的，看一眼（毫秒）", "", "、".join(f"{one * 1000:.2f}" for one in idle),
            ratio=f"{idle[-1] / idle[0]:.2f}",
        ),
    ]  # fmt: skip


def _people() -> Iterator[Person]:
    yield Person("wangdir", "王总", None, (1,))
    yield Person("sunfin", "孙会计", "wangdir", (1,))
    for n in range(6):
        yield Person(f"manager{n}", f"主管{n}", "wangdir", (1,))
    for n in range(REPS):
        yield Person(f"rep{n}", f"销售{n}", f"manager{n % 6}", (1,))


def _grow(database: Database, have: int, to: int, look_at: datetime | None) -> int:
    """Instalments up to so many: due today when `look_at` is given, else in two years with a look before that."""
    today = _NOW.date()
    due_on = today if look_at else today + timedelta(days=730)
    at = look_at or _NOW + timedelta(days=723)
    for first in range(have, to, _PART):
        ids = range(first + 1, min(first + _PART, to) + 1)
        with database.writing() as db:
            db.execute(contracts.insert(), [_contract(key) for key in ids])
            db.execute(instalments.insert(), [_instalment(key, due_on, at) for key in ids])
    os.sync()  # what was written to prepare it is not what is measured
    return to


def _contract(key: int) -> dict[str, Any]:
    return {
        "id": key, "number": f"HT-{key}", "customer_id": f"C{key % 20_000}", "customer_name": f"客户{key % 20_000}",
        "amount": Decimal("1000.00"), "currency": "CNY", "owner": f"rep{key % REPS}", "region": "", "product_line": "",
        "notes": {}, "revision": 1, "added_at": _NOW, "changed_at": _NOW,
    }  # fmt: skip


def _instalment(key: int, due_on: date, look_at: datetime) -> dict[str, Any]:
    return {
        "id": key, "contract_id": key, "customer_id": f"C{key % 20_000}", "nth": 1, "label": "全款",
        "amount": Decimal("1000.00"), "due_on": due_on, "account": "", "allocated": Decimal("0.00"), "state": "open",
        "course": 0, "look_at": look_at,
    }  # fmt: skip


def _seconds(database: Database, policy: Policy) -> float:
    nothing = cast(Any, None)
    hub = Hub(database, lambda: policy, lambda: _NOW, nothing, nothing, nothing, _Nobody())
    began = time.perf_counter()
    jobs.remind(hub)
    return time.perf_counter() - began
