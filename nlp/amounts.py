"""金额: definite amounts of money in a note, in yuan."""

import re
from dataclasses import dataclass
from decimal import Decimal

from nlp.numerals import PLAIN, number

_CENT = Decimal("0.01")
_AMOUNT = re.compile(
    rf"(?:(?P<low>{PLAIN})(?:万|千|元|块)?\s*(?:[-~～—－]|到|至)\s*)?"
    rf"(?P<number>{PLAIN})(?P<vague>[来多几余])?"
    rf"(?P<unit>个?亿|个?[万wW](?:(?P<tail>(?=[零一二两三四五六七八九]*[千百十])(?:零?[一二两三四五六七"
    rf"八九]千)?(?:零?[一二两三四五六七八九]百)?(?:零?[一二两三四五六七八九]?十)?[一二三四五六七八九]?|"
    rf"[一二两三四五六七八九]|\d[千百]|[1-9](?!\d))(?![十百千万年月天个\d]))?|"
    rf"[kK]|)"
    rf"(?P<after>[来多几余])?(?P<yuan>块钱?|元|圆|人民币|美元|美金)?(?P<dime>[一二三四五六七八九](?![一"
    rf"二三四五六七八九十百千万个年月天]))?"
)
_BEFORE_MONEY = re.compile(
    r"(?:预算|报价|报了|报的|报|价格|价钱|价|费用?|花了?|赔|亏|罚款?|欠|压着?|"
    r"货款|电费|租金|成本|营业额|产值|合同款?|金额|额度|审批|超过|不超|"
    r"损失|以内|控制在|做到|降到|谈到|砍到|一年|每年|每月|一个月|要|卖|付|收|"
    r"批|单价|押金|定金|工资|流水|首付|烧|年费|投入?)"
    r"[^，。；\s]{0,8}$"
)
_COUNTED = re.compile(
    r"\s*(?:平|人|件|家|套|台|次|条|吨|公里|户|用户|会员|单(?!价)|个(?!亿)|只|"
    r"箱|辆|瓶|袋|把|张|份|种|款|支|批|米|斤|公斤|天|年|月|度电?|"
    r"小时|分|号|点|%|％|折|成|期|级|楼|层|岁|页|门店|SKU|sku|[A-Za-z]|\d)"
)
#: what the money is, by a word near it; the first that is found
_LABELS = {
    **{cue: cue for cue in ("预算", "报价", "电费", "运费", "快递费", "成本", "年费", "费用")},
    "报了": "报价",
    "报的": "报价",
    "欠": "欠款",
    "压着": "未结货款",
    "罚": "罚款",
    "合同": "合同款",
    "价": "价格",
    "费": "费用",
    "赔": "损失",
    "亏": "损失",
    "损失": "损失",
    "签字": "审批上限",
    "以内": "上限",
    "超过": "上限",
}
_INDEFINITE_BEFORE = re.compile(r"(?:几|上|数|好几)$")
_CORRECTION = re.compile(r"(?:不对|呃不是|哦不|啊不|说错|说反|不是|错了|应该是|改成)")


@dataclass(frozen=True)
class MoneySpan:
    """An amount and where it stands."""

    start: int
    end: int
    value: Decimal
    what: str


def money_spans(text: str) -> list[MoneySpan]:
    """Every definite amount of `text`, in order; where one corrects another only the corrected one."""
    found: list[MoneySpan] = []
    for match in _AMOUNT.finditer(text):
        value = _value(match, text)
        if value is None or value <= 0:
            continue
        start, end = match.start(), match.end()
        between = text[found[-1].end : start] if found else ""
        if found and between.endswith("不是"):  # 八十五万不是八十万
            continue
        if found and len(between) <= 10 and _CORRECTION.search(between):
            found.pop()
        found.append(MoneySpan(start, end, value.quantize(_CENT), _label(text, start, end)))
    return found


def _value(match: re.Match[str], text: str) -> Decimal | None:
    said, unit, yuan = match["number"], match["unit"] or "", match["yuan"] or ""
    base = number(said)
    before, after = text[max(0, match.start() - 14) : match.start()], text[match.end() :]
    if (
        base is None
        or yuan in ("美元", "美金")
        or _INDEFINITE_BEFORE.search(before)
        or re.search(r"[A-Za-z.\-]$", before)
    ):
        return None
    if re.fullmatch(r"[百千佰仟][十百千]*", said):  # 几十万, 上千: nobody knows how much
        return None
    if match["vague"] == "几" or match["after"] == "几":
        return None
    close = re.fullmatch(r"([一二三四五六七八九])([一二三四五六七八九])([十百千]?)", said)
    if close and (unit or yuan or close[3]):  # 三四万, 七八十万: the upper of two neighbours
        base = number(close[2] + close[3]) or base
    value = base * _size(unit)
    if match["tail"]:
        tail = match["tail"]
        part = number(tail) or Decimal(0)
        value += part * 1000 if len(tail) == 1 else part
    if match["dime"]:
        if not yuan.startswith("块"):
            return None
        value += (number(match["dime"]) or Decimal(0)) / 10
    return value if _is_money(match, before, after, unit, yuan, value) else None


def _size(unit: str) -> int:
    if "亿" in unit:
        return 100_000_000
    if unit[-1:] in ("k", "K"):
        return 1000
    return 10_000 if re.search("[万wW]", unit) else 1


def _is_money(match: re.Match[str], before: str, after: str, unit: str, yuan: str, value: Decimal) -> bool:
    if yuan == "块" and match["number"] == "一" and not match["dime"] and not after.startswith("钱"):
        return False  # 一块见的: together
    if yuan:
        return not after.startswith(("地", "屏"))
    if _COUNTED.match(after) and not re.match(r"\s*(?:一|每)?(?:个月|年|月|天)", after):
        return False
    if unit:
        return True
    if re.search(r"[百千]", match["number"]) and re.search(
        r"(?:年费|费用?|价|预算|报|租金|电费|押金)[^，。；\s]{0,2}$", before
    ):
        return True
    return (
        value >= 100
        and bool(_BEFORE_MONEY.search(before))
        and not (re.search(r"[年月第]$", before) and match["number"].isdigit())
        and bool(re.match(r"\s*(?:$|[，。；、）)\s]|的|以内|左右|吧|一年|每年|多|出头)|\s", after))
    )


def _label(text: str, start: int, end: int) -> str:
    near = re.split(r"[，。；\n]", text[max(0, start - 14) : start])[-1] + text[end : end + 4]
    return next((label for cue, label in _LABELS.items() if cue in near), "金额")


def spoken(value: Decimal) -> str:
    """The amount as people write it: “58万元”, “7.5元”. `money_spans` reads it back."""
    if value >= 10_000 and value % 100 == 0:
        return f"{(value / 10_000).normalize():f}万元"
    return f"{value.normalize():f}元"
