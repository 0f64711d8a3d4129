"""字错率: how far what was heard is from what was said, by characters."""

import re
import unicodedata
from functools import cache

from opencc import OpenCC
from rapidfuzz.distance import Levenshtein

_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}
_LOWER = {"万": "千", "千": "百", "百": "十"}
_SHORT = re.compile(r"([万千百])([1-9])$")  # “一万二” is 12000
_NUMBER = re.compile(r"[\d零〇一二两三四五六七八九十百千万亿]+")
_PERCENT = re.compile(r"百分之(\d+(?:\.\d+)?)")


def cer(said: str, heard: str) -> float:
    """Character edits per character said; 0 = the same. Punctuation, spaces, case, script and the writing of numbers
    do not count. Of nothing said, anything heard is 1."""
    return errors(said, heard) / max(len(folded(said)), 1)


def errors(said: str, heard: str) -> int:
    """Substituted, missing and added characters; divide sums of these for the rate over many recordings."""
    return int(Levenshtein.distance(folded(said), folded(heard)))


def folded(text: str) -> str:
    """Only what counts: simplified letters and digits, numbers as digits, “%” after its number."""
    text = _converter().convert(unicodedata.normalize("NFKC", text)).lower()
    text = _NUMBER.sub(lambda run: _digits(run[0]), text.replace("百分之百", "100%").replace("百分之", "\0"))
    text = _PERCENT.sub(r"\1%", re.sub(r"(?<=\d)点(?=\d)", ".", text).replace("\0", "百分之"))
    return "".join(c for c in text if c.isalnum() or c == "%")


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


def _digits(run: str) -> str:
    """“三百二十” and “3百20” → “320”; a run without units is read digit by digit: “二〇二六” → “2026”."""
    run = "".join(str(_DIGITS.get(c, c)) for c in run)
    if run.isdigit():
        return run
    run = _SHORT.sub(lambda short: short[1] + short[2] + _LOWER[short[1]], run)
    total = section = 0
    number = ""
    for c in run:
        if c.isdigit():
            number += c
        elif c in _UNITS:
            section += int(number or 1) * _UNITS[c]
            number = ""
        else:
            total = (total + section + int(number or 0) or 1) * _LARGE[c]
            section, number = 0, ""
    return str(total + section + int(number or 0))
