"""数字: Chinese and Arabic numerals as Decimal."""

import re
from decimal import Decimal

_DIGITS = ("零〇", "一壹幺", "二两贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
DIGIT = {character: value for value, characters in enumerate(_DIGITS) for character in characters}
_UNIT = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}

#: a numeral without 万 and 亿, as a regular expression
PLAIN = (
    r"(?:\d[\d,]*(?:\.\d+)?|[零〇一二两三四五六七八九十百千壹贰叁肆伍陆柒捌玖拾佰仟]+(?:点[零〇一二三四"
    r"五六七八九]+)?)"
)


def number(said: str) -> Decimal | None:
    """The value of a numeral (“三十二”, “1,200.5”, “一百二”, “八点五”), or None if it is not one."""
    if re.fullmatch(r"\d[\d,]*(\.\d+)?", said):
        return Decimal(said.replace(",", ""))
    whole, _, fraction = said.partition("点")
    if not whole or (fraction and any(c not in DIGIT for c in fraction)):
        return None
    value = _grouped(whole)
    if value is None or not fraction:
        return value
    return value + Decimal("0." + "".join(str(DIGIT[c]) for c in fraction))


def _grouped(said: str) -> Decimal | None:
    for sign, size in (("亿", 100_000_000), ("万", 10_000)):
        if sign in said:
            left, _, right = said.partition(sign)
            high, low = number(left), _tail(right, size)
            return None if high is None or low is None else high * size + low
    return _below_10000(said)


def _tail(said: str, size: int) -> Decimal | None:
    """What follows 万 or 亿: a lone digit counts the next smaller unit (“四万八” = 48,000)."""
    if not said:
        return Decimal(0)
    if len(said) == 1 and said in DIGIT:
        return Decimal(DIGIT[said] * size // 10)
    return _grouped(said)


def _below_10000(said: str) -> Decimal | None:
    if not said:
        return None
    if all(c in DIGIT for c in said):
        return Decimal("".join(str(DIGIT[c]) for c in said))
    total, digit, last = 0, None, 1
    for c in said:
        if c in DIGIT:
            digit = DIGIT[c]
        elif c in _UNIT:
            total += (1 if digit is None else digit) * _UNIT[c]
            last, digit = _UNIT[c], None
        else:
            return None
    if digit is not None:  # “一百二” = 120, but “一百零二” = 102
        total += digit * (last // 10 if last >= 100 and said[-2] in _UNIT else 1)
    return Decimal(total)
