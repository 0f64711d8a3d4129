"""A day on which everything is killed: each message takes effect once, in order, and is answered once."""

import os
import random
import re
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from sqlalchemy import select

from simulator import inbound_xml
from simulator.records import Shown
from storage import audit_log
from storage.tables import approvals, inbox, utterances, visits
from tests.promises.people import WHOLE_VISIT
from tests.promises.product import AES_KEY, SECRET, TOKEN, Product, running
from tests.waiting import wait_until

REPS = [f"rep21{number:02}" for number in range(1, 6)]  # led by limgr
#: each corrects the one before, so that its answer is like no other
NOTES = [WHOLE_VISIT, *(f"下一步是周五前出第{number}版报价" for number in range(1, 8))]
_SEED = 20260302


@pytest.mark.slow
def test_nothing_is_lost_and_nothing_doubled_whatever_is_killed(database_url: str, tmp_path: Path) -> None:
    with running(tmp_path, database_url, "web", "worker", "clock") as product:
        wait_until(lambda: len(product.pids("worker")) == 1, "the worker runs")
        fate = random.Random(_SEED)
        with killing(product, fate, ["web", "worker", "clock", "valkey", "web-worker"]):
            tell_all(product, NOTES[:4], shuffled=False)
        product.wipe_valkey()
        # What overtakes can only be put right while it waits: the worker holds its breath, and dies of it.
        stopped = product.pids("worker")[:1]
        for pid in stopped:
            os.kill(pid, signal.SIGSTOP)
        tell_all(product, NOTES[4:], shuffled=True)
        product.kill("worker")
        wait_until(product.is_quiet, "all is worked off and answered", 90)
        check_notes(product)

        tap_all(product, REPS, "confirm")
        wait_until(lambda: len(live_cards(product, "limgr")) == len(REPS), "the manager has five cards", 60)
        with killing(product, fate, ["clock", "worker", "clock"]):
            product.world.clock.forward(24 * 3600)
            wait_until(lambda: len(live_cards(product, "wangdir")) == len(REPS), "silence has climbed", 90)
        wait_until(product.is_quiet, "all is said", 90)
        at_once([lambda who=who: approve_all(product, who) for who in ("limgr", "wangdir")])  # type: ignore[misc]
        wait_until(lambda: decisions(product)["approved"] == len(REPS), "all is decided", 90)
        wait_until(product.is_quiet, "all is said", 90)
        check_decisions(product)
        secrets = [SECRET, TOKEN, AES_KEY, *product.world.tokens]
    written = product.log.read_text(errors="replace")
    assert len(written) > 1000, "the processes log"
    assert [secret[:8] for secret in secrets if secret in written] == []
    assert "苏州华鼎" not in written, "what members say is not logged"


@contextmanager
def killing(product: Product, fate: random.Random, victims: list[str]) -> Iterator[None]:
    """kill -9 one after the other, at random moments, in random order."""
    order = fate.sample(victims, len(victims))
    pauses = [fate.uniform(0.2, 1.5) for _ in order]
    is_over = threading.Event()

    def kill() -> None:
        for victim, pause in zip(order, pauses, strict=True):
            if is_over.wait(pause):
                return
            if victim == "valkey":
                product.kill_valkey()
            elif victim == "web-worker":
                for pid in product.pids("web")[1:]:
                    os.kill(pid, signal.SIGKILL)
            else:
                product.kill(victim)

    thread = threading.Thread(target=kill)
    thread.start()
    try:
        yield
        thread.join()
    finally:
        is_over.set()
        thread.join()


def tell_all(product: Product, notes: list[str], shuffled: bool) -> None:
    """Each rep, at the same time as the others, tells his notes; each is repeated until it is taken, some even then."""
    began = int(product.world.clock().timestamp())

    def tell(rep: str) -> None:
        fate = random.Random(f"{_SEED} {rep}")
        sender = product.sender
        callbacks = [
            sender.message_xml(rep, "text", inbound_xml.text(note), sender.new_msg_id(), began + NOTES.index(note))
            for note in notes
        ]
        if shuffled:
            fate.shuffle(callbacks)
        for xml in callbacks:
            deliver(product, rep, xml)
            if fate.random() < 0.3:
                deliver(product, rep, fate.choice(callbacks[: callbacks.index(xml) + 1]))
            time.sleep(fate.uniform(0, 0.3))

    at_once([lambda rep=rep: tell(rep) for rep in REPS])  # type: ignore[misc]


def deliver(product: Product, rep: str, xml: str) -> None:
    wait_until(lambda: product.sender.post_raw(xml, rep).ok, f"{rep}'s message is taken", 60)


def at_once(jobs: list[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=job) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def live_cards(product: Product, member: str) -> list[str]:
    """The task ids of the cards that still have buttons."""
    cards = [shown.card for shown in product.world.chat(member) if shown.card is not None]
    return [card.task_id for card in cards if card.dead_text is None]


def tap_all(product: Product, members: list[str], key: str) -> None:
    for member in members:
        (task_id,) = live_cards(product, member)
        wait_until(lambda m=member, t=task_id: product.sender.click(m, t, key).ok, "the tap is taken")  # type: ignore[misc]


def approve_all(product: Product, approver: str) -> None:
    for task_id in live_cards(product, approver):
        with suppress(KeyError):  # the other one's decision has just taken its buttons away
            product.sender.click(approver, task_id, "approve")


def said_by_app(product: Product, member: str) -> list[Shown]:
    return [shown for shown in product.world.chat(member) if shown.side == "app"]


def check_notes(product: Product) -> None:
    with product.database.reading() as db:
        rows = db.execute(select(visits.c.member, utterances.c.text).join(visits).order_by(utterances.c.id)).all()
        dead = db.execute(select(inbox.c.key).where(inbox.c.failed_at.is_not(None))).all()
    assert dead == []
    for rep in REPS:
        assert [row.text for row in rows if row.member == rep] == NOTES, f"the notes of {rep}"
        shown = said_by_app(product, rep)
        words = [str(entry.body["content"]) for entry in shown if entry.card is None]
        assert len(words) == len(NOTES), f"{rep} was told {words}"
        versions = [re.findall(r"第(\d)版报价（", text) for text in words]
        assert versions == [[], *([str(number)] for number in range(1, 8))], f"{rep} was told in order"
        cards = [entry.card for entry in shown if entry.card is not None]
        assert len(cards) == len(NOTES)
        assert [card.dead_text is None for card in cards] == [False] * (len(NOTES) - 1) + [True]
    assert product.world.dropped == Counter()


def decisions(product: Product) -> Counter[str]:
    with product.database.reading() as db:
        return Counter(row.state for row in db.execute(select(approvals.c.state)))


def check_decisions(product: Product) -> None:
    world = product.world
    assert decisions(product) == {"approved": len(REPS)}
    for approver in ("limgr", "wangdir"):
        assert len([entry for entry in said_by_app(product, approver) if entry.card is not None]) == len(REPS)
        assert live_cards(product, approver) == []
    mails = {mail.message_id: mail.recipients for mail in world.mailbox}
    assert list(mails.values()) == [("wangdir@example.com",)] * len(REPS), "one each; a repeated one has the same id"
    for rep in REPS:
        told = [str(entry.body["content"]) for entry in said_by_app(product, rep) if entry.card is None]
        assert sum("已同意" in words for words in told) == 1, f"{rep} was told {told}"
    assert world.complaints == []
    with product.database.reading() as db:
        acts = Counter(row["action"] for row in audit_log.rows(db))
        assert audit_log.verify(db) == sum(acts.values())
    assert acts == {
        "policy.adopted": 1, "visit.submitted": 5, "approval.requested": 5, "approval.escalated": 5,
        "approval.approved": 5, "customer.entered:需求诊断": 1,
    }  # fmt: skip
