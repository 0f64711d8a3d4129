"""日期: days named in Chinese text, resolved from the day on which they were said.

Week = Monday to Sunday. “X前/之前/内/最晚” means the day X itself. 月底 = last day, 月初 = the 10th,
月中 = the 15th, 上旬/中旬/下旬 = the 10th/20th/last day. A holiday's 前 is the day before its block.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from domain.workdays import WorkCalendar
from nlp.numerals import number

_N = r"(?:\d{1,3}|[一二两三四五六七八九十廿]{1,3}|半)"
_D = r"(?:3[01]|[12]\d|0?[1-9]|[二三]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?|[一二三四五六七八九](?![十百千]))"
_M = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_WD = "一二三四五六日天末1234567"
_WEEK = r"(?:周|星期|礼拜)"
_END = r"(?:(?:之|以)?前(?!后)|前后|(?:之|以)?内|当天|那天)?"
_HOLIDAY = r"(?:元旦|春节|过年|清明|五一|劳动节|端午|中秋|国庆|十一)"


@dataclass(frozen=True)
class DaySpan:
    """Words that name a day and the day. `past` days lie before the day of speaking."""

    start: int
    end: int
    on: date
    unpublished_year: int | None = None  #: it rests on the working days or holidays of this year, not yet published

    def is_past(self, today: date) -> bool:
        """Whether the day lies before `today`."""
        return self.on < today


Resolver = Callable[[re.Match[str], date, WorkCalendar], date | None]
_RULES: list[tuple[re.Pattern[str], Resolver, bool]] = []
#: blanks that are but typography: “3 个工作日”, “12 月 5 日”, “到期前 5 天”
_BLANK = re.compile(r"(?<=\d) (?=[月日号天个周年工小礼星季])|(?<=[月年下第期前后周到]) (?=\d)")


def _rule(pattern: str, *, counted: bool = False) -> Callable[[Resolver], Resolver]:
    def add(resolve: Resolver) -> Resolver:
        _RULES.append((re.compile(pattern), resolve, counted))
        return resolve

    return add


def day_spans(text: str, today: date, calendar: WorkCalendar) -> list[DaySpan]:
    """Every day named in `text`, in order, without overlaps (the rule written first wins)."""
    places = [at for at in range(len(text)) if not _BLANK.match(text, at)]
    close = "".join(text[at] for at in places)
    found: list[DaySpan] = []
    for pattern, resolve, counted in _RULES:
        for match in pattern.finditer(close):
            if any(match.start() < span.end and span.start < match.end() for span in found):
                continue
            try:
                on = resolve(match, today, calendar)
            except (ValueError, OverflowError):  # 2月30日, year 10000: not a day
                on = None
            if on is not None:
                unknown = _unpublished(match[0], on, calendar) if counted else None
                found.append(DaySpan(match.start(), match.end(), on, unknown))
    found = _ahead_of_the_end(close, sorted(found, key=lambda span: span.start))
    return [replace(span, start=places[span.start], end=places[span.end - 1] + 1) for span in found]


_AHEAD = re.compile(
    rf"(?:到期|期满|届满|截止|过期)(?:之|以)?前(?:的)?(?P<n>{_N})(?P<u>天|个?工作日|个?(?:周|星期|礼拜)|个月)"
)


def _unpublished(said: str, on: date, calendar: WorkCalendar) -> int | None:
    """The year whose arrangement decides the day, if it is not known: for 元旦前 that of the 元旦."""
    year = (on + timedelta(days=1 if "前" in said else 0)).year
    return None if calendar.is_published(year) else year


def _ahead_of_the_end(text: str, found: list[DaySpan]) -> list[DaySpan]:
    """“合同12月31日到期，到期前十天”: counted back from the day on which it ends."""
    for match in _AHEAD.finditer(text):
        before = [s for s in found if s.end <= match.end()]
        ends = next((s for s in reversed(before) if re.match("到期|期满|届满|截止", text[s.end :])), None)
        ends = ends or next((s for s in reversed(before) if match.start() - s.end <= 12), None)
        if ends is None:
            continue
        n, unit = _int(match["n"]), match["u"].removeprefix("个")
        if unit == "月":
            on = _in_month(ends.on, -n, ends.on.day)
        else:
            on = ends.on - timedelta(days=n * (1 if unit in ("天", "工作日") else 7))
        kept = [s for s in found if s.end <= match.start() or s.start >= match.end()]
        found = sorted([*kept, DaySpan(match.start(), match.end(), on)], key=lambda span: span.start)
    return found


def _int(said: str) -> int:
    said = said.replace("廿", "二十")
    value = number(said)
    if value is None:
        raise ValueError(said)
    return int(value)


def _most(said: str) -> int:
    """“两三” and “三五” are a range: the upper of the two."""
    return _int(said[-1] if re.fullmatch("[一二两三四五六七八九]{2}", said) else said)


def _month(today: date, ahead: int) -> tuple[int, int]:
    index = today.year * 12 + today.month - 1 + ahead
    return index // 12, index % 12 + 1


def _in_month(today: date, ahead: int, day: int) -> date:
    year, month = _month(today, ahead)
    return date(year, month, min(day, monthrange(year, month)[1]))


def _third(word: str) -> int:
    return {"初": 10, "上旬": 10, "中": 15, "中旬": 20}.get(word, 31)


def _next_occurrence(today: date, month: int, day: int) -> date:
    this = date(today.year, month, day)
    return this if this >= today else date(today.year + 1, month, day)


@_rule(rf"(?P<y>20\d\d)\s*(?:年|-|/|\.)\s*(?P<m>{_M})\s*(?:月|-|/|\.)\s*(?P<d>{_D})(?:号|日)?{_END}")
def _full_date(m: re.Match[str], today: date, calendar: WorkCalendar) -> date | None:
    return date(int(m["y"]), _int(m["m"]), _int(m["d"]))


@_rule(
    rf"(?P<w>节|年|{_HOLIDAY}节?)(?:假期)?(?:之|以)?后(?:上班|复工|开工|回来)?(?:后)?(?:的)?第(?P<n>{_N}"
    rf")个?(?:工作日|天|日){_END}|上班(?:后)?第(?P<k>{_N})个?(?:工作日|天){_END}",
    counted=True,
)
def _after_holiday(m: re.Match[str], today: date, calendar: WorkCalendar) -> date | None:
    word = (m["w"] or "节").rstrip("节")
    block = calendar.holiday_block_after(today, "春节" if word == "年" else word or None)
    return calendar.add_workdays(block[1], _int(m["n"] or m["k"])) if block else None


@_rule(
    rf"(?:(?P<h>{_HOLIDAY})节?(?:放假)?(?:之|以)?前|(?P<any>(?<![周今明年])节日?|"
    rf"放假|长假)(?:之|以)?前|(?P<new>(?<![\d一二三四五六七八九十两几半多天小])年)(?:之|"
    rf"以)?前(?!年)(?=[^，。]{{0,10}}(?:给|发|去|签|来|交|把|做|定|约|再|出)))"
    rf"(?:(?P<n>{_N})(?P<u>天|周))?",
    counted=True,
)
def _before_holiday(m: re.Match[str], today: date, calendar: WorkCalendar) -> date | None:
    name = "春节" if m["new"] else m["h"]
    block = calendar.holiday_block_after(today, name)
    if block is None or block[0] <= today:
        return None
    return block[0] - timedelta(days=_int(m["n"]) * (7 if m["u"] == "周" else 1) if m["n"] else 1)


@_rule(rf"(?P<y>明年|今年)?(?<![\d.])(?P<m>{_M})月(?:份)?的?(?P<w>底|末|初|中旬|上旬|下旬|中){_END}")
def _part_of_month(m: re.Match[str], today: date, calendar: WorkCalendar) -> date | None:
    month = _int(m["m"])
    year = today.year + (m["y"] == "明年" or (m["y"] is None and month < today.month))
    return date(year, month, min(_third(m["w"]), monthrange(year, month)[1]))


@_rule(rf"(?P<y>明年|今年|去年)?(?<![\d.])(?P<m>{_M})月(?:份)?(?P<d>{_D})(?:号|日)?(?!个|万|元|块|台|\d){_END}")
def _month_and_day(m: re.Match[str], today: date, calendar: WorkCalendar) -> date | None:
    month, day = _int(m["m"]), _int(m["d"])
    if m["y"]:
        return date(today.year + {"明年": 1, "今年": 0, "去年": -1}[m["y"]], month, day)
    return _next_occurrence(today, month, day)


@_rule(
    rf"(?<![\dA-Za-z.Vv/])(?P<m>1[0-2]|0?[1-9])[./](?P<d>3[01]|[12]\d|0?[1-9])(?!\d|"
    rf"[./]\d|万|%|％|元|折|亿|米|倍|[kKwW块个分成版年点版])(?=\s?(?:号|日|前|之前|"
    rf"以前|当天|下午|上午|[)）]|给|发|去|交|约|回|再|上门|出|来|提|做|拜访|签|交|见|到期|投|带|参加|现场|复|试|演|安排|开|\s*我))(?:号|"
    rf"日)?{_END}"
)
def _numeric_date(m: re.Match[str], today: date, calendar: WorkCalendar) -> date | None:
    return _next_occurrence(today, int(m["m"]), int(m["d"]))


_MONTHS_AHEAD = {
    "这个月": 0,
    "这月": 0,
    "本月": 0,
    "当月": 0,
    "下个月": 1,
    "下月": 1,
    "下下个月": 2,
    "下下月": 2,
    "上个月": -1,
    "上月": -1,
}


@_rule(rf"(?P<w>下下个?月|下个?月|上个?月|这个?月|本月|当月)的?(?P<d>{_D})(?:号|日){_END}")
def _day_of_month(m: re.Match[str], today: date, calendar: WorkCalendar) -> date | None:
    year, month = _month(today, _MONTHS_AHEAD[m["w"]])
    return date(year, month, _int(m["d"]))


@_rule(rf"(?P<w>下下个?月|下个?月|上个?月|这个?月|本月|当月)的?月?(?P<t>底|末|初|中旬|上旬|下旬|中){_END}")
def _part_of_named_month(m: re.Match[str], today: date, calendar: WorkCalendar) -> date | None:
    return _in_month(today, _MONTHS_AHEAD[m["w"]], _third(m["t"]))


@_rule(rf"(?P<w>[下大]下个?|下个?|上个?|本|这个?)?(?P<k>{_WEEK})(?P<d>[{_WD}])(?![个天年月家圈转次回期]|\d){_END}")
def _weekday(m: re.Match[str], today: date, calendar: WorkCalendar) -> date | None:
    index = {"末": 6, "日": 6, "天": 6, "7": 6}.get(m["d"], "一二三四五六".find(m["d"]))
    index = int(m["d"]) - 1 if m["d"].isdigit() else index
    monday = today - timedelta(days=today.weekday())
    word = (m["w"] or "").removesuffix("个")
    if not word:
        return today + timedelta(days=(index - today.weekday()) % 7)
    weeks = {"本": 0, "这": 0, "下": 1, "下下": 2, "大下": 2, "上": -1}[word]
    return monday + timedelta(days=7 * weeks + index)


@_rule(
    r"(?P<w>[下大]下个?|下个?|本|这个?)(?:周|星期|礼拜)(?:之内|以内|内|里|之前|前)?(?![一二三四五六日天末1"
    r"-7])(?:最后一个工作日)?"
)
def _week(m: re.Match[str], today: date, calendar: WorkCalendar) -> date | None:
    weeks = {"本": 0, "这": 0, "下": 1, "下下": 2, "大下": 2}[m["w"].removesuffix("个")]
    return today - timedelta(days=today.weekday()) + timedelta(days=7 * weeks + 6)


@_rule(rf"(?P<w>大后天|后天|明天|明日|明早|明晚|明儿|今天|今日|今晚|当天下午|今儿){_END}")
def _relative_day(m: re.Match[str], today: date, calendar: WorkCalendar) -> date | None:
    ahead = {"大后天": 3, "后天": 2}.get(m["w"], 1 if m["w"].startswith("明") else 0)
    return today + timedelta(days=ahead)


@_rule(r"大前天|前天|昨天|昨日|昨晚|昨儿")
def _past_day(m: re.Match[str], today: date, calendar: WorkCalendar) -> date | None:
    return today - timedelta(days={"大前天": 3, "前天": 2}.get(m[0], 1))


@_rule(rf"(?P<n>{_N})个?工作日(?:之内|以内|内|之后|以后|后)?", counted=True)
def _workdays(m: re.Match[str], today: date, calendar: WorkCalendar) -> date | None:
    return calendar.add_workdays(today, _most(m["n"]))


@_rule(
    rf"(?P<again>再过|过|隔)?(?P<n>{_N})(?P<u>天|个?小时|个?(?:周|星期|礼拜)|个月|年)(?:的时间)?(?P<e>之内|"
    rf"以内|内|之后|以后|后)?(?!才|再来|就走|还|没|有)"
)
def _span_of_days(m: re.Match[str], today: date, calendar: WorkCalendar) -> date | None:
    half, unit = m["n"] == "半", m["u"].removeprefix("个")
    if (not m["e"] and (not m["again"] or m["n"] == "两" or half)) or (unit == "年" and not half):  # 过两天: vague
        return None
    n = 0 if half else _most(m["n"])
    if unit == "小时":
        return today + timedelta(days=-(-n // 24) if n >= 24 else 0)
    if unit == "天":
        return today + timedelta(days=n)
    if unit == "月":
        return today + timedelta(days=15) if half else _in_month(today, n, today.day)
    return _in_month(today, 6, today.day) if unit == "年" else today + timedelta(days=7 * n)


@_rule(r"隔天(?=[^，。]{0,4}(?:我|再|去|给|发|回|打|约|来|把))")
def _the_next_day(m: re.Match[str], today: date, calendar: WorkCalendar) -> date | None:
    return today + timedelta(days=1)


_FEASTS = {
    "双十一": (11, 11),
    "双11": (11, 11),
    "双十二": (12, 12),
    "双12": (12, 12),
    "圣诞": (12, 25),
    "六一": (6, 1),
    "618": (6, 18),
}


@_rule(r"(?P<f>双十[一二]|双1[12]|圣诞|六一|618)节?(?:之|以)?前")
def _before_a_feast(m: re.Match[str], today: date, calendar: WorkCalendar) -> date | None:
    return _next_occurrence(today, *_FEASTS[m["f"]])


@_rule(
    rf"(?P<y>明年|今年)?(?<![\d.])(?!一月(?!份))(?P<m>{_M})月(?:份)?(?:之内|以内|内|里)?(?=再?[去给来发见交做讲签]|再约|我)|"
    r"(?P<w>下下个?月|下个?月|这个?月|本月)(?:份|之内|以内|内|里)?(?=再?[去给来约发见交做讲签]|我|把)"
)
def _some_month(m: re.Match[str], today: date, calendar: WorkCalendar) -> date | None:
    """A whole month, as 下周 is its Sunday: the last day."""
    if m["w"]:
        return _in_month(today, _MONTHS_AHEAD[m["w"]], 31)
    month = _int(m["m"])
    year = today.year + (m["y"] == "明年" or (m["y"] is None and month < today.month))
    return date(year, month, monthrange(year, month)[1])


@_rule(r"(?<![吵拖压个等要得花了圈走慢对])半个?月(?:之内|以内|内|之后|以后|后)?(?=给|出|发|把|我|再|交|，|。|$)")
def _half_month(m: re.Match[str], today: date, calendar: WorkCalendar) -> date | None:
    return today + timedelta(days=15)


@_rule(
    rf"(?<![\d.第每月])(?P<d>{_D})(?:号|日)(?!压|泵|罐|塔|井|桥|路|桌|房|台|釜|"
    rf"设备|冷|楼|线|机|店|厂|仓|门|院|车|柜|馆|库|炉|常|期|产|用|子|码|本|元){_END}"
)
def _bare_day(m: re.Match[str], today: date, calendar: WorkCalendar) -> date | None:
    day = _int(m["d"])
    for ahead in range(3):
        year, month = _month(today, ahead)
        if day <= monthrange(year, month)[1] and date(year, month, day) >= today:
            return date(year, month, day)
    return None


@_rule(rf"(?<![下上这本个])(?P<t>月底|月末|月初|月中|[上中下]旬)(?:最后一个工作日)?{_END}")
def _part_of_this_month(m: re.Match[str], today: date, calendar: WorkCalendar) -> date | None:
    day = _in_month(today, 0, _third(m["t"].removeprefix("月")))
    if "工作日" in m[0]:
        return day if calendar.is_workday(day) else calendar.add_workdays(day, -1)
    return day if day >= today else _in_month(today, 1, _third(m["t"].removeprefix("月")))


@_rule(
    rf"(?P<w>明年|今年|本)?第?(?P<q>[一二三四1-4]|上|下|这个|本|下个)?季度?(?P<e>(?<=度)内|(?<=度)结束|末|底)?{_END}"
)
def _quarter(m: re.Match[str], today: date, calendar: WorkCalendar) -> date | None:
    said = m["q"] or ""
    if "度" not in m[0] and m["e"] not in ("末", "底"):
        return None
    if said == "上" or not (m["e"] or m["w"] or said in ("下", "下个")):
        return None
    year = today.year + (m["w"] == "明年")
    quarter = (today.month - 1) // 3 + 1
    if said in ("下", "下个"):
        quarter += 1
    elif said and said not in ("这个", "本"):
        quarter = int(said) if said.isdigit() else "一二三四".index(said) + 1
    year, quarter = year + (quarter > 4), (quarter - 1) % 4 + 1
    last = date(year, quarter * 3, monthrange(year, quarter * 3)[1])
    return last if last >= today or m["w"] else _next_occurrence(today, last.month, last.day)


@_rule(rf"(?P<w>明年|今年)?(?:年底|年末|(?<!半)年内){_END}")
def _year_end(m: re.Match[str], today: date, calendar: WorkCalendar) -> date | None:
    return date(today.year + (m["w"] == "明年"), 12, 31)
