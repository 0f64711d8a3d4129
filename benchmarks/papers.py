"""三单: comparing 10,000 contracts with their instalments and deliveries, beside reading the same rows plainly."""

import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import config
from benchmarks.figures import Figure
from bot.flows import papers
from domain.messages import Say, Utterance
from domain.people import Person
from storage import bank_data, members
from storage.database import Database, open_database
from storage.migrate import upgrade
from storage.receivable_tables import contracts, deliveries, instalments

_MANY, _ROUNDS = 10_000, 5
_MOST_SECONDS = 2
_SEED = 20261123
_NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
_TODAY = date(2026, 11, 23)
_ROWS = ("contracts", "instalments", "deliveries")


def measure() -> list[Figure]:
    """Seconds from “三单” to its answer, for somebody who sees every contract."""
    with tempfile.TemporaryDirectory(prefix="genji-papers-") as folder:
        file = Path(folder) / "papers.sqlite3"
        url = f"sqlite:///{file}"
        upgrade(url)
        with closing(open_database(url)) as database:
            _fill(database)
            ours = [_asked(database) for _ in range(_ROUNDS)]
        plain = [_read(file) for _ in range(_ROUNDS)]
    seconds, peer = statistics.median(ours), statistics.median(plain)
    return [
        Figure(
            f"三单：{_MANY} 份合同比对并列出（{_MANY * 5} 行）", f"< {_MOST_SECONDS} s", f"{seconds:.2f} s",
            f"{peer:.2f} s：sqlite3 只读出同样的行", f"{seconds / peer:.1f}", seconds < _MOST_SECONDS,
        )
    ]  # fmt: skip


def _asked(database: Database) -> float:
    policy = config.load(Path("config.yaml"))
    began = time.perf_counter()
    with database.writing() as db:
        replies = papers.on_utterance(Utterance("sunfin", _NOW, "三单"), db, policy, _NOW)
    seconds = time.perf_counter() - began
    assert replies, "there is an answer"
    assert isinstance(replies[0], Say)
    assert f"共 {_MANY} 份合同" in replies[0].text
    return seconds


def _read(file: Path) -> float:
    with closing(sqlite3.connect(file)) as connection:
        began = time.perf_counter()
        count = sum(len(connection.execute(f"SELECT * FROM {table}").fetchall()) for table in _ROWS)
        seconds = time.perf_counter() - began
    assert count == _MANY * 5
    return seconds


def _fill(database: Database) -> None:
    """Contracts of three instalments and one delivery; a tenth do not agree in one way or another."""
    chance = random.Random(_SEED)
    with database.writing() as db:
        members.keep(db, [Person("sunfin", "孙会计"), Person("zhangsan", "张三")], _NOW)
        bank_data.reaches(db, "", _NOW, None, _NOW)
        db.execute(contracts.insert(), list(_contracts()))
        db.execute(instalments.insert(), list(_instalments(chance)))
        db.execute(deliveries.insert(), list(_deliveries(chance)))


def _contracts() -> Iterator[dict[str, Any]]:
    for number in range(1, _MANY + 1):
        yield {
            "id": number, "number": f"HT-{number:05}", "customer_id": f"C{number % 2000}", "customer_name": "客户",
            "signed_on": date(2026, 1, 5), "amount": Decimal("100000.00"), "currency": "CNY", "owner": "zhangsan",
            "region": "江苏", "product_line": "", "notes": {}, "revision": 1, "added_at": _NOW, "changed_at": _NOW,
        }  # fmt: skip


def _instalments(chance: random.Random) -> Iterator[dict[str, Any]]:
    for number in range(1, _MANY + 1):
        is_late = chance.random() < 0.05
        for nth, (label, amount) in enumerate((("预付款", 30000), ("验收款", 40000), ("质保金", 30000)), 1):
            due_on = _TODAY + timedelta(days=(-200, -100, 200)[nth - 1])
            is_paid = due_on < _TODAY and not (is_late and nth == 2)
            yield {
                "contract_id": number, "customer_id": f"C{number % 2000}", "nth": nth, "label": label,
                "amount": Decimal(amount), "due_on": due_on, "account": "", "allocated": Decimal(amount * is_paid),
                "state": "settled" if is_paid else "open", "course": 0,
            }  # fmt: skip


def _deliveries(chance: random.Random) -> Iterator[dict[str, Any]]:
    for number in range(1, _MANY + 1):
        yield {
            "contract_id": number, "number": f"JF-{number}", "delivered_on": _TODAY - timedelta(days=120),
            "accepted_on": _TODAY - timedelta(days=110), "notes": {}, "added_at": _NOW, "changed_at": _NOW,
            "amount": Decimal(20000 if chance.random() < 0.05 else 100000),
        }  # fmt: skip
