"""The demo company for these tests: its book of customers, its lexicon, its calendar, and the reader."""

import hashlib
import json
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

import config
from domain.customer import Customer, CustomerBook
from domain.lexicon import Lexicon
from domain.reading import Reading
from domain.transcript import Transcript
from domain.workdays import WorkCalendar
from nlp.visit_extraction import read
from nlp.vocabulary import vocabulary

ROOT = Path(__file__).parents[2]
ZONE = ZoneInfo("Asia/Shanghai")


@lru_cache
def calendar() -> WorkCalendar:
    return config.load(ROOT / "config.yaml").calendar


@lru_cache
def lexicon() -> Lexicon:
    return config.load_lexicon(ROOT / "nlp/lexicon.yaml")


@lru_cache
def book(name: str = "benchmarks/reading/customers.json") -> CustomerBook:
    path = ROOT / name
    rows = json.loads(path.read_text(encoding="utf-8"))
    customers = tuple(Customer(r["id"], r["name"], tuple(r["short"]), r["industry"], r["city"]) for r in rows)
    return CustomerBook(hashlib.sha256(path.read_bytes()).hexdigest()[:12], customers)


#: the customers of the demo firm
DEMO = CustomerBook(
    "demo",
    (
        Customer("D1", "苏州华鼎汽车配件有限公司", ("苏州华鼎", "华鼎汽配"), "汽配", "苏州"),
        Customer("D2", "宁波永泰泵业有限公司", ("永泰泵业", "宁波永泰"), "制造", "宁波"),
        Customer("D3", "常州恒瑞机电有限公司", ("常州恒瑞", "恒瑞机电"), "制造", "常州"),
    ),
)
MONDAY = datetime(2026, 11, 23, 17, 30, tzinfo=ZONE)


def understood(
    text: str,
    *,
    at: datetime = MONDAY,
    voice: Transcript | None = None,
    asked: str | None = None,
    known: Reading | None = None,
    book: CustomerBook = DEMO,
) -> Reading:
    return read(text, at, vocabulary(book, lexicon()), calendar(), voice=voice, asked=asked, known=known)
