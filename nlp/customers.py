"""客户: which customer a note is about, by characters, by sound, or a new one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from domain.customer import Customer, CustomerBook
from nlp.patterns import one_of
from nlp.pinyin import accents, readings, sounds_like
from nlp.places import PLACES, TRADES

LEGAL_FORM = re.compile(r"(?:股份|集团)?(?:有限)?(?:责任)?公司$|集团$")
_PLACE = re.compile(rf"(?:{one_of(PLACES)})(?:省|市|区|县)?")
_TRADE = re.compile(one_of(TRADES))
_TRADE_WORDS = frozenset(TRADES)
#: everyday words for a whole industry: no contradiction to the registered trade
_KIN = {
    "餐饮": ("餐饮", "火锅", "饭店", "酒店", "酒楼", "茶楼", "面馆", "粉店", "菜馆"),
    "物流": ("物流", "货运", "快运", "运输", "冷链", "仓储", "货代"),
    "医药": ("医药", "药业", "制药", "药房", "大药房", "医疗", "医院", "体检"),
    "门店零售": ("超市", "便利店", "便利", "连锁", "零售", "商贸"),
    "汽配": ("汽配", "汽车", "配件", "零部件"),
    "IT服务": ("软件", "科技", "网络", "信息", "技术"),
}
_QUALIFIERS = ("国际", "数控", "家电", "团餐", "中药", "管理", "服务", "工业", "特种", "生态")
_NAME = re.compile(r"(?:(?![的市省区县那这边个家去跟和在到])[一-龥]){1,2}")
_OTHER_NAME = re.compile(rf"(?:(?![的那这边今昨上下见去跟和约聊做是])[一-龥]){{1,2}}(?:{one_of(TRADES)})")
_HALL = re.compile(r"[市省区县]")


@dataclass(frozen=True)
class Key:
    """The part of a customer's name people recognise it by (华鼎), and what may follow it (汽车配件, 汽配)."""

    core: str
    tails: tuple[str, ...]
    customer: Customer


@dataclass(frozen=True)
class Hit:
    """A place in the note where a customer may be meant.

    `exact`: written with the same characters; `near`: it does not sound the same either, only as an accent says it.
    """

    start: int
    end: int
    key: Key
    exact: bool
    near: bool
    place: bool
    trade: bool
    clash: bool

    @property
    def score(self) -> int:
        """How much speaks for it; below 3 it is not believed."""
        base = 3 if self.exact else 0 if self.near else 1
        long = 1 if len(self.key.core) > 2 else 0
        return base + long + 2 * self.place + 2 * self.trade - 3 * self.clash


@dataclass(frozen=True, eq=False)
class CustomerIndex:
    """Cores of all names by their syllables, and by those without regard to accents (nlp.pinyin.accents).

    Hashed by identity, so that it may key a cache.
    """

    by_sound: dict[tuple[str, ...], tuple[Key, ...]]
    by_accent: dict[tuple[str, ...], tuple[Key, ...]]
    beginnings: frozenset[tuple[str, ...]]
    by_city: dict[str, tuple[Key, ...]]
    places: re.Pattern[str]
    longest: int


@lru_cache(maxsize=4)
def customer_index(book: CustomerBook) -> CustomerIndex:
    """The index of one book; built once for each version."""
    by_sound: dict[tuple[str, ...], list[Key]] = {}
    by_accent: dict[tuple[str, ...], list[Key]] = {}
    by_city: dict[str, list[Key]] = {}
    longest = 2
    for customer in book.customers:
        for key in _keys(customer):
            by_city.setdefault(customer.city, []).append(key)
            longest = max(longest, len(key.core))
            for reading in readings(key.core):
                by_sound.setdefault(reading, []).append(key)
            for reading in accents(key.core):
                by_accent.setdefault(reading, []).append(key)
    return CustomerIndex(
        by_sound={sound: tuple(keys) for sound, keys in by_sound.items()},
        by_accent={sound: tuple(keys) for sound, keys in by_accent.items()},
        beginnings=frozenset(sound[:2] for sound in by_sound),
        by_city={city: tuple(keys) for city, keys in by_city.items() if city},
        places=re.compile(one_of(filter(None, [*PLACES, *by_city]))),
        longest=longest,
    )


def bare_name(name: str, city: str) -> str:
    """A company's name without its city and legal form (无锡天工齿轮有限公司 → 天工齿轮)."""
    return _without_place(LEGAL_FORM.sub("", name), city)


def _keys(customer: Customer) -> list[Key]:
    """A key for the registered name and one for each short name that begins otherwise."""
    keys: dict[str, list[str]] = {}
    for name in (customer.name, *customer.short):
        bare = bare_name(name, customer.city)
        core = _core(bare)
        if len(core) < 2:
            continue
        keys.setdefault(core, []).append(bare[len(core) :])
    everything = [tail for tails in keys.values() for tail in tails if tail]
    return [
        Key(core, tuple(dict.fromkeys([t for t in tails if t] or everything)), customer) for core, tails in keys.items()
    ]


def _without_place(name: str, city: str) -> str:
    while True:
        if city and name.startswith(city) and len(name) - len(city) >= 2:
            name = _HALL.sub("", name[len(city) : len(city) + 1]) + name[len(city) + 1 :]
            continue
        match = _PLACE.match(name)
        if not match or len(name) - match.end() < 2 or _TRADE.fullmatch(name, match.end()):
            return name
        name = name[match.end() :]


def _core(bare: str) -> str:
    for end in range(2, len(bare)):
        if any(bare.startswith(trade, end) for trade in _TRADE_WORDS):
            return bare[:end]
        if bare.startswith(_QUALIFIERS, end):
            return bare[:end]
    return bare[:4]


def hits(text: str, index: CustomerIndex, believed: int = 3) -> list[Hit]:
    """Every mention of a known customer with a score of at least `believed`, in order; of overlapping ones the best."""
    found = [
        hit
        for start in range(len(text))
        for length, key in (*keys_at(text, start, index), *_keys_near(text, start, index))
        if (hit := _hit(text, start, start + length, key, index)).score >= believed
    ]
    return _best_of_overlaps(found)


def keys_at(text: str, start: int, index: CustomerIndex) -> Iterator[tuple[int, Key]]:
    """The names whose core sounds as the text does from `start` on, with the number of its characters."""
    if index.beginnings.isdisjoint(readings(text[start : start + 2])):
        return
    for length in range(2, min(index.longest, len(text) - start) + 1):
        said = text[start : start + length]
        keys = {
            key.customer.id + key.core: key for reading in readings(said) for key in index.by_sound.get(reading, ())
        }
        for key in keys.values():
            yield length, key


def _keys_near(text: str, start: int, index: CustomerIndex) -> Iterator[tuple[int, Key]]:
    """As `keys_at`, for names that only an accent makes sound so (明先达, 闽鲜达): believed after a place alone."""
    if not any(place.end() == start for place in index.places.finditer(text, max(0, start - 4), start)):
        return
    for length in range(2, min(index.longest, len(text) - start) + 1):
        said = text[start : start + length]
        keys = {key.customer.id + key.core: key for sound in accents(said) for key in index.by_accent.get(sound, ())}
        for key in keys.values():
            if not sounds_like(said, key.core):
                yield length, key


def same_sounding(index: CustomerIndex, key: Key, city: str | None) -> tuple[str, ...]:
    """Ids of other customers (of that city, if one is given) whose name sounds as this one's does."""
    others = (other.customer for reading in readings(key.core) for other in index.by_sound.get(reading, ()))
    return tuple(
        dict.fromkeys(
            other.id for other in others if other.id != key.customer.id and (city is None or other.city == city)
        )
    )


def is_within_other(text: str, hit: Hit, index: CustomerIndex) -> bool:
    """Whether the mention may be a part of a longer name of another company (慧瑞医疗 in 南充智慧瑞医疗)."""
    if not hit.place:
        before = text[max(0, hit.start - 5) : hit.end]
        offset = max(0, hit.start - 5)
        for match in index.places.finditer(before):
            begins, ends = offset + match.start(), offset + match.end()
            if begins <= hit.start < ends or (ends < hit.start and _NAME.fullmatch(text, ends, hit.start)):
                return True
    return not hit.trade and _OTHER_NAME.match(text, hit.end) is not None


def _hit(text: str, start: int, end: int, key: Key, index: CustomerIndex) -> Hit:
    said = text[start:end]
    exact, near = said == key.core, not sounds_like(said, key.core)
    place_start, place = start, False
    before = text[max(0, start - 6) : start]
    for match in index.places.finditer(before):
        rest = before[match.end() :]
        if rest in ("", "的", "市", "那个", "那边", "这边"):
            place_start = start - len(before) + match.start()
            place = match[0] in (key.customer.city + key.customer.name + "".join(key.customer.short))
            elsewhere = not place
            break
    else:
        place_start, elsewhere = _place_by_sound(text, start, key)
        place = place_start < start
    tail_end, trade = _tail_end(text, end, key)
    other_trade = _TRADE.match(text, end)
    kin = other_trade is not None and other_trade[0] in _KIN.get(key.customer.industry, ())
    clash = (not trade and other_trade is not None and not kin and bool(key.tails)) or elsewhere
    return Hit(place_start, tail_end if trade else end, key, exact, near, place, trade, clash)


def _place_by_sound(text: str, start: int, key: Key) -> tuple[int, bool]:
    city = key.customer.city
    said = text[max(0, start - len(city)) : start]
    return (start - len(city), False) if city and sounds_like(said, city) else (start, False)


def _tail_end(text: str, end: int, key: Key) -> tuple[int, bool]:
    """Where the words of trade end, if at least two characters (or the whole tail) follow in order."""
    last = max((_followed(text, end, tail) for tail in key.tails), default=end)
    return last, last - end >= 2


def _followed(text: str, end: int, tail: str) -> int:
    position, last = 0, end
    for offset in range(end, min(len(text), end + len(tail))):
        nearest = next((i for i in range(position, len(tail)) if sounds_like(text[offset], tail[i])), None)
        if nearest is None:
            break
        position, last = nearest + 1, offset + 1
    return last - 1 if last > end and text[last - 1] == "见" else last  # 件 sounds like it: “华鼎汽配见了王经理”


def _best_of_overlaps(found: list[Hit]) -> list[Hit]:
    kept: list[Hit] = []
    for hit in sorted(found, key=lambda hit: (-hit.score, hit.start, hit.key.customer.id)):
        if all(hit.end <= other.start or hit.start >= other.end or (hit.key.customer.id != other.key.customer.id
               and hit.score == other.score) for other in kept):  # fmt: skip
            kept.append(hit)
    return sorted(kept, key=lambda hit: (hit.start, -hit.score))
