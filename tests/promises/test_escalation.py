"""升级: whatever breaks inside the transaction, each rung is climbed once; two who tap at once decide once."""

import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, select
from structlog.testing import capture_logs

from bot import dispatch, intake
from bot.flows import approval_cards, approval_ladder, visit_submission
from bot.wording import approval as wording
from domain import visit as rules
from domain.approval_policy import Channel, Rung
from domain.messages import CardClick, Inbound
from domain.policy import Policy
from nlp.visit_extraction import read
from nlp.vocabulary import vocabulary
from scheduler import jobs
from simulator.player import Play, playing
from storage import audit_log, customers, outbox, visits
from storage.database import Db
from storage.tables import approvals as approval_rows
from storage.tables import audit_log as audit_rows
from storage.tables import cards as card_rows
from storage.tables import inbox as inbox_rows
from storage.tables import outbox as outbox_rows
from tests.promises.conftest import NOON
from tests.promises.people import WHOLE_VISIT

CASES = ROUNDS = 200
_SEED = 24


class Planted(Exception):
    """The process dies here."""


@contextmanager
def dying(stage: Play, fate: random.Random, share: float) -> Iterator[Counter[str]]:
    """Transactions that break at any statement, and at the commit itself."""
    engine = stage.hub.database.engine
    deaths: Counter[str] = Counter()

    def at_statement(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if fate.random() < share:
            deaths[statement.split()[0]] += 1
            raise Planted

    def at_commit(connection: Any) -> None:
        if connection.get_execution_options().get("writes") and fate.random() < share:
            deaths["COMMIT"] += 1
            raise Planted

    event.listen(engine, "before_cursor_execute", at_statement)
    event.listen(engine, "commit", at_commit)
    try:
        yield deaths
    finally:
        event.remove(engine, "before_cursor_execute", at_statement)
        event.remove(engine, "commit", at_commit)


def submit_many(stage: Play, policy: Policy, count: int) -> None:
    """As many submitted visits of one rep; nothing of it is sent yet."""
    now = stage.hub.now()
    with stage.hub.database.writing() as db:
        said = rules.VisitUtterance(
            now, WHOLE_VISIT, read(WHOLE_VISIT, now, vocabulary(customers.book(db), policy.lexicon), policy.calendar)
        )
        for number in range(count):
            visit = visits.add_utterance(db, visits.open_new(db, "zhangsan", now, policy.version, now), said)
            outbox.put(db, visit_submission.submit(visit, db, policy, now, None), f"case:{number}", now)


def look(stage: Play) -> None:
    with suppress(Planted):
        jobs.run_timers(stage.hub)


def at_once(*several: Callable[[], None]) -> None:
    threads = [threading.Thread(target=job) for job in several]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def put_out(db: Db, kind: str, recipient: str) -> list[str]:
    mine = select(outbox_rows.c.cause).where(outbox_rows.c.kind == kind, outbox_rows.c.recipient == recipient)
    return [row.cause for row in db.execute(mine)]


@pytest.mark.slow
def test_each_rung_is_climbed_once_by_chat_and_by_mail(database_url: str, policy: Policy) -> None:
    ladder = (
        Rung(timedelta(hours=24), "director", (Channel.CHAT, Channel.MAIL)),
        Rung(timedelta(hours=48), "zhoulegal", (Channel.CHAT, Channel.MAIL)),
    )
    strict = replace(policy, visit_approval=replace(policy.visit_approval, ladder=ladder))
    fate = random.Random(_SEED)
    with playing(database_url, strict, NOON) as stage:
        submit_many(stage, strict, CASES)
        with capture_logs(), dying(stage, fate, 0.02) as deaths:
            for _ in range(400):
                at_once(lambda: look(stage), lambda: look(stage))  # two clocks, as when the lead changes hands
                stage.world.clock.forward(fate.choice([30, 300, 1800]))
                if stage.hub.now() > NOON + timedelta(hours=60):
                    break
        assert deaths["COMMIT"] and deaths["INSERT"] and deaths["UPDATE"], "the planted deaths happened"
        stage.world.clock.forward(2 * 3600)  # the longest pause after a failure
        jobs.run_timers(stage.hub)
        with stage.hub.database.reading() as db:
            for number, who in enumerate(("wangdir", "zhoulegal")):
                wanted = Counter(f"{approval_ladder.RUNG}:{case}:1:{number}" for case in range(1, CASES + 1))
                assert Counter(put_out(db, "SendCard", who)) == wanted
                assert Counter(put_out(db, "Mail", who)) == wanted
            acts = Counter(row.action for row in db.execute(select(audit_rows.c.action)))
            assert acts["approval.escalated"] == 2 * CASES
            assert audit_log.verify(db) == sum(acts.values())


@pytest.mark.slow
def test_two_who_tap_at_once_decide_once_and_see_no_error(database_url: str, policy: Policy) -> None:
    with playing(database_url, policy, NOON) as stage:
        submit_many(stage, policy, ROUNDS)
        stage.world.clock.forward(24 * 3600)
        jobs.run_timers(stage.hub)
        with stage.hub.database.reading() as db:
            issued = {
                (row.subject, row.member): row.task_id
                for row in db.execute(select(card_rows).where(card_rows.c.purpose == approval_cards.CARD))
            }
        meet = threading.Barrier(2)

        def tap_all(who: str, key: str) -> None:
            for number in range(1, ROUNDS + 1):
                click = CardClick(issued[f"approval:{number}", who], key, response_code=f"{who}{number}",
                                  selected={wording.REASON: ("r1",)})  # fmt: skip
                intake.accept(Inbound(f"event:{who}:{number}", who, stage.hub.now(), click), stage.hub)
                meet.wait(60)
                dispatch.work_off(who, stage.hub)

        at_once(lambda: tap_all("limgr", wording.APPROVE), lambda: tap_all("wangdir", wording.REJECT))
        with stage.hub.database.reading() as db:
            states = Counter(row.state for row in db.execute(select(approval_rows.c.state)))
            acts = Counter(row.subject for row in db.execute(
                select(audit_rows.c.subject).where(audit_rows.c.action.in_(["approval.approved", "approval.rejected"]))
            ))  # fmt: skip
            failures = db.execute(select(inbox_rows.c.error).where(inbox_rows.c.attempts > 0)).all()
            told = Counter(put_out(db, "Say", "limgr") + put_out(db, "Say", "wangdir"))
            chain = audit_log.verify(db)
        assert failures == []
        assert states["pending"] == 0
        assert acts == Counter({f"approval:{number}": 1 for number in range(1, ROUNDS + 1)})
        assert isinstance(chain, int)
        late = sum(count for cause, count in told.items() if cause.startswith("event:"))
        assert late == ROUNDS, "in each round one of them is told, kindly, that the other was first"
