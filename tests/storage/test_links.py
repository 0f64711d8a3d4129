"""一次性链接: one use, one cause, none for those who are no longer asked; and when WeCom counts as away."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from domain.delivery import Delivered, Delivery, GivenUp, RetryLater
from domain.messages import Card, Mail, Reply, Say, UpdateCard
from storage import links, outages, outbox
from storage.database import Database, open_database
from storage.links import Link
from storage.outages import Outage
from storage.outbox import Item
from storage.tables import outbox as outbox_rows

NOW = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def database(database_url: str) -> Database:
    return open_database(database_url)


def made(database: Database, member: str = "limgr", turn: int = 1, cause: str = "outage") -> str | None:
    with database.writing() as db:
        return links.make(db, "approval", "approval:7", turn, member, cause, NOW + HOUR, NOW)


def found(database: Database, token: str, purpose: str = "approval") -> Link | None:
    with database.reading() as db:
        return links.find(db, purpose, token)


def uses(database: Database, token: str, now: datetime = NOW) -> bool:
    link = found(database, token)
    assert link is not None
    with database.writing() as db:
        return links.use(db, link, now)


def test_a_link_is_made_once_for_a_cause_found_by_its_token_and_used_once(database: Database) -> None:
    token, other = made(database), made(database, cause="rung:24")
    assert token is not None and other is not None and len(token) == 43
    assert made(database) is None
    link = found(database, token)
    assert link is not None
    assert (link.subject, link.turn, link.member, link.used_at) == ("approval:7", 1, "limgr", None)
    assert found(database, token, "quote") is None
    assert [found(database, wrong) for wrong in ("", token[:-1], token + "A", "\ud800", "x" * 5000)] == [None] * 5
    assert [uses(database, token), uses(database, token)] == [True, False]
    assert not uses(database, other, NOW + HOUR), "expired"


def test_links_of_others_and_of_other_turns_end(database: Database) -> None:
    tokens = {who: made(database, *who) or "" for who in (("limgr", 1), ("limgr", 2), ("wangdir", 2), ("sunfin", 2))}
    assert uses(database, tokens["sunfin", 2])
    with database.writing() as db:
        links.revoke_others(db, "approval", "approval:7", 2, ("limgr",), NOW)
        links.revoke_others(db, "approval", "approval:8", 2, (), NOW)
    left = {who for who, token in tokens.items() if (link := found(database, token)) and link.revoked_at is None}
    assert left == {("limgr", 2), ("sunfin", 2)}, "what was used stays as it was"
    with database.writing() as db:
        links.revoke_others(db, "approval", "approval:7", 2, (), NOW)
    assert not uses(database, tokens["limgr", 2])


@pytest.mark.parametrize("end", [Delivered("m"), GivenUp("no such address")])
def test_the_secret_of_a_mail_is_kept_until_it_has_left_and_no_longer(database: Database, end: Delivery) -> None:
    mail = Mail("limgr", "题", "请打开 https://x.example/approve/SECRET 。", "SECRET")
    later = RetryLater(MINUTE, "mail: 451")
    for delivery, now in ((later, NOW), (end, NOW + MINUTE)):
        with database.writing() as db:
            if delivery is later:
                outbox.put(db, [mail], "test", NOW)
            item = outbox.claim(db, "mail:limgr", now, now)
            assert isinstance(item, Item)
            assert item.reply == mail
            outbox.finish(db, item, delivery, now)
    with database.reading() as db:
        (row,) = db.execute(select(outbox_rows))
    assert row.body == {"to": "limgr", "subject": "题", "body": "请打开 https://x.example/approve/… 。", "secret": ""}


AWAY = RetryLater(MINUTE, "transient -1", is_outage=True)
SAY, REDRAW, MAIL = Say("limgr", "话"), UpdateCard("limgr", Card("t", "题"), "code"), Mail("limgr", "题", "文")


@pytest.mark.parametrize(
    ("tries", "expected"),
    [
        ([], []),
        ([(SAY, AWAY, 0)], [(0, 0)]),
        ([(SAY, AWAY, 0), (SAY, AWAY, 40)], [(0, 40)]),
        ([(SAY, AWAY, 0), (SAY, Delivered("m"), 10)], []),
        ([(SAY, AWAY, 0), (SAY, Delivered("m"), 10), (SAY, AWAY, 20)], [(20, 20)]),
        ([(REDRAW, AWAY, 0), (SAY, AWAY, 5), (SAY, AWAY, 9), (REDRAW, AWAY, 10)], [(0, 10), (5, 9)]),
        ([(SAY, AWAY, 0), (REDRAW, Delivered(), 10), (MAIL, Delivered("m"), 20)], [(0, 0)]),
        ([(MAIL, AWAY, 1), (SAY, RetryLater(MINUTE, "busy"), 2), (SAY, GivenUp("81013"), 3)], []),
        ([(SAY, AWAY, 0), (SAY, AWAY, 60), (SAY, AWAY, 200), (SAY, AWAY, 210)], [(200, 210)]),
    ],
)
def test_since_when_wecom_is_away(
    database: Database, tries: list[tuple[Reply, Delivery, int]], expected: list[tuple[int, int]]
) -> None:
    for number, (reply, delivery, minutes) in enumerate(tries):
        with database.writing() as db:
            at = NOW + minutes * MINUTE
            outbox.finish(db, Item(number, outbox.lane_of(reply), reply, 1, at, False), delivery, at)
    with database.reading() as db:
        last = NOW + (tries[-1][2] if tries else 0) * MINUTE
        found = outages.current(db, last)
        assert outages.current(db, last + 3 * HOUR) == [], "nobody knows any more"
    assert found == [Outage(NOW + begin * MINUTE, NOW + end * MINUTE) for begin, end in expected]
