"""催款: the process that looks at what is due is killed again and again, and everybody hears of everything once."""

import os
import random
import signal
import subprocess
import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select

from domain.contract import Contract, Term
from domain.people import Person
from storage import bank_data, contracts, members, reminders
from storage.database import Database, open_database
from storage.receivable_tables import instalments
from storage.receivable_tables import reminders as reminder_rows
from storage.tables import outbox
from tests.waiting import wait_until

_NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
_COUNT = 300
_SEED = 20261123


@pytest.mark.slow
def test_whoever_dies_while_he_reminds_is_followed_by_one_who_goes_on(database_url: str) -> None:
    database, fate = open_database(database_url), random.Random(_SEED)
    reps = [f"rep{n}" for n in range(40)]
    with database.writing() as db:
        people = [Person(rep, rep, "boss", (1,)) for rep in reps] + [Person("boss", "主管", "wangdir", (1,))]
        members.keep(db, [*people, Person("wangdir", "王总", None, (1,)), Person("sunfin", "孙会计")], _NOW)
        bank_data.reaches(db, "", _NOW, None, _NOW)
        for n in range(_COUNT):
            contract = Contract(0, f"HT-{n}", f"C{n}", f"客户{n}", Decimal(100), owner=fate.choice(reps))
            contracts.add(db, contract, [Term(1, "款", Decimal(100), date(2026, 11, 23))], _NOW)
    deaths = 0
    while not _is_over(database):
        at_least = _progress(database) + fate.randint(100, 500)
        child = subprocess.Popen(
            [sys.executable, "-m", "tests.promises.dunning_process", database_url, _NOW.isoformat()],
            cwd=Path(__file__).parents[2],
        )
        wait_until(lambda most=at_least: _progress(database) >= most or _is_over(database), "it goes on", 60)  # type: ignore[misc]
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
        deaths += 1
    assert deaths > 3
    with database.reading() as db:
        told = db.execute(select(reminder_rows.c.recipient, func.count()).group_by(reminder_rows.c.recipient)).all()
        counts = {row[0]: row[1] for row in told}
        assert counts["boss"] == 2 * _COUNT, "T-3 and the due day"
        assert counts["wangdir"] == _COUNT
        assert sum(counts[rep] for rep in reps if rep in counts) == 3 * _COUNT
        cards = db.execute(
            select(outbox.c.task_id, func.count()).where(outbox.c.kind == "SendCard").group_by(outbox.c.task_id)
        )
        assert {row[1] for row in cards} == {1}
        missing = select(reminder_rows.c.id).where(reminder_rows.c.card.not_in(select(outbox.c.task_id).distinct()))
        assert db.execute(missing).first() is None
        by_person = db.execute(select(outbox.c.recipient, func.count()).group_by(outbox.c.recipient)).all()
        assert max(row[1] for row in by_person) <= 3, "many things are one message"
    database.close()


def _progress(database: Database) -> int:
    with database.reading() as db:
        noted = db.execute(select(func.count()).select_from(reminder_rows)).scalar_one()
        told = db.execute(select(func.count()).select_from(outbox)).scalar_one()
    return noted + told * 20


def _is_over(database: Database) -> bool:
    with database.reading() as db:
        looked = db.execute(select(instalments.c.id).where(instalments.c.look_at <= _NOW).limit(1)).first() is None
        return looked and not reminders.waiting(db) and _has_begun(database)


def _has_begun(database: Database) -> bool:
    with database.reading() as db:
        return db.execute(select(outbox.c.id).limit(1)).first() is not None
