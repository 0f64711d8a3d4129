"""审批: whatever people, clocks and deaths do, each request ends in exactly one decision, and its log says the same.

The subject here is none of the product's flows: the engine knows it by its row in the table of subjects alone.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from bot.flows import approval, approval_cards, approval_ladder, approval_orders, approval_people, delegation, undo
from bot.flows.approval_case import held
from bot.flows.approval_subject import Subject
from bot.flows.approval_subjects import SUBJECTS
from bot.wording import approval as wording
from domain.approval import Approval, State
from domain.approval_course import snapshot
from domain.approval_policy import (
    APPROVERS,
    ApprovalPolicy,
    Channel,
    Comparison,
    Condition,
    Pace,
    Quorum,
    Rung,
    StepRule,
)
from domain.approval_subject import Followed, Request, Shown
from domain.messages import CardClick, Reply, Utterance
from domain.people import Person
from domain.policy import Policy
from scheduler import jobs
from storage import approvals, audit_log, cards, members, outbox, timers
from storage.database import Database, Db, open_database
from storage.tables import audit_log as audit_rows
from storage.tables import cards as card_rows
from storage.tables import outbox as outbox_rows
from storage.timers import Timer
from tests.promises.conftest import NOON

_SEED = 20261123
_BOTH = (Channel.CHAT, Channel.MAIL)
_LADDER = (
    Rung(timedelta(hours=4), APPROVERS, (Channel.CHAT,)),
    Rung(timedelta(hours=24), "director", _BOTH),
    Rung(timedelta(hours=30), "leader_of_approver", _BOTH),
)
_DEAR = Condition("amount", Comparison.AT_LEAST, Decimal(50))
_NAMES = {
    "zhangsan": "张三", "zhaoliu": "赵六", "limgr": "李经理", "qianmgr": "钱经理", "wangdir": "王总",
    "sunfin": "孙会计", "zhoulegal": "周法务", "admin": "管理员",
}  # fmt: skip
_LEADERS = {
    "zhangsan": "limgr", "zhaoliu": "qianmgr", "limgr": "wangdir", "qianmgr": "wangdir", "sunfin": "wangdir",
    "zhoulegal": "wangdir", "wangdir": "admin",
}  # fmt: skip
_STEPS = (
    (StepRule(("leader",)),),
    (StepRule(("leader",)), StepRule(("director",))),
    (StepRule(("leader", "role:finance"), Quorum.ALL_OF), StepRule(("role:legal",))),
    (StepRule(("leader", "role:finance", "qianmgr")), StepRule(("leader", "director"), Quorum.ALL_OF)),
    (StepRule(("leader", "role:finance", "role:legal"), Quorum.AT_LEAST, 2), StepRule(("director",), when=(_DEAR,))),
)


class Planted(Exception):
    """The process dies here, before its commit."""


@dataclass
class _World:
    """One database and a clock; every act is a transaction of its own, and some die at their end."""

    database: Database
    policy: Policy
    fate: random.Random
    now: datetime = NOON
    deaths: int = 0

    def act(self, cause: str, flow: Callable[[Db], list[Reply] | None]) -> None:
        for is_last_try in (False, True):
            with suppress(Planted), self.database.writing() as db:
                outbox.put(db, flow(db) or [], cause, self.now)
                if not is_last_try and self.fate.random() < 0.05:
                    self.deaths += 1
                    raise Planted
                return

    def look(self) -> None:
        """What the clock's ticks do."""
        self.act("moved", lambda db: approval_people.look_again(db, self.policy, self.now))
        with self.database.reading() as db:
            due = timers.due(db, self.now)
        for timer in due:

            def ring(db: Db, timer: Timer = timer) -> list[Reply]:
                return jobs.ring(timer, db, self.policy, self.now)

            self.act(timer.key, ring)
        self.act("renewed", lambda db: approval_people.renew_cards(db, self.policy, self.now))

    def submit(self, number: int) -> None:
        terms = ApprovalPolicy(
            self.fate.choice(_STEPS), self.fate.choice(list(Pace)), _LADDER, ("原因一",),
            asks_again=self.fate.random() < 0.5,
        )  # fmt: skip
        requester = self.fate.choice(("zhangsan", "zhaoliu", "limgr", "wangdir"))
        request = Request(f"trial:{number}", requester, {"amount": Decimal(self.fate.randint(1, 100))})
        self.act(f"s:{number}", lambda db: list(approval.submit(request, terms, db, self.policy, self.now).replies))

    def tap(self, open_only: bool) -> None:
        with self.database.reading() as db:
            found = select(card_rows.c.task_id).order_by(card_rows.c.id.desc()).limit(40)
            found = found.where(card_rows.c.closed_at.is_(None)) if open_only else found
            ids = [row.task_id for row in db.execute(found)]
        if not ids:
            return
        task_id = self.fate.choice(ids)
        with self.database.reading() as db:
            card = cards.find(db, task_id)
        assert card is not None
        key = self.fate.choice(card.card.buttons).key
        click = CardClick(
            task_id, key, response_code="x", selected={wording.REASON: (self.fate.choice(["r0", "other"]),)}
        )
        flow = {
            approval_cards.CARD: approval.on_click, approval_cards.MORE: approval_orders.on_click,
            approval_orders.PICK: approval_orders.on_click, delegation.PICK: delegation.on_click,
        }[card.purpose]  # fmt: skip
        for _ in range(self.fate.choice((1, 1, 2))):  # a finger that taps twice
            self.act("tap", lambda db: flow(click, card, db, self.policy, self.now))

    def say(self) -> None:
        other = self.fate.choice(list(_NAMES.values()))
        text = self.fate.choice((
            f"转给{other}", f"加签{other}", f"后加签{other}", "撤回", "催一下", "评论：请看", "退回：请改", "同意",
            "驳回：不行", "撤销", "撤销", f"我今天请假，找{other}代批", "取消委托",
        ))  # fmt: skip
        said = Utterance(self.fate.choice(list(_NAMES)), self.now, text)

        def flow(db: Db) -> list[Reply] | None:
            undone = undo.on_utterance(said, db, self.policy, self.now)
            if undone is not None:
                return undone
            ordered = approval_orders.on_utterance(said, db, self.policy, self.now)
            return delegation.on_utterance(said, db, self.policy, self.now) if ordered is None else ordered

        self.act("said", flow)

    def come_or_go(self) -> None:
        who = self.fate.choice(("limgr", "qianmgr", "sunfin", "zhoulegal"))
        self.people(gone=self.fate.sample([who], self.fate.randint(0, 1)))

    def people(self, gone: list[str]) -> None:
        everybody = [
            Person(userid, name, _LEADERS.get(userid), (1,), is_active=userid not in gone)
            for userid, name in _NAMES.items()
        ]
        with self.database.writing() as db:
            members.keep(db, everybody, self.now)

    def settle(self) -> None:
        """Everybody who is asked agrees until nothing waits any more."""
        for _ in range(60):
            self.look()
            with self.database.reading() as db:
                waiting = approvals.pending(db)
            if not waiting:
                return
            for one in waiting:

                def agree(db: Db, one: Approval = one) -> list[Reply]:
                    case = held(db, one.id, self.policy, self.now)
                    assert case is not None
                    return approval.agree(case, case.approval.approvers[0], db, self.policy, self.now, None)

                self.act("settled", agree)
        raise AssertionError("a request waits for ever")


@contextmanager
def _trial_subject() -> Iterator[Counter[int]]:
    """A subject of the tests; counts how often each was followed to its end, also by those that died."""
    followed: Counter[int] = Counter()

    def follow(subject_id: int, ended: Approval, db: Db, policy: Policy, now: datetime) -> Followed:
        followed[subject_id] += 1
        return Followed()

    def resume(subject_id: int, ended: Approval, db: Db, now: datetime) -> list[Reply]:
        assert ended.state is not State.PENDING
        return []

    SUBJECTS["trial"] = Subject(lambda subject_id, db, policy, now: Shown("试单", f"第{subject_id}份"), follow, resume)
    try:
        yield followed
    finally:
        del SUBJECTS["trial"]


@pytest.mark.parametrize("count", [50, pytest.param(1_000, marks=pytest.mark.slow)])
def test_each_request_ends_once_and_its_log_says_how(sqlite_url: str, policy: Policy, count: int) -> None:
    fate = random.Random(_SEED)
    world = _World(open_database(sqlite_url), replace(policy, directors={"": "wangdir"}), fate)
    world.people(gone=[])
    with _trial_subject() as followed:
        for first in range(0, count, 10):
            for number in range(first, first + 10):
                world.submit(number)
            for _ in range(60):
                fate.choices(
                    (lambda: world.tap(True), lambda: world.tap(False), world.say, world.come_or_go), (8, 2, 5, 1)
                )[0]()
                world.now += timedelta(milliseconds=1)  # nobody does two things in the same moment
                if fate.random() < 0.3:
                    world.now += timedelta(minutes=fate.choice((1, 30, 300, 3000)))
                    world.look()
            world.people(gone=[])
            world.settle()
        with world.database.reading() as db:
            _check(db, count)
    assert len(followed) == count
    world.database.close()
    assert world.deaths > count / 10


def _check(db: Db, count: int) -> None:
    everything = list(approvals.every(db))
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in db.execute(select(audit_rows).where(audit_rows.c.subject.like("approval:%")).order_by(audit_rows.c.seq)):
        rows.setdefault(row.subject, []).append(dict(row._mapping))
    assert len(everything) == count
    ends = {state.value for state in State} - {"pending"}
    undos = 0
    for one in everything:
        log = rows[f"approval:{one.id}"]
        assert one.state is not State.PENDING
        assert one.decided_by == one.requester or one.state is not State.WITHDRAWN
        assert one.decided_by != one.requester or one.state is State.WITHDRAWN, "nobody approves his own"
        decided = sum(act["action"].removeprefix("approval.") in ends for act in log)
        undone = [act for act in log if act["action"] == "approval.undone"]
        assert decided == 1 + sum(act["before"]["state"] in ends for act in undone), "one decision that holds"
        for act in undone:
            meant = next(other for other in log if other["seq"] == act["after"]["undone"])
            assert meant["who"] == act["who"], "only one's own"
            assert act["at"] - meant["at"] <= undo.WITHIN
            assert [act["after"][key] for key in ("state", "at", "agreed")] == [
                meant["before"][key] for key in ("state", "at", "agreed")
            ]
        taken_back = [act["after"]["undone"] for act in log if "undone" in act["after"]]
        assert len(taken_back) == len(set(taken_back)), "nothing is undone twice"
        undos += len(taken_back)
        assert log[-1]["action"] == f"approval.{one.state.value}"
        wanted: dict[str, Any] = asdict(snapshot(one))
        states = [{key: act["after"][key] for key in wanted} for act in log]
        assert [act["before"] for act in log[1:]] == states[:-1], "each act begins where the last one ended"
        assert states[-1] == {key: list(value) if isinstance(value, tuple) else value for key, value in wanted.items()}
        for act in log:
            if act["action"] in ("approval.approved", "approval.agreed") and act["after"].get("for"):
                assert act["after"]["for"] != act["who"]
    assert undos
    sent = Counter(
        (row.cause, row.recipient, row.kind)
        for row in db.execute(select(outbox_rows).where(outbox_rows.c.cause.like(f"{approval_ladder.RUNG}:%")))
        if row.kind in ("SendCard", "Mail")
    )
    assert sent
    assert max(sent.values()) == 1, "one chat message and one mail per rung and person"
    told = [len(row["after"]["told"]) for log in rows.values() for row in log if row["action"] == "approval.escalated"]
    assert sum(told) == sum(1 for key in sent if key[2] == "Mail"), "each who was to hear of it did, by mail too"
    assert isinstance(audit_log.verify(db), int)
