"""听到的人: people whose surname and form of address may stand at a place of the text, as written or by sound."""

import math
import re
from collections.abc import Iterator
from functools import lru_cache

from nlp.name_words import ADDRESSES, COMMON_SURNAMES, DOUBLE_SURNAMES, SINGLE_SURNAMES
from nlp.patterns import one_of
from nlp.sound_distance import ACCENT, doubt, heard_as

#: the commoner a surname, the earlier it stands in the list
_SURNAME_SHARES = {name: -math.log((rank + 4) * 4) for rank, name in enumerate(COMMON_SURNAMES)}
_FAMILIAR = re.compile(rf"[老小大阿](?:[{SINGLE_SURNAMES}])|(?:{one_of(DOUBLE_SURNAMES)})(?:{one_of(ADDRESSES)})")
_FULL = re.compile(rf"[{SINGLE_SURNAMES}][一-龥]{{2}}")
_FULL_NAME = -14.0
_BEFORE_TITLES = frozenset("找跟和给等让请问叫见约陪从对向说的是有个位老大小总副各两")  # 找老板 is not 赵老板
_RARE_SURNAME = -math.log(1000)
_FREQUENT = {"总": 4, "工": 6, "经理": 4, "主任": 8, "总监": 20, "部长": 20, "科长": 20, "厂长": 20, "姐": 30}
_ADDRESS_SHARES = {address: -math.log(_FREQUENT.get(address, 60)) for address in ADDRESSES}
_KNOWN_NAME = math.log(0.1)


def persons_at(text: str, start: int, names: tuple[str, ...]) -> Iterator[tuple[str, float]]:
    """Names with their chances among all (logarithm): a surname with a form of address (金里 → 经理), one of `names`
    known from before, and familiar and full names as they are written."""
    for pattern, share in ((_FAMILIAR, _RARE_SURNAME), (_FULL, _FULL_NAME)):
        written = pattern.match(text, start)
        if written:
            yield written[0], share
    for address, share in _ADDRESS_SHARES.items():
        end = start + 1 + len(address)
        heard = text[start + 1 : end]
        if len(heard) < len(address) or (heard != address and address not in _FREQUENT):
            continue
        if doubt(heard, address, ACCENT) == math.inf or text[start:end] in ADDRESSES:
            continue
        for surname, chance in _surnames(text[start], heard == address).items():
            word = surname + address
            yield word, _KNOWN_NAME if word in names else chance + share


@lru_cache(maxsize=4096)
def _surnames(character: str, addressed: bool) -> dict[str, float]:
    """The surnames a character may stand for, with their chances. One that is a surname, with a form of address that
    is well written, stands for itself."""
    own = {character: _SURNAME_SHARES.get(character, _RARE_SURNAME)} if character in SINGLE_SURNAMES else {}
    if addressed and (own or character in _BEFORE_TITLES):
        return own
    return own | {
        surname: share for surname, share in _SURNAME_SHARES.items() if heard_as(character, surname) <= ACCENT
    }
