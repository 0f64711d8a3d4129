"""“不对，是报价慢”: which problem gives way to the one that is named now."""

import pytest

from domain.visit import VisitUtterance, record
from tests.nlp.company import MONDAY, understood


def told(*said: str) -> list[str]:
    """The tags that stand after all of this was said in turn, each with what was known before it."""
    utterances: tuple[VisitUtterance, ...] = ()
    for text in said:
        reading = understood(text, asked="pain_points", known=record(utterances))
        utterances = (*utterances, VisitUtterance(MONDAY, text, reading, "pain_points"))
    return [one.value.tag or one.value.span for one in record(utterances).pain_points]


@pytest.mark.parametrize(
    ("said", "pains"),
    [
        (("库存周转慢", "交付老是延期", "不对，是报价响应慢"), ["库存周转慢", "报价响应慢"]),
        (("库存周转慢", "交付老是延期", "说错了，应该是报价响应慢"), ["库存周转慢", "报价响应慢"]),
        (("库存周转慢，交付延期", "不对，是报价响应慢"), ["库存周转慢", "报价响应慢"]),
        (("库存周转慢", "交付延期", "不是库存周转慢，是报价响应慢"), ["交付延期", "报价响应慢"]),
        (("库存周转慢", "他们用金蝶K3", "不对，是报价响应慢"), ["库存周转慢", "报价响应慢"]),  # of the maker, no pain
        (("库存周转慢", "还有报价响应慢"), ["库存周转慢", "报价响应慢"]),
        (("库存周转慢", "不对，是库存周转慢"), ["库存周转慢"]),
    ],
)
def test_a_pain_takes_the_place_of_the_last(said: tuple[str, ...], pains: list[str]) -> None:
    assert told(*said) == pains
