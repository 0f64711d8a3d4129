"""客户的描述: which of several companies is meant when the rep says what it does (做饮料的那个，不是茶叶那家)."""

import re
from collections.abc import Sequence

from domain.customer import Customer

_FAR = 30  #: characters after the name in which it is described
_DOES = re.compile(
    r"(?<!不是)(?<!不是那家)(?:做|卖|开|搞|弄|生产|加工|经营|送|织)(?P<what>[^，。；\s]{1,8}?)(?=的|那[家个边])"
)
_NOT = re.compile(
    r"不是(?:那[家个])?(?:做|卖|开|搞|弄|生产|加工|经营|送|织)?(?P<what>[^，。；\s]{1,8}?)(?=的|那[家个边]|店|[，。；\s]|$)"
)
_PLAIN = re.compile(r"有限|公司|股份|集团|责任")


def described(text: str, end: int, several: Sequence[Customer]) -> Customer | None:
    """The one whose name and trade fit what is said after the name (from `end` on) best; None when none stands out."""
    after = re.split(r"[。；\n]", text[end : end + _FAR])[0]
    denied = "".join(match["what"] for match in _NOT.finditer(after))
    does = "".join(match["what"] for match in _DOES.finditer(_NOT.sub("", after)))
    if not does and not denied:
        return None
    fits = sorted(((_shared(one, does) - _shared(one, denied), one) for one in several), key=lambda fit: -fit[0])
    if len(fits) < 2 or fits[0][0] == fits[1][0]:
        return None
    return fits[0][1]


def _shared(customer: Customer, words: str) -> int:
    own = set(_PLAIN.sub("", customer.name.removeprefix(customer.city)) + customer.industry)
    return len(own & set(words))
