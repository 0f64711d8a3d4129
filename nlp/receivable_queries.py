"""查回款: what asks for money: “本周回款”, “华东逾期清单”, “华鼎还欠多少”, “应收账龄”, “回款天数”, “华鼎 三单”.

Only a text that is nothing but such a question is one: whose money is meant stands before or behind it, and the flow
decides whether anybody goes by that name. “今天华鼎说本周回款” stays a visit.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import Enum

from domain.period import Period
from nlp.periods import period_in


class Asked(Enum):
    """What is wanted."""

    RECEIVED = "received"  #: 本周回款
    OVERDUE = "overdue"  #: 逾期清单
    OWED = "owed"  #: 华鼎欠款
    AGEING = "ageing"  #: 应收账龄
    DAYS = "days"  #: DSO, 回款天数
    PAPERS = "papers"  #: 三单匹配


@dataclass(frozen=True)
class ReceivableWish:
    """`whose` as said, empty when nobody is named; `is_own`: the asker himself. `period` only for RECEIVED.

    `is_more`: the list goes on where the last one ended. `is_plain`: nobody would say so but to ask
    (“华鼎 欠款”; “华鼎本周回款” may be news).
    """

    asked: Asked
    whose: str = ""
    is_own: bool = False
    period: Period | None = None
    is_more: bool = False
    is_plain: bool = False


_EDGE = re.compile(r"^[\s,，。]+|[\s,，。.!！?？~～吧啊呀呢]+$")
_LOOK = r"(?:请|帮我|给我|我想|我要)*(?:看一下|看看|看下|查一下|查查|查看|查|看|列一下|列出|统计一下|统计)?"
_TELL = r"(?:都?有哪些|都?有多少|有多少|是多少|多少|怎么样|如何|情况|统计|汇总|明细|按人|一下)"
_OWN = {"我", "我的", "我自己", "本人", "自己"}
_EVERYBODY = {
    "我们",
    "我们的",
    "团队",
    "我们团队",
    "大家",
    "全部",
    "所有",
    "所有人",
    "全公司",
    "公司",
    "全员",
    "下属",
    "部门",
}
#: “客户欠款” names nobody: it tells or answers something
_NOBODY = {"客户", "他们", "对方", "人家", "那边", "这边", "他", "她", "甲方", "老客户", "新客户", "有的客户"}
_NAME = r"[一-龥A-Za-z0-9（）()·]{1,30}?"
#: what each question is called; the first that the whole text is, with a name before or behind it, wins
_CALLED = (
    (Asked.PAPERS, r"三单(?:匹配|核对|对账|状态)?|缺(?:的|什么|哪些)?单据|单据差异"),
    (
        Asked.OVERDUE,
        r"逾期的?(?:清单|列表|名单|明细|应收|款项?|客户|账款|回款)|逾期(?=都?有|怎么样|情况|统计|汇总)|"
        r"(?:谁|哪些客户|哪几家)逾期了?",
    ),
    (Asked.AGEING, r"应收(?:账款)?的?账龄(?:分析)?|账龄(?:分析)?"),
    (Asked.DAYS, r"[Dd][Ss][Oo]|(?:平均)?回款天数|应收(?:账款)?周转天数"),
    (
        Asked.OWED,
        r"(?:一共|总共|现在|目前|到底)?(?:还|总共)?欠(?:款|我们?)?(?:多少钱?|的?钱)?|欠款(?:明细)?|的?回款计划|"
        r"未收(?:余额|款)?|(?:还有)?(?:多少钱?|多少款)没(?:收|付|回)|应收(?:款|余额|账款)?",
    ),
)
_MORE = (
    (Asked.OVERDUE, re.compile(r"(?:更多的?|还有哪些|下一页)逾期(?:清单)?|逾期(?:清单)?(?:下一页|更多)")),
    (Asked.PAPERS, re.compile(r"(?:更多的?|还有哪些|下一页)三单|三单(?:下一页|更多)")),
)
_WISHES = tuple(
    (
        asked,
        re.compile(
            rf"{_LOOK}(?P<before>{_NAME})??(?P<gap>[\s:：]*)的?(?:{called})"
            rf"(?:[\s:：]+(?P<after>{_NAME}))?(?:的?{_TELL})?"
        ),
    )
    for asked, called in _CALLED
)
_RECEIVED = re.compile(
    rf"{_LOOK}(?P<before>{_NAME})??(?P<gap>\s*)的?(?:(?:到账|收款)(?={_TELL})|回款(?:金额|额)?|回(?:了|过)多少款|收(?:了|到)多少(?:钱|款))"
    rf"(?:[\s:：]+(?P<after>{_NAME}))?(?P<tell>的?{_TELL})?"
)
_DEFAULT_DAYS = 30


def receivable_wish(text: str, today: date) -> ReceivableWish | None:
    """The wish that the whole text is, or None. `today` in the company's zone."""
    said = _EDGE.sub("", text.strip())
    if len(said) > 60 or "\n" in said:
        return None
    for asked, pattern in _MORE:
        if pattern.fullmatch(said):
            return ReceivableWish(asked, is_more=True)
    for asked, pattern in _WISHES:
        if found := pattern.fullmatch(said):
            return _wish(asked, found, None)
    period, rest = period_in(said, today, _DEFAULT_DAYS)
    found = _RECEIVED.fullmatch(rest.strip().removeprefix("的"))
    is_asked = found is not None and (rest != said or found["tell"])
    return _wish(Asked.RECEIVED, found, period) if found and is_asked else None


def _wish(asked: Asked, found: re.Match[str], period: Period | None) -> ReceivableWish | None:
    whose = (found["before"] or found["after"] or "").strip().removesuffix("的")
    if (found["before"] and found["after"]) or whose in _NOBODY:
        return None
    if whose in _OWN or whose in _EVERYBODY:
        return None if asked is Asked.OWED else ReceivableWish(asked, "", whose in _OWN, period)
    if asked is Asked.OWED and not whose:
        return None
    is_plain = bool(found["after"] or (found["before"] and found["gap"]) or (period and found["tell"]))
    return ReceivableWish(asked, whose, period=period, is_plain=is_plain)
