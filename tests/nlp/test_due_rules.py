"""Due rules in words, and the words of a rule read back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.wording.due_rule import due_rule_words
from domain.contract import DueRule, Milestone
from nlp.due_rules import read_due_rule

SIGNED, DELIVERED, ACCEPTED = Milestone.SIGNED, Milestone.DELIVERED, Milestone.ACCEPTED


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("验收后30天", DueRule(ACCEPTED, days=30)), ("交付后12个月", DueRule(DELIVERED, months=12)),
        ("签订后7天", DueRule(SIGNED, days=7)), ("发货后15日内", DueRule(DELIVERED, days=15)),
        ("合同签订之日起 10 日内付款", DueRule(SIGNED, days=10)),
        ("自验收合格之日起一年内", DueRule(ACCEPTED, months=12)),
        ("交付后半年", DueRule(DELIVERED, months=6)), ("验收后半个月", DueRule(ACCEPTED, days=15)),
        ("签订当天", DueRule(SIGNED)), ("验收后两周", DueRule(ACCEPTED, days=14)),
        ("到货验收合格后30天", DueRule(ACCEPTED, days=30)), ("合同生效后三十日内支付", DueRule(SIGNED, days=30)),
        ("交付后1.5年", DueRule(DELIVERED, months=18)), ("验收后１２个月零７天", DueRule(ACCEPTED, 12, 7)),
    ],
)  # fmt: skip
def test_rules(text: str, rule: DueRule) -> None:
    assert read_due_rule(text) == rule


@pytest.mark.parametrize(
    "text",
    ["", "验收后", "验收后10个工作日", "发货前", "质保期满后7天", "30天", "下周", "验收后99999天", "交付后0.3个月"],
)
def test_what_leaves_something_open_is_no_rule(text: str) -> None:
    assert read_due_rule(text) is None


@given(st.builds(DueRule, st.sampled_from(Milestone), st.integers(0, 120), st.integers(0, 400)))
def test_the_words_of_a_rule_are_read_back(rule: DueRule) -> None:
    assert read_due_rule(due_rule_words(rule)) == rule
