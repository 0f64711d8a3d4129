"""对照: a plain reader to compare ours with: jieba words, the lexicon as substrings, dateparser, a few expressions.

It is what one would write in an afternoon; it knows the same customers and the same lexicon as ours.
"""

import logging
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import jieba
from dateparser.search import search_dates

from domain.customer import CustomerBook
from domain.lexicon import Lexicon

#: the Hundred Surnames (百家姓) and a few of today, with the usual ones of two characters
_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹"
    "姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁"
    "荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴鬱胥能苍双闻莘党翟谭贡劳逄姬申扶堵"
    "冉宰郦雍郤璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红"
    "游竺权逯盖益桓公肖付佟邸仝鹿涂闫苟佘"
)
_SURNAME = f"(?:欧阳|司马|上官|诸葛|司徒|夏侯|皇甫|尉迟|公孙|慕容|[{_SURNAMES}])"
_FORMS = ("总", "工", "姐", "哥", "董", "老师", "师傅")
_CLAUSE = re.compile(r"[^，。；！？\s,.;!?]+(?:\.\d+[^，。；！？\s,.;!?]*)*")
_MODEL = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9+\-.]*)")
_GENERIC = frozenset("ERP OA WMS CRM POS MES TMS HIS APP".split())
_AMOUNT = re.compile(r"(\d+(?:\.\d+)?|[一二两三四五六七八九十百]+)\s*(亿|万|千|块|元|[wWkK])")
_UNITS = {"亿": 10**8, "万": 10**4, "w": 10**4, "千": 1000, "k": 1000, "块": 1, "元": 1}
_DIGITS = {character: number for number, character in enumerate("零一二三四五六七八九")} | {"两": 2}


class Baseline:
    """Reads notes into the record of SCHEMA.md. It never asks: what it names, it has chosen."""

    def __init__(self, book: CustomerBook, lexicon: Lexicon) -> None:
        named = [(name, customer.name) for customer in book.customers for name in (customer.name, *customer.short)]
        self._names = sorted(named, key=lambda pair: -len(pair[0]))
        self._lexicon = lexicon
        self._brands = sorted(lexicon.brands, key=len, reverse=True)
        titles = [title for words in lexicon.roles for title in words.titles]
        named_titles = "|".join(map(re.escape, sorted({*titles, *_FORMS}, key=len, reverse=True)))
        self._person = re.compile(rf"{_SURNAME}(?:{named_titles})|[老小阿]{_SURNAME}")
        jieba.setLogLevel(logging.WARNING)
        for word in (*(short for short, _ in named), *lexicon.brands, *lexicon.tags):
            jieba.add_word(word)

    def record(self, text: str, said_at: datetime) -> dict[str, Any]:
        """The fields of one note."""
        parts = _CLAUSE.findall(text)
        customer = next((name for short, name in self._names if short in text), None)
        people = list(dict.fromkeys(match[0] for match in self._person.finditer(text)))
        return {
            "customer": customer,
            "customer_known": customer is not None,
            "channel": _first(self._lexicon.channels, text),
            "contacts": [{"name": name, "title": None, "role": self._role(name)} for name in people],
            "decision_chain": list({one["name"]: one for one in self._deciders(parts)}.values()),
            "competitor": self._competitor(text),
            "pain_points": list(self._pains(parts)),
            "next_action": _next_action(parts, said_at),
            "amounts": [{"value": value, "what": ""} for value in dict.fromkeys(_amounts(text))],
            "package": _first(self._lexicon.packages, text),
        }

    def _role(self, name: str) -> str | None:
        fits = [(len(t), words.role) for words in self._lexicon.roles for t in words.titles if name.endswith(t)]
        return max(fits)[1] if fits else None

    def _deciders(self, parts: list[str]) -> Iterator[dict[str, Any]]:
        for part in parts:
            for words in self._lexicon.roles:
                if words.role != "使用者" and any(cue in part for cue in words.cues):
                    influence = self._lexicon.influence_of_role.get(words.role)
                    for match in self._person.finditer(part):
                        yield {"name": match[0], "title": None, "influence": influence, "concern": None}

    def _competitor(self, text: str) -> dict[str, Any] | None:
        brand = next((brand for brand in self._brands if brand in text), None)
        if brand is None:
            return None
        model = _MODEL.match(text, text.index(brand) + len(brand))
        return {"brand": brand, "model": model[1] if model and model[1].upper() not in _GENERIC else None}

    def _pains(self, parts: list[str]) -> Iterator[dict[str, Any]]:
        seen = set()
        for part in parts:
            words = set(jieba.cut(part))
            for tag, wordings in self._lexicon.tags.items():
                if tag not in seen and any(_is_said(wording, part, words) for wording in wordings):
                    seen.add(tag)
                    yield {"tag": tag, "span": part}


def _first(wordings: dict[str, tuple[str, ...]], text: str) -> str | None:
    """The first key one of whose wordings is in the text, those of several pieces left out."""
    return next((key for key, said in wordings.items() if any(_is_substring(one, text) for one in said)), None)


def _is_substring(wording: str, text: str) -> bool:
    return "…" not in wording and any(one in text for one in wording.split("/"))


def _is_said(wording: str, part: str, words: set[str]) -> bool:
    """A plain wording as a substring; of one in pieces (报价…慢/太久) each piece as a word."""
    if "…" not in wording:
        return _is_substring(wording, part)
    return all(words & set(piece.split("/")) for piece in wording.split("…"))


def _next_action(parts: list[str], said_at: datetime) -> dict[str, Any] | None:
    """The last clause with a day that is still to come."""
    base = said_at.replace(tzinfo=None)
    settings = {"RELATIVE_BASE": base, "PREFER_DATES_FROM": "future"}
    for part in reversed(parts):
        found = search_dates(part, languages=["zh"], settings=settings) or []
        days = [day.date() for _, day in found if day.date() > base.date()]
        if days:
            return {"text": part, "due": days[-1].isoformat()}
    return None


def _amounts(text: str) -> Iterator[float]:
    for digits, unit in _AMOUNT.findall(text):
        value = float(digits) if digits[0].isdigit() else _chinese(digits)
        yield value * _UNITS[unit.lower()]


def _chinese(digits: str) -> float:
    """二十五, 三百; what is not well formed gives some number too."""
    total, last = 0, 0
    for character in digits:
        if character in "十百":
            total, last = total + (last or 1) * (10 if character == "十" else 100), 0
        else:
            last = _DIGITS[character]
    return float(total + last)
