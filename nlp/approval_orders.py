"""审批的口令: what people say about a request that waits: “转给钱经理”, “加签孙会计”, “撤回”, “催一下”."""

import re
from dataclasses import dataclass
from enum import Enum


class Act(Enum):
    """What may be done with a request."""

    AGREE = "agree"  #: 同意
    REJECT = "reject"  #: 驳回
    RETURN = "return"  #: 退回修改
    REASSIGN = "reassign"  #: 转交
    ADD_BEFORE = "add_before"  #: 前加签
    ADD_AFTER = "add_after"  #: 后加签
    COMMENT = "comment"  #: 评论
    WITHDRAW = "withdraw"  #: 撤回
    NUDGE = "nudge"  #: 催办


#: acts that need a colleague's name, and acts that need words
NAMING = (Act.REASSIGN, Act.ADD_BEFORE, Act.ADD_AFTER)
WORDED = (Act.REJECT, Act.RETURN, Act.COMMENT)
#: what the requester does with his own
OF_REQUESTER = (Act.WITHDRAW, Act.NUDGE)


@dataclass(frozen=True)
class Order:
    """An act with the name or the words it came with (empty when none)."""

    act: Act
    words: str = ""


_NAME = r"(?P<words>[一-龥A-Za-z·]{2,12}?)"
_PLEASE = r"^(?:请|帮我|麻烦|麻烦你)?(?:把?(?:这个|这条|这份|它))?"
_END = r"(?:来?(?:处理|审批|审核|批|审|看看|看一下|看))?(?:一下)?[。！!～~吧]*$"
_TOLD = r"[\s,，:：、]*(?P<words>.*?)[。\s]*$"
_RULES = (
    (Act.REASSIGN, re.compile(rf"{_PLEASE}(?:转交给?|转给){_NAME}{_END}")),
    (Act.ADD_BEFORE, re.compile(rf"{_PLEASE}(?:前加签|加签给|加签){_NAME}{_END}")),
    (Act.ADD_AFTER, re.compile(rf"{_PLEASE}后加签{_NAME}{_END}")),
    (Act.RETURN, re.compile(rf"{_PLEASE}(?:退回修改|退回去?|打回去?){_TOLD}", re.DOTALL)),
    (Act.COMMENT, re.compile(r"^(?:评论|留言|备注)(?:一下)?[\s,，:：]+(?P<words>.+)$", re.DOTALL)),
    (Act.REJECT, re.compile(rf"{_PLEASE}(?:驳回|不同意){_TOLD}", re.DOTALL)),
    (Act.AGREE, re.compile(r"^(?:我)?(?:同意|批准|审批通过|通过)了?[。！!]*(?P<words>)$")),
    (
        Act.WITHDRAW,
        re.compile(r"^(?:我要|我想|帮我|请)?(?:撤回)(?:申请|审批|提交|记录|这条|上一条)?了?吧?[。！!]*(?P<words>)$"),
    ),
    (
        Act.NUDGE,
        re.compile(
            r"^(?:帮我|请|麻烦)?(?:催一下|催催|催办|催一催|催批|催审批)(?:审批|主管|领导|他们?)?吧?[。！!]*(?P<words>)$"
        ),
    ),
)


def order(text: str) -> Order | None:
    """The order that the whole text is, or None."""
    said = text.strip()
    for act, pattern in _RULES:
        found = pattern.match(said)
        if found:
            return Order(act, found["words"].strip())
    return None
