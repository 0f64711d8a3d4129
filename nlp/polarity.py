"""语气: whether a clause tells of a problem that exists now: not denied, not imagined, not solved, not ours."""

import re
from collections.abc import Sequence

from nlp.segmentation import Clause

_NEGATED = re.compile(
    r"没(?:什么|啥)?(?:明显)?(?:问题|毛病|抱怨|意见)|没问题|没毛病|还行|还好|"
    r"还可以|还不错|还能控制|能控制|不缺|不愁|挺(?:准|好|稳|顺|快)|很(?:准|好|"
    r"稳|顺|快)|倒(?:是)?(?:没|不|还)|(?:的)?情况(?:倒)?没有|没出现过|没有出现|"
    r"没发生|不存在|够用|(?<!不)正常(?!是?[一二两三四五六七八九十几\d]|应该|[要得])|"
    r"没算过|心里有数|不清楚|不错|满意|没(?:有)?(?:过)?这个问题|不是问题|准了|"
    r"好了|解决了|不用(?:再)?(?:打|抄|录|写)|没反映|没提|没抱怨|谈不上|不算(?:慢|"
    r"高|多|严重)|高不高|多不多|慢不慢|倒没有|没觉得|没有(?:反映|提到|出现)|"
    r"没(?:怎么)?(?:断|缺|坏|卡|停)过|都(?:挺|很)|没有?再|[后倒]降了|降下来了|不坏$|没事了|没啥|没这事|轻松多了|也(?:没关系|没事|无所谓|不要紧|不碍事)"
)
_HYPOTHETICAL = re.compile(
    r"万一|如果|(?<![主重需])要是|假如|若|(?<![点天完单货了])以后(?!.*就)|将来|到时(?!候?[才都])|(?<![到等拖])明年|二期|后年|"
    r"万一|怕|担心|顾虑|避免|防止|希望(?!.*但)|想要?(?!.*(?:不|一直|没))"
)
_SOLVED = re.compile(
    r"(?:以前|之前|过去|原来|早先|去年).*(?:现在|今年|已经?|后来|上了|换).*(?:好|"
    r"准|正常|不用|解决|没了|合格|快了|少了|后(?:就|只要|只用)?(?:半|一|当)[个天小会])|已(?:经)?(?:解决|改善|整改完|验收合格)|"
    r"现在(?:不|没).*了$|不用.*了$"
)
_OLD = re.compile(
    r"以前|(?<![拉送跑派运开发走赶追翻转调寄打看])过去(?!最|要|得)|原来(?!的|排|定|说|计划|那)|早先|曾经|去年.*(?:过(?!的)|停)|上一?年.*过(?!的)"
)
_NOT_PAIN = re.compile(
    r"→|->|竞品|(?<!没)(?<!没有)(?<!无)预算(?!紧|被砍|砍|冻|不够|没了|没批|有限|"
    r"压缩|卡)|报了|报价单|我[^，。]{0,4}(?:给|发|出|做|带|寄)|方案|签约|演示|"
    r"拍板|审批上限|合同款|报价(?:每|是|的|了)|(?<!等)我们报"
)
_NO_SYSTEM = re.compile(r"(?:不用|没有|没上|没用|没)(?:什么)?(?:系统|软件)")
#: how the next clause may take a problem back
_TURN = re.compile(r"(?:现在|今年|已|上了|换|后来|这个我们|那是|但现在|倒|他说还|还能|没)")
_TAKEN_BACK = re.compile(r"(?:那是后面|是以后|这倒没|倒还|还能|他说还能|已经解决|现在好了|后来好了)")
_IF = re.compile(r"万一|如果|(?<![主重需])要是|假如|若(?!干)")
_WISHED = re.compile(r"希望[^，。；\s]{0,4}$")  # 他希望账期，从三十天延长到六十天: said with a pause
_NOW = re.compile(r"现在|目前|还是|至今")
_WISH_UNMET = re.compile(r"想(?:看|要个|在|加|改|查)")


def is_problem_now(parts: Sequence[Clause], number: int) -> bool:
    """Whether the clause `parts[number]` may state a problem of the customer at present."""
    clause, before, after = parts[number], _beside(parts, number, -1), _beside(parts, number, 1)
    if number == 0 and len(parts) > 1 and len(clause.text) < 4:  # a heading: 补录
        return False
    if _NOT_PAIN.search(clause.text) or _NEGATED.search(clause.text) or _is_solved(clause, after):
        return False
    if number + 1 < len(parts) and _TAKEN_BACK.match(parts[number + 1].text):
        return False
    if before is not None and _IF.search(before.text) and not _NOW.search(clause.text):
        return False
    if before is not None and _WISHED.search(before.text):
        return False
    if before is not None and len(clause.text) <= 8 and _NO_SYSTEM.search(before.text):
        return False  # 不用系统，手写单子: how they work, no complaint
    if _HYPOTHETICAL.search(clause.text) and not _WISH_UNMET.search(clause.text):
        return False
    return not _OLD.search(clause.text) or bool(_NOW.search(clause.text))


def _beside(parts: Sequence[Clause], number: int, step: int) -> Clause | None:
    """The clause before or after, if it belongs to the same sentence."""
    at = number + step
    if not 0 <= at < len(parts) or parts[at].sentence != parts[number].sentence:
        return None
    return parts[at]


def _is_solved(clause: Clause, after: Clause | None) -> bool:
    more = "，" + after.text if after is not None and _TURN.match(after.text) else ""
    return bool(_SOLVED.search(clause.text + more))
