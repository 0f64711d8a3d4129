"""Words that would be read wrongly are refused, with the reason."""

import pytest

from domain.learned_word import Kind, Refused, Unfit
from nlp.vocabulary import vocabulary
from nlp.word_check import as_phrasing, refused
from tests.nlp.company import DEMO, book, lexicon

NOTES = ["今天拜访了华鼎，见了王经理"] * 96 + ["地磅要等半天"] * 4


@pytest.mark.parametrize(
    ("tag", "words", "why"),
    [
        ("排产混乱", "厂门口掉头难", None),
        ("排产混乱", "厂门口…掉不过头", None),
        ("排产混乱", "难", Refused(Unfit.TOO_SHORT)),
        ("排产混乱", "地磅排队/堵", Refused(Unfit.TOO_SHORT)),
        ("排产混乱", "客户", Refused(Unfit.COMMON)),
        ("排产混乱", "车间调度/系统", Refused(Unfit.COMMON)),
        ("排产混乱", "掉头" * 21, Refused(Unfit.TOO_LONG)),
        ("排产混乱", "插单多", Refused(Unfit.KNOWN)),
        ("排产混乱", "用友", Refused(Unfit.BRAND, "用友")),
        ("系统卡顿", "插单多", Refused(Unfit.TAG, "排产混乱")),
        ("排产混乱", "华鼎汽配那样子", Refused(Unfit.CUSTOMER, "苏州华鼎汽车配件有限公司")),
        ("没有了的标签", "厂门口掉头难", Refused(Unfit.GONE)),
        ("物流时效差", "地磅要等", Refused(Unfit.FREQUENT, "4")),
    ],
)
def test_words_for_a_tag(tag: str, words: str, why: Refused | None) -> None:
    assert refused(Kind.TAG, tag, words, vocabulary(DEMO, lexicon()), NOTES) == why


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("华顶汽陪", None),
        ("顶哥那家", None),
        ("厂", Refused(Unfit.TOO_SHORT)),
        ("他们", Refused(Unfit.COMMON)),
        ("供应", Refused(Unfit.COMMON)),
        ("苏州汽配", Refused(Unfit.COMMON)),
        ("金蝶", Refused(Unfit.BRAND, "金蝶")),
        ("插单多", Refused(Unfit.TAG, "排产混乱")),
        ("苏州华鼎", Refused(Unfit.KNOWN)),
        ("华顶", Refused(Unfit.CUSTOMER, "苏州华顶包装材料有限公司")),
        ("无锡华鼎", Refused(Unfit.CUSTOMER, "无锡华鼎精密机械有限公司")),
        ("华鼎" * 11, Refused(Unfit.TOO_LONG)),
        ("地磅", Refused(Unfit.FREQUENT, "4")),
    ],
)
def test_names_of_a_customer(words: str, why: Refused | None) -> None:
    development = book()
    ours = next(one for one in development.customers if one.name == "苏州华鼎汽车配件有限公司")
    assert refused(Kind.CUSTOMER, ours.id, words, vocabulary(development, lexicon()), NOTES) == why


def test_few_notes_tell_nothing_of_a_share() -> None:
    assert refused(Kind.TAG, "物流时效差", "地磅要等", vocabulary(DEMO, lexicon()), NOTES[-50:]) is None


@pytest.mark.parametrize(
    ("said", "phrasing"),
    [
        ("掉头难", "掉头难"),
        ("先手抄，晚上再补", "先手抄…晚上再补"),
        ("等 3.5 天！", "等…3…5…天"),
        ("a/b", "a…b"),
        ("，", ""),
    ],
)
def test_words_of_a_note_become_a_phrasing(said: str, phrasing: str) -> None:
    assert as_phrasing(said) == phrasing
