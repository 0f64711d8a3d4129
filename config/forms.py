"""单子的配置: forms that admins define, and their own fields in the visit template."""

from collections.abc import Iterable, Iterator
from typing import Annotated, Literal

from pydantic import Field, StringConstraints
from pydantic import model_validator as after_all

from config.approvals import Approval, When
from config.problems import Steps, guess
from config.rules import Section, Sentence, Unrepeated, Words, braces, refuse_if_any
from domain.reading import FIELDS
from nlp.orders import is_order

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,29}$")]
Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=6)]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=12)]
Question = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Saying = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=20)]
KindName = Literal[
    "text", "number", "money", "date", "choice", "list", "person", "people", "customer", "product", "yes_no"
]
_COUNTED = ("number", "money", "list", "people")


class OwnField(Section):
    """单子里的一项。"""

    key: Key = Field(description="这一项的名字，小写英文，例如 days")
    label: Label = Field(description="显示给人看的名字，最多 6 个字")
    kind: KindName = Field(
        description="填什么：text 文字、number 数字、money 金额、date 日期、choice 选一个、list 几条、person 一位同事、"
        "people 几位同事、customer 客户、product 产品、yes_no 是否"
    )
    required: bool = Field(default=True, description="是否必填：true 缺了就追问")
    question: Question = Field(default="", description="缺这一项时逐字发出的问题；必填项一定要写")
    cues: Annotated[list[Words], Unrepeated] = Field(
        default=[], max_length=30, description="话里出现在这个值前后的词，例如 [借, 天数]，用来从一段话里认出它"
    )
    unit: Annotated[str, StringConstraints(max_length=6)] = Field(default="", description="数字的单位，例如 天")
    options: dict[Words, list[Words]] = Field(
        default={}, max_length=50, description="choice 的各个选项: 别的说法，例如 {标准版: [基础款]}"
    )
    at_least: Annotated[float, Field(ge=0)] | None = Field(default=None, description="数字、金额最小多少，或至少几个")
    at_most: Annotated[float, Field(ge=0)] | None = Field(default=None, description="数字、金额最大多少，或最多几个")
    refused: Annotated[list[Words], Unrepeated] = Field(default=[], max_length=100, description="不接受的笼统说法")
    allowed: Annotated[list[Words], Unrepeated] = Field(default=[], max_length=100, description="只接受这些说法")
    none_allowed: bool = Field(default=False, description="回答“没有”是否可以")

    @after_all(mode="after")
    def _fits_together(self) -> "OwnField":
        found: list[tuple[Steps, str]] = []
        if self.required and not self.question:
            found.append((("question",), f"必填项「{self.label}」要写明追问的问题"))
        if self.kind == "choice" and not self.options:
            found.append((("kind",), "choice 要写 options：有哪些可选"))
        if self.options and self.kind != "choice":
            found.append((("options",), f"{self.kind} 没有选项；只有 choice 有"))
        if self.unit and self.kind != "number":
            found.append((("unit",), f"{self.kind} 没有单位；只有 number 有"))
        for name in ("at_least", "at_most"):
            if getattr(self, name) is not None and self.kind not in _COUNTED:
                found.append(((name,), f"{self.kind} 不能比大小；{name} 只用于 {'、'.join(_COUNTED)}"))
        if self.at_least is not None and self.at_most is not None and self.at_least > self.at_most:
            found.append((("at_most",), f"不能小于 at_least 的 {self.at_least:g}"))
        for name in ("refused", "allowed"):
            if getattr(self, name) and self.kind not in ("text", "list"):
                found.append(((name,), f"{self.kind} 不写 {name}；它只用于 text、list"))
        refuse_if_any(found)
        return self


class OwnRule(Section):
    """规则：满足这些条件时，还要填什么，或不能提交。"""

    when: list[When] = Field(min_length=1, max_length=10, description="都满足时才用这条规则")
    require: Annotated[list[Words], Unrepeated] = Field(default=[], max_length=20, description="这时还要填的项")
    refuse: bool = Field(default=False, description="true：这时不能提交")
    say: Sentence = Field(description="缺了或不能提交时，逐字发出的话")

    @after_all(mode="after")
    def _does_one_thing(self) -> "OwnRule":
        if bool(self.require) == self.refuse:
            refuse_if_any([((), "要写、也只能写一种：require（还要填哪几项）或 refuse: true（不能提交）")])
        return self


class Order(Section):
    """订单：客户被冻结时，这种单子先不能批。"""

    customer: Words = Field(description="哪一项是下订单的客户；要是 kind: customer 的必填项")
    passes_when: list[When] = Field(
        default=[], max_length=10, description="满足其中任何一条就不受冻结影响，例如 [{field: prepaid, is: true}]"
    )


class Form(Section):
    """一种单子。"""

    key: Key = Field(description="单子的名字，小写英文，例如 sample_loan")
    title: Title = Field(description="显示给人看的名字，例如 样机借用申请")
    start: Annotated[list[Saying], Unrepeated] = Field(
        default=[], max_length=20, description="除了名字，说到哪些话就开始填，例如 [借样机]"
    )
    menu: bool = Field(default=True, description="是否放进应用菜单")
    fields: list[OwnField] = Field(min_length=1, max_length=20, description="各项，按追问的先后")
    rules: list[OwnRule] = Field(default=[], max_length=50, description="规则")
    summary: Sentence = Field(description="用几个字说明是哪一张，{项} 是它的值，例如 “{customer} 借 {model}”")
    approval: Approval = Field(description="谁批，写法同 visit_approval")
    order: Order | None = Field(default=None, description="这种单子是订单时写：欠款客户的先不能批")

    @after_all(mode="after")
    def _fits_together(self) -> "Form":
        keys = [one.key for one in self.fields]
        may = f"这张单子的项有 {'、'.join(keys)}"
        found: list[tuple[Steps, str]] = []
        found += [(("fields", n, "key"), f"{key} 已经写过一次") for n, key in enumerate(keys) if key in keys[:n]]
        named = [(("approval", *steps), name) for steps, name in self.approval.fields_used()]
        named += fields_named(self.rules)
        if self.order is not None:
            passing = list(enumerate(self.order.passes_when))
            named += [(("order", "passes_when", n, "field"), when.field) for n, when in passing]
            found += _order_without_customer(self.order, self.fields)
            yes_no = {one.key: one.label for one in self.fields if one.kind == "yes_no"}
            found += [
                (("order", "passes_when", n, "is"), f"「{yes_no[when.field]}」是 yes_no，和它比的要写 true 或 false")
                for n, when in passing
                if when.field in yes_no and "is" in when.comparisons() and not isinstance(when.is_, bool)
            ]
        found += [
            (steps, f"没有「{name}」这一项；{may}{guess(name, keys)}") for steps, name in named if name not in keys
        ]
        wrong = braces(self.summary, keys)
        if wrong:
            found.append((("summary",), wrong))
        for n, saying in enumerate(self.start):
            if is_order(saying):
                found.append((("start", n), f"「{saying}」已经有别的意思，请换一个说法"))
        refuse_if_any(found)
        return self


def _order_without_customer(order: Order, fields: list[OwnField]) -> list[tuple[Steps, str]]:
    may = [one.key for one in fields if one.kind == "customer" and one.required]
    if order.customer in may:
        return []
    named = f"可写 {'、'.join(may)}{guess(order.customer, may)}" if may else "这张单子还没有这样的项"
    return [(("order", "customer"), f"「{order.customer}」不是 kind: customer 的必填项；{named}")]


def fields_named(rules: list[OwnRule]) -> list[tuple[Steps, str]]:
    """Every field that rules name, with its place."""
    found: list[tuple[Steps, str]] = []
    for n, rule in enumerate(rules):
        found += [(("rules", n, "when", m, "field"), when.field) for m, when in enumerate(rule.when)]
        found += [(("rules", n, "require", m), key) for m, key in enumerate(rule.require)]
    return found


class Product(Section):
    """一个产品。"""

    name: Words = Field(description="名字")
    said: Annotated[list[Words], Unrepeated] = Field(default=[], max_length=30, description="别的说法")


def forms_once(forms: list[Form]) -> list[Form]:
    """Refuse two forms with one key, title or saying: nobody could tell which is meant."""
    found: list[tuple[Steps, str]] = []
    seen: dict[str, str] = {}
    for n, form in enumerate(forms):
        names: list[tuple[Steps, str]] = [((n, "key"), form.key), ((n, "title"), form.title)]
        names += [((n, "start", m), saying) for m, saying in enumerate(form.start) if saying != form.title]
        for steps, name in names:
            if name in seen:
                found.append((steps, f"「{name}」已经用在「{seen[name]}」里"))
            seen.setdefault(name, form.title)
    refuse_if_any(found)
    return forms


def own_of_a_visit(field: OwnField) -> OwnField:
    """Refuse a field of one's own that the visit record has already."""
    if field.key in FIELDS:
        refuse_if_any([(("kind",), f"{field.key} 是拜访记录自带的项，不写 kind")])
    if field.kind == "customer":
        refuse_if_any([(("kind",), "拜访记录已经有客户；自己的项不能再是 customer，可以写 text")])
    return field


def empty_talk(place: Steps, fields: Iterable[Section]) -> Iterator[tuple[Steps, str]]:
    """Where required free texts have no refused wordings, and what to say of it."""
    for n, one in enumerate(fields):
        if isinstance(one, OwnField) and one.kind == "text" and one.required and not (one.refused or one.allowed):
            example = "写上哪些笼统说法不收，例如 [再说, 看情况]"
            message = f"必填的文字「{one.label}」没有写 refused，容易填成空话；{example}"
            yield (*place, "fields", n, "kind"), message
