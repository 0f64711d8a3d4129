"""A database with the demo's people, and files that are imported into it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

import config
from commands.importing.kinds import KINDS
from commands.importing.outcome import Outcome
from commands.importing.runner import Order, rehearse, run_import
from commands.sheets import Source
from config.mappings import mappings_of
from domain.people import Person
from domain.policy import Policy
from storage import members
from storage.database import Database, open_database
from storage.tables import outbox
from tests.receivables import NOW

ROOT = Path(__file__).parents[2]
PEOPLE = (
    Person("zhangsan", "张三", "limgr"), Person("zhaoliu", "赵六", "qianmgr"), Person("limgr", "李经理", "wangdir"),
    Person("wangdir", "王总"), Person("sunfin", "孙会计"),
)  # fmt: skip


@dataclass
class Office:
    """Somebody who imports what he is given."""

    database: Database
    policy: Policy
    now: datetime = NOW
    own: Path = field(default=Path("/nonexistent"))

    def order(self, kind: str, text: str | bytes, name: str = "清单.csv", key: str | None = None) -> Order:
        data = text if isinstance(text, bytes) else text.encode()
        of = KINDS[kind]
        return Order(of, Source(name, data), mappings_of(of.name, of.columns, self.own), key=key)

    def take(self, kind: str, text: str | bytes, name: str = "清单.csv", key: str | None = None) -> Outcome:
        return run_import(self.order(kind, text, name, key), self.database, self.policy, lambda: self.now)

    def try_out(self, kind: str, text: str | bytes) -> Outcome:
        return rehearse(self.order(kind, text), self.database, self.policy, lambda: self.now)

    def said(self) -> list[tuple[str, str]]:
        """What was said to whom so far."""
        with self.database.reading() as db:
            rows = db.execute(select(outbox.c.recipient, outbox.c.body).order_by(outbox.c.id))
            return [(row.recipient, row.body["text"]) for row in rows]


@pytest.fixture(scope="session")
def policy() -> Policy:
    return config.load(ROOT / "config.yaml")


def _office(url: str, policy: Policy) -> Iterator[Office]:
    database = open_database(url)
    with database.writing() as db:
        members.keep(db, PEOPLE, NOW)
    yield Office(database, policy)
    database.close()


@pytest.fixture
def office(database_url: str, policy: Policy) -> Iterator[Office]:
    """On SQLite and on Postgres."""
    yield from _office(database_url, policy)


@pytest.fixture
def small_office(sqlite_url: str, policy: Policy) -> Iterator[Office]:
    """On SQLite only."""
    yield from _office(sqlite_url, policy)


Rows = Callable[..., str]


def a_list(*rows: dict[str, Any]) -> str:
    """A csv with a column for each key."""
    headings = list(dict.fromkeys(key for row in rows for key in row))
    lines = [",".join(f'"{row.get(head, "")}"' for head in headings) for row in rows]
    return "\n".join([",".join(headings), *lines])
