"""What a model says of a note: only what the note says too, by our own rules, becomes part of the reading."""

import json
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.reading import Reading, Said
from domain.second_reading import Opinion
from nlp.masking import masked
from nlp.second_opinion import opinion_of
from nlp.second_prompt import SCHEMA
from nlp.visit_extraction import read
from nlp.vocabulary import vocabulary
from tests.nlp.company import DEMO, MONDAY, calendar, lexicon

NOTE = (
    "今天电话联系苏州华鼎，采购部王经理接的，图纸版本满天飞，车间照着旧图干，用友U8卡得很，"
    "刘永强是车间主任也在，最后李总拍板，他看重价格，我周五前发方案"
)
WORDS = vocabulary(DEMO, lexicon())


def joined(note: str, answer: Any, **more: Any) -> Reading:
    opinion = opinion_of(answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False))
    return read(note, MONDAY, WORDS, calendar(), opinion=opinion, **more)


def by_model(reading: Reading) -> list[Any]:
    """The values that only the second reader saw."""
    found: list[Said[Any] | None] = [reading.channel, reading.competitor, reading.next_step, reading.package]
    found += [*reading.contacts, *reading.decision_chain, *reading.pain_points]
    return [said.value for said in found if said is not None and said.evidence.source == "model"]


BARE = "去了苏州华鼎，"
OLD_PLANS = BARE + "图纸到处是旧的"


def pain(span: str, evidence: str = "", tag: str | None = None) -> dict[str, Any]:
    return {"pain_points": [{"tag": tag, "span": span, "evidence": evidence or span}]}


def met(name: str, evidence: str) -> dict[str, Any]:
    return {"contacts": [{"name": name, "evidence": evidence}]}


@pytest.mark.parametrize(
    ("note", "answer", "seen"),
    [
        # believed: the words stand in the note, and mean it
        (OLD_PLANS, pain("图纸到处是旧的"), ["PainPoint(tag=None, span='图纸到处是旧的')"]),
        (OLD_PLANS, pain("图纸到处是旧的", tag="数据孤岛"), ["PainPoint(tag='数据孤岛', span='图纸到处是旧的')"]),
        (BARE + "帮我们引荐的是刘永强", met("刘永强", "帮我们引荐的是刘永强"),
         ["Contact(name='刘永强', title=None, role=None)"]),
        (BARE + "桌上摆的都是北极星的资料", {"competitor": {"brand": "北极星", "evidence": "桌上摆的都是北极星的资料"}},
         ["Competitor(brand='北极星', model=None)"]),
        # not in the note, or not where the claim points
        (OLD_PLANS, pain("库存不准", tag="库存不准"), []),
        (OLD_PLANS, pain("图纸到处是旧的", "去了苏州华鼎"), []),
        (BARE + "聊得很久", met("刘永强", "聊得很久"), []),
        (BARE + "聊得很久", {"channel": {"value": "电话", "evidence": "聊得很久"}}, []),
        (BARE + "聊得很久", {"package": {"value": "驻场支持", "evidence": "聊得很久"}}, []),
        # an invented tag leaves the words untagged; words that are no problem then stay out
        (OLD_PLANS, pain("图纸到处是旧的", tag="图纸病"), ["PainPoint(tag=None, span='图纸到处是旧的')"]),
        (BARE + "中午吃了面条", pain("中午吃了面条", tag="面条"), []),
        # denied, past, imagined, or about us
        (BARE + "图纸倒没问题", pain("图纸倒没问题", tag="数据孤岛"), []),
        (BARE + "怕图纸到处是旧的", pain("图纸到处是旧的", "怕图纸到处是旧的"), []),
        (BARE + "以前用过致远", {"competitor": {"brand": "致远", "evidence": "以前用过致远"}}, []),
        (BARE + "下次再约刘永强", met("刘永强", "下次再约刘永强"), []),
        # no name, no brand
        (BARE + "聊得很久", met("聊得", "聊得很久"), []),
        (BARE + "聊得很久", {"competitor": {"brand": "华鼎", "evidence": "去了苏州华鼎"}}, []),
        # nothing
        (BARE + "没有竞品", {"competitor": {"brand": "没有", "evidence": "没有竞品"}}, []),
        (BARE + "没有竞品", {"contacts": [{"name": "无", "evidence": "没有竞品"}]}, []),
        # a weight that the words do not give
        (BARE + "刘永强带我们转了转",
         {"decision_chain": [{"name": "刘永强", "influence": "高", "evidence": "刘永强带我们转了转"}]}, []),
        # days are read by our own rules
        (BARE + "样册补一份过去",
         {"next_step": {"text": "样册补一份过去", "due_on": "2031-01-01", "evidence": "样册补一份过去"}},
         ["NextStep(text='样册补一份过去', due_on=None, unpublished_year=None)"]),
    ],
)  # fmt: skip
def test_what_is_believed(note: str, answer: dict[str, Any], seen: list[str]) -> None:
    before = read(note, MONDAY, WORDS, calendar())
    assert by_model(before) == []
    assert [repr(value) for value in by_model(joined(note, answer))] == seen


def test_customer_day_and_amounts_are_never_taken() -> None:
    answer = {
        "customer": {"value": "宁波永泰泵业有限公司", "evidence": "苏州华鼎"},
        "visited_on": {"value": "2020-01-01", "evidence": "今天"},
        "amounts": [{"value": "999", "evidence": "今天"}],
    }
    assert joined(NOTE, answer) == read(NOTE, MONDAY, WORDS, calendar())


def test_rules_keep_what_they_read_and_the_rep_is_asked() -> None:
    note = "上门拜访苏州华鼎，采购部王经理做评估，后来打电话又聊了一次"
    answer = {
        "channel": {"value": "电话", "evidence": "后来打电话又聊了一次"},
        "contacts": [{"name": "王经理", "role": "使用者", "evidence": "采购部王经理做评估"}],
    }
    reading = joined(note, answer)
    assert reading.channel is not None
    assert reading.channel.value == "面访"
    assert [(one.field, one.kept, one.other) for one in reading.doubts] == [("channel", "面访", "电话")]


def test_of_a_correction_nothing_is_taken_from_a_model() -> None:
    known = read("上门拜访苏州华鼎，王经理，周三前发方案", MONDAY, WORDS, calendar())
    answer = {"pain_points": [{"tag": "库存不准", "span": "是周四前", "evidence": "不对，是周四前"}]}
    assert by_model(joined("不对，是周四前发方案，他说的", answer, known=known)) == []


@pytest.mark.parametrize(
    "content",
    ["", "好的", "[]", "null", "{", '{"contacts": 7}', '{"contacts": [[], 1, null]}', "{" * 5000 + "}" * 5000,
     '{"channel": {"value": 1, "evidence": {}}}', '{"pain_points": "库存不准"}'],
)  # fmt: skip
def test_answers_that_say_nothing(content: str) -> None:
    opinion = opinion_of(content)
    assert opinion is None or opinion.claims == ()


def test_an_answer_may_be_fenced_or_have_words_around_it() -> None:
    fenced = '好的，结果如下：\n```json\n{"channel": {"value": "电话", "evidence": "电话联系"}}\n```\n请查收'
    assert [claim.parts for claim in (opinion_of(fenced) or Opinion()).claims] == [{"value": "电话"}]


# --- whatever comes back ---------------------------------------------------------------------------

PIECES = [NOTE[start : start + length] for start in range(0, len(NOTE), 5) for length in (2, 3, 6, 14)]
WILD = st.one_of(
    st.none(), st.text(max_size=8), st.sampled_from(PIECES), st.sampled_from([*lexicon().tags, *lexicon().channels]),
    st.sampled_from(["高", "中", "低", "决策人", "使用者", "无", "null", "刘永强", "王经理", "李总", "用友", "U8"]),
)  # fmt: skip
ITEMS = st.dictionaries(
    st.sampled_from("value name title role influence concern brand model tag span text evidence".split()), WILD
)
ANSWERS = st.dictionaries(
    st.sampled_from([*SCHEMA["properties"], "customer", "amounts"]), st.one_of(WILD, ITEMS, st.lists(ITEMS, max_size=4))
)


@settings(max_examples=100, deadline=None)
@given(ANSWERS)
def test_whatever_comes_back_every_value_stands_in_the_note(answer: dict[str, Any]) -> None:
    reading = joined(NOTE, answer)
    several: list[Said[Any]] = [*reading.contacts, *reading.decision_chain, *reading.pain_points]
    for said in several:
        assert NOTE[said.evidence.start : said.evidence.end] == said.evidence.words != ""
    for contact in reading.contacts:
        assert contact.value.name in NOTE
    for person in reading.decision_chain:
        assert person.value.name in NOTE
        assert (person.value.concern or "") in NOTE
    for pain in reading.pain_points:
        assert pain.value.span == pain.evidence.words
        assert pain.value.tag in {None, *lexicon().tags}
    if reading.competitor is not None:
        assert reading.competitor.value.brand in NOTE
        assert (reading.competitor.value.model or "") in NOTE
    rules = read(NOTE, MONDAY, WORDS, calendar())
    assert (reading.customer, reading.visited_on, reading.amounts, reading.next_step) == (
        rules.customer, rules.visited_on, rules.amounts, rules.next_step,
    )  # fmt: skip
    assert {doubt.field for doubt in reading.doubts} <= {
        "channel",
        "package",
        "competitor",
        "contacts",
        "decision_chain",
    }


# --- masking ---------------------------------------------------------------------------------------

NAMES = [
    "苏州华鼎", "华鼎汽配", "宁波永泰泵业有限公司", "恒瑞机电", "无锡天宇精密有限公司", "王经理", "李总",
    "采购部刘永强", "13812345678", "0512-66889900", "wang@example.com", "欧阳明", "张三丰",
]  # fmt: skip
OTHER = [
    "今天去了",
    "，",
    "说",
    "库存不准",
    "电话",
    "跟",
    "聊了",
    "用友U8",
    "下周三前发方案",
    "。",
    "〈人1〉",
    "王",
    "总",
    " ",
]
KNOWN = ("欧阳明", "张三丰", "刘永强")
SECRET = ["华鼎", "永泰", "恒瑞机电", "天宇", "王经理", "李总", "138123", "66889900", "wang@", *KNOWN]


@settings(max_examples=200, deadline=None)
@example("13812345678 13812345678wang@example.com")
@given(st.lists(st.sampled_from([*NAMES, *OTHER]), max_size=14).map("".join))
def test_known_names_numbers_and_addresses_never_leave(note: str) -> None:
    hidden = masked(note, WORDS, KNOWN)
    if hidden is None:
        return  # then it is not sent at all
    assert [name for name in (*KNOWN, "13812345678", "66889900", "@") if name in hidden.text] == []


@pytest.mark.parametrize(
    "note",
    [
        "今天去了苏州华鼎，采购部王经理和李总都在，电话13812345678",
        "拜访宁波永泰泵业有限公司，刘永强说0512-66889900打不通，邮箱wang@example.com",
        "无锡天宇精密有限公司是新客户，欧阳明接待的，跟张三丰一起，恒瑞机电也问过",
    ],
)
def test_no_name_of_an_ordinary_note_leaves_and_all_come_back(note: str) -> None:
    hidden = masked(note, WORDS, KNOWN)
    assert hidden is not None
    assert [secret for secret in SECRET if secret in hidden.text] == []
    back = hidden.text
    for mark, name in hidden.names:
        back = back.replace(mark, name)
    assert back == note
