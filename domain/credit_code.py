"""统一社会信用代码: the number that every Chinese company has (GB 32100-2015)."""

import re
import unicodedata

_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_FORM = re.compile("[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}")


def plain(text: str) -> str:
    """As it is printed: half width, capitals, without blanks and dashes."""
    return re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", text)).upper()


def is_credit_code(text: str) -> bool:
    """Whether `text` has the form of a code: 18 characters, without I, O, S, V and Z."""
    return _FORM.fullmatch(text) is not None


def is_consistent(code: str) -> bool:
    """Whether the last character of a code is the one that the others demand; a slip of the pen shows here."""
    total = sum(_LETTERS.index(letter) * pow(3, place, 31) for place, letter in enumerate(code[:17]))
    return _LETTERS[-total % 31] == code[17]
