"""摘要: what the words of a bank line say: which contract, which instalment, or that it is no customer's payment."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from domain.ledger import Owed

_TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9\-_/.#]{2,}")
_NOT_LETTERS = re.compile(r"[\W_]+")
_ONE = r"(?:[一二三四五六七八九十]|\d{1,2})"
#: 第 2 期, 二期款, 第1、2期, 1-3期
_MORE = rf"(?:\s*[、,和及与\-~至第]+\s*{_ONE})*"
_NTH = re.compile(rf"(?<![\d.])(?:第\s*)?({_ONE}{_MORE})\s*期(?!间|限|货|权)|第\s*({_ONE})\s*笔")
_NUMERALS = {numeral: n for n, numeral in enumerate("一二三四五六七八九十", 1)}
#: how people shorten the labels of instalments
_KIN = (
    ("预付", "首付", "定金", "订金"), ("验收",), ("发货", "提货", "到货"), ("质保", "保证金", "质量保证"), ("尾款",),
    ("进度",),
)  # fmt: skip

_RETURNED = re.compile(r"退票|退汇|冲正|冲账|抹账|退回|红字|被退")
_REFUNDED = re.compile(r"退款|退还|退货款|多付|多收|返还")
_INTEREST = re.compile(r"结息|利息|结计利息|存款息")
_FEE = re.compile(r"手续费|工本费|汇划费|账户管理费|回单费|服务费扣|短信费|网银年费|年费")
_OWN = re.compile(r"内部转账|同名划转|资金归集|归集|调拨|账户互转|理财赎回|理财本金|定期到期|大额存单|下拨")
_STATE = re.compile(r"退税|出口退|国库|国家金库|税务局|稳岗|补贴|社保|公积金")


class Line(Enum):
    """What the words make of a bank line by themselves."""

    RETURN = "return"  #: 退票, 退汇, 冲正
    REFUND = "refund"
    INTEREST = "interest"
    FEE = "fee"
    OWN_TRANSFER = "own"
    STATE = "state"  #: taxes and subsidies


def line_kind(words: str) -> Line | None:
    """What the words say; None: nothing of the kind. Whether money came or went is not looked at."""
    for kind, said in (
        (Line.RETURN, _RETURNED), (Line.REFUND, _REFUNDED), (Line.INTEREST, _INTEREST), (Line.FEE, _FEE),
        (Line.OWN_TRANSFER, _OWN), (Line.STATE, _STATE),
    ):  # fmt: skip
        if said.search(words):
            return kind
    return None


def compact(number: str) -> str:
    """A contract number as people copy it: letters and digits only, in one case."""
    return _NOT_LETTERS.sub("", unicodedata.normalize("NFKC", number)).upper()


def numbers_in(text: str) -> tuple[str, ...]:
    """What may be contract numbers in a text, as written (half width); each holds a digit."""
    found = _TOKEN.findall(unicodedata.normalize("NFKC", text))
    return tuple(dict.fromkeys(one.strip("-_/.#") for one in found if any(c.isdigit() for c in one)))


def contracts_in(text: str, numbers: Iterable[str]) -> frozenset[str]:
    """Those of the contract numbers that the text holds, however they are spaced: HT-1 is not in HT-12 or HT-1-2."""
    spelt = unicodedata.normalize("NFKC", text).upper()
    kept = [at for at, one in enumerate(spelt) if one.isalnum()]
    whole = "".join(spelt[at] for at in kept)
    found = [(span, number) for number in numbers for span in _spans(compact(number), number, whole, spelt, kept)]
    return frozenset(
        number
        for (start, end), number in found
        if not any(a <= start and end <= b and (a, b) != (start, end) for (a, b), _ in found)
    )


def _spans(wanted: str, number: str, whole: str, spelt: str, kept: list[int]) -> Iterator[tuple[int, int]]:
    """Where a number stands in a text; `whole` is the text without marks, `kept` where its characters stand."""
    at = whole.find(wanted) if wanted else -1
    while at >= 0:
        places = kept[at : at + len(wanted)]
        start, end = places[0], places[-1] + 1
        before, after = spelt[start - 1 : start] if start else "", spelt[end : end + 1]
        is_whole = not (before.isascii() and before.isalnum()) and not after.isdigit()
        if is_whole and (places[-1] - start == len(wanted) - 1 or _is_split_alike(number, wanted, places)):
            yield start, end
        at = whole.find(wanted, at + 1)


def _is_split_alike(number: str, wanted: str, places: list[int]) -> bool:
    """Whether digits that stand together in the number do so in the text: HT-0012 is not in “HT-001 2期”."""
    spelt = unicodedata.normalize("NFKC", number)
    own = [at for at, one in enumerate(spelt) if one.isalnum()]
    return all(
        places[n + 1] - places[n] == 1 or own[n + 1] - own[n] > 1 or wanted[n].isdigit() != wanted[n + 1].isdigit()
        for n in range(len(wanted) - 1)
    )


@dataclass(frozen=True)
class Named:
    """What a text names of a customer's instalments: of `contracts` (numbers), and `those` by number or label."""

    contracts: frozenset[str]
    those: tuple[Owed, ...]


def named(text: str, several: Iterable[Owed]) -> Named:
    """Which contracts and instalments of these the words mean; empty where they mean none."""
    listed = list(several)
    if not text or not listed:
        return Named(frozenset(), ())
    contracts = contracts_in(text, {one.contract for one in listed})
    pool = [one for one in listed if one.contract in contracts] if contracts else listed
    rest = text
    for number in contracts:
        rest = rest.replace(number, " ")
    wanted = nths_in(rest)
    if wanted:
        return Named(contracts, tuple(one for one in pool if one.nth in wanted))
    return Named(contracts, tuple(one for one in pool if _has_label(text, one.label)))


def nths_in(text: str) -> frozenset[int]:
    """The numbers of instalments that a text names: 第 2 期, 一、二期, 1-3期."""
    found = _NTH.search(unicodedata.normalize("NFKC", text))
    if found is None:
        return frozenset()
    said = found[1] or found[2]
    numbers = [_NUMERALS.get(one) or int(one) for one in re.findall(_ONE, said)]
    if re.search(r"[\-~至]", said) and len(numbers) == 2 and numbers[0] < numbers[1] <= numbers[0] + 12:
        return frozenset(range(numbers[0], numbers[1] + 1))
    return frozenset(numbers)


def _has_label(text: str, label: str) -> bool:
    if len(label) >= 2 and label in text:
        return True
    return any(any(w in label for w in kin) and any(w in text for w in kin) for kin in _KIN)
