"""催款: a year of payments, promises, disputes, deaths and a clock that jumps; each reminder once when due and unpaid.

Every deviation from tests/promises/dunning_oracle.py is listed.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import Any, TypeVar, cast

import pytest
from sqlalchemy import select, update

from bot.flows import instalment_acts
from bot.hub import Hub
from domain.contract import Contract, Term
from domain.messages import Reply
from domain.payment import How
from domain.people import Person
from domain.policy import Policy
from scheduler import jobs
from storage import bank_data, contracts, members, outbox, payments, reminders
from storage.database import Database, Db, open_database
from storage.receivable_tables import instalments
from storage.receivable_tables import reminders as reminder_rows
from storage.tables import outbox as outbox_rows
from tests.promises.dunning_oracle import DIRECTOR, LEADERS, ZONE, Debt
from tests.receivables import a_payment

T = TypeVar("T")
_SEED = 20261123
_BEGIN = datetime(2026, 1, 5, 8, 0, tzinfo=ZONE).astimezone(UTC)
_NAMES = {
    "zhangsan": "张三",
    "zhaoliu": "赵六",
    "limgr": "李经理",
    "qianmgr": "钱经理",
    DIRECTOR: "王总",
    "sunfin": "孙会计",
}


class Killed(BaseException):
    """The process dies here, before its commit."""


@dataclass(frozen=True)
class _Mortal(Database):
    """A database whose every writer may die at the end of his transaction."""

    fate: random.Random = field(default_factory=random.Random)
    deaths: list[None] = field(default_factory=list)

    @contextmanager
    def writing(self) -> Iterator[Db]:
        with super().writing() as db:
            yield db
            if self.fate.random() < 0.05:
                self.deaths.append(None)
                raise Killed


class _Nobody:
    def work(self, member: str) -> None: ...
    def hear(self, inbox_id: int) -> None: ...
    def send(self, lane: str) -> None: ...


@dataclass
class _Year:
    """The company, its clock, and beside it what the oracle makes of the same events."""

    database: _Mortal
    policy: Policy
    fate: random.Random
    now: datetime = _BEGIN
    bank_as_of: datetime | None = None
    debts: dict[int, Debt] = field(default_factory=dict)
    payments: dict[int, list[int]] = field(default_factory=dict)

    def act(self, flow: Callable[[Db], T]) -> T:
        """One message or import; should its process die, it comes again."""
        while True:
            try:
                with self.database.writing() as db:
                    found = flow(db)
                    if isinstance(found, list):
                        outbox.put(db, found, "act", self.now)
            except Killed:
                continue
            return found

    def sweep(self, is_set_back: bool = False) -> None:
        """A look at what is due; should its process die, it is started again."""
        hub = Hub(
            self.database, lambda: self.policy, lambda: self.now, cast(Any, None), cast(Any, None), cast(Any, None),
            _Nobody(),
        )  # fmt: skip
        while True:
            try:
                jobs.remind(hub)
            except Killed:
                continue
            break
        for debt in self.debts.values() if not is_set_back else ():
            debt.look(self.now, self.bank_as_of)

    def sign(self, count: int, days: int) -> None:
        for n in range(count):
            rep = self.fate.choice(list(LEADERS))
            due_on = _BEGIN.date() + timedelta(days=self.fate.randint(-5, days - 15))
            contract = Contract(0, f"HT-{n}", f"C{n % 50}", f"客户{n % 50}", Decimal(1000), owner=rep)

            key = self.act(partial(self._added, contract, due_on))
            self.debts[key] = Debt(rep, due_on)

    def _added(self, contract: Contract, due_on: date, db: Db) -> int:
        contract_id = contracts.add(db, contract, [Term(1, "款", Decimal(1000), due_on)], self.now)
        return contracts.plan(db, contract_id)[0].id

    def live_a_day(self) -> None:
        """What people do on a day; most of it to what is due about now."""
        today = self.now.astimezone(ZONE).date()
        near = [key for key, debt in self.debts.items() if abs((debt.due_on - today).days) <= 20]
        for key in self.fate.sample(near, max(len(near) // 12, 1) if near else 0):
            self.fate.choices((self._pay, self._promise, self._dispute, self._solve, self._move, self._return),
                              (6, 4, 2, 2, 1, 1))[0](key)  # fmt: skip

    def _pay(self, key: int) -> None:
        debt, left = self.debts[key], [Decimal(1000)]
        parts = [Decimal(400), Decimal(600)] if self.fate.random() < 0.5 else left
        if debt.is_paid:
            return
        for part in parts:
            paid = self.act(partial(self._paid, key, part))
            self.payments.setdefault(key, []).append(paid)
        debt.is_paid = True

    def _paid(self, key: int, part: Decimal, db: Db) -> int:
        payment_id = a_payment(db, str(part), serial=str(self.fate.random()), look_at=None)
        payments.allocate(db, payment_id, key, part, How.AUTOMATIC, "", "system", self.now)
        return payment_id

    def _return(self, key: int) -> None:
        debt = self.debts[key]
        if not debt.is_paid:
            return

        def back(db: Db) -> None:
            for payment_id in self.payments[key]:
                for one in payments.in_force(payments.allocations_of(db, payment_id)):
                    payments.take_back(db, one, "退票", "sunfin", self.now)

        self.act(back)
        self.payments[key] = []
        debt.is_paid = False
        debt.course += 1

    def _promise(self, key: int) -> None:
        debt, on = self.debts[key], self.now.astimezone(ZONE).date() + timedelta(days=self.fate.randint(0, 20))
        if debt.is_paid:
            return
        self.act(lambda db: instalment_acts.promise(_one(db, key), on, debt.rep, db, self.policy, self.now))
        debt.promised_on = on

    def _dispute(self, key: int) -> None:
        debt = self.debts[key]
        if debt.is_paid:
            return
        self.act(lambda db: instalment_acts.dispute(_one(db, key), "不合格", debt.rep, db, self.policy, self.now))
        debt.is_disputed = True

    def _solve(self, _key: int) -> None:
        disputed = [other for other, debt in self.debts.items() if debt.is_disputed and not debt.is_paid]
        for other in disputed[:2]:
            debt = self.debts[other]
            self.act(partial(self._solved, other, LEADERS[debt.rep]))
            debt.is_disputed = False

    def _solved(self, key: int, who: str, db: Db) -> list[Reply]:
        return instalment_acts.solve(_one(db, key), who, db, self.policy, self.now)

    def _move(self, key: int) -> None:
        debt = self.debts[key]
        if debt.is_paid:
            return
        debt.due_on += timedelta(days=self.fate.choice((-9, -1, 2, 15)))
        debt.course += 1
        moved = update(instalments).where(instalments.c.id == key)
        values = {"due_on": debt.due_on, "course": debt.course, "look_at": self.now}
        self.act(lambda db: db.execute(moved.values(values)).rowcount)

    def import_bank(self) -> None:
        until = self.now - timedelta(hours=self.fate.randint(0, 14))
        self.act(lambda db: bank_data.reaches(db, "", until, None, self.now))
        self.bank_as_of = max(until, self.bank_as_of) if self.bank_as_of else until


def _one(db: Db, key: int) -> Any:
    found = reminders.receivable(db, key)
    assert found is not None
    return found


def test_each_is_reminded_once_when_due_and_unpaid(database_url: str, policy: Policy) -> None:
    _live(database_url, policy, 40, 60)


@pytest.mark.slow
def test_each_of_two_thousand_is_reminded_once_in_a_year(sqlite_url: str, policy: Policy) -> None:
    _live(sqlite_url, policy, 2_000, 365)


def _live(url: str, policy: Policy, count: int, days: int) -> None:
    fate = random.Random(_SEED)
    plain = open_database(url)
    year = _Year(_Mortal(plain.engine, fate=fate), policy, fate)
    with plain.writing() as db:
        people = [Person(who, name, LEADERS.get(who, DIRECTOR), (1,)) for who, name in _NAMES.items()]
        members.keep(db, people, year.now)
    year.sign(count, days)
    outage = range(days // 3, days // 3 + 3)
    for day in range(days):
        morning = datetime.combine(_BEGIN.date() + timedelta(days=day), time(8), ZONE).astimezone(UTC)
        if day in outage:
            continue
        for hours in (0, 1, 4, 9):
            year.now = morning + timedelta(hours=hours)
            if hours == 4:
                year.live_a_day()
            if fate.random() < (0.6 if hours == 0 else 0.15):
                year.import_bank()
            year.sweep()
        if day % 29 == 7:  # the clock is set back, and forward again: nobody hears anything
            year.now -= timedelta(hours=fate.randint(1, 30))
            year.sweep(is_set_back=True)
    assert year.database.deaths
    with plain.reading() as db:
        assert _deviations(db, year) == []
        assert _messages(db) == []
    plain.close()


def _deviations(db: Db, year: _Year) -> list[str]:
    """What differs between what people were told and what they should have been."""
    expected = {
        (key, *rung): at for key, debt in year.debts.items() for rung, at in debt.told.items()
    }  # fmt: skip
    rows = db.execute(select(reminder_rows)).all()
    happened = {(row.instalment_id, row.course, row.tier, row.recipient): row.reminded_at for row in rows}
    assert len(happened) == len(rows), "by chat only"
    never = [f"never: {key} due at {at}" for key, at in expected.items() if key not in happened]
    wrong = [f"should not have been: {key} at {at}" for key, at in happened.items() if key not in expected]
    late = [
        f"at the wrong time: {key}: {happened[key]}, not {at}"
        for key, at in expected.items()
        if key in happened and happened[key] != at
    ]
    assert {key[2][0] for key in expected} == {"T", "P", "s"}, "the year has something of everything"
    return never + wrong + late


def _messages(db: Db) -> list[str]:
    """Cards that tell of reminders and are not sent exactly once, to the one who is reminded."""
    sent = Counter(
        (row.task_id, row.recipient)
        for row in db.execute(select(outbox_rows).where(outbox_rows.c.kind == "SendCard"))
    )  # fmt: skip
    told = {(row.card, row.recipient) for row in db.execute(select(reminder_rows))}
    return [f"{card}: sent {sent[card]} times" for card in told if sent[card] != 1]
