"""国务院放假安排: the company's calendar from the published years, the law for later years, and config.yaml."""

from collections.abc import Iterable
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from domain.statutory_days import KNOWN_YEARS, statutory_days
from domain.workdays import WorkCalendar, work_calendar

#: how long before a year begins its calendar is missed
_NOTICE = timedelta(days=60)

_NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午",
    "Mid-autumn Festival": "中秋",
    "National Day": "国庆",
    "Anti-Fascist 70th Day": "抗战胜利纪念日",
}


def company_calendar(
    zone: ZoneInfo, hours: tuple[tuple[time, time], ...], days_off: Iterable[date], workdays: Iterable[date]
) -> WorkCalendar:
    """The official calendar with the company's own days off and working days."""
    from chinese_calendar.constants import holidays
    from chinese_calendar.constants import workdays as make_up_days

    published = {day.year for day in holidays}
    named = {day: _NAMES.get(name, name) for day, name in holidays.items()}
    for year in KNOWN_YEARS:
        if year > max(published):
            named.update(statutory_days(year))
    return work_calendar(zone, hours, published, named, make_up_days, (days_off, workdays))


def calendar_warning(calendar: WorkCalendar, today: date) -> str | None:
    """What to tell the admin when the arrangement of this year, or of the year about to begin, is not known."""
    for year in (today.year, (today + _NOTICE).year):
        if not calendar.is_published(year):
            return (
                f"{year} 年的放假调休安排还没有收录，暂按法定节日推算（不含调休）；"
                "国务院公布后请升级 chinesecalendar，或把调休写进 working_time 的 holidays 和 workdays"
            )
    return None
