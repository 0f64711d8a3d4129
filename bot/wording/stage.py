"""动作流的阶段: the sentences about where a customer stands and what is still wanted."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from bot.wording import moments
from domain.approval_policy import Comparison, Condition, Fields, Value, holds
from domain.reading import NextStep
from domain.stage import Event, StageRule, Standing

MOST_ALIKE = 3
NOTHING_TO_SEE = "您能看到的记录里没有{name}。"
_NO_STAGE = "阶段：还没有开始（{trigger}时进入「{name}」）"
_TRIGGERS = {
    Event.VISIT_APPROVED: "拜访记录审核通过",
    Event.COMPETITOR_KNOWN: "知道了竞品",
    Event.PAIN_POINTS_KNOWN: "知道了痛点",
    Event.DECISION_CHAIN_COMPLETE: "决策链齐了",
    Event.AMOUNT_KNOWN: "知道了金额",
    Event.QUOTE_SENT: "报价单发出",
    Event.QUOTE_SIGNED: "客户签了报价单",
    Event.PAID: "回款到账",
}
#: name and unit of what is counted
_NUMBERS = {
    "visits": ("审核通过的拜访", " 次"), "contacts": ("见过的人", " 位"), "pain_points": ("痛点", " 个"),
    "amount": ("金额", " 元"), "decision_chain": ("决策链完整度", "%"),
}  # fmt: skip
_PRESENCES = {
    "decider": "拍板的人", "competitor": "竞品", "competitor_model": "竞品型号", "next_step": "下一步",
    "next_step_due": "下一步的日期", "package": "服务包",
}  # fmt: skip
_COMPARED = {
    Comparison.IS: "是", Comparison.IS_NOT: "不是", Comparison.MORE_THAN: "超过", Comparison.AT_LEAST: "至少",
    Comparison.LESS_THAN: "少于", Comparison.AT_MOST: "最多", Comparison.ONE_OF: "是",
}  # fmt: skip


def entered(customer: str, stands: Standing, stages: Sequence[StageRule]) -> str:
    """What the owner of a stage reads when a customer enters it."""
    stage = stages[stands.at]
    lines = [f"{customer} 进入「{stage.name}」（{stands.at + 1}/{len(stages)}）。", f"要交付：{stage.deliverable}"]
    still = stands.open_checks(stage)
    if still:
        lines.append("还差：" + "；".join(_check(check, stands.facts) for check in still))
    return "\n".join((*lines, f"随时发“进度 {customer}”看做到哪里了。"))


def progress(
    customer: str,
    stands: Standing,
    stages: Sequence[StageRule],
    owners: Sequence[str],
    step: NextStep | None,
    today: date,
) -> list[str]:
    """The answer to “进度 …”; what waits for a decision follows."""
    lines = [customer]
    who = f"负责人：{'、'.join(owners)}" if owners else "负责人：还没有"
    if stages and stands.at < 0:
        lines += [_NO_STAGE.format(trigger=_TRIGGERS[stages[0].trigger], name=stages[0].name), who]
    elif stages:
        stage = stages[stands.at]
        lines += [f"阶段：{stage.name}（{stands.at + 1}/{len(stages)}）", who, f"要交付：{stage.deliverable}"]
        lines += [
            f"{'✓' if holds(check, stands.facts) else '○'} {_check(check, stands.facts)}" for check in stage.checks
        ]
        lines += _next(stands, stages)
    else:
        lines.append(who)
    return [*lines, f"下一步：{_step(step, today)}"]


def waiting(requester: str, noun: str, names: str) -> str:
    """One thing about the customer that is not decided yet."""
    return f"待审：{requester}的{noun}，等 {names}"


def which(named: str, alike: Sequence[str]) -> str:
    """The name may mean several customers, or one that is not known."""
    if not alike:
        return f"没有找到“{named}”这家客户，请说全名。"
    return f"“{named}”是哪一家：{'、'.join(alike)}？请发“进度”加全名。"


def _next(stands: Standing, stages: Sequence[StageRule]) -> list[str]:
    if stands.at + 1 >= len(stages):
        return []
    following = stages[stands.at + 1]
    first = "上面都做到、" if stands.open_checks(stages[stands.at]) else ""
    return [f"再往后：「{following.name}」（{first}{_TRIGGERS[following.trigger]}时）"]


def _step(step: NextStep | None, today: date) -> str:
    if step is None:
        return "没有说"
    return f"{step.text}（{moments.day(step.due_on, today)}前）" if step.due_on else step.text


def _check(check: Condition, facts: Fields) -> str:
    if check.field in _PRESENCES:
        label = _PRESENCES[check.field]
        now = "" if holds(check, facts) else "（还没有）" if check.value is True else "（现在有）"
        return f"{'有' if check.value is True else '没有'}{label}{now}"
    label, unit = _NUMBERS[check.field]
    values = check.value if isinstance(check.value, tuple) else (check.value,)
    wanted = "、".join(_number(value, check.field) for value in values)
    found = facts.get(check.field, Decimal(0))
    now = _number(found if not isinstance(found, tuple) else Decimal(len(found)), check.field)
    return f"{label}{_COMPARED[check.comparison]} {wanted}{unit}（现在 {now}{unit}）"


def _number(value: Value, field: str) -> str:
    if not isinstance(value, Decimal):
        return str(value)
    if field == "decision_chain":
        return f"{int(value * 100)}"  # rounded down, as the card says it
    return f"{value.normalize():f}"
