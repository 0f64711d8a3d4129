"""单子: every sentence and card that people read about a form."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.wording import moments
from bot.wording.visit_record import money
from domain.approval_policy import Value
from domain.customer import Customer
from domain.form import FormField, FormTemplate, FormUtterance, Kind, Values, shown
from domain.messages import Button, Card, Row

CONFIRM, EDIT, DISCARD, TRANSCRIPT = "confirm", "edit", "discard", "transcript"
NEW_CUSTOMER, CHOOSE_CUSTOMER = "customer.new", "customer."

STARTED = "好的，填{title}。"
HOW_TO_STOP = "（发“放弃”取消）"
NOTED = "记下：{values}。"
NOT_UNDERSTOOD = "正在填{title}，这句没听明白，没有记录。{question}"
WHICH_CUSTOMER = "您说的“{said}”是哪一家？请点一下。"
NEW_CUSTOMER_QUESTION = "客户名单里没有“{said}”，是新客户吗？不是的话请说全名。"
EDIT_HOW = "请直接说要改什么，例如“{label}改成…”。"
DISCARDED = "已放弃这份{title}。"
DISCARDED_SHORT = "已放弃"
REDRAWN = "已更新，请看最新的卡片"
OUTDATED_CARD = "这张卡片已有更新的内容，请看最新的卡片。"
NOT_OFFERED = "管理员已停用这种单子，这份没有提交。有疑问请问管理员。"
CHANGE_AND_CONFIRM = "请按原因修改，再确认提交。"
CLOSED_AS = {
    "open": REDRAWN,
    "submitted": "已提交审批",
    "approved": "已同意",
    "rejected": "已驳回",
    "discarded": "已放弃",
}
COMPLETE = "都齐了，看过卡片点“确认”，或直接回“确认”。"
_NOTHING = "没有"
_NOT_SAID = "（没说）"


def no_longer_offered(titles: Sequence[str]) -> str:
    """The menu still has a form that config.yaml has no more."""
    others = f"现在能填的有：{'、'.join(titles)}，说出名字就开始。" if titles else ""
    return f"这种单子已经停用，菜单还没更新。{others}"


def about(title: str) -> str:
    """Before a question about a form that was left for something else."""
    return f"【{title}】"


def submitted(approvers: str) -> str:
    """What the requester's card says once it is handed in."""
    return f"已提交，等{approvers}审批" if approvers else "已提交，没有找到审批人"


def value_words(field: FormField, values: Sequence[Value], names: Mapping[str, str], today: date) -> str:
    """A field's values as people read them. `names`: the name of each member by userid."""
    return "、".join(_words(field, value, names, today) for value in values) or _NOTHING


def _words(field: FormField, value: Value, names: Mapping[str, str], today: date) -> str:
    if field.kind in (Kind.PERSON, Kind.PEOPLE) and isinstance(value, str):
        return names.get(value, value)
    if field.kind is Kind.MONEY and isinstance(value, Decimal):
        return money(value)
    if isinstance(value, date):
        return moments.day(value, today)
    return shown(value) + (field.unit if field.kind is Kind.NUMBER else "")


def rows(template: FormTemplate, values: Values, names: Mapping[str, str], today: date) -> tuple[Row, ...]:
    """Every field that was filled or has to be, in the order of the form."""
    return tuple(
        Row(field.label, value_words(field, _plain(values, field), names, today) if field.key in values else _NOT_SAID)
        for field in template.fields
        if field.key in values or field.required
    )


def summary(template: FormTemplate, values: Values, names: Mapping[str, str], today: date) -> str:
    """The form in a few words, as its definition says."""
    known = {field.key: _NOT_SAID for field in template.fields}
    known |= {
        field.key: value_words(field, _plain(values, field), names, today)
        for field in template.fields
        if field.key in values
    }
    return template.summary.format(**known)


def noted(template: FormTemplate, changed: Sequence[str], values: Values, names: Mapping[str, str], today: date) -> str:
    """What was just understood."""
    said = [
        f"{field.label} {value_words(field, _plain(values, field), names, today)}"
        for field in template.fields
        if field.key in changed
    ]
    return NOTED.format(values="；".join(said))


def draft_card(template: FormTemplate, lines: Sequence[Row], begun_at: datetime, zone: ZoneInfo) -> Card:
    """The card on which the requester hands it in; WeCom shows six lines, the others stand in the text."""
    return Card(
        task_id="",
        title=f"请确认{template.title}",
        subtitle=f"{moments.clock_time(begun_at, zone)} 开始填的",
        text=more(lines),
        rows=tuple(lines[:MOST_ROWS]),
        buttons=(
            Button(CONFIRM, "确认", 1), Button(EDIT, "修改", 2),
            Button(TRANSCRIPT, "原文", 2), Button(DISCARD, "放弃", 3),
        ),
    )  # fmt: skip


MOST_ROWS = 6


def more(lines: Sequence[Row]) -> str:
    """The lines for which a card has no place."""
    return "\n".join(f"{row.name}：{row.value}" for row in lines[MOST_ROWS:])


def customer_card(said: str, candidates: Sequence[Customer]) -> Card:
    """Which company is meant: each with two distinguishing facts, one tap to choose."""
    lines = tuple(
        Row(_short(one), f"{one.name}（{'·'.join(filter(None, (one.city, one.industry)))}）") for one in candidates
    )
    buttons = [Button(CHOOSE_CUSTOMER + one.id, _short(one), 1) for one in candidates]
    return Card(
        "", "是哪家客户？", f"您说的是“{said}”", rows=lines, buttons=(*buttons, Button(NEW_CUSTOMER, "新客户", 2))
    )


def customer_said(card: Card) -> str:
    """The name about which such a card asks."""
    return card.subtitle.partition("“")[2].removesuffix("”")


def transcript(utterances: Sequence[FormUtterance], zone: ZoneInfo) -> str:
    """Everything said about the form, in the words heard."""
    return "\n".join(f"{moments.clock_time(one.said_at, zone)} {one.text}" for one in utterances)


def chosen(name: str, is_new: bool) -> str:
    """How a tap on a customer is kept among what was said."""
    return f"选了新客户：{name}" if is_new else f"选了客户：{name}"


def _plain(values: Values, field: FormField) -> tuple[Value, ...]:
    return tuple(said.value for said in values.get(field.key, ()))


def _short(customer: Customer) -> str:
    return (customer.short[0] if customer.short else customer.name)[:5]
