"""配置的各节: what config.yaml may hold. docs/config.md explains it to admins; config.schema() to editors."""

from datetime import date
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    ValidationInfo,
    field_validator,
    model_validator,
)

from config.approvals import Approval
from config.forms import Form, OwnField, OwnRule, Product, fields_named, forms_once, own_of_a_visit
from config.mail_fallback import MailFallbackSection
from config.problems import Steps, guess
from config.quiet import QuietTimes
from config.receivables import ReceivablesSection
from config.rules import (
    AccountKey,
    MailAddress,
    Section,
    Sentence,
    TimeSpan,
    Unrepeated,
    Userid,
    Words,
    ZoneName,
    braces,
    refuse,
    refuse_if_any,
)
from config.second_reader import SecondReaderSection
from config.stages import Stage

FieldKey = Literal[
    "customer", "channel", "visited_on", "contacts", "decision_chain", "competitor",
    "pain_points", "next_step", "amounts", "package",
]  # fmt: skip
#: fields that hold several values
LIST_FIELDS = ("contacts", "decision_chain", "pain_points", "amounts")
#: what each value of a field can be asked to hold: attributes of its class in domain.reading
PARTS: dict[str, tuple[str, ...]] = {
    "decision_chain": ("title", "influence", "concern"),
    "competitor": ("model",),
    "next_step": ("due_on",),
}
#: placeholders that a field's part_question may hold (domain.visit fills them)
PART_PLACEHOLDERS: dict[str, tuple[str, ...]] = {
    "decision_chain": ("lacking",),
    "competitor": ("brand",),
    "next_step": ("step",),
}

#: what conditions of visit_approval may look at (domain/own_fields.py: facts)
CONDITION_FIELDS = ("customer", "channel", "competitor", "pain_points", "amount", "amounts", "package")

Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=6)]


class VisitField(Section):
    """拜访记录里的一项。"""

    key: FieldKey = Field(description="哪一项")
    label: Label = Field(description="显示给人看的名字，最多 6 个字")
    required: bool = Field(description="是否必填：true 缺了就追问")
    question: Annotated[str, StringConstraints(max_length=200)] = Field(
        default="", description="缺这一项时逐字发出的问题；必填项一定要写"
    )
    at_least: int = Field(default=1, ge=1, le=10, description="至少要几个，只用于能有多个值的项")
    parts: list[str] = Field(default=[], description="每个值还要说清哪些方面")
    part_question: Annotated[str, StringConstraints(max_length=200)] = Field(
        default="", description="某个值缺少 parts 里的方面时的问题"
    )
    none_allowed: bool = Field(default=False, description="回答“没有”是否可以")

    @model_validator(mode="after")
    def _fits_together(self) -> "VisitField":
        found: list[tuple[Steps, str]] = []
        if self.required and not self.question.strip():
            found.append((("question",), f"必填项「{self.label}」要写明追问的问题"))
        if self.at_least > 1 and self.key not in LIST_FIELDS:
            found.append((("at_least",), f"{self.key} 只有一个值；at_least 只用于 {'、'.join(LIST_FIELDS)}"))
        if self.key == "customer" and self.none_allowed:
            found.append((("none_allowed",), "客户不能没有，这里只能是 false"))
        known = PARTS.get(self.key, ())
        may = f"{self.key} 的 parts 可写 {'、'.join(known)}" if known else f"{self.key} 没有可追问的 parts"
        for n, part in enumerate(self.parts):
            if part not in known:
                found.append((("parts", n), f"不认识「{part[:20]}」；{may}{guess(part, known)}"))
            elif part in self.parts[:n]:
                found.append((("parts", n), f"「{part}」重复了"))
        if self.parts and not self.part_question.strip():
            found.append((("part_question",), "写了 parts 就要写 part_question：缺这些方面时问什么"))
        for name, text, placeholders in (
            ("question", self.question, ("lacking",) if self.key in LIST_FIELDS else ()),
            ("part_question", self.part_question, PART_PLACEHOLDERS.get(self.key, ())),
        ):
            wrong = braces(text, placeholders)
            if wrong:
                found.append(((name,), wrong))
        refuse_if_any(found)
        return self


def _is_own(field: Any) -> str:
    has_kind = "kind" in field if isinstance(field, dict) else isinstance(field, OwnField)
    return OwnField.__name__ if has_kind else VisitField.__name__


#: the tags are the names of the sections: config/explain.py takes them out of the place of a problem
AnyField = Annotated[
    Annotated[VisitField, Tag("VisitField")] | Annotated[OwnField, AfterValidator(own_of_a_visit), Tag("OwnField")],
    Discriminator(_is_own),
]


class Visit(Section):
    """拜访记录：填什么，怎么追问。"""

    join_within_minutes: int = Field(default=120, ge=0, le=1440, description="间隔不超过这么多分钟的几段话算同一次拜访")
    vague_wordings: Annotated[list[Words], Unrepeated] = Field(
        default=[], max_length=200, description="不接受的笼统说法"
    )
    vague_answer: Sentence = Field(description="对笼统说法的回答，{words} 是原话")
    fields: list[AnyField] = Field(
        min_length=1, max_length=30, description="各项，按追问的先后；写了 kind 的是自己的项"
    )
    rules: list[OwnRule] = Field(default=[], max_length=50, description="规则：什么情况下还要填什么，或不能提交")

    @field_validator("vague_answer")
    @classmethod
    def _known_words(cls, text: str) -> str:
        wrong = braces(text, ("words",))
        if wrong:
            refuse(((), wrong))
        return text

    @field_validator("fields")
    @classmethod
    def _each_once(cls, rules: list[AnyField]) -> list[AnyField]:
        keys = [rule.key for rule in rules]
        found: list[tuple[Steps, str]] = []
        found += [((n, "key"), f"{key} 已经写过一次") for n, key in enumerate(keys) if key in keys[:n]]
        if not any(rule.key == "customer" and rule.required for rule in rules):
            found.append(((), "缺少 key: customer 且 required: true 的一项：拜访记录必须知道是哪家客户"))
        refuse_if_any(found)
        return rules

    @model_validator(mode="after")
    def _rules_name_fields(self) -> "Visit":
        keys = [field.key for field in self.fields]
        found: list[tuple[Steps, str]] = []
        for steps, name in fields_named(self.rules):
            known = keys if steps[2] == "require" else [*CONDITION_FIELDS, *self.own_keys()]
            if name not in known:
                found.append((steps, f"没有「{name}」这一项；可写 {'、'.join(known)}{guess(name, known)}"))
        refuse_if_any(found)
        return self

    def own_keys(self) -> list[str]:
        """The keys of the company's own fields."""
        return [field.key for field in self.fields if isinstance(field, OwnField)]


class DelegationRow(Section):
    """委托：一个人不在时谁代批。"""

    person: Userid = Field(description="谁不在")
    deputy: Userid = Field(description="谁代批")
    first_on: date = Field(description="从哪天起")
    last_on: date = Field(description="到哪天止，含这一天")

    @model_validator(mode="after")
    def _fits(self) -> "DelegationRow":
        if self.last_on < self.first_on:
            refuse((("last_on",), f"要在 {self.first_on} 当天或以后"))
        if self.person == self.deputy:
            refuse((("deputy",), "不能委托给自己"))
        return self


class WorkingTime(Section):
    """工作时间，pace: working 时用。"""

    hours: list[TimeSpan] = Field(
        default=["09:00-12:00", "13:00-18:00"], min_length=1, max_length=6, description="每个工作日的时间段"
    )
    holidays: list[date] = Field(default=[], max_length=1000, description="公司额外放假的日子")
    workdays: list[date] = Field(default=[], max_length=1000, description="公司额外上班的日子")

    @field_validator("hours")
    @classmethod
    def _in_order(cls, spans: list[str]) -> list[str]:
        pairs = enumerate(pairwise(spans), start=1)
        refuse_if_any([((n,), "时间段要先早后晚、不重叠") for n, (one, two) in pairs if two[:5] < one[6:]])
        return spans

    @model_validator(mode="after")
    def _days_once(self) -> "WorkingTime":
        found: list[tuple[Steps, str]] = []
        for name, days in (("holidays", self.holidays), ("workdays", self.workdays)):
            found += [((name, n), f"{day} 重复了") for n, day in enumerate(days) if day in days[:n]]
        both = set(self.holidays) & set(self.workdays)
        found += [(("workdays", n), f"{day} 在 holidays 里也有") for n, day in enumerate(self.workdays) if day in both]
        refuse_if_any(found)
        return self


Accounts = Annotated[list[Userid], Unrepeated]


class Roles(Section):
    """谁担任什么角色。"""

    sales_director: dict[Words, Userid] = Field(default={}, description="销售总监：区域: 账号，其余写 default")
    finance: Accounts = Field(default=[], description="财务")
    legal: Accounts = Field(default=[], description="法务")
    delivery: Accounts = Field(default=[], description="交付")
    admin: Accounts = Field(default=[], description="管理员")


class PersonRow(Section):
    """对一个人的补充，优先于企业微信里的资料。"""

    email: MailAddress | None = Field(default=None, description="邮箱")
    leader: Userid | None = Field(default=None, description="直属主管的账号")
    region: Words | None = Field(default=None, description="所属区域")


class Speech(Section):
    """语音识别，在本机完成。"""

    engine: Literal["faster-whisper", "openai-whisper", "sense-voice"] = Field(
        default="faster-whisper", description="用哪个识别引擎"
    )
    model: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)] = Field(
        default="whisper-base", description="随软件带的模型 whisper-base、本机的模型目录，或 hub:名称（会联网下载）"
    )
    threads: int = Field(default=2, ge=1, le=64, description="一次识别用几个线程")
    beam_size: int = Field(default=5, ge=1, le=10, description="搜索宽度：大则准而慢")
    max_seconds: int = Field(default=600, ge=1, le=3600, description="最长听多少秒的录音")


class CompetitorCase(Section):
    """竞品的一个故障案例。"""

    brand: Words = Field(description="品牌")
    model: Words | None = Field(default=None, description="型号；不写表示该品牌的所有产品")
    fault: Sentence = Field(description="故障")
    on: date = Field(description="哪天发生或得知")
    source: Words = Field(description="谁说的")


class ConfigFile(Section):
    """跟迹的配置文件 config.yaml。"""

    timezone: ZoneName = Field(default="Asia/Shanghai", description="公司所在时区")
    visit: Visit = Field(description="拜访记录")
    visit_approval: Approval = Field(description="拜访记录的审核")
    working_time: WorkingTime = Field(default=WorkingTime(), description="工作时间与额外的放假、上班")
    roles: Roles = Field(default=Roles(), description="角色")
    regions: dict[Words, list[Annotated[int, Field(ge=1)]]] = Field(
        default={}, description="区域: 企业微信部门 id 列表"
    )
    people: dict[AccountKey, PersonRow] = Field(default={}, description="账号: 补充资料")
    delegations: list[DelegationRow] = Field(default=[], max_length=500, description="委托：谁不在时谁代批")
    quiet: QuietTimes = Field(default=QuietTimes(), description="免打扰和汇总")
    mail_fallback: MailFallbackSection | None = Field(
        default=None, description="企业微信连不上时用邮件审批；不写就不用"
    )
    speech: Speech = Field(default=Speech(), description="语音识别")
    second_reader: SecondReaderSection | None = Field(
        default=None, description="第二读者：用一个语言模型再读一遍；不写就不用"
    )
    lexicon: Annotated[str, StringConstraints(min_length=1, max_length=500)] = Field(
        description="词表文件，相对于本文件所在目录"
    )
    competitor_cases: list[CompetitorCase] = Field(default=[], max_length=2000, description="竞品故障案例")

    products: list[Product] = Field(default=[], max_length=500, description="产品，单子里 kind: product 的可选项")
    forms: Annotated[list[Form], AfterValidator(forms_once)] = Field(
        default=[], max_length=30, description="自己的单子，例如样机借用申请"
    )

    receivables: ReceivablesSection = Field(default=ReceivablesSection(), description="回款提醒、冻结和对账")

    stages: dict[Words, Stage] = Field(
        default={},
        max_length=12,
        description="动作流的阶段，从前到后，例如 线索: {owner, trigger, deliverable, checks}",
    )

    @field_validator("visit_approval")
    @classmethod
    def _fields_are_known(cls, approval: Approval, info: ValidationInfo) -> Approval:
        visit = info.data.get("visit")
        known = (*CONDITION_FIELDS, *(visit.own_keys() if visit else ()))
        may = f"可写 {'、'.join(known)}"
        refuse_if_any(
            [
                (steps, f"拜访记录没有「{name}」这个字段；{may}{guess(name, known)}")
                for steps, name in approval.fields_used()
                if name not in known and visit is not None
            ]
        )
        return approval

    @field_validator("roles")
    @classmethod
    def _regions_are_known(cls, roles: Roles, info: ValidationInfo) -> Roles:
        if info.context:
            known = info.context["regions_of_members"]
            names = [name for name in roles.sales_director if name != "default" and name not in known]
            may = "先在 regions 里写它的部门，或在 people 里写谁属于它；其余区域写 default"
            refuse_if_any([(("sales_director", name, "[key]"), f"没有「{name}」这个区域；{may}") for name in names])
        return roles

    @field_validator("regions")
    @classmethod
    def _departments_once(cls, regions: dict[str, list[int]]) -> dict[str, list[int]]:
        owner: dict[int, str] = {}
        found: list[tuple[Steps, str]] = []
        for region, departments in regions.items():
            for n, department in enumerate(departments):
                if department in owner:
                    found.append(((region, n), f"部门 {department} 已经属于「{owner[department]}」"))
                owner.setdefault(department, region)
        refuse_if_any(found)
        return regions

    @field_validator("people")
    @classmethod
    def _people_fit(cls, people: dict[str, PersonRow], info: ValidationInfo) -> dict[str, PersonRow]:
        known = info.context["regions_with_a_role"] if info.context else None
        found: list[tuple[Steps, str]] = []
        accounts = [account.lower() for account in people]
        for n, (userid, person) in enumerate(people.items()):
            if accounts[n] in accounts[:n]:
                found.append(((userid, "[key]"), f"{userid} 写了两次（账号不分大小写）"))
            if person.leader == accounts[n]:
                found.append(((userid, "leader"), "自己不能是自己的主管"))
            if known is not None and person.region is not None and person.region not in known:
                may = "先写进 regions 或 roles.sales_director"
                message = f"没有「{person.region}」这个区域；{may}{guess(person.region, known)}"
                found.append(((userid, "region"), message))
        refuse_if_any(found)
        return people
