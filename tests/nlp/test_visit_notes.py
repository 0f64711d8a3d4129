"""What tells a whole visit, and what a leader says of a record."""

import pytest

from nlp.visit_notes import is_whole_note
from tests.nlp.company import understood


@pytest.mark.parametrize(
    ("said", "is_note"),
    [
        ("今天上门拜访苏州华鼎汽配，见了采购部王经理，他们用用友U8，库存周转慢", True),
        ("苏州华鼎汽配上门那次见了王经理，痛点库存周转慢写得不具体", False),
        ("苏州华鼎汽配这次电话见了谁没写，竞品用友也请补型号，库存周转慢", False),
        ("库存周转慢，报价响应慢，没有王经理", False),
        ("痛点不具体", False),
    ],
)
def test_whole_notes(said: str, is_note: bool) -> None:
    assert is_whole_note(said, understood(said)) is is_note
