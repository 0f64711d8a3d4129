"""驳回原因统计: what asks for the reasons of rejections: “驳回原因”, “这个月的驳回原因统计”, “张三最近为什么被驳回”."""

import re
from dataclasses import dataclass
from datetime import date

from domain.period import Period
from domain.reject_reasons import PERIOD_DAYS
from nlp.periods import period_in

_EDGE = re.compile(r"^[\s,，。]+|[\s,，。.!！?？~～吧啊呀呢]+$")
_WISH = re.compile(
    r"(?:请|帮我|给我|我想|我要)*(?:看一下|看看|看下|查一下|查看|查|看|统计一下|统计)?"
    r"(?P<whose>[一-龥A-Za-z]{1,8}?)??的?(?:拜访记录|拜访|记录|单子|审批)?的?"
    r"(?:(?:被)?驳回的?(?:原因|理由)(?:的?(?:统计|排行|排名|汇总|分布))?|(?:被)?驳回(?:统计|率|情况)|(?:为什么|为啥)(?:老是?|总是?|经常)?被驳回)"
    r"(?:都?有哪些|(?:都?是)?什么|有?多少|怎么样|如何|按人|一下)?"
)
_OWN = {"我", "我自己", "本人", "自己"}
_EVERYBODY = {"我们", "团队", "我们团队", "大家", "下属", "手下", "所有人", "全部", "全员", "各人", "每个人", "销售"}


@dataclass(frozen=True)
class RejectCountsWish:
    """Of which days, and of whom: a name, `is_own`, or everybody whom the asker may see."""

    period: Period
    name: str | None = None
    is_own: bool = False


def reject_counts_wish(text: str, today: date) -> RejectCountsWish | None:
    """The wish that the whole text is, or None."""
    period, rest = period_in(_EDGE.sub("", text.strip()), today, PERIOD_DAYS)
    found = _WISH.fullmatch(re.sub(r"[\s:：]+", "", rest).removeprefix("的"))
    if found is None:
        return None
    whose = (found["whose"] or "").removesuffix("的")
    is_named = bool(whose) and whose not in _OWN | _EVERYBODY
    return RejectCountsWish(period, whose if is_named else None, whose in _OWN)
