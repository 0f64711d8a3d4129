"""拜访记录: every sentence and card that a rep reads about his visit."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from bot.wording import known_people, moments
from domain.buying_committee import Completeness
from domain.competitor import FaultCase
from domain.customer import Customer
from domain.messages import Button, Card, Row
from domain.reading import Amount, Competitor, Contact, NextStep, PainPoint, Reading, Said, Stakeholder
from domain.visit import VisitUtterance

CONFIRM, EDIT, DISCARD, TRANSCRIPT = "confirm", "edit", "discard", "transcript"
NEW_CUSTOMER = "customer.new"
CHOOSE_CUSTOMER = "customer."

GREETING = (
    "您好，我是跟迹。拜访完客户，对我说一段话或打几句字就行，例如：\n"
    "“苏州华鼎汽配，今天上门见了采购部王经理，他们用用友U8，库存周转慢，下周三前出方案。”\n"
    "我会整理成拜访记录，缺什么再问您。发“原文”看听到的话，发“放弃”丢掉草稿。"
)
_ALSO = "\n还可以填：{titles}。说出名字就开始。"
_MONEY = "\n查回款：“本周回款”“逾期清单”“华鼎 欠款”“应收账龄”“三单”“冻结清单”；写信：“给华鼎写催款函”。"
NOTHING_READ = "这句话里没有找到拜访的内容，没有记录。拜访了谁、聊了什么，说一遍我来整理。"
INSTEAD_OF_WORDS = "这段像是拜访经过，按拜访记下来。刚才那份申请没有改动，要处理请再点一次它的卡片。"
WELCOME = "不客气。"
NO_DRAFT = "现在没有待确认的拜访记录。说一段拜访经过，我来整理。"
NO_SUCH_DRAFT = "没有“{name}”的草稿，没有放弃什么。"
NOT_UNDERSTOOD = "这句没听明白，没有记录。{question}"
EDIT_HOW = "请直接说要改什么，例如“不对，是周四”“客户是华鼎不是华定”“竞品改成金蝶”。"
DISCARDED = "已放弃这条拜访记录。"
STILL_HEARING = "您刚才的语音还在听，听完会发新的卡片，请看过再点确认。"
STILL_FETCHING = "您刚才的照片还在取，取到会告诉您，请过一会儿再点确认。"
OUTDATED_CARD = "这张卡片已有更新的内容，请看最新的卡片。"
WHICH_CUSTOMER = "您说的“{said}”是哪一家？请点一下。"
NEW_CUSTOMER_QUESTION = "客户名单里没有“{said}”，是新客户吗？不是的话请说全名。"
NEW_CUSTOMER_SHORT = "新客户"
ALREADY_CHOSEN = "已选过了"
REDRAWN = "已更新，请看最新的卡片"
DISCARDED_SHORT = "已放弃"
NOUN, THIS = "拜访记录", "这条记录"
CHANGE_AND_CONFIRM = "请按原因补充或修改，再确认提交。"
CONFIRM_AGAIN = "请补充或修改，再确认提交。"
CLOSED_AS = {
    "open": REDRAWN, "submitted": "已提交审核", "approved": "已审核通过", "discarded": "已放弃", "joined": "已合并",
}  # fmt: skip


def greeting(titles: Sequence[str], has_contracts: bool = False) -> str:
    """Who we are and what can be said; `titles` of the forms that there are."""
    return GREETING + (_ALSO.format(titles="、".join(titles)) if titles else "") + (_MONEY if has_contracts else "")


#: in the order in which people read them
LABELS = {
    "customer": "客户", "channel": "方式", "visited_on": "日期", "contacts": "见了谁", "decision_chain": "决策链",
    "competitor": "竞品", "pain_points": "痛点", "next_step": "下一步", "amounts": "金额", "package": "服务包",
}  # fmt: skip


def value_words(value: Any, today: date | None = None) -> str:
    """Any value of a reading as a person writes it; days of another year than `today`'s with their year."""
    match value:
        case Contact(name, title, role):
            return _with_notes(name, title, role)
        case Stakeholder(name, title, influence, concern):
            return _with_notes(
                name, title, f"影响力{influence}" if influence else None, f"顾虑：{concern}" if concern else None
            )
        case Competitor(brand, model):
            return f"{brand} {model}" if model else brand
        case PainPoint(tag, span):
            return tag or f"{span}（待归类）"
        case NextStep(text, due_on, year):
            unknown = f"（{year} 年放假安排未公布）" if year else ""
            return f"{text}（{moments.day(due_on, today)}前）{unknown}" if due_on else text
        case Amount(amount, what):
            return f"{what} {money(amount)}"
        case str():
            return value
    return getattr(value, "name", None) or moments.day(value, today)


def money(amount: Decimal) -> str:
    """“80万元” when it is whole in 万 to two places, else “1,234.50元”."""
    in_wan = amount / 10000
    if amount >= 10000 and in_wan == in_wan.quantize(Decimal("0.01")):
        return f"{in_wan.normalize():f}万元"
    return f"{amount:,.2f}元"


def kept_of(first: Reading, second: Reading, key: str, today: date) -> str:
    """Two drafts became one, and only one value of the field can stay."""
    return f"{LABELS[key]}留了“{_words(first, key, today)}”，没留“{_words(second, key, today)}”。"


def draft_card(
    record: Reading, lacks: Sequence[str], said_at: datetime, zone: ZoneInfo, attached: str = "", earlier: str = ""
) -> Card:
    """The card on which the rep confirms what was understood. `lacks` are the labels of what is missing."""
    return Card(
        task_id="",
        title="拜访记录草稿" if lacks else "请确认拜访记录",
        subtitle=f"{moments.clock_time(said_at, zone)} 说的",
        text=chain_and_more(record, attached, earlier),
        rows=record_rows(record, said_at.astimezone(zone).date()),
        quote_title="还差" if lacks else "",
        quote="、".join(dict.fromkeys(lacks)),
        buttons=(
            Button(CONFIRM, "确认", 1), Button(EDIT, "修改", 2),
            Button(TRANSCRIPT, "原文", 2), Button(DISCARD, "放弃", 3),
        ),
    )  # fmt: skip


def record_rows(record: Reading, today: date) -> tuple[Row, ...]:
    """The record in six lines."""
    keys = ("customer", "channel", "contacts", "competitor", "pain_points", "next_step")
    return tuple(Row(LABELS[key], _words(record, key, today) or "（没说）") for key in keys)


def _words(record: Reading, key: str, today: date | None = None) -> str:
    value = getattr(record, key)
    several = value if isinstance(value, tuple) else (value,) if value is not None else ()
    words = "；".join(value_words(said.value, today) for said in several)
    return words or next((f"“{said.evidence.words}”" for said in record.none_of if said.value == key), "")


def chain_and_more(record: Reading, attached: str = "", earlier: str = "") -> str:
    """What has no line of its own on a card. The photos come first, because WeCom cuts the end of a long text.

    `earlier`: what earlier visits say of the people (known_people.on_card).
    """
    lines = [
        f"{LABELS[key]}：{words}" for key in ("decision_chain", "amounts", "package") if (words := _words(record, key))
    ]
    return "\n".join(filter(None, (attached, *lines, earlier)))


def evidence(
    record: Reading, keys: Sequence[str], utterances: Sequence[VisitUtterance], today: date, own: Sequence[str] = ()
) -> str:
    """Markdown: the named fields with the words they came from, for voice with the second of audio; then `own`."""
    lines = ["**听到的内容和依据**"]
    for key in keys:
        value, label = getattr(record, key), LABELS[key]
        for said in value if isinstance(value, tuple) else (value,) if value is not None else ():
            lines.append(f"{label}：{value_words(said.value, today)}\n> {source(said, len(utterances))}")
    return "\n".join([*lines, *own])


def source(said: Said[Any], count: int) -> str:
    """Markdown: where a value comes from, in a visit of `count` utterances."""
    found = said.evidence
    place = f"第{found.utterance + 1}段 " if count > 1 else ""
    second = f" {moments.audio_second(found.second)}" if found.second is not None else ""
    if found.source == "person":
        words = f"“{_plain(found.words)}” " if isinstance(said.value, PainPoint) else ""
        return f'<font color="comment">{place}{words}您选的</font>'
    read_as = f"（读作 {_plain(found.read_as)}）" if found.read_as else ""
    by = "（第二读者读的）" if found.source == "model" else ""
    return f'<font color="comment">{place}“{_plain(found.words)}”{read_as}{second}{by}</font>'


def _plain(words: str) -> str:
    """Words of others inside markdown: nothing of theirs may become markup."""
    return words.replace("<", "＜").replace(">", "＞").replace("*", "＊").replace("[", "［").replace("`", "'")


def customer_card(said: str, candidates: Sequence[Customer]) -> Card:
    """Which company is meant: each with two distinguishing facts, one tap to choose."""
    rows = tuple(
        Row(_short(customer), f"{customer.name}（{'·'.join(filter(None, (customer.city, customer.industry)))}）")
        for customer in candidates
    )
    buttons = [Button(CHOOSE_CUSTOMER + customer.id, _short(customer), 1) for customer in candidates]
    return Card(
        task_id="",
        title="是哪家客户？",
        subtitle=f"您说的是“{said}”",
        rows=rows,
        buttons=(*buttons, Button(NEW_CUSTOMER, "新客户", 2)),
    )


def _short(customer: Customer) -> str:
    return (customer.short[0] if customer.short else customer.name)[:5]


def left_open(record: Reading) -> str:
    """Told when a rep begins to speak of another customer before he has confirmed the last draft."""
    return f"上一条（{what(record)}）还没确认，可以在它的卡片上继续；下面是新的一条。"


def what(record: Reading) -> str:
    """A record in a few words: its customer and channel."""
    return "，".join(filter(None, (_words(record, "customer") or "客户没说", _words(record, "channel"))))


def chosen(name: str, is_new: bool) -> str:
    """What the rep's tap said, kept as an utterance."""
    return f"（点选）{'新客户 ' if is_new else ''}{name}"


def submitted(approver: str | None, deadline: str) -> str:
    """The rep's card after 确认."""
    return f"已提交 {approver} 审核{deadline}" if approver else "已提交"


def noted(record: Reading, keys: Sequence[str], today: date, own: Sequence[str] = ()) -> str:
    """“记下了：竞品 鼎捷 T100。”"""
    words = [f"{LABELS[key]} {found}" for key in keys if (found := _words(record, key, today))] + list(own)
    return f"记下了：{'；'.join(words)}。" if words else "好的。"


def shortfalls(record: Reading, complete: Completeness, wanted: dict[str, int], earlier: int = 0) -> list[str]:
    """What the approver should look at first: the decision chain, then lists that are shorter than asked for."""
    lines = known_people.completeness(complete, earlier)
    for key, most in wanted.items():
        count = len(getattr(record, key))
        if count < most and key != "decision_chain":
            lines.append(f"{LABELS[key]} {count}/{most}")
    if record.competitor is None:
        lines.append(f"竞品：{_words(record, 'competitor') or '（没说）'}")
    elif record.competitor.value.model is None:
        lines.append("竞品型号：不清楚")
    return lines


def comparison(competitor: Competitor, cases: Sequence[FaultCase]) -> str:
    """对比分析报告: what is known to go wrong with the competitor's product, each line dated and sourced."""
    name = _plain(value_words(competitor))
    if not cases:
        return f"**对比分析报告：{name}**\n案例库里还没有这个产品的故障案例。"
    lines = [
        f'{n}. {case.fault}\n> <font color="comment">{case.on:%Y-%m-%d} {case.source}</font>'
        for n, case in enumerate(cases, 1)
    ]
    return "\n".join([f"**对比分析报告：{name}**", *lines])


def _with_notes(name: str, *notes: str | None) -> str:
    known = "，".join(note for note in notes if note)
    return f"{name}（{known}）" if known else name
