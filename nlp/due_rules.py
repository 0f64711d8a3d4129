"""到期规则: “验收后30天”, “自交付之日起12个月内” as a rule that counts from a milestone of the contract."""

import re
import unicodedata
from decimal import Decimal

from domain.contract import DueRule, Milestone
from nlp.numerals import PLAIN, number

_MILESTONES = {
    Milestone.SIGNED: "签订|签约|签署|生效",
    Milestone.DELIVERED: "交付|交货|发货|出货|到货|货到|送货|送达",
    Milestone.ACCEPTED: "最终验收|终验|验收",
}
_RULE = re.compile(
    r"(?:自|从|在|于)?(?:合同|货物|设备|产品|系统|项目|客户|甲方|全部|整体|双方|安装|调试|(?:到货|交付)(?=安装|调试|验收))*"
    + "(?:"
    + "|".join(f"(?P<{milestone.value}>{words})" for milestone, words in _MILESTONES.items())
    + r")(?:合格|通过|完成|完毕|结束)?(?:之日起|之日|日起|日|起|之后|以后|后|满)*"
    rf"(?:(?P<at_once>当[天日]|时|即付|即日)|(?:(?P<many>半|{PLAIN})(?P<unit>个?月|个?季度|年|周|个?星期|个?礼拜|天|日|个?自然日))"
    rf"(?:零?(?P<days>{PLAIN})(?:天|日))?)(?:之内|以内|内|后)?(?:支付|付款|付清|付|到期|应收)?"
)
_MONTHS = {"月": 1, "季度": 3, "年": 12}
_DAYS = {"周": 7, "星期": 7, "礼拜": 7, "天": 1, "日": 1, "自然日": 1}
_MOST = 3660


def read_due_rule(text: str) -> DueRule | None:
    """The rule that the words name as a whole; None when they are no rule or leave anything open (工作日 for one)."""
    found = _RULE.fullmatch(re.sub(r"[\s,，。]", "", unicodedata.normalize("NFKC", text)))
    if found is None:
        return None
    after = next(milestone for milestone in _MILESTONES if found[milestone.value])
    if found["at_once"]:
        return DueRule(after)
    unit = found["unit"].removeprefix("个")
    size = _MONTHS.get(unit) or _DAYS[unit]
    if found["many"] == "半":
        whole = {12: (6, 0), 1: (0, 15)}.get(size) if unit in _MONTHS else None
        return DueRule(after, *whole) if whole else None
    many, further = number(found["many"]), number(found["days"]) if found["days"] else Decimal(0)
    if many is None or further is None or not _is_whole(many * size) or not _is_whole(further):
        return None
    months, days = (int(many * size), 0) if unit in _MONTHS else (0, int(many * size))
    return DueRule(after, months, days + int(further))


def _is_whole(value: Decimal) -> bool:
    return value == value.to_integral_value() and 0 <= value <= _MOST
