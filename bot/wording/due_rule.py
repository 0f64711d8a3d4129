"""到期规则 in words, such that nlp/due_rules.py reads them back."""

from domain.contract import DueRule, Milestone

_WORDS = {Milestone.SIGNED: "签订", Milestone.DELIVERED: "交付", Milestone.ACCEPTED: "验收"}


def due_rule_words(rule: DueRule) -> str:
    """“验收后 12 个月零 7 天”, “签订后 7 天”, “交付当天”."""
    what = _WORDS[rule.after]
    if not rule.months and not rule.days:
        return f"{what}当天"
    months = f" {rule.months} 个月" if rule.months else ""
    days = f"{'零' if months else ''} {rule.days} 天" if rule.days else ""
    return f"{what}后{months}{days}"
