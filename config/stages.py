"""动作流的配置: the stages, each with exactly its four keys."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from config.approval_policies import conditions_of
from config.approvals import When, person_rule
from config.problems import Steps, guess
from config.rules import Section, Sentence, refuse_if_any
from domain.stage import NUMBERS, PRESENCES, Event, StageRule

TriggerKey = Literal[
    "visit_approved", "competitor_known", "pain_points_known", "decision_chain_complete", "amount_known",
    "quote_sent", "quote_signed", "paid",
]  # fmt: skip
_CHECKED = (*NUMBERS, *PRESENCES)
_MAY_OWN = (
    "可写 owner（客户的负责人）、leader（他的主管）、director（总监）、role:角色、user:账号，或 roles、people 里的账号"
)


def _owner_rule(text: str, info: ValidationInfo) -> str:
    return person_rule(text, info, ("owner",), _MAY_OWN)


class Stage(Section):
    """动作流的一个阶段，四项都要写。"""

    owner: Annotated[str, AfterValidator(_owner_rule)] = Field(description="责任人：owner 是客户的负责人")
    trigger: TriggerKey = Field(description="触发条件：什么事使客户进入这个阶段")
    deliverable: Sentence = Field(description="交付物：这个阶段要拿出什么，一句话")
    checks: list[When] = Field(max_length=10, description="校验标准：都满足，这个阶段才算做完；可以是 []")

    @field_validator("checks")
    @classmethod
    def _fits_its_field(cls, checks: list[When]) -> list[When]:
        found: list[tuple[Steps, str]] = []
        for n, check in enumerate(checks):
            compared = check.comparisons()
            if check.field not in _CHECKED:
                may = f"可写 {'、'.join(_CHECKED)}{guess(check.field, _CHECKED)}"
                found.append(((n, "field"), f"校验标准里没有「{check.field}」；{may}"))
            elif check.field in PRESENCES and not (list(compared) == ["is"] and isinstance(compared["is"], bool)):
                found.append(((n,), f"{check.field} 只有“有”和“没有”，写作 is: true 或 is: false"))
            elif check.field in NUMBERS and any(
                isinstance(one, bool | str) for value in compared.values() for one in _each(value)
            ):
                found.append(((n,), f"{check.field} 是数字，例如 at_least: {_EXAMPLES.get(check.field, 3)}"))
        refuse_if_any(found)
        return checks


_EXAMPLES = {"decision_chain": 0.8, "amount": 200000}


def stages_of(section: Mapping[str, Stage]) -> tuple[StageRule, ...]:
    """The stages in their order."""
    return tuple(
        StageRule(name, stage.owner, Event(stage.trigger), stage.deliverable, conditions_of(stage.checks))
        for name, stage in section.items()
    )


def _each(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]
