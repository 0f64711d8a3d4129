"""免打扰: what is held leaves later, in order and once; answers overtake it; many cards become one list."""

import random
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from domain.delivery import Delivered
from domain.messages import Card, Reply, Say, SendCard, SendPicture, UpdateCard
from storage import cards, held_cards, outbox
from storage.database import Database, open_database
from storage.outbox import Item

NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=10)
LANE = "chat:wangdir"


@pytest.fixture
def database(database_url: str) -> Database:
    return open_database(database_url)


def put(database: Database, *replies: Reply, until: datetime | None = None, now: datetime = NOW) -> None:
    with database.writing() as db:
        outbox.put(db, replies, "test", now, lambda reply: until)


def card(database: Database, name: str, purpose: str = "approval") -> Card:
    with database.writing() as db:
        return cards.issue(db, Card("", name), "wangdir", purpose, "approval:1", 0, NOW)


def sent(database: Database, now: datetime) -> list[str]:
    """What leaves now, in order."""
    left: list[str] = []
    while True:
        with database.writing() as db:
            item = outbox.claim(db, LANE, now, now)
        if not isinstance(item, Item):
            return left
        with database.writing() as db:
            outbox.finish(db, item, Delivered("m", "code"), now)
        left.append(_name(item.reply))


def _name(reply: Reply) -> str:
    match reply:
        case Say(text=text):
            return text
        case SendCard(card=shown):
            return shown.title
        case UpdateCard(card=shown):
            return f"{shown.title}→{shown.closed}"
    return type(reply).__name__


def gather(database: Database, most: int, now: datetime) -> None:
    with database.writing() as db:
        held_cards.gather(db, LANE, "approval", most, _listed, now)


def _listed(shown: Sequence[Card]) -> str:
    return "，".join(one.title for one in shown)


def test_answers_overtake_what_is_held_which_keeps_its_order(database: Database) -> None:
    put(database, Say("wangdir", "提醒一"), Say("wangdir", "提醒二"), until=LATER)
    put(database, Say("wangdir", "回答"))
    with database.reading() as db:
        assert outbox.lanes_with_work(db, NOW) == [LANE]
    assert sent(database, NOW) == ["回答"]
    with database.reading() as db:
        assert outbox.lanes_with_work(db, NOW) == []
        assert outbox.lanes_with_work(db, LATER) == [LANE]
    assert sent(database, LATER - timedelta(seconds=1)) == []
    assert sent(database, LATER) == ["提醒一", "提醒二"]
    assert sent(database, LATER) == []


def test_a_held_card_that_is_settled_meanwhile_is_never_sent_nor_are_its_photos(database: Database) -> None:
    settled, other = card(database, "甲"), card(database, "乙")
    photo = SendPicture("wangdir", "a" * 64, 10)
    put(database, SendCard("wangdir", settled), photo, photo, SendCard("wangdir", other), until=LATER)
    put(database, UpdateCard("wangdir", Card(settled.task_id, "甲", closed="已同意"), otherwise="已同意"))
    assert sent(database, NOW) == []
    assert sent(database, LATER) == ["乙"]


def test_a_redraw_that_is_held_gives_way_to_a_newer_one(database: Database) -> None:
    shown = card(database, "甲")
    put(database, SendCard("wangdir", shown))
    assert sent(database, NOW) == ["甲"]
    put(database, UpdateCard("wangdir", Card(shown.task_id, "甲", closed="已更新")), until=LATER)
    put(database, UpdateCard("wangdir", Card(shown.task_id, "甲", closed="已同意"), "tapped"))
    assert sent(database, NOW) == ["甲→已同意"]
    assert sent(database, LATER) == []


def test_many_cards_that_become_due_together_are_one_list(database: Database) -> None:
    several = [card(database, name) for name in "甲乙丙"]
    about_else = card(database, "草稿", "visit_draft")
    put(database, *(SendCard("wangdir", one) for one in several), SendCard("wangdir", about_else), until=LATER)
    gather(database, 2, NOW)
    assert sent(database, NOW) == []
    gather(database, 3, LATER)  # not more than three
    gather(database, 2, LATER)
    gather(database, 2, LATER)
    assert sent(database, LATER) == ["草稿", "甲，乙，丙"]
    put(database, UpdateCard("wangdir", Card(several[0].task_id, "甲", closed="已同意"), otherwise="已同意"))
    assert sent(database, LATER) == [], "there is no card to redraw"


def _until(held: datetime, reply: Reply) -> datetime:
    return held


class Killed(Exception):
    """The process dies here, before its commit."""


def test_each_card_is_told_once_by_itself_or_in_a_list_whatever_dies(sqlite_url: str) -> None:
    fate = random.Random(11)
    database = open_database(sqlite_url)
    now, told, settled, known = NOW, Counter[str](), set[str](), dict[str, Card]()

    def deliver(item: Item) -> None:
        if isinstance(item.reply, SendCard | Say):
            told.update(_name(item.reply).split("，"))

    for _ in range(1500):
        now += timedelta(seconds=fate.choice((1, 30, 200)))
        with suppress(Killed), database.writing() as db:
            act = fate.random()
            if act < 0.5:
                made = cards.issue(db, Card("", f"卡{len(known)}"), "wangdir", "approval", "approval:1", 0, now)
                held = now + timedelta(seconds=fate.choice((120, 120, 900)))
                outbox.put(db, [SendCard("wangdir", made)], "c", now, partial(_until, held))
            elif act < 0.55 and known:
                made = fate.choice(list(known.values()))
                outbox.put(db, [UpdateCard("wangdir", Card(made.task_id, made.title, closed="完"))], "u", now)
            else:
                held_cards.gather(db, LANE, "approval", 3, _listed, now)
                made = None
            if fate.random() < 0.2:
                raise Killed
            if act < 0.5 and made is not None:
                known[made.title] = made
            elif act < 0.55 and made is not None and made.title not in told:
                settled.add(made.title)
        if fate.random() < 0.5:
            with database.writing() as db:
                item = outbox.claim(db, LANE, now, now)
            if isinstance(item, Item):
                with database.writing() as db:
                    outbox.finish(db, item, Delivered("m", "code"), now)
                deliver(item)
    now += timedelta(days=1)
    while True:
        with database.writing() as db:
            item = outbox.claim(db, LANE, now, now)
        if not isinstance(item, Item):
            break
        with database.writing() as db:
            outbox.finish(db, item, Delivered("m", "code"), now)
        deliver(item)
        now += timedelta(minutes=2)
    database.close()
    assert max(told.values()) == 1
    assert set(told) <= set(known)
    assert set(known) - set(told) <= settled, "only what was settled before it left was not told"
    assert len(known) > 500
