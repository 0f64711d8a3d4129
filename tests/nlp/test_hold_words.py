"""What lets orders of a held customer pass, and what only sounds like it."""

from datetime import timedelta

import pytest

from nlp.hold_words import LetPass, TakeBack, is_held_list_wish, let_pass, span_and_reason, why_held_wish


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("特批 华鼎 3天 老客户，货急", LetPass("华鼎 3天 老客户，货急")),
        ("特批华鼎三天，老客户", LetPass("华鼎三天，老客户")),
        ("我特批放行华鼎：产线等着用", LetPass("华鼎：产线等着用")),
        ("特批", LetPass("")),
        ("取消特批 华鼎", TakeBack("华鼎")),
        ("取消华鼎的特批", TakeBack("华鼎")),
        ("华鼎的特批取消吧", TakeBack("华鼎")),
        ("取消特批", TakeBack("")),
        ("特批价格客户很满意，今天拜访了华鼎", None),
        ("特批的折扣他们觉得不够", None),
        ("今天拜访华鼎，想要个特批价", None),
        ("客户说要领导特批 3天", None),
    ],
)
def test_the_order(text: str, meant: LetPass | TakeBack | None) -> None:
    assert let_pass(text) == meant


@pytest.mark.parametrize(
    ("words", "span", "reason"),
    [
        (" 3天 老客户，货急", timedelta(days=3), "老客户，货急"),
        ("三天，原因：货急", timedelta(days=3), "货急"),
        ("半天 货在路上", timedelta(hours=12), "货在路上"),
        ("一周内 因为产线停了", timedelta(days=7), "产线停了"),
        ("12小时", timedelta(hours=12), ""),
        ("：货急，3天后付", None, "货急，3天后付"),
        ("", None, ""),
        ("99999天 货急", timedelta(days=366), "货急"),
    ],
)
def test_how_long_and_why(words: str, span: timedelta | None, reason: str) -> None:
    assert span_and_reason(words) == (span, reason)


@pytest.mark.parametrize(
    ("text", "is_wish"),
    [
        ("冻结清单", True),
        ("看看冻结的客户", True),
        ("哪些客户被冻结了？", True),
        ("冻结客户名单", True),
        ("客户的预算冻结了", False),
        ("冻结", False),
    ],
)
def test_the_list(text: str, is_wish: bool) -> None:
    assert is_held_list_wish(text) is is_wish


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("华鼎 为什么冻结", "华鼎"),
        ("华鼎为什么被冻结了？", "华鼎"),
        ("为什么冻结华鼎", "华鼎"),
        ("华鼎汽配冻结了吗", "华鼎汽配"),
        ("华鼎的冻结原因", "华鼎"),
        ("今天去了华鼎，他们账户冻结了", None),
        ("华鼎冻结了预算，年底再说", None),
    ],
)
def test_why(text: str, name: str | None) -> None:
    assert why_held_wish(text) == name
