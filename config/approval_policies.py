"""审批规矩的来历: a valid approval section as domain.approval_policy has it."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from config.approvals import Approval, ApprovalStep, LadderRung, When
from domain.approval_policy import (
    ApprovalPolicy,
    Channel,
    Comparison,
    Condition,
    Pace,
    Quorum,
    Rung,
    StepRule,
    Value,
)


def approval_policy_of(section: Approval) -> ApprovalPolicy:
    """The policy of any process's approval section."""
    steps = section.steps or [ApprovalStep.model_construct(approver=section.approver or "leader")]
    return ApprovalPolicy(
        steps=tuple(_step(step) for step in steps),
        pace=Pace(section.pace),
        ladder=_ladder(section.ladder),
        reject_reasons=tuple(section.reject_reasons),
        reason_required=section.reason_required,
        if_empty=section.if_empty,
        asks_again=section.repeat == "ask",
    )


def conditions_of(section: Sequence[When]) -> tuple[Condition, ...]:
    """What must hold, all of it."""
    return tuple(
        Condition(when.field, Comparison(name), _value(value))
        for when in section
        for name, value in when.comparisons().items()
    )


def _step(step: ApprovalStep) -> StepRule:
    quorum = Quorum.ALL_OF if step.all_of else Quorum.AT_LEAST if step.of else Quorum.ANY_OF
    people = step.all_of or step.any_of or step.of or [step.approver or "leader"]
    return StepRule(
        approvers=tuple(people),
        quorum=quorum,
        least=step.at_least or 1,
        when=conditions_of(step.when),
        if_empty=step.if_empty,
        ladder=None if step.ladder is None else _ladder(step.ladder),
        name=step.name or "",
    )


def _ladder(rungs: Sequence[LadderRung]) -> tuple[Rung, ...]:
    return tuple(
        Rung(timedelta(hours=rung.after_hours), rung.to, tuple(Channel(way) for way in rung.by)) for rung in rungs
    )


def _value(value: Any) -> Value | tuple[Value, ...]:
    if isinstance(value, list):
        return tuple(_plain(one) for one in value)
    return _plain(value)


def _plain(value: Any) -> Value:
    if isinstance(value, bool | str | date):
        return value
    return Decimal(str(value))
