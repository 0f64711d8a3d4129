"""法定节日: the public holidays that the law gives, for years whose 调休 is not announced yet.

Source: 《全国年节及纪念日放假办法》 as revised in November 2024 (State Council decree 795).
"""

from datetime import date, timedelta

#: 正月初一, 端午 and 中秋 of each year (month, day): astronomy, so it does not change
_LUNAR = {
    2025: ((1, 29), (5, 31), (10, 6)),
    2026: ((2, 17), (6, 19), (9, 25)),
    2027: ((2, 6), (6, 9), (9, 15)),
    2028: ((1, 26), (5, 28), (10, 3)),
    2029: ((2, 13), (6, 16), (9, 22)),
    2030: ((2, 3), (6, 5), (9, 12)),
    2031: ((1, 23), (6, 24), (10, 1)),
    2032: ((2, 11), (6, 12), (9, 19)),
    2033: ((1, 31), (6, 1), (9, 8)),
    2034: ((2, 19), (6, 20), (9, 27)),
    2035: ((2, 8), (6, 10), (9, 16)),
    2036: ((1, 28), (5, 30), (10, 4)),
}
KNOWN_YEARS = range(min(_LUNAR), max(_LUNAR) + 1)


def statutory_days(year: int) -> dict[date, str]:
    """The free days of a year of KNOWN_YEARS with their names: the holidays and the days off in place of weekends.

    Without 调休: the weekends moved round them are announced only in the autumn before.
    """
    days: dict[date, str] = {}
    for name, first, length in _festivals(year):
        for n in range(length):
            days.setdefault(first + timedelta(days=n), name)
    for day, name in sorted(days.items()):
        if day.weekday() >= 5:  # a holiday on a weekend is given on the next working day (第七条)
            while day in days or day.weekday() >= 5:
                day += timedelta(days=1)
            days[day] = name
    return dict(sorted(days.items()))


def _festivals(year: int) -> tuple[tuple[str, date, int], ...]:
    new_year, dragon_boat, mid_autumn = (date(year, month, day) for month, day in _LUNAR[year])
    return (
        ("元旦", date(year, 1, 1), 1),
        ("春节", new_year - timedelta(days=1), 4),
        ("清明", date(year, 4, _qingming(year)), 1),
        ("劳动节", date(year, 5, 1), 2),
        ("端午", dragon_boat, 1),
        ("国庆", date(year, 10, 1), 3),
        ("中秋", mid_autumn, 1),
    )


def _qingming(year: int) -> int:
    """The day in April of the solar term 清明; the usual formula of this century."""
    years = year % 100
    return int(years * 0.2422 + 4.81) - years // 4
