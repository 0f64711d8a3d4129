"""听到 / 改为: what counts as put right."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from domain.correction import corrections
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
)
from domain.visit import PERSON, VisitUtterance

NOW = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)


def said(value: Any, words: str = "…", source: str = "rule") -> Said[Any]:
    return Said(value, Evidence(0, len(words), words, source))


def replaced(field: str, value: Any) -> Reading:
    return Reading(replaces=frozenset({field}), **{field: value})


HEARD = Reading(
    customer=said(CustomerMention("华顶", None, False), "华顶"),
    channel=said("电话", "打电话"),
    contacts=(said(Contact("王经理")),),
    competitor=said(Competitor("用友"), "用友"),
    pain_points=(said(PainPoint(None, "掉头难"), "掉头难"), said(PainPoint("库存不准", "账不准"), "账不准")),
    next_step=said(NextStep("出方案", date(2026, 3, 4)), "周三"),
    amounts=(said(Amount(Decimal("800000.00"), "报价"), "八十万"),),
)


@pytest.mark.parametrize(
    ("then", "expected"),
    [
        (replaced("channel", said("面访", "上门")), [("channel", "打电话", "面访")]),
        (Reading(channel=said("面访", "上门")), []),
        (replaced("channel", said("电话", "电话")), []),
        (Reading(competitor=said(Competitor("用友", "U8"))), []),
        (
            replaced("next_step", said(NextStep("出方案", date(2026, 3, 5)), "周四")),
            [("next_step", "周三", NextStep("出方案", date(2026, 3, 5)))],
        ),
        (
            replaced("amounts", (said(Amount(Decimal("850000.00"), "报价")),)),
            [("amounts", "八十万", Amount(Decimal("850000.00"), "报价"))],
        ),
        (Reading(renamed=(("王经理", "汪经理"),)), [("contacts", "…", Contact("汪经理"))]),
        (
            Reading(customer=said(CustomerMention("苏州华鼎", "C1"), "（点选）", PERSON)),
            [("customer", "华顶", CustomerMention("苏州华鼎", "C1"))],
        ),
        (Reading(customer=said(CustomerMention("华顶"), "（点选）新客户", PERSON)), []),
        (
            Reading(pain_points=(said(PainPoint("物流时效差", "掉头难"), "掉头难", PERSON),)),
            [("pain_points", "掉头难", PainPoint("物流时效差", "掉头难"))],
        ),
        (Reading(pain_points=(said(PainPoint(None, "掉头难"), "掉头难", PERSON),)), []),
        (Reading(pain_points=(said(PainPoint("人手不足", "缺人"), "缺人"),)), []),
    ],
)
def test_what_is_put_right(then: Reading, expected: list[tuple[str, str, Any]]) -> None:
    told = (VisitUtterance(NOW, "", HEARD), VisitUtterance(NOW + timedelta(minutes=1), "", then))
    found = [(one.field, one.heard.evidence.words, one.changed.value) for one in corrections(told)]
    assert found == expected


def test_a_settled_pain_stays_settled_when_it_is_said_again() -> None:
    tapped = Reading(pain_points=(said(PainPoint("物流时效差", "掉头难"), "掉头难", PERSON),))
    again = Reading(pain_points=(said(PainPoint(None, "掉头难"), "掉头难"),))
    told = tuple(VisitUtterance(NOW + timedelta(minutes=n), "", one) for n, one in enumerate((HEARD, tapped, again)))
    assert len(corrections(told)) == 1
