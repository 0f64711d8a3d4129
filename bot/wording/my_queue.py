"""待办: every sentence and card about what waits for a member and what he has asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from domain.messages import Button, Card, Row
from nlp.approval_orders import Act

ITEM = "item."
MOST_LINES = 6

NOTHING_MORE = "待办都列出来了，没有更多。"
NOTHING_OWN = "您没有正在审批的申请，也没有没提交的草稿。"
NO_LIST = "请先发“我的待办”或“我发起的”，再说第几条。"
NO_LINE = "清单上没有第 {number} 条，请看看上面的编号。"
OLD_LIST = "那份清单有些旧了，没有改动。这是现在的，请看过再说："
ONLY_SHOWN = "第 {number} 条是草稿，还没有提交，请看卡片。"
REDRAWN = "已更新，请看最新的清单"
DRAFT_REDRAWN = "已更新，请看最新的卡片"
DRAFT = "草稿"
NO_DRAFT = "这份已经不是草稿了，没有改动。"


@dataclass(frozen=True)
class Line:
    """One line of a list: `key` tells what a tap on it is about, `who` is shown before it."""

    key: str
    number: int
    who: str
    words: str


def nothing_to_do(drafts: int) -> str:
    """Nothing waits for the member; his own drafts may."""
    own = f"您自己有 {drafts} 份草稿没提交，发“我发起的”看。" if drafts else ""
    return f"现在没有等您审批的，可以安心忙别的。{own}"


def waiting(what: str, since: timedelta, then: str) -> str:
    """“苏州华鼎，面访，等了3小时，21小时后升级”, short enough for a line of a card."""
    ending = f"，等{span(since)}{then}"
    return cut(what, 30 - len(ending)) + ending


def asked(what: str, names: str, step: int, of: int, since: timedelta) -> str:
    """“苏州华鼎，等李经理，第1/2步，3小时”."""
    ending = f"，等{cut(names, 7)}{f'，第{step}/{of}步' if of > 1 else ''}，{span(since)}"
    return cut(what, 30 - len(ending)) + ending


def drafted(noun: str, what: str, since: timedelta) -> str:
    """“拜访记录：苏州华鼎，3小时前”."""
    ending = f"，{span(since)}前"
    return cut(f"{noun}：{what}", 30 - len(ending)) + ending


def next_rung(left: timedelta | None, reminds: bool, is_late: bool) -> str:
    """What silence leads to next, and when."""
    if left is None:
        return "，已超时" if is_late else ""
    return f"，{span(left)}后{'提醒' if reminds else '升级'}"


def todo_card(lines: Sequence[Line], total: int, left: int, drafts: int) -> Card:
    """What waits for the member, the newest first; `left` are not shown yet, `drafts` are his own."""
    more = f"还有 {left} 条，发“更多待办”。" if left else ""
    own = f"另有 {drafts} 份草稿没提交，发“我发起的”看。" if drafts else ""
    number = lines[-1].number
    how = f"点一下看全文；也可以说“同意 {number}”“驳回 {number}：原因”。"
    return _card(f"待您审批 {total} 条", "最新的在前", f"{more}{how}{own}", lines)


def own_card(lines: Sequence[Line], total: int) -> Card:
    """What the member asked for and has not finished."""
    left = total - len(lines)
    subtitle = f"最新的 {len(lines)} 条，另有 {left} 条" if left else "最新的在前"
    return _card(f"您发起的 {total} 条", subtitle, "点一下看全文；也可以说“催办 1”“撤回 1”。", lines)


def own_request_card(noun: str, what: str, state: str) -> Card:
    """One's own request with what one may do with it."""
    return Card(
        task_id="",
        title=f"您的{noun}",
        subtitle=what,
        text=state,
        buttons=(Button(Act.NUDGE.value, "催办", 1), Button(Act.WITHDRAW.value, "撤回", 3)),
    )


def state(names: str, step: int, of: int, since: timedelta, then: str) -> str:
    """“等 李经理 审批（第 1 步，共 2 步），已等 3小时，21小时后升级。”"""
    where = f"（第 {step} 步，共 {of} 步）" if of > 1 else ""
    return f"等 {names} 审批{where}，已等 {span(since)}{then}。"


def digest(cards: Sequence[Card]) -> str:
    """One message in place of many cards, the newest first."""
    shown = cards[::-1][:MOST_LINES]
    lines = [f"· {card.title}（{cut(card.rows[0].value, 40)}）" if card.rows else f"· {card.title}" for card in shown]
    rest = [f"……还有 {len(cards) - len(shown)} 条"] if len(cards) > len(shown) else []
    return "\n".join([f"{len(cards)} 条待您审批：", *lines, *rest, "发“我的待办”逐条看、逐条批。"])


def span(length: timedelta) -> str:
    """“35分钟”, “3小时”, “2天”: rounded down, at least a minute."""
    minutes = max(int(length.total_seconds() // 60), 1)
    if minutes < 60:
        return f"{minutes}分钟"
    return f"{minutes // 60}小时" if minutes < 48 * 60 else f"{minutes // (24 * 60)}天"


def cut(text: str, most: int) -> str:
    """At most that many characters."""
    return text if len(text) <= most else text[: most - 1] + "…"


def _card(title: str, subtitle: str, text: str, lines: Sequence[Line]) -> Card:
    return Card(
        task_id="",
        title=title,
        subtitle=subtitle,
        text=text,
        rows=tuple(Row(cut(f"{line.number} {line.who}", 5), line.words) for line in lines),
        buttons=tuple(Button(ITEM + line.key, f"看第{line.number}条", 2) for line in lines),
    )
