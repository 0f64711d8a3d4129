"""找客户: a name among 100,000, said right, by another character, with an accent, or a character short."""

import random
import time
from collections import defaultdict
from collections.abc import Callable

from rapidfuzz import fuzz, process

from benchmarks.figures import Figure, percentile
from domain.customer import Customer, CustomerBook
from nlp.customers import customer_index
from nlp.focus import main_customer
from nlp.pinyin import accents, syllables
from nlp.places import PLACES, TRADES

_MANY, _ASKED, _PEER_ASKED = 100_000, 300, 40
_SEED = 20261123
_MOST_MILLISECONDS = 5
_CHARACTERS = (
    "华鼎恒瑞明泰永信德利金鑫荣盛宏远通达天工建顺丰安康智联创新益民博雅嘉禾祥和兴隆昌茂源富海江河山川云龙凤鹏飞"
    "翔宇宙星辰光彩虹春夏秋冬梅兰竹菊松柏杨柳青绿红蓝紫白黑花园林森木铭锐芮衡桓慧惠辉晖会佳家伽骏俊君均洪鸿弘"
)


def measure() -> list[Figure]:
    """Time of a look-up, and what becomes of names that are not said as they are written."""
    chance = random.Random(_SEED)
    book = _book(chance)
    index = customer_index(book)
    asked = chance.sample(book.customers, _ASKED)
    alike = _alike(lambda c: syllables(c)[:1])
    accented = _alike(lambda c: accents(c)[0])
    said = {
        "照写": [(customer, customer.short[0]) for customer in asked],
        "一个同音字": [(customer, _changed(customer, alike, chance)) for customer in asked],
        "一个口音相近的字": [(customer, _changed(customer, accented, chance)) for customer in asked],
        "少一个字": [(customer, customer.city + customer.short[0][len(customer.city) + 1 :]) for customer in asked],
    }
    milliseconds: list[float] = []
    figures: list[Figure] = []
    wrong = 0
    for how, mentions in said.items():
        found = 0
        for customer, name in mentions:
            began = time.perf_counter()
            mention = main_customer(f"今天去了{name}，见了王经理", index)[0]
            milliseconds.append((time.perf_counter() - began) * 1000)
            if mention is None:
                continue
            value = mention.value
            is_chosen = value.certain and value.customer_id is not None
            wrong += is_chosen and value.customer_id != customer.id
            found += value.customer_id == customer.id or customer.id in value.candidates
        figures.append(Figure(f"十万客户：{how}，认出或问到的", "", f"{found / len(mentions):.0%}"))
    slow, plain = percentile(milliseconds, 95), percentile(_peer(book, asked[:_PEER_ASKED]), 95)
    return [
        Figure("十万客户里找一家（p95）", f"< {_MOST_MILLISECONDS} ms", f"{slow:.1f} ms",
               f"{plain:.0f} ms：rapidfuzz WRatio 全扫", f"{slow / plain:.3f}", slow < _MOST_MILLISECONDS),
        *figures,
        Figure("十万客户：没问就认错的", "0", str(wrong), is_met=wrong == 0),
    ]  # fmt: skip


def _peer(book: CustomerBook, asked: list[Customer]) -> list[float]:
    names = [customer.name for customer in book.customers]
    times = []
    for customer in asked:
        began = time.perf_counter()
        process.extractOne(customer.short[0], names, scorer=fuzz.WRatio)
        times.append((time.perf_counter() - began) * 1000)
    return times


def _book(chance: random.Random) -> CustomerBook:
    """Invented companies, many of which sound alike, as they do in a list of that size."""
    characters = list(dict.fromkeys(_CHARACTERS))
    names: dict[str, Customer] = {}
    while len(names) < _MANY:
        city = chance.choice(PLACES[:340])
        core = "".join(chance.choices(characters, k=chance.choice((2, 2, 3, 3, 4))))
        trade = chance.choice(TRADES)
        name = f"{city}{core}{trade}有限公司"
        names.setdefault(name, Customer(f"K{len(names)}", name, (f"{city}{core}{trade}",), trade, city))
    return CustomerBook("lookup", tuple(names.values()))


def _alike(sound: Callable[[str], object]) -> dict[str, list[str]]:
    groups: dict[object, list[str]] = defaultdict(list)
    for character in dict.fromkeys(_CHARACTERS):
        groups[sound(character)].append(character)
    return {one: [other for other in group if other != one] for group in groups.values() for one in group}


def _changed(customer: Customer, alike: dict[str, list[str]], chance: random.Random) -> str:
    """The short name with one character of its core written otherwise, where any is alike."""
    name, city = customer.short[0], len(customer.city)
    places = [at for at in range(city, city + 2) if alike.get(name[at])]
    if not places:
        return name
    at = chance.choice(places)
    return name[:at] + chance.choice(alike[name[at]]) + name[at + 1 :]
