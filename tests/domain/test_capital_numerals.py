"""大写金额: the examples of the rule, and every amount read back."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.capital_numerals import MOST, in_capitals

_VALUE = {character: value for value, character in enumerate("零壹贰叁肆伍陆柒捌玖")}
_PLACE = {"拾": 10, "佰": 100, "仟": 1000}


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0.00", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角整"),
        ("10.00", "壹拾元整"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("1409.50", "壹仟肆佰零玖元伍角整"),
        ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("40000.00", "肆万元整"),
        ("107000.53", "壹拾万柒仟元伍角叁分"),
        ("100010.00", "壹拾万零壹拾元整"),
        ("100000001.00", "壹亿零壹元整"),
        ("1000000000000.00", "壹万亿元整"),
    ],
)
def test_the_rule(amount: str, words: str) -> None:
    assert in_capitals(Decimal(amount)) == words


@given(st.integers(0, int(MOST) * 100 - 1))
def test_every_amount_can_be_read_back(cents: int) -> None:
    words = in_capitals(Decimal(cents).scaleb(-2))
    assert read(words) == cents
    assert "零零" not in words


@pytest.mark.parametrize("amount", [Decimal("-0.01"), Decimal("0.001"), MOST])
def test_what_is_no_amount_is_refused(amount: Decimal) -> None:
    with pytest.raises(ValueError, match="no amount"):
        in_capitals(amount)


def read(words: str) -> int:
    """The cents that the words say, read as people do."""
    found = re.fullmatch(r"(?:(?P<whole>\w+)元)?零?(?:(?P<tens>\w)角)?(?:(?P<ones>\w)分)?整?", words)
    assert found is not None, words
    tens, ones = (_VALUE[found[name]] if found[name] else 0 for name in ("tens", "ones"))
    return whole(found["whole"] or "零") * 100 + tens * 10 + ones


def whole(words: str) -> int:
    total = section = digit = 0
    for character in words.replace("万亿", "兆"):
        if character in _VALUE:
            digit = _VALUE[character]
        elif character in _PLACE:
            section, digit = section + digit * _PLACE[character], 0
        else:
            size = {"万": 10**4, "亿": 10**8, "兆": 10**12}[character]
            total, section, digit = total + (section + digit) * size, 0, 0
    return total + section + digit
