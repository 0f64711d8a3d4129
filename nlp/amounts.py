"""金额: definite amounts of money in a note, in yuan."""

import re
from dataclasses import dataclass
from decimal import Decimal

from nlp.numerals import PLAIN, number

_CENT = Decimal("0.01")
_MOST = Decimal(10) ** 15  #: yuan; whoever types more digits names no money
_PER = (
    r"(?:天|晚|周|个?礼拜|个?月|个?季度|年|次|回|趟|单|票|件|箱|吨|斤|公斤|度|方|平|亩|套|台|车|柜|人|个人|户|家"
    r"|家店|间|条|份|批|小时|米|张)"
)
_AMOUNT = re.compile(
    rf"(?:(?P<low>{PLAIN})\s?(?:[万wW千kK][一二三四五六七八九]?|元|块)?\s*(?:[-~～—－]|到|至)\s*)?"
    rf"(?P<number>{PLAIN})(?P<vague>[来多几余])?"
    rf"(?P<unit>\s?个?亿|\s?[千百]万|(?<=\d)千(?![米克瓦卡])|\s?个?[万wW](?:(?P<tail>(?=[零一二两三四五六七八九]*[千百十])(?:零?[一二两三四五六七"
    rf"八九]千)?(?:零?[一二两三四五六七八九]百)?(?:零?[一二两三四五六七八九]?十)?[一二三四五六七八九]?|"
    rf"[一二两三四五六七八九]|\d[千百]|[1-9](?!\d))(?![十百千万年月天个\d]))?|"
    rf"[kK]|)"
    rf"(?P<after>[来多几余])?(?P<yuan>\s?(?:块钱?|元|圆|人民币|美元|美金)|毛钱?(?![病衣巾坯利料刺])|角钱)?(?:(?<!钱)"
    rf"(?P<dime>[一二三四五六七八九](?=一{_PER})|[1-9一二三四五六七八九](?![\d.一二三四五六七八九十百千万个]|{_PER})))?"
)
_BEFORE_MONEY = re.compile(
    r"(?:预算|报价|报了|报的|报|出价|开价|价格|价钱|价|费用?|花了?|赔|亏|罚款?|扣|欠|压着?|"
    r"货款|尾款|电费|租金|成本|营业额|产值|利润|流水|合同款?|金额|额度|审批|超过|不超|不过|不到|封顶|顶多|最多|"
    r"损失|以内|控制在|做到|降到|谈到|砍到|还到|还了|要|卖|付|收|省|赚|"
    r"批|单价|押金|定金|工资|首付|烧|投入?|补贴|月租|房租|租|涨了?|降了?|贵了?|便宜了?|人均|均价|客单价|全套|总共|一共|合计)"
    r"[^，。；\s]{0,8}$"
)
#: so much for each: “一天两千八”, “一次罚三千”
_FOR_EACH = re.compile(
    rf"(?:一|每|半){_PER}(?:要|就|得|是|就是|光|罚|扣|省|亏|赔|花|收|少|多|卖|付|赚|损失|报|差不多|大概|也就|顶多)*$"
)
_EACH = re.compile(rf"\s*(?:[一每/]\s?){_PER}")
_ENDS = re.compile(
    r"\s*(?:$|[，。；、：）)\s]|的|以[内下上]|之内|左右|上下|吧|呢|嘛|啊|一年|每年|多|出头|然后|还|就|他|她|我|这|那|现在|不)|\s"
)
_COUNTED = re.compile(
    r"\s*(?:平|人|件|家|套|台|次|条(?!件)|吨|公里|户|用户|会员|单(?![价独子])|个(?!亿)|只(?![要能有是])|"
    r"箱|辆|瓶|袋|把(?=[锁刀伞椅])|张(?![总经工主董姐哥])|份|种|款(?!项)|支(?![持付])|批(?![了准不])|米|斤|公斤|天|年|月|度电?|"
    r"小时|分(?![期两三几批])|号|点(?!头)|%|％|折|成(?![本交])|期|级|楼|层|岁|页|门店|SKU|sku|[A-Za-z]|\d|"
    r"票|车(?!费)|趟|亩|方(?![案便面])|步|字|颗|粒|桶|盒|箩|筐|柜|间|名|位|场|遍|回(?![款来])|组|例|公分|厘米|毫米|吋|"
    r"寸|倍|版|型|系列)"
)
_COUNTS_BEFORE = re.compile(
    rf"(?!一){PLAIN}[来多几余]?(?:件|箱|个|台|套|家|人|单|票|张|桶|盒|筐|车|吨|斤|米|次|回|条)(?!钱)[^。；]{{0,12}}$"
)
_SURELY_MONEY = re.compile(r"(?:价|费|罚|赔|扣|款|钱|预算|报)[^，。；\s]{0,4}$")
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
        value = _value(match, text) or _in_wan(match, text, found)
        if value is None or not 0 < value < _MOST:
            continue
        start, end = match.start(), match.end()
        between = text[found[-1].end : start] if found else ""
        if found and between.endswith("不是"):  # 八十五万不是八十万
            continue
        if found and len(between) <= 10 and _CORRECTION.search(between):
            found.pop()
        found.append(MoneySpan(start, end, value.quantize(_CENT), _label(text, start, end)))
    return found


def _in_wan(match: re.Match[str], text: str, found: list[MoneySpan]) -> Decimal | None:
    """“我们报四十二万，他说四十以内”: the 万 of the amount just named is understood."""
    base = number(match["number"])
    if not found or base is None or match["unit"] or match["yuan"] or match.start() - found[-1].end > 16:
        return None
    said = base * 10_000
    is_near = said * 2 > found[-1].value and said < found[-1].value * 2 and found[-1].value >= 100_000
    return said if is_near and re.match(r"万?(?:整|以内|以下|之内|就签|就行)", text[match.end() :]) else None


def _value(match: re.Match[str], text: str) -> Decimal | None:
    said, unit, yuan = match["number"], match["unit"].strip(), (match["yuan"] or "").strip()
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
    if yuan.startswith(("毛", "角")):
        return None if said in ("一", "1") else (base + (number(match["dime"] or "") or 0) / Decimal(10)) / 10
    if match["dime"]:
        if not yuan.startswith("块"):
            return None
        value += (number(match["dime"]) or Decimal(0)) / 10
    return value if _is_money(match, before, after, unit, yuan, value) else None


def _size(unit: str) -> int:
    if "亿" in unit:
        return 100_000_000
    if unit in ("百万", "千万"):
        return 10_000 * (100 if unit == "百万" else 1000)
    if unit in ("k", "K", "千"):
        return 1000
    return 10_000 if re.search("[万wW]", unit) else 1


def _is_money(match: re.Match[str], before: str, after: str, unit: str, yuan: str, value: Decimal) -> bool:
    if yuan == "块" and match["number"] == "一" and not match["dime"] and not after.startswith("钱"):
        return False  # 一块见的: together
    if yuan:
        return not after.startswith(("地", "屏", "板", "砖", "表"))
    each = _EACH.match(after)
    is_apart = after[:1].isspace() and bool(unit or not match["number"][-1].isdigit())
    if _COUNTED.match(after) and not each and not is_apart:
        return False
    if unit:
        return True
    if value < 100 or (re.search(r"(?<![一每半])[年月第]$", before) and match["number"].isdigit()):
        return False
    if (
        _COUNTS_BEFORE.search(before) and not _FOR_EACH.search(before) and not _SURELY_MONEY.search(before)
    ):  # 退了三百箱，收到两百六
        return False
    cued = _BEFORE_MONEY.search(before)
    if re.search(r"[百千]", match["number"]) and re.search(
        r"(?:年费|费用?|价|预算|报|租金|电费|押金|罚|扣|赔)了?[^，。；\s]{0,2}$", before
    ):
        return True
    return bool(each and (cued or re.match(r"\s*[一每/]\s?(?:年|个?月|次|趟|回|个?季度)", after))) or bool(
        (cued or _FOR_EACH.search(before)) and _ENDS.match(after)
    )


def _label(text: str, start: int, end: int) -> str:
    near = re.split(r"[，。；\n]", text[max(0, start - 14) : start])[-1] + text[end : end + 4]
    return next((label for cue, label in _LABELS.items() if cue in near), "金额")


def spoken(value: Decimal) -> str:
    """The amount as people write it: “58万元”, “7.5元”. `money_spans` reads it back."""
    if value >= 10_000 and value % 100 == 0:
        return f"{(value / 10_000).normalize():f}万元"
    return f"{value.normalize():f}元"
