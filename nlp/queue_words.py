"""待办的口令: “我的待办”, “我发起的”, “更多待办”, and words about one line of such a list: “同意 2”, “看第3条”."""

import re
from dataclasses import dataclass
from enum import Enum

from nlp.approval_orders import Act, Order, order
from nlp.numerals import PLAIN, number


class Queue(Enum):
    """Which list is wished."""

    TODO = "todo"  #: 我的待办
    MORE = "more"  #: 更多待办
    OWN = "own"  #: 我发起的


@dataclass(frozen=True)
class Numbered:
    """An order about line `number` of the list seen last; `order` is None when it is only to be shown."""

    number: int
    order: Order | None


_EDGE = re.compile(r"^[\s,，。]+|[\s,，。.!！~～吧啊呀]+$")
_LOOK = r"(?:请|帮我|给我)?(?:看一下|看看|查看|查|看|打开|列出|列一下)?"
_WISHES = (
    (Queue.MORE, re.compile(r"更多的?待办|待办下一页|还有哪些待办")),
    (Queue.TODO, re.compile(rf"{_LOOK}(?:我的?)?(?:待办|待办事项|待审批?|待批|待我审批?的?|等我审批?的)")),
    (Queue.OWN, re.compile(rf"{_LOOK}我(?:发起|提交|申请)过?的(?:申请|审批|单子|记录)?")),
)
_LINE = rf"(?P<number>{PLAIN})"
#: “看第2条”, “看 2”, “第2条”
_SHOW = (
    re.compile(rf"(?:看一下|看看|查看|打开|看)\s*(?:第\s*)?{_LINE}\s*条?"),
    re.compile(rf"第\s*{_LINE}\s*条"),
)
#: “第2条同意”, “第2条转给钱经理”
_LINE_FIRST = re.compile(rf"第\s*{_LINE}\s*条[\s,，:：]*(?P<rest>\S.*)", re.DOTALL)
#: “同意 2”, “驳回2：金额不对”. Words right behind the number belong to it (“驳回3个月太长”): then it names no line
_ACT_FIRST = re.compile(
    rf"(?P<act>同意|批准|通过|驳回|不同意|退回|催办|催一下|催|撤回|评论)\s*第?\s*{_LINE}\s*(?:条|号)?"
    r"(?:\s*[,，:：、]\s*(?P<words>.+))?",
    re.DOTALL,
)


def queue_wish(text: str) -> Queue | None:
    """The list that the whole text asks for, or None."""
    said = _EDGE.sub("", text.strip())
    return next((queue for queue, pattern in _WISHES if pattern.fullmatch(said)), None)


def numbered(text: str) -> Numbered | None:
    """The order about one line that the whole text is, or None."""
    said = _EDGE.sub("", text.strip())
    for pattern in _SHOW:
        if found := pattern.fullmatch(said):
            return _about(found["number"], None)
    if (found := _LINE_FIRST.fullmatch(said)) and (meant := order(found["rest"])) is not None:
        return _about(found["number"], meant)
    if found := _ACT_FIRST.fullmatch(said):
        return _about(found["number"], _order(found["act"], (found["words"] or "").strip()))
    return None


def _order(act: str, words: str) -> Order | None:
    if act == "评论":
        return Order(Act.COMMENT, words)
    return order(f"{act}：{words}") if words else order("催一下" if act == "催" else act)


def _about(said: str, meant: Order | None) -> Numbered | None:
    line = number(said)
    return Numbered(int(line), meant) if line is not None and line == int(line) and 0 < line < 1000 else None
