"""格子: the text of a cell as a day, an amount, a share or a number of an account; or why it is none of them."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal

_MOST_MONEY = Decimal(10) ** 13
_NOTHING = frozenset({"", "-", "--", "/", "—", "——", "无", "N/A", "n/a", "#N/A"})
_SCIENTIFIC = re.compile(r"[+-]?\d(?:\.\d*)?[Ee][+-]?\d+")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d*)?|\.\d+")
_MONEY = re.compile(
    r"(?P<minus>-)?(?:RMB|CNY|人民币|¥)?\s*(?P<sign>[+-])?(?P<number>[\d,.]+)(?P<unit>万|亿)?(?:元|圆|块)?整?"
)
_SIZES = {None: 1, "万": 10_000, "亿": 100_000_000}
_CLOCK = r"(?:[T\s]*(?P<hour>\d{1,2}):(?P<minute>\d{1,2})(?::(?P<second>\d{1,2})(?:\.\d+)?)?)?"
_DAYS = (
    re.compile(rf"(?P<year>\d{{4}})\s?[-/.年]\s?(?P<month>\d{{1,2}})\s?[-/.月]\s?(?P<day>\d{{1,2}})\s?日?{_CLOCK}"),
    re.compile(rf"(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d){_CLOCK}"),
    re.compile(r"(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)"),
)
#: full-width letters and digits; other signs of a number are its own
_HALF_WIDTH = {0x3000: " "} | {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
#: what Excel counts its days from; day 60 of it never was
_EXCEL = date(1899, 12, 30)
#: 1954 to 2119 as Excel counts days
_SERIALS = range(20_000, 80_001)
_YEARS = range(1990, 2100)


@dataclass(frozen=True)
class Wrong:
    """Why a cell is not what it should be, in Chinese, to stand behind the name of its column."""

    reason: str


def money(text: str) -> Decimal | Wrong | None:
    """An amount in yuan with two places; None for an empty cell. Brackets mean less than nothing."""
    plain = _plain(text)
    if plain in _NOTHING:
        return None
    if _SCIENTIFIC.fullmatch(plain):
        return Wrong("变成了科学计数法，原来的数已看不出；请把这一列设成数值格式，重新填写")
    inner = re.fullmatch(r"\((.*)\)", plain)
    found = _MONEY.fullmatch((inner[1] if inner else plain).replace(" ", ""))
    if found is None or not _GROUPED.fullmatch(found["number"]):
        return Wrong(f"“{text[:30]}”不是金额；写作 30000.00 或 30,000.00")
    value = Decimal(found["number"].replace(",", "")) * _SIZES[found["unit"]]
    if [found["minus"], found["sign"]].count("-") + bool(inner) > 1:
        return Wrong(f"“{text[:30]}”有两个负号")
    if inner or "-" in (found["minus"], found["sign"]):
        value = -value
    exact = value.quantize(Decimal("0.01")) if abs(value) < _MOST_MONEY else None
    if exact is None:
        return Wrong(f"“{text[:30]}”太大，请核对单位")
    if exact != value:
        return Wrong(f"实际值是 {text[:30]}，金额最多两位小数；表格里请用 ROUND 取两位")
    return exact


def day(text: str) -> date | Wrong | None:
    """A day however it was typed: 2026-03-05, 2026/3/5, 2026年3月5日, 20260305, a time behind it, or Excel's number."""
    found = moment(text)
    return found[0] if isinstance(found, tuple) else found


def moment(text: str) -> tuple[date, time | None] | Wrong | None:
    """A day, and the time of day where one is written."""
    plain = _plain(text)
    if plain in _NOTHING:
        return None
    serial = re.fullmatch(r"(\d{5})(\.\d+)?", plain)
    if serial and int(serial[1]) in _SERIALS:
        seconds = round(float(serial[2] or 0) * 86_400)
        on = _EXCEL + timedelta(days=int(serial[1]) + seconds // 86_400)
        seconds %= 86_400
        return on, time(seconds // 3600, seconds // 60 % 60, seconds % 60) if serial[2] else None
    found = next((match for match in (pattern.fullmatch(plain) for pattern in _DAYS) if match), None)
    if found is None:
        return Wrong(f"“{text[:30]}”不是日期；{_why_no_day(plain)}写作 2026-03-05 或 2026年3月5日")
    try:
        on = date(int(found["year"]), int(found["month"]), int(found["day"]))
        at = time(int(found["hour"]), int(found["minute"]), int(found["second"] or 0)) if found["hour"] else None
    except ValueError:
        return Wrong(f"没有“{text[:30]}”这一天")
    if on.year not in _YEARS:
        return Wrong(f"“{text[:30]}”的年份不对")
    return on, at


def share(text: str) -> tuple[Decimal, bool] | Wrong | None:
    """A share, and whether it is in per cent: (30, True) for 30%; (0.3, False) and (30, False) for bare numbers."""
    plain = _plain(text).replace(" ", "")
    if plain in _NOTHING:
        return None
    found = re.fullmatch(r"(\d{1,3}(?:\.\d{1,20})?|\.\d{1,20})(%)?", plain)
    if found is None or Decimal(found[1]) > 100:
        return Wrong(f"“{text[:30]}”不是比例；写作 30% 或 0.3")
    return Decimal(found[1]), bool(found[2])


def identifier(text: str, most: int) -> str | Wrong:
    """A number of an account, a contract or a paper as it was typed, half width: leading zeros stay, blanks go."""
    plain = text.translate(_HALF_WIDTH).strip()
    if _SCIENTIFIC.fullmatch(plain):
        return Wrong("变成了科学计数法，后几位已丢失；请把这一列设成文本格式，重新填写")
    plain = re.sub(r"(?<=\d)\s+(?=\d)|\s+(?=$)", "", plain)
    return plain if len(plain) <= most else Wrong(f"太长：最多 {most} 个字")


def words(text: str, most: int) -> str | Wrong:
    """Words on one line; too many of them are refused."""
    plain = " ".join(text.split())
    return plain if len(plain) <= most else Wrong(f"太长：最多 {most} 个字")


def up_to(most: int) -> Callable[[str], str | Wrong]:
    """`words` of at most so many."""
    return lambda text: words(text, most)


def numbered(most: int) -> Callable[[str], str | Wrong]:
    """`identifier` of at most so many characters."""
    return lambda text: identifier(text, most)


def _plain(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).strip()
    return plain.replace("\u2212", "-").replace("￥", "¥")


def _why_no_day(plain: str) -> str:
    if re.fullmatch(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{4}.*", plain):
        return "月和日分不清，"
    if re.fullmatch(r"\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}日?", plain):
        return "年份要写四位，"
    if re.fullmatch(r"\d{4}[-/.年]\d{1,2}月?", plain):
        return "还缺哪一天，"
    return ""
