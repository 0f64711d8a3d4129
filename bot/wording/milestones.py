"""What a rep reads when a delivery or an acceptance has set or moved due days."""

from collections.abc import Sequence
from datetime import date

from bot.wording.due_rule import due_rule_words
from bot.wording.moments import short_day
from bot.wording.money import yuan
from domain.contract import Contract, Instalment, Milestone

MORE = "…另有 {count} 份合同的到期日也定了。"
_REACHED = {Milestone.DELIVERED: "交付", Milestone.ACCEPTED: "验收"}


def moved(
    contract: Contract, reached: dict[Milestone, date], several: Sequence[tuple[Instalment, date | None]], today: date
) -> str:
    """“合同 HT-001（华鼎）11月30日验收：第 2 期 验收款 40,000 元，12月30日到期（验收后 30 天）。”"""
    after = {one.rule.after for one, _ in several if one.rule}
    days = [f"{short_day(reached[one], today)}{_REACHED[one]}" for one in _REACHED if one in reached and one in after]
    what = "、".join(days) or "的交付改了"
    parts = "；".join(_part(one, due_on, contract.currency, today) for one, due_on in several)
    return f"合同 {contract.number}（{contract.customer_name}）{what}：{parts}。"


def _part(one: Instalment, due_on: date | None, currency: str, today: date) -> str:
    named = f"第 {one.nth} 期 {one.label} {yuan(one.outstanding, currency)}"
    rule = f"（{due_rule_words(one.rule)}）" if one.rule else ""
    if due_on is None:
        return f"{named}，到期日要重新等{rule}"
    before = f"，原来是{short_day(one.due_on, today)}" if one.due_on else ""
    return f"{named}，{short_day(due_on, today)}到期{rule}{before}"
