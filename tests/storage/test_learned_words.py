"""学来的说法 and 听到/改为: counted, decided once, in force at the next look, and taken back."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from domain.customer import Customer
from domain.learned_word import Kind, State
from domain.lexicon import Lexicon
from domain.reading import Evidence, PainPoint, Reading, Said
from domain.visit import PERSON, VisitUtterance
from storage import corrections, customers, learned_words, visits
from storage.database import Database, Db, open_database

NOW = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
LEXICON = Lexicon("file", {"系统卡顿": ("卡",), "库存不准": ("不准",)}, {}, {}, (), {}, ())


@pytest.fixture
def db(database_url: str) -> Iterator[Db]:
    database: Database = open_database(database_url)
    with database.writing() as db:
        yield db
    database.close()


def test_the_same_proposal_is_counted_and_decided_once(db: Db) -> None:
    first = learned_words.propose(db, Kind.TAG, "系统卡顿", "转圈", "zhangsan", None, NOW)
    again = learned_words.propose(db, Kind.TAG, "系统卡顿", "转圈", "zhaoliu", None, NOW)
    assert (again.id, again.times, again.proposed_by) == (first.id, 2, "zhangsan")
    accepted = learned_words.decide(db, first, State.ACCEPTED, "admin", NOW)
    assert accepted is not None
    assert (accepted.state, accepted.decided_by) == (State.ACCEPTED, "admin")
    assert learned_words.decide(db, first, State.REJECTED, "wangdir", NOW) is None, "somebody was first"
    assert learned_words.those(db, [State.PROPOSED], 9) == []


def test_accepted_words_are_in_force_until_they_are_taken_back(db: Db) -> None:
    before = learned_words.lexicon(db, LEXICON)
    assert before.tags == LEXICON.tags
    word = learned_words.propose(db, Kind.TAG, "系统卡顿", "转圈", "zhangsan", None, NOW)
    stale = learned_words.propose(db, Kind.TAG, "没有了的标签", "转圈", "zhangsan", None, NOW)
    assert learned_words.lexicon(db, LEXICON) is before
    for one in (word, stale):
        assert learned_words.decide(db, one, State.ACCEPTED, "admin", NOW)
    after = learned_words.lexicon(db, LEXICON)
    assert after.tags == {"系统卡顿": ("卡", "转圈"), "库存不准": ("不准",)}
    assert after != before
    assert learned_words.lexicon(db, LEXICON) is after
    accepted = learned_words.get(db, word.id)
    assert accepted is not None
    assert learned_words.decide(db, accepted, State.PROPOSED, "admin", NOW)
    assert learned_words.lexicon(db, LEXICON).tags == LEXICON.tags


def test_an_alias_joins_the_book_and_an_import_leaves_it(db: Db) -> None:
    huading = Customer("D1", "苏州华鼎汽车配件有限公司", ("苏州华鼎",))
    customers.keep(db, [huading], NOW)
    word = learned_words.propose(db, Kind.CUSTOMER, "D1", "华顶汽陪", "zhangsan", None, NOW)
    before = customers.book(db)
    learned_words.decide(db, word, State.ACCEPTED, "admin", NOW)
    customers.keep(db, [huading], NOW)
    assert customers.book(db) != before
    assert customers.book(db).customers[0].short == ("苏州华鼎", "华顶汽陪")
    assert customers.find(db, "D1") == huading


def test_what_a_person_puts_right_is_kept_with_the_words_of_both(db: Db) -> None:
    visit = visits.open_new(db, "zhangsan", NOW, "v1", NOW)
    heard = Said(PainPoint(None, "掉头难"), Evidence(0, 3, "掉头难"))
    visit = visits.add_utterance(db, visit, VisitUtterance(NOW, "掉头难", Reading(pain_points=(heard,))))
    chosen = Said(PainPoint("物流时效差", "掉头难"), Evidence(5, 8, "掉头难", PERSON))
    visit = visits.add_utterance(db, visit, VisitUtterance(NOW, "（点选）“掉头难”", Reading(pain_points=(chosen,))))
    assert [said.value for said in visit.record.pain_points] == [chosen.value]
    (row,) = corrections.every(db)
    assert (row["visit_id"], row["member"], row["field"]) == (visit.id, "zhangsan", "pain_points")
    assert (row["heard"], row["heard_words"]) == ({"tag": None, "span": "掉头难"}, "掉头难")
    assert (row["changed"], row["changed_words"]) == ({"tag": "物流时效差", "span": "掉头难"}, "掉头难")
    assert visits.recent_texts(db, 1) == ["（点选）“掉头难”"]
