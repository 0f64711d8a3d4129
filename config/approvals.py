"""审批的配置: the grammar of an approval, the same for every process that has one."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StringConstraints, ValidationInfo, WithJsonSchema, field_validator
from pydantic import model_validator as after_all

from config.problems import Steps, guess
from config.rules import Section, Unrepeated, Words, account, refuse, refuse_if_any
from domain.people import Role

Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=16)]

_ROLES = tuple(role.value for role in Role)
_RULES = ("leader", "leader_of_leader", "department_head", "director")
_MAY = (
    "可写 leader（直属主管）、director（销售总监）、leader_of_leader（主管的主管）、department_head（部门负责人）、"
    "role:角色、user:账号、field:字段，或 roles、people 里列出的账号"
)
_MOST_REASONS_WITHOUT = 8
_COMPARISONS = ("is", "is_not", "more_than", "at_least", "less_than", "at_most", "one_of")


def person_rule(text: str, info: ValidationInfo, further: Sequence[str] = (), may: str = _MAY) -> str:
    """Who is meant: one of the rules, one of `further`, or an account that the file knows; else a refusal."""
    known: set[str] | None = info.context["accounts"] if info.context else None
    kind, _, name = text.partition(":")
    if text in (*_RULES, *further):
        return text
    if kind == "role" and name:
        if name not in _ROLES:
            refuse(((), f"没有「{name[:20]}」这个角色；可写 {'、'.join(_ROLES)}{guess(name, _ROLES)}"))
        return text
    if kind == "field" and name.strip() and not further:
        return f"field:{name.strip()}"
    userid = name if kind == "user" and name else text
    if known is not None and userid.lower() not in known:
        refuse(((), f"不认识「{userid[:20]}」；{may}{guess(userid, [*_RULES, *further, *known])}"))
    return account(userid)


def _empty_rule(text: str, info: ValidationInfo) -> str:
    return person_rule(text, info, ("skip", "admin"), f"可写 skip（跳过这一步）、admin（管理员）；也{_MAY}")


def _rung_rule(text: str, info: ValidationInfo) -> str:
    further = "可写 approvers（提醒正在审的人）、leader_of_approver（他们的主管）；也"
    return person_rule(text, info, ("approvers", "leader_of_approver"), further + _MAY)


def _scalar(value: Any) -> Any:
    if not isinstance(value, str | bool | int | float | date) or value == "":
        refuse(((), "应为文字、数字、日期或 true、false"))
    return value


def _ordered(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float | date):
        refuse(((), "应为数字或日期，这样才能比大小"))
    return value


PersonRule = Annotated[str, AfterValidator(person_rule)]
EmptyRule = Annotated[str, AfterValidator(_empty_rule)]
RungRule = Annotated[str, AfterValidator(_rung_rule)]
Scalar = Annotated[Any, AfterValidator(_scalar), WithJsonSchema({"type": ["string", "number", "boolean"]})]
Ordered = Annotated[Any, AfterValidator(_ordered), WithJsonSchema({"type": ["number", "string"]})]
People = Annotated[list[PersonRule], Unrepeated]


class LadderRung(Section):
    """升级的一级：多久没批，告诉谁。"""

    after_hours: float = Field(gt=0, le=720, description="从这一步开始算起多少小时没批")
    to: RungRule = Field(description="告诉谁：approvers（提醒正在审的人）、leader、director、账号等")
    by: Annotated[list[Literal["chat", "mail"]], Unrepeated] = Field(
        min_length=1, description="怎么告诉：chat 企业微信、mail 邮件"
    )


def rising(ladder: list[LadderRung] | None) -> list[LadderRung] | None:
    """Refuse a ladder whose hours do not grow; two rungs of the same hour may tell different people."""
    refuse_if_any(
        [
            ((n, "after_hours"), f"要大于上一级的 {before.after_hours:g} 小时，现在是 {rung.after_hours:g}")
            for n, (before, rung) in enumerate(pairwise(ladder or ()), start=1)
            if rung.after_hours <= before.after_hours
        ]
    )
    return ladder


class When(Section):
    """条件：一个字段和一个值比。"""

    field: Words = Field(description="字段，例如 amount")
    is_: Scalar = Field(default=None, alias="is", description="等于", validate_default=False)
    is_not: Scalar = Field(default=None, description="不等于（没有值也算）", validate_default=False)
    more_than: Ordered = Field(default=None, description="大于", validate_default=False)
    at_least: Ordered = Field(default=None, description="大于等于", validate_default=False)
    less_than: Ordered = Field(default=None, description="小于", validate_default=False)
    at_most: Ordered = Field(default=None, description="小于等于", validate_default=False)
    one_of: list[Scalar] | None = Field(default=None, min_length=1, max_length=100, description="是其中之一")

    @after_all(mode="after")
    def _compares(self) -> "When":
        if not self.comparisons():
            refuse(((), f"要写和什么比；可写 {'、'.join(_COMPARISONS)}"))
        return self

    def comparisons(self) -> dict[str, Any]:
        """What is compared, by the names of domain.approval_policy.Comparison."""
        named = {name: getattr(self, "is_" if name == "is" else name) for name in _COMPARISONS}
        return {name: value for name, value in named.items() if value is not None}


class ApprovalStep(Section):
    """审批的一步：问谁，什么情况下才有这一步。"""

    name: Words | None = Field(default=None, description="这一步的名字，例如 财务审核")
    approver: PersonRule | None = Field(default=None, description="谁批；角色有几个人时，一个人批就行")
    all_of: People | None = Field(default=None, min_length=1, max_length=20, description="会签：都要同意")
    any_of: People | None = Field(default=None, min_length=1, max_length=20, description="或签：一个人批就行")
    at_least: int | None = Field(default=None, ge=1, le=20, description="of 里至少几个人同意")
    of: People | None = Field(default=None, min_length=1, max_length=20, description="和 at_least 一起写：问这些人")
    when: list[When] = Field(default=[], max_length=10, description="都满足才有这一步；不写就总有")
    if_empty: EmptyRule | None = Field(default=None, description="这一步找不到人时：skip、director、admin 或账号")
    ladder: list[LadderRung] | None = Field(default=None, max_length=10, description="这一步自己的升级，不写用总的")

    @field_validator("ladder")
    @classmethod
    def _rises(cls, ladder: list[LadderRung] | None) -> list[LadderRung] | None:
        return rising(ladder)

    @after_all(mode="after")
    def _asks_in_one_way(self) -> "ApprovalStep":
        found: list[tuple[Steps, str]] = []
        ways = [name for name in ("approver", "all_of", "any_of", "of") if getattr(self, name) is not None]
        if len(ways) != 1:
            found.append(((), "要写、也只能写一种：approver、all_of（会签）、any_of（或签），或 at_least 加 of"))
        if self.of is not None and self.at_least is None:
            found.append((("of",), "写了 of 就要写 at_least：至少几个人同意"))
        if self.at_least is not None and self.of is None:
            found.append((("at_least",), "写了 at_least 就要写 of：问哪些人"))
        is_counted = self.of is not None and not any(rule.startswith("role:") for rule in self.of)
        if self.of is not None and self.at_least is not None and is_counted and self.at_least > len(self.of):
            found.append((("at_least",), f"of 里只有 {len(self.of)} 个，不能要 {self.at_least} 个同意"))
        refuse_if_any(found)
        return self


class Approval(Section):
    """审批：谁批，多久没批找谁。"""

    approver: PersonRule | None = Field(default=None, description="只有一步时的简写：谁批，默认 leader")
    steps: list[ApprovalStep] | None = Field(default=None, min_length=1, max_length=20, description="依次的几步")
    if_empty: EmptyRule = Field(default="director", description="找不到人时：skip、director、admin 或账号")
    repeat: Literal["ask", "skip"] = Field(default="ask", description="前面同意过的人，后面：ask 再问，skip 算已同意")
    pace: Literal["natural", "working"] = Field(default="natural", description="natural 自然小时，working 工作时间")
    ladder: list[LadderRung] = Field(default=[], max_length=10, description="没批就提醒或升级，逐级写，时间递增")
    reject_reasons: Annotated[list[Reason], Unrepeated] = Field(
        min_length=1, max_length=9, description="驳回理由，最多 9 条，每条最多 16 个字；“其他（我来说）”总在最前"
    )
    reason_required: bool = Field(default=True, description="驳回是否一定要有理由")

    @field_validator("ladder")
    @classmethod
    def _rises(cls, ladder: list[LadderRung]) -> list[LadderRung]:
        return rising(ladder) or []

    @after_all(mode="after")
    def _one_form(self) -> "Approval":
        if self.approver is not None and self.steps is not None:
            refuse((("approver",), "写了 steps 就不写 approver；只有一步时才用 approver 简写"))
        if not self.reason_required and len(self.reject_reasons) > _MOST_REASONS_WITHOUT:
            may = "卡片的下拉框最多 10 条，要留给“不写原因”和“其他”"
            refuse((("reject_reasons",), f"reason_required 是 false 时最多 {_MOST_REASONS_WITHOUT} 条；{may}"))
        return self

    def fields_used(self) -> list[tuple[Steps, str]]:
        """Every field that steps look at, with the place below this section where it is named."""
        found: list[tuple[Steps, str]] = []
        for n, step in enumerate(self.steps or ()):
            found += [(("steps", n, "when", m, "field"), when.field) for m, when in enumerate(step.when)]
            for key in ("all_of", "any_of", "of"):
                rules: list[str] = getattr(step, key) or []
                found += [
                    (("steps", n, key, m), rule.removeprefix("field:"))
                    for m, rule in enumerate(rules)
                    if rule.startswith("field:")
                ]
            if (step.approver or "").startswith("field:"):
                found.append((("steps", n, "approver"), (step.approver or "").removeprefix("field:")))
        if (self.approver or "").startswith("field:"):
            found.append((("approver",), (self.approver or "").removeprefix("field:")))
        return found
