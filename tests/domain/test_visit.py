"""拜访记录: utterances fold into one record, in the order of saying; lacks come in the template's order."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import permutations

import pytest

from domain import visit
from domain.policy import FieldRule, VisitTemplate
from domain.reading import (
    Amount,
    Competitor,
    Contact,
    CustomerMention,
    Evidence,
    NextStep,
    PainPoint,
    Reading,
    Said,
    Stakeholder,
)
from domain.visit import VisitUtterance

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
HUADING = CustomerMention("苏州华鼎汽车配件有限公司", "C001")
TEMPLATE = VisitTemplate(
    fields=(
        FieldRule("customer", "客户", True, "哪家客户？"),
        FieldRule("competitor", "竞品", True, "请先录入竞品信息", 1, ("model",), True, "{brand}是哪个型号？"),
        FieldRule("pain_points", "痛点", True, "还差 {lacking} 个瓶颈", 3, (), True),
        FieldRule("decision_chain", "决策链", True, "谁拍板？", 1, ("title", "concern"), False, "还差{lacking}"),
        FieldRule("next_step", "下一步", True, "下一步？", 1, ("due_on",), False, "“{step}”什么时候？"),
        FieldRule("amounts", "金额", False, ""),
    ),
    vague_wordings=("大致意向", "印象不错"),
    vague_answer="太笼统",
    join_within=timedelta(hours=2),
)


def said(value, words="…", source="rule"):  # type: ignore[no-untyped-def]
    return Said(value, Evidence(0, len(words), words, source))


def told(*readings: Reading) -> Reading:
    return visit.record(
        tuple(VisitUtterance(NOON + timedelta(minutes=n), "…", reading) for n, reading in enumerate(readings))
    )


def pains(*tags: str) -> Reading:
    return Reading(pain_points=tuple(said(PainPoint(tag, tag)) for tag in tags))


def test_the_record_does_not_depend_on_the_order_of_arrival() -> None:
    utterances = [
        VisitUtterance(NOON, "1", Reading(competitor=said(Competitor("用友", "U8")), channel=said("面访"))),
        VisitUtterance(NOON + timedelta(minutes=1), "2", Reading(competitor=said(Competitor("金蝶")))),
        VisitUtterance(NOON + timedelta(minutes=2), "3", pains("库存不准")),
        VisitUtterance(NOON + timedelta(minutes=3), "4", Reading(channel=said("电话"))),
    ]
    records = {visit.record(tuple(arrived)) for arrived in permutations(utterances)}
    assert len(records) == 1
    record = records.pop()
    assert record.competitor is not None
    assert record.competitor.value == Competitor("金蝶")
    assert record.channel is not None
    assert record.channel.evidence.utterance == 3


@pytest.mark.parametrize(
    ("first", "second", "brand"),
    [
        (Competitor("用友", "U8"), Competitor("用友"), Competitor("用友", "U8")),
        (Competitor("用友"), Competitor("用友", "U8"), Competitor("用友", "U8")),
        (Competitor("用友", "U8"), Competitor("金蝶"), Competitor("金蝶")),
    ],
)
def test_a_brand_named_again_keeps_its_model(first: Competitor, second: Competitor, brand: Competitor) -> None:
    record = told(Reading(competitor=said(first)), Reading(competitor=said(second)))
    assert record.competitor is not None
    assert record.competitor.value == brand


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (NextStep("报价", date(2026, 3, 4)), NextStep("", date(2026, 3, 5)), NextStep("报价", date(2026, 3, 5))),
        (NextStep("报价", None), NextStep("报价", date(2026, 3, 5)), NextStep("报价", date(2026, 3, 5))),
        (NextStep("报价", date(2026, 3, 4)), NextStep("演示", None), NextStep("演示", None)),
    ],
)
def test_a_new_step_does_not_inherit_the_old_deadline(first: NextStep, second: NextStep, expected: NextStep) -> None:
    record = told(Reading(next_step=said(first)), Reading(next_step=said(second)))
    assert record.next_step is not None
    assert record.next_step.value == expected


def test_lists_grow_without_doubles_and_a_correction_replaces_them() -> None:
    assert [p.value.tag for p in told(pains("库存不准", "缺货断料"), pains("缺货断料", "人手不足")).pain_points] == [
        "库存不准", "缺货断料", "人手不足",
    ]  # fmt: skip
    old, new = said(Amount(Decimal("800000.00"), "预算")), said(Amount(Decimal("850000.00"), "预算"))
    corrected = told(Reading(amounts=(old,)), Reading(amounts=(new,), replaces=frozenset({"amounts"})))
    assert [amount.value for amount in corrected.amounts] == [new.value]


def test_people_are_merged_and_renamed() -> None:
    record = told(
        Reading(
            contacts=(said(Contact("王经理", "采购部经理", "影响者")),),
            decision_chain=(said(Stakeholder("王经理", "采购部经理", "中")),),
        ),
        Reading(decision_chain=(said(Stakeholder("王经理", "经理", None, "切换风险")),)),
        Reading(renamed=(("王经理", "汪经理"),)),
    )
    assert [one.value for one in record.contacts] == [Contact("汪经理", "采购部经理", "影响者")]
    assert [one.value for one in record.decision_chain] == [Stakeholder("汪经理", "采购部经理", "中", "切换风险")]


def test_what_a_person_chose_is_not_overheard() -> None:
    chosen = Reading(customer=said(HUADING, source=visit.PERSON))
    misheard = Reading(customer=said(CustomerMention("华顶", None, False, ("C001", "C003"))))
    record = told(Reading(customer=said(CustomerMention("华鼎", None, False, ("C001",)))), chosen, misheard)
    assert record.customer is not None
    assert record.customer.value == HUADING
    assert not visit.needs_choice(record)


@pytest.mark.parametrize(
    ("mention", "needs"),
    [
        (HUADING, False),
        (CustomerMention("华鼎", None, False, ("C001", "C002")), True),
        (CustomerMention("苏州华鼎汽车配件有限公司", "C001", False, ("C001",)), True),
        (CustomerMention("没听过的公司"), True),
    ],
)
def test_a_customer_that_is_not_certain_is_asked(mention: CustomerMention, needs: bool) -> None:
    record = told(Reading(customer=said(mention)))
    assert visit.needs_choice(record) is needs
    assert (visit.lacking(record, TEMPLATE)[0].asked == "customer") is needs


@pytest.mark.parametrize(
    ("new", "is_recent", "belongs"),
    [
        (pains("库存不准"), True, True),
        (pains("库存不准"), False, True),
        (Reading(customer=said(HUADING)), True, True),
        (Reading(customer=said(HUADING)), False, False),
        (Reading(customer=said(CustomerMention("宁波永泰泵业有限公司", "C201"))), True, False),
        (Reading(customer=said(CustomerMention("无锡华鼎", "C002")), replaces=frozenset({"customer"})), True, True),
        (Reading(customer=said(CustomerMention("华顶", None, False, ("C001", "C003")))), True, True),
    ],
)
def test_which_visit_an_utterance_belongs_to(new: Reading, is_recent: bool, belongs: bool) -> None:
    assert visit.belongs(told(Reading(customer=said(HUADING))), new, is_recent) is belongs


def test_vague_wordings_are_refused_and_named() -> None:
    reading = Reading(pain_points=(said(PainPoint(None, "有大致意向")), said(PainPoint("库存不准", "库存不准"))))
    kept, vague = visit.without_vague(reading, TEMPLATE)
    assert vague == ("有大致意向",)
    assert [one.value.tag for one in kept.pain_points] == ["库存不准"]


def asked(record: Reading) -> list[tuple[str, str]]:
    return [(lack.asked, lack.question) for lack in visit.lacking(record, TEMPLATE)]


def test_whole_fields_are_asked_before_parts_and_in_the_words_of_the_template() -> None:
    record = told(
        Reading(
            customer=said(HUADING),
            competitor=said(Competitor("用友")),
            pain_points=pains("库存不准").pain_points,
            decision_chain=(said(Stakeholder("李总", None, "高")), said(Stakeholder("陈工", "工程师", None, None))),
        )
    )
    assert asked(record) == [
        ("pain_points", "还差 2 个瓶颈"),
        ("next_step", "下一步？"),
        ("competitor.model", "用友是哪个型号？"),
        ("decision_chain.gaps", "还差李总的职位和关键顾虑、陈工的关键顾虑"),
    ]


def test_none_is_an_answer_only_where_the_template_allows_it() -> None:
    nothing = told(
        Reading(
            customer=said(HUADING),
            none_of=tuple(said(key) for key in ("competitor", "pain_points", "decision_chain", "decision_chain.gaps")),
        )
    )
    assert [key for key, _ in asked(nothing)] == ["decision_chain", "next_step"]
