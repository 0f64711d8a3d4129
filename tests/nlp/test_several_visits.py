"""Notes that tell of several customers: which words belong to which, and what never opens a visit of its own."""

import json
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.reading import FIELDS, Reading
from domain.transcript import Segment, Transcript
from nlp.several_visits import read_visits
from nlp.visits_told import Note, visits_told
from nlp.vocabulary import vocabulary
from tests.nlp.company import DEMO, MONDAY, ROOT, book, calendar, lexicon

NOTES = [json.loads(line) for line in (ROOT / "tests/nlp/fixtures/several_visits.jsonl").open(encoding="utf-8")]


def told(text: str) -> Note:
    return visits_told(text, MONDAY.date(), vocabulary(DEMO, lexicon()).customers, calendar())


def visits(text: str, voice: Transcript | None = None) -> tuple[Reading, ...]:
    return read_visits(text, MONDAY, vocabulary(DEMO, lexicon()), calendar(), voice=voice)


@pytest.mark.parametrize("note", NOTES, ids=[note["text"][:16] for note in NOTES])
def test_which_words_tell_of_which_customer(note: dict[str, Any]) -> None:
    text = note["text"]
    found = [
        {"customer": one.customer.value.name, "told": "｜".join(text[a:b] for a, b in one.stretches)}
        for one in told(text).visits
    ]
    assert found == note["visits"]


@pytest.mark.parametrize("file", ["dev", "own", "nothing"])
def test_notes_about_one_customer_are_not_torn(file: str) -> None:
    index = vocabulary(book(), lexicon()).customers
    lines = (ROOT / f"benchmarks/reading/{file}.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [json.loads(line)["text"] for line in lines]
    torn = [text for text in texts if visits_told(text, MONDAY.date(), index, calendar()).visits]
    assert texts and torn == []


def test_each_is_read_on_its_own() -> None:
    text = (
        "昨天都是上门，上午去了华鼎，见了采购部王经理，他们用用友U8，库存周转慢，下周三之前给他出方案；"
        "下午又跑了趟恒瑞，跟设备部陈工聊，设备停机频繁，竞品是鼎捷T100，周五发报价"
    )
    first, second = visits(text)
    assert [
        (one.channel and one.channel.value, one.visited_on and one.visited_on.value) for one in (first, second)
    ] == [("面访", date(2026, 11, 22))] * 2
    assert [contact.value.name for contact in first.contacts] == ["王经理"]
    assert [contact.value.name for contact in second.contacts] == ["陈工"]
    assert first.competitor is not None and first.competitor.value.brand == "用友"
    assert second.competitor is not None and second.competitor.value.brand == "鼎捷"
    assert first.next_step is not None and first.next_step.value.due_on == date(2026, 12, 2)
    assert second.next_step is not None and second.next_step.value.due_on == date(2026, 11, 27)


def test_a_new_customer_is_named_as_said() -> None:
    first, second = visits("上午去了华鼎，王经理说库存不准。第二家东旭，见了李总，他们手工开单")
    assert first.customer is not None and first.customer.value.customer_id == "D1"
    assert second.customer is not None and second.customer.value.name == "东旭"
    assert second.customer.value.customer_id is None


def test_a_spoken_one_shows_the_second() -> None:
    parts = ("上午去了华鼎见了王经理", "库存周转特别慢", "下午又去了恒瑞跟陈工聊", "设备停机比较频繁")
    segments = tuple(Segment(10.0 * n, 10.0 * n + 8, part) for n, part in enumerate(parts))
    first, second = visits("".join(parts), Transcript("".join(parts), 40.0, segments))
    assert first.customer is not None and second.customer is not None
    assert first.customer.evidence.second is not None and first.customer.evidence.second < 8
    assert second.customer.evidence.second is not None and 20 <= second.customer.evidence.second < 28
    assert [said.evidence.second is not None and said.evidence.second >= 30 for said in second.pain_points] == [True]


PIECES = st.sampled_from(
    (
        "上午去了 下午又去了 然后跑了趟 第二家 跟 通了电话 见了 华鼎 恒瑞 永泰泵业 东旭包装 王经理 陈工 说 库存不准 "
        "设备停机 下周三前出方案 ， 。 ； \n 他们 回头再说 合作 今天跑了两家 昨天 也在用 "
        "不是 第一家 1. 新客户叫 都是上门"
    ).split(" ")
)


@settings(max_examples=150, deadline=None)
@example("0，第0家第0家上午华鼎")
@given(st.one_of(st.text(max_size=40), st.lists(PIECES, max_size=30).map("".join)))
def test_parts_are_apart_in_order_and_their_words_verbatim(text: str) -> None:
    note = told(text)
    assert len(note.visits) != 1
    stretches = [stretch for one in note.visits for stretch in one.stretches] + list(note.shared) * bool(note.visits)
    ordered = sorted(stretches)
    assert all(a < b for a, b in ordered)
    assert all(before[1] <= after[0] for before, after in pairwise(ordered))
    assert all(list(one.stretches) == sorted(one.stretches) for one in note.visits)
    for reading in visits(text):
        assert reading.customer is not None
        values = [getattr(reading, field) for field in (*FIELDS, "none_of")]
        for said in (one for value in values if value for one in (value if isinstance(value, tuple) else (value,))):
            assert text[said.evidence.start : said.evidence.end] == said.evidence.words != ""


NAMES_ANOTHER = ("恒瑞", "永泰泵业", "东旭包装", "第一家", "第二家", "新客户叫", "昨天")


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES.filter(lambda piece: piece not in NAMES_ANOTHER), max_size=30))
def test_one_customer_is_one_visit(pieces: list[str]) -> None:
    assert told("".join(pieces)).visits == ()
