"""相近的客户: which known customers a name may mean that is none of theirs; a person is always asked."""

import re

from rapidfuzz.distance import Levenshtein
from rapidfuzz.fuzz import ratio

from nlp.customers import CustomerIndex, Key, bare_name
from nlp.places import TRADES
from nlp.segmentation import jieba

MOST = 3  #: that are offered
_TRADE_WORDS = frozenset(TRADES)
_SHORT = re.compile(
    r"(?:^|[，。；：:\s]|去了?|到了?|拜访了?|跟|和|给|约了?|见了?|在)(?P<name>[一-龥]{2})"
    r"(?=的|那边|这边|今天|昨天|上午|下午|[，。；：:、\s]|$)"
)


def alike(name: str, index: CustomerIndex) -> tuple[str, ...]:
    """Ids of customers of the city in `name` (无锡天共齿轮) whose name differs by one character; the likest first.

    A name of two characters must agree in the words of its trade as well.
    """
    city = next((city for city in index.by_city if name.startswith(city)), None)
    if city is None:
        return ()
    said = bare_name(name, city)
    near = [key for key in index.by_city[city] if _differs_little(said, key)]
    near.sort(key=lambda key: (-ratio(said, key.core + max(key.tails, key=len, default="")), key.customer.id))
    return tuple(dict.fromkeys(key.customer.id for key in near))[:MOST]


def abbreviated(text: str, index: CustomerIndex) -> tuple[int, int, tuple[str, ...]] | None:
    """Where a company is called by the first characters of its city and its name (沈鼓: 沈阳鼓风机), and its ids.

    Only what is no word of everyday Chinese, and only where a company would be named.
    """
    words = jieba().dt.FREQ
    for match in _SHORT.finditer(text):
        place, core = tuple(match["name"])
        if words.get(match["name"]):
            continue
        meant = [key for city, keys in index.by_city.items() if city[0] == place for key in keys if key.core[0] == core]
        if 0 < len(meant) <= MOST:
            return match.start("name"), match.end("name"), tuple(dict.fromkeys(key.customer.id for key in meant))
    return None


def _differs_little(said: str, key: Key) -> bool:
    """Whether one character more, less or other at the beginning of `said` makes it this customer's name."""
    length = len(key.core)
    for end in range(max(1, length - 1), length + 2):
        if end > len(said) or Levenshtein.distance(said[:end], key.core, score_cutoff=1) > 1:
            continue
        if length > 2 and end > 2:
            return True
        trade = next((word for word in _TRADE_WORDS if said.startswith(word, end)), None)
        if trade is not None and any(trade in tail for tail in key.tails):
            return True
    return False
