"""收件: once, in order, and past a voice note only taps (promises 1–3)."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.messages import CardClick, Content, Inbound, Text, Voice
from domain.transcript import Transcript
from storage import inbox
from storage.database import Database, open_database

NOW = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)


@pytest.fixture
def database(database_url: str) -> Database:
    return open_database(database_url)


def arrive(database: Database, name: str, content: Content, seconds: int = 0, member: str = "zhangsan") -> int | None:
    with database.writing() as db:
        inbound = Inbound(f"msg:{name}", member, NOW + timedelta(seconds=seconds), content)
        return inbox.accept(db, [inbound], NOW)[0]


def next_key(database: Database, now: datetime = NOW) -> str | None:
    with database.reading() as db:
        letter = inbox.next_of(db, "zhangsan", now)
    return letter.inbound.key.removeprefix("msg:") if letter else None


def finish(database: Database, letter_id: int | None) -> None:
    assert letter_id is not None
    with database.writing() as db:
        inbox.mark_done(db, letter_id, NOW)


def test_a_message_delivered_three_times_is_stored_once(database: Database) -> None:
    assert [arrive(database, "a", Text("你好")) is not None for _ in range(3)] == [True, False, False]
    with database.reading() as db:
        assert inbox.backlog(db)[0] == 1


def test_messages_go_on_in_the_order_in_which_they_were_sent(database: Database) -> None:
    second = arrive(database, "second", Text("2"), seconds=2)
    first = arrive(database, "first", Text("1"), seconds=1)
    assert next_key(database) == "first"
    finish(database, first)
    assert next_key(database) == "second"
    finish(database, second)
    assert next_key(database) is None


def test_behind_a_voice_note_only_taps_go_on(database: Database) -> None:
    voice = arrive(database, "voice", Voice("m1"), seconds=1)
    arrive(database, "text", Text("补充"), seconds=2)
    assert next_key(database) is None
    tap = arrive(database, "tap", CardClick("t", "ok"), seconds=3)
    assert next_key(database) == "tap"
    finish(database, tap)
    assert voice is not None
    with database.writing() as db:
        assert inbox.unheard(db, NOW) == [], "its nudge is under way"
        assert inbox.unheard(db, NOW + inbox.HEARING_PATIENCE) == [voice]
        inbox.keep_heard(db, voice, Transcript("说的话", 3.0))
        inbox.keep_heard(db, voice, Transcript("第二次听到的不算", 3.0))
    with database.reading() as db:
        letter = inbox.next_of(db, "zhangsan", NOW)
        assert letter is not None
        assert letter.heard == Transcript("说的话", 3.0)
    finish(database, voice)
    assert next_key(database) == "text"


def test_a_failing_message_waits_then_becomes_a_dead_letter_and_lets_the_next_go_on(database: Database) -> None:
    bad = arrive(database, "bad", Text("x"), seconds=1)
    arrive(database, "good", Text("y"), seconds=2)
    assert bad is not None
    now, is_dead = NOW, []
    for _ in range(inbox.MOST_ATTEMPTS):
        assert next_key(database, now) == "bad"
        with database.writing() as db:
            is_dead.append(inbox.record_failure(db, bad, "ValueError()", now))
        now += timedelta(minutes=5)
    assert is_dead == [False] * 4 + [True]
    assert next_key(database, now) == "good"
    with database.reading() as db:
        assert inbox.backlog(db)[2] == 1


def test_members_do_not_wait_for_each_other(database: Database) -> None:
    arrive(database, "voice", Voice("m1"))
    arrive(database, "other", Text("x"), member="zhaoliu")
    with database.reading() as db:
        assert inbox.members_with_work(db, NOW) == ["zhaoliu"]
