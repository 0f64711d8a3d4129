"""拜访日期: the day on which the visit took place, if the note says so."""

import re
from collections.abc import Sequence
from datetime import date

from domain.reading import Evidence, Said
from domain.workdays import WorkCalendar
from nlp.dates import day_spans
from nlp.segmentation import Clause

_WENT = re.compile(r"去|见|拜访|上门|到|聊|电话|碰|认识|约|谈|过去|登门|走访|微信|陪|打|沟通|在|说|下午|上午")
_TODAY = re.compile(r"今天|今日|今儿|刚才(?!说|讲|那|发)|刚从|刚打|刚跟|刚和|刚刚|刚见|刚拜访")
_WEEKDAY_PAST = re.compile(r"(?:上|这|本)?(?:个)?(?:周|星期|礼拜)[一二三四五六日天]")


def visited_on(text: str, parts: Sequence[Clause], today: date, calendar: WorkCalendar) -> Said[date] | None:
    """今天, 昨天, “周二去的”: the nearest such day not after today. Only the first clauses are looked at."""
    for clause in [part for part in parts if part.ours][:4]:
        for span in day_spans(text[clause.start : clause.end], today, calendar):
            start, end = clause.start + span.start, clause.start + span.end
            said, after = text[start:end], text[end : clause.end]
            if (
                said.endswith(("前", "内", "后"))
                or not _WENT.search(after or clause.text)
                or re.search(r"^(?:再|给|发|把|要|约|前|之前)", after)
            ):
                continue
            on = span.on
            if on > today and _WEEKDAY_PAST.fullmatch(said) and re.search(r"了|的$|过", after):
                on = date.fromordinal(on.toordinal() - 7)
            if on <= today:
                return Said(on, Evidence(start, end, said))
        just = _TODAY.search(clause.text)
        if just:
            start = clause.start + just.start()
            return Said(today, Evidence(start, start + len(just[0]), just[0]))
    return None
