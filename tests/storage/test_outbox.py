"""发件: in order, leased, never over WeCom's limits, nothing dropped."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from domain.delivery import CardGone, Delivered, GivenUp, RetryLater
from domain.messages import Card, Mail, Say, SendCard, UpdateCard
from storage import cards, outbox
from storage.database import Database, open_database
from storage.outbox import Item, Wait
from storage.tables import outbox as table

NOW = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
LANE = "chat:zhangsan"
SECOND = timedelta(seconds=1)


@pytest.fixture
def database(database_url: str) -> Database:
    return open_database(database_url)


def put(database: Database, *texts: str, now: datetime = NOW) -> None:
    with database.writing() as db:
        outbox.put(db, [Say("zhangsan", text) for text in texts], "test", now)


def claim(database: Database, now: datetime = NOW, real_now: datetime = NOW) -> Item | Wait | None:
    with database.writing() as db:
        return outbox.claim(db, LANE, now, real_now)


def send(database: Database, now: datetime = NOW) -> str | None:
    item = claim(database, now)
    if not isinstance(item, Item):
        return None
    with database.writing() as db:
        outbox.finish(db, item, Delivered("m"), now)
    assert isinstance(item.reply, Say)
    return item.reply.text


def test_messages_leave_in_order_and_long_ones_in_pieces(database: Database) -> None:
    long = "字" * 1000
    put(database, "一", long, "二")
    sent = [send(database), send(database), send(database), send(database), send(database)]
    assert sent[0] == "一"
    assert f"{sent[1]}{sent[2]}" == long
    assert sent[3:] == ["二", None]


def test_a_leased_message_is_not_sent_by_another_until_the_lease_ends(database: Database) -> None:
    put(database, "一")
    assert isinstance(claim(database), Item)
    assert isinstance(claim(database), Wait)
    # the product's clock may jump a day ahead in the demo; a lease counts real time
    assert isinstance(claim(database, now=NOW + timedelta(days=1)), Wait)
    again = claim(database, real_now=NOW + outbox.LEASE + SECOND)
    assert isinstance(again, Item)
    assert again.attempts == 2


def test_the_31st_message_within_a_minute_waits_and_is_not_dropped(database: Database) -> None:
    put(database, *(str(number) for number in range(40)))
    assert [send(database) for _ in range(31)] == [*(str(n) for n in range(30)), None]
    waits = claim(database)
    assert isinstance(waits, Wait)
    assert timedelta(minutes=1) < waits.until - NOW < timedelta(minutes=2)
    assert send(database, waits.until) == "30"


def test_a_thousand_an_hour(database: Database) -> None:
    put(database, *(str(number) for number in range(1001)))
    with database.writing() as db:  # a thousand of them left in the last fifty minutes
        spread = [(number, NOW - timedelta(minutes=50) + 3 * SECOND * number) for number in range(1000)]
        for number, at in spread:
            sent = update(table).where(table.c.body["text"].as_string() == str(number))
            db.execute(sent.values(started_at=at, done_at=at))
    assert claim(database) == Wait(NOW + timedelta(seconds=3660) - timedelta(minutes=50))


def test_an_equal_message_within_the_duplicate_window_is_a_twin(database: Database) -> None:
    put(database, "同样的话", "同样的话")
    first = claim(database)
    assert isinstance(first, Item)
    assert not first.is_twin
    with database.writing() as db:
        outbox.finish(db, first, RetryLater(SECOND, "no answer"), NOW)
    again = claim(database, NOW + SECOND)
    assert isinstance(again, Item)
    assert not again.is_twin, "a repeated send is not its own twin"
    with database.writing() as db:
        outbox.finish(db, again, Delivered(), NOW + SECOND)
    second = claim(database, NOW + 2 * SECOND)
    assert isinstance(second, Item)
    assert second.is_twin


def test_a_message_nobody_takes_is_given_up_after_a_day_and_said_so(database: Database) -> None:
    put(database, "一", "二")
    lost = []
    for hours in (0, 1, 25):
        item = claim(database, NOW + timedelta(hours=hours))
        assert isinstance(item, Item)
        with database.writing() as db:
            lost.append(outbox.finish(db, item, RetryLater(SECOND, "away", True), NOW + timedelta(hours=hours)))
    assert lost == [False, False, True]
    assert send(database, NOW + timedelta(hours=25)) == "二"
    with database.reading() as db:
        assert outbox.backlog(db)[2] == 1


def test_a_bad_recipient_does_not_stop_the_lane(database: Database) -> None:
    put(database, "一", "二")
    item = claim(database)
    assert isinstance(item, Item)
    with database.writing() as db:
        assert outbox.finish(db, item, GivenUp("81013", 81013), NOW)
    assert send(database) == "二"


def test_a_card_is_redrawn_with_the_code_of_its_send_once_and_within_72_hours(database: Database) -> None:
    with database.writing() as db:
        card = cards.issue(db, Card("", "标题"), "zhangsan", "visit_draft", "visit:1", 1, NOW)
        outbox.put(db, [SendCard("zhangsan", card)], "test", NOW)
    sent = claim(database)
    assert isinstance(sent, Item)
    with database.writing() as db:
        outbox.finish(db, sent, Delivered("m", "code-1"), NOW)
        outbox.put(db, [UpdateCard("zhangsan", card), UpdateCard("zhangsan", card, otherwise="已同意")], "test", NOW)
    update = claim(database)
    assert isinstance(update, Item)
    assert isinstance(update.reply, UpdateCard)
    assert update.reply.response_code == "code-1"
    with database.writing() as db:
        outbox.finish(db, update, Delivered(), NOW)
    spent = claim(database)
    assert isinstance(spent, Item)
    assert isinstance(spent.reply, UpdateCard)
    assert spent.reply.response_code == "", "a code works once"
    with database.writing() as db:
        outbox.finish(db, spent, CardGone(), NOW)
    assert send(database) == "已同意"


def test_mail_and_chat_of_one_member_are_lanes_of_their_own(database: Database) -> None:
    with database.writing() as db:
        outbox.put(db, [Mail("zhangsan", "题", "文"), Say("zhangsan", "话")], "test", NOW)
    with database.reading() as db:
        assert sorted(outbox.lanes_with_work(db, NOW)) == ["chat:zhangsan", "mail:zhangsan"]
