"""What is said of a payment that is due, and that no visit note is taken for it."""

import json
import re
from datetime import date
from pathlib import Path

import pytest

import config
from nlp.receivable_words import ReceivableWords, Said, receivable_words

TODAY = date(2026, 11, 16)  # a Monday
NOTES = Path(__file__).parents[2] / "benchmarks" / "reading"
CALENDAR = config.load(Path("config.yaml")).calendar


def _promised(month: int, day: int, name: str | None = None) -> ReceivableWords:
    return ReceivableWords(Said.PROMISED, name, date(2026, month, day))


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("客户说25号付", _promised(11, 25)),
        ("客户说25号付款。", _promised(11, 25)),
        ("客户承诺月底前付清", _promised(11, 30)),
        ("对方财务说下周三打款", _promised(11, 25)),
        ("客户答应12月5日", _promised(12, 5)),
        ("客户那边说周五能打过来", _promised(11, 20)),
        ("他们财务刚说明天安排付款", _promised(11, 17)),
        ("25号付款", _promised(11, 25)),
        ("华鼎说月底付", _promised(11, 30, "华鼎")),
        ("华鼎汽配的王总答应25号打款", _promised(11, 25, "华鼎汽配")),
        ("华鼎25号付尾款", _promised(11, 25, "华鼎")),
        ("华鼎说 25 号付", _promised(11, 25, "华鼎")),
        ("华鼎已联系", ReceivableWords(Said.CONTACTED, "华鼎")),
        ("已联系华鼎", ReceivableWords(Said.CONTACTED, "华鼎")),
        ("联系过华鼎了", ReceivableWords(Said.CONTACTED, "华鼎")),
        ("已联系", ReceivableWords(Said.CONTACTED)),
        ("已经联系客户了", ReceivableWords(Said.CONTACTED)),
        ("华鼎有争议：验收不合格", ReceivableWords(Said.DISPUTED, "华鼎", reason="验收不合格")),
        ("有争议，发票抬头错了", ReceivableWords(Said.DISPUTED, reason="发票抬头错了")),
        ("华鼎有争议", ReceivableWords(Said.DISPUTED, "华鼎")),
        ("华鼎的争议解决了", ReceivableWords(Said.SOLVED, "华鼎")),
        ("争议已处理", ReceivableWords(Said.SOLVED)),
        # visits, questions, and what is more than that
        ("客户没说25号付", None),
        ("客户说25号付吗", None),
        ("客户说25号来", None),
        ("今天去华鼎，客户说25号付款", None),
        ("客户说25号付，30号再看第二期", None),
        ("上午和华鼎王总电话，他答应月底付", None),
        ("下周三给客户发报价", None),
        ("客户说价格有争议的地方不多", None),
        ("没联系上华鼎", None),
        ("本周回款", None),
        ("本月回款", None),
        ("华鼎今天到账", None),
        ("华鼎昨天付款了", None),
        ("客户说昨天付款了", None),
    ],
)
def test_what_is_said(said: str, meant: ReceivableWords | None) -> None:
    assert receivable_words(said, TODAY, CALENDAR) == meant


def test_no_note_is_taken_for_it() -> None:
    lines = [line for path in sorted(NOTES.glob("*.jsonl")) for line in path.read_text(encoding="utf-8").splitlines()]
    texts = [text for line in lines if (text := json.loads(line).get("text"))]
    clauses = [clause for text in texts for clause in (text, *re.split(r"(?<=[。！？\n])", text)) if len(clause) > 25]
    assert len(texts) >= 700
    assert [text for text in clauses if receivable_words(text, TODAY, CALENDAR) is not None] == []
