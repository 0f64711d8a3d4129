"""大写金额: an amount of yuan in the characters that bank papers and contracts want (人民币叁万元整).

Source: 中国人民银行《支付结算办法》附一《正确填写票据和结算凭证的基本规定》; where it leaves a 零 to choice, none
is written.
"""

from decimal import Decimal

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")
#: the largest amount that has a name here, exclusive
MOST = Decimal(10) ** 16


def in_capitals(amount: Decimal) -> str:
    """“叁万元整”, “壹拾万柒仟元伍角叁分”. ValueError below zero, from `MOST` on, or with a third place."""
    cents = amount * 100
    if not 0 <= amount < MOST or cents != cents.to_integral_value():
        raise ValueError("no amount of yuan and cents")
    whole, rest = divmod(int(cents), 100)
    tens, ones = divmod(rest, 10)
    words = f"{_whole(whole)}元" if whole or not rest else ""
    if tens:
        words += f"{_DIGITS[tens]}角"
    elif ones and whole:
        words += "零"
    return words + (f"{_DIGITS[ones]}分" if ones else "整")


def _whole(number: int) -> str:
    if number == 0:
        return _DIGITS[0]
    words, is_gap = "", False
    for at in reversed(range(len(_GROUPS))):
        group = number // 10 ** (4 * at) % 10_000
        if group == 0:
            is_gap = True
            continue
        if words and (is_gap or group < 1_000):
            words += _DIGITS[0]
        words += _group(group) + _GROUPS[at]
        is_gap = False
    return words


def _group(number: int) -> str:
    words, is_gap = "", False
    for at in reversed(range(len(_PLACES))):
        digit = number // 10**at % 10
        if digit == 0:
            is_gap = True
            continue
        if words and is_gap:
            words += _DIGITS[0]
        words += _DIGITS[digit] + _PLACES[at]
        is_gap = False
    return words
