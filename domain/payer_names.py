"""户名: whose payment it is, as far as the name that the bank prints tells."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from operator import ne
from typing import TypeVar

from domain.customer import Customer, CustomerBook
from domain.match_reason import Reason

Kept = TypeVar("Kept")

_NOISE = re.compile(r"[\W_]+")
_LEGAL_END = re.compile(r"(?:股份)?有限公司$")
#: what is left of “有限公司” or “有限责任公司” when the bank's column ends there
_CUT_END = re.compile(r"(?:有限责任公?|有限责?|有限公?|有限?)$")
_COMPANY = re.compile(r"公司|厂|店|院|校|所|中心|集团|银行|局|部|社|会|库|馆|处|队|合伙|商行|企业|站|委")
#: characters that tell sister companies apart: no slip of the pen
_TELLING = frozenset("0123456789abcdefghijklmnopqrstuvwxyz一二三四五六七八九十东南西北中上下大小新老左右甲乙丙丁")
#: banks cut names at 20 to 30 characters, some at as many bytes
_SHORTEST_CUT = 10
#: place, word and trade: 常州恒瑞机械
_SHORTEST_STEM = 6
#: of names that differ in one character either the beginning or the end is the same
_HEAD, _TAIL = 3, 3
_SHORTEST_WITH_TYPO = 6


def plain(name: str) -> str:
    """A name without what spellings differ in: width, case, spaces, brackets, 有限责任公司 for 有限公司."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", name)).casefold().replace("有限责任公司", "有限公司")


def is_person(name: str) -> bool:
    """Whether the name is that of a person rather than of a company (个人代付)."""
    return 2 <= len(plain(name)) <= 4 and _COMPANY.search(name) is None


@dataclass(frozen=True)
class Payer:
    """A customer who may stand behind the name, and what speaks for and against him."""

    customer_id: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, eq=False)
class PayerBook:
    """All customers' names, indexed so that 100,000 of them cost nothing to ask."""

    exact: Mapping[str, tuple[str, ...]]
    stems: Mapping[str, tuple[str, ...]]
    heads: Mapping[str, tuple[tuple[str, str], ...]]
    tails: Mapping[str, tuple[tuple[str, str], ...]]
    spoken: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)

    def of(self, name: str, aliases: Mapping[str, tuple[str, ...]]) -> tuple[Payer, ...]:
        """Who may be meant by the payer's name; `aliases` are learned ones (plain name → customers)."""
        wanted = plain(name)
        if not wanted:
            return ()
        ways: tuple[
            tuple[Callable[[], Sequence[str]], Reason], ...
        ] = (  # the dear ones only where the cheap find nobody
            (lambda: self.exact.get(wanted, ()), Reason.PAYER_SAME),
            (lambda: aliases.get(wanted, ()), Reason.PAYER_LEARNED),
            (lambda: self._cut(wanted) if len(name.strip()) >= _SHORTEST_CUT else (), Reason.PAYER_CUT),
            (lambda: self.stems.get(wanted, ()) if len(wanted) >= _SHORTEST_STEM else (), Reason.PAYER_BARE),
            (lambda: self._mistyped(wanted), Reason.PAYER_TYPO),
            (lambda: self._branch(wanted), Reason.PAYER_BRANCH),
        )
        for find, reason in ways:
            found = find()
            if found:
                doubt = (Reason.SEVERAL_CUSTOMERS,) if len(set(found)) > 1 else ()
                return tuple(Payer(one, (reason, *doubt)) for one in dict.fromkeys(found))
        return ()

    def named_in(self, text: str) -> tuple[str, ...]:
        """The customers whose name or short name stands in a text (“代苏州华鼎付款”); the longest counts."""
        wanted = plain(text)
        hits: list[tuple[int, int, str]] = []
        for start in range(len(wanted) - 1):
            for words, customer_id in self.spoken.get(wanted[start : start + 2], ()):
                if wanted.startswith(words, start) and (len(words) > 2 or wanted[start - 1 : start] in ("代", "替")):
                    hits.append((start, start + len(words), customer_id))
        kept = [hit for hit in hits if not any(_covers(other, hit) for other in hits)]
        return tuple(dict.fromkeys(customer_id for _, _, customer_id in kept))

    def _cut(self, wanted: str) -> list[str]:
        longer = [one for full, one in self.heads.get(wanted[:_HEAD], ()) if full.startswith(wanted)]
        return longer or list(self.stems.get(_CUT_END.sub("", wanted), ()))

    def _mistyped(self, wanted: str) -> list[str]:
        if len(wanted) < _SHORTEST_WITH_TYPO:
            return []
        near = {*self.heads.get(wanted[:_HEAD], ()), *self.tails.get(_tail(wanted), ())}
        return sorted(one for full, one in near if _is_one_slip(full, wanted))

    def _branch(self, wanted: str) -> list[str]:
        return [one for full, one in self.heads.get(wanted[:_HEAD], ()) if wanted.startswith(full)]


def payer_book(customers: Iterable[Customer]) -> PayerBook:
    """The index of some customers."""
    exact, stems = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
    heads, tails, spoken = (defaultdict[str, list[tuple[str, str]]](list) for _ in range(3))
    for customer in customers:
        name = plain(customer.name)
        exact[name].append(customer.id)
        heads[name[:_HEAD]].append((name, customer.id))
        tails[_tail(name)].append((name, customer.id))
        stem = _LEGAL_END.sub("", name)
        if stem != name:
            stems[stem].append(customer.id)
        for words in {name, stem, *map(plain, customer.short)}:
            if len(words) >= 2:
                spoken[words[:2]].append((words, customer.id))
    return PayerBook(_frozen(exact), _frozen(stems), _frozen(heads), _frozen(tails), _frozen(spoken))


def _frozen(index: Mapping[str, list[Kept]]) -> dict[str, tuple[Kept, ...]]:
    return {key: tuple(several) for key, several in index.items()}


def _tail(name: str) -> str:
    return _LEGAL_END.sub("", name)[-_TAIL:]


def _covers(other: tuple[int, int, str], hit: tuple[int, int, str]) -> bool:
    return other[0] <= hit[0] and hit[1] <= other[1] and (other[0], other[1]) != (hit[0], hit[1])


def _is_one_slip(one: str, other: str) -> bool:
    """Whether one character was replaced, left out or added, and none that tells sister companies apart."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    if len(one) == len(other):
        if sum(map(ne, one, other)) != 1:
            return False
        at = next(n for n, (a, b) in enumerate(zip(one, other, strict=True)) if a != b)
        return _TELLING.isdisjoint((one[at], other[at]))
    short, long = sorted((one, other), key=len)
    at = next((n for n, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    return short[at:] == long[at + 1 :] and long[at] not in _TELLING


@lru_cache(maxsize=2)
def payer_book_of(book: CustomerBook) -> PayerBook:
    """The index of one book of customers; built once for each version."""
    return payer_book(book.customers)
