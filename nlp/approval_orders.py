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
    """An act with the name or the words it came with (empty when none), and what it says of which request."""

    act: Act
    words: str = ""
    about: str | None = None  #: what it names of the request (“同意天工那条” → 天工), "" for “那条”; None when nothing
    is_plain: bool = True  #: False: an order only if it names a colleague (“让钱经理批吧”, not “让客户批”)


_NAME = r"(?P<words>[一-龥A-Za-z·]{1,12}?)"
_PLEASE = r"^(?:请|帮我|麻烦|麻烦你)?(?:把?(?:这个|这条|这份|它))?"
_END = r"(?:来?(?:处理|审批|审核|批|审|看看|看一下|看))?(?:一下)?[。！!～~吧]*$"
_TOLD = r"[\s,，:：、]*(?P<words>.*?)[。\s]*$"
_REASON_IS = r"(?:[\s,，]*(?:原因|理由)\s*(?:是|为|[:：]))?"
#: “驳回原因有哪些”, “驳回率多少” ask for counts (nlp/reject_counts.py): they never reject anything
_NO_QUESTION = (
    r"(?!的?(?:原因|理由)(?!\s*(?:是(?!什么|啥)|为(?!什么|啥)|[:：]))"
    r"|统计|率|情况(?:怎么样|如何)?[?？。]*$|了?(?:几|多少|哪些))"
)
_RULES = (
    (Act.REASSIGN, re.compile(rf"{_PLEASE}(?:转交给?|转给){_NAME}{_END}")),
    (Act.ADD_BEFORE, re.compile(rf"{_PLEASE}(?:前加签|加签给|加签){_NAME}{_END}")),
    (Act.ADD_AFTER, re.compile(rf"{_PLEASE}后加签{_NAME}{_END}")),
    (Act.RETURN, re.compile(rf"{_PLEASE}(?:退回修改|退回去?|打回去?){_TOLD}", re.DOTALL)),
    (Act.COMMENT, re.compile(r"^(?:评论|留言|备注)(?:一下)?[\s,，:：]+(?P<words>.+)$", re.DOTALL)),
    (Act.REJECT, re.compile(rf"{_PLEASE}(?:驳回|不同意){_NO_QUESTION}{_REASON_IS}{_TOLD}", re.DOTALL)),
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
#: “让钱经理批吧”, “请孙会计来审”; 先, 再 and 代 ask for something else
_LET = re.compile(
    rf"^(?:帮我|麻烦|还是|就)?(?:把?(?:这个|这条|这份))?(?:让|叫|请|由|交给|给){_NAME}(?<![先再代帮也都去来])[来去]?(?:批|审)[批核]?(?:一下)?[。！!～~吧]*$"
)
#: “同意天工那条”, “撤回刚才那条”, “同意 哪个”, “天工那条同意”
_ONE = (
    r"(?P<about>[一-龥A-Za-z0-9（）()]{0,20}?)的?(?:那|这|哪|上|最近)一?(?:条|个|份|张)"
    r"(?:拜访记录|拜访|记录|申请|单子)?"
)
_SIMPLE = {
    Act.AGREE: r"(?:同意|批准|审批通过|通过)", Act.WITHDRAW: r"撤回", Act.NUDGE: r"(?:催一下|催催|催办|催一催)",
}  # fmt: skip
_OF_ONE = tuple(
    (act, re.compile(pattern))
    for act, words in _SIMPLE.items()
    for pattern in (
        rf"^(?:我|请|帮我)?{words}(?:一下)?[\s,，:：]*{_ONE}吧?[。！!？?]*$",
        rf"^(?:把)?{_ONE}[\s,，]*(?:我)?{words}吧?[。！!]*$",
    )
)
_NO_NAME = re.compile(r"刚才|刚刚|刚|上面|前面|是|的")


def order(text: str) -> Order | None:
    """The order that the whole text is, or None."""
    said = text.strip()
    for act, pattern in _RULES:
        found = pattern.match(said)
        if found:
            return Order(act, found["words"].strip())
    if let := _LET.match(said):
        return Order(Act.REASSIGN, let["words"], is_plain=False)
    for act, pattern in _OF_ONE:
        found = pattern.match(said)
        if found:
            return Order(act, about=_NO_NAME.sub("", found["about"]))
    return None
