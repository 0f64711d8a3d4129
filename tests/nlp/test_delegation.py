"""Who is to act for somebody, and on which days."""

from datetime import date
from pathlib import Path

import pytest

import config
from nlp.delegation import DelegationWish, delegation_wish, is_back

CALENDAR = config.load(Path(__file__).parents[2] / "config.yaml").calendar
TODAY = date(2026, 3, 5)  # a Thursday


@pytest.mark.parametrize(
    ("said", "name", "days"),
    [
        ("我下周一到周三请假，找钱经理代批", "钱经理", ("2026-03-09", "2026-03-11")),
        ("我明天请假，请孙会计帮我审批一下", "孙会计", ("2026-03-06", "2026-03-06")),
        ("3月9日到3月13日出差，由钱经理代审", "钱经理", ("2026-03-09", "2026-03-13")),
        ("我周五到下周二休假，审批交给钱经理", "钱经理", ("2026-03-06", "2026-03-10")),
        ("今天我不在，审批都找孙会计。", "孙会计", ("2026-03-05", "2026-03-05")),
        ("我请假，找钱经理代批", "钱经理", None),
        ("委托给孙会计，3月10日到3月12日", "孙会计", ("2026-03-10", "2026-03-12")),
        ("下周一到周三审批委托给孙会计", "孙会计", ("2026-03-09", "2026-03-11")),
        ("把审批都交给王总", "王总", None),
        ("委托给第三方检测，3月10日前出报告", None, None),
        ("客户的王总出差了，周五找李经理审批合同", None, None),
        ("见了采购部王经理，他请假了，下周三再约", None, None),
        ("转给钱经理审批", None, None),
    ],
)
def test_wishes(said: str, name: str | None, days: tuple[str, str] | None) -> None:
    wish = delegation_wish(said, TODAY, CALENDAR)
    if name is None:
        assert wish is None
        return
    first, last = map(date.fromisoformat, days) if days else (None, None)
    assert wish == DelegationWish(name, first, last)


@pytest.mark.parametrize(("said", "is_it"), [("取消委托", True), ("我销假了。", True), ("客户取消委托生产", False)])
def test_being_back(said: str, is_it: bool) -> None:
    assert is_back(said) is is_it
