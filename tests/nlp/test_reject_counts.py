"""What asks why requests were rejected, of which days and of whom."""

from datetime import date

import pytest

from domain.period import Period
from nlp.reject_counts import RejectCountsWish, reject_counts_wish

TODAY = date(2026, 3, 4)  # a Wednesday
LATELY = Period("最近 30 天", date(2026, 2, 3), TODAY)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("驳回原因统计", RejectCountsWish(LATELY)),
        ("看看最近的驳回原因。", RejectCountsWish(LATELY)),
        ("团队驳回原因有哪些？", RejectCountsWish(LATELY)),
        ("驳回率多少", RejectCountsWish(LATELY)),
        ("张三的驳回原因", RejectCountsWish(LATELY, "张三")),
        ("张三最近为什么老被驳回", RejectCountsWish(LATELY, "张三")),
        ("我为什么总是被驳回", RejectCountsWish(LATELY, is_own=True)),
        ("这个月驳回原因", RejectCountsWish(Period("本月", date(2026, 3, 1), TODAY))),
        ("本周的驳回情况怎么样", RejectCountsWish(Period("本周", date(2026, 3, 2), TODAY))),
        ("上月驳回原因排行", RejectCountsWish(Period("上个月", date(2026, 2, 1), date(2026, 2, 28)))),
        ("上周被驳回的原因是什么", RejectCountsWish(Period("上周", date(2026, 2, 23), date(2026, 3, 1)))),
        ("上个季度驳回原因", RejectCountsWish(Period("上个季度", date(2025, 10, 1), date(2025, 12, 31)))),
        ("最近两周驳回统计", RejectCountsWish(Period("最近 14 天", date(2026, 2, 19), TODAY))),
        ("近三个月的驳回理由", RejectCountsWish(Period("最近 90 天", date(2025, 12, 5), TODAY))),
        ("最近9999年驳回原因", RejectCountsWish(Period("最近 366 天", date(2025, 3, 4), TODAY))),
        ("驳回原因：决策链不完整", None),
        ("驳回", None),
        ("客户上周驳回了方案，原因是太贵", None),
    ],
)
def test_wishes(said: str, meant: RejectCountsWish | None) -> None:
    assert reject_counts_wish(said, TODAY) == meant
