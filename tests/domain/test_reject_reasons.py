"""How rejections are counted, and when somebody is warned."""

import pytest

from domain.reject_reasons import Decided, RejectCounts, by_requester, counted, often_rejected_for

OFFERED = ("决策链不完整", "痛点不具体")


def rejected(reason: str | None, who: str = "zhangsan") -> Decided:
    return Decided(who, "visit:1", True, reason, OFFERED)


APPROVED = Decided("zhangsan", "visit:1", False, None, OFFERED)
RETURNED = Decided("zhangsan", "visit:1", False, "请补照片", OFFERED)


@pytest.mark.parametrize(
    ("decided", "expected"),
    [
        ([], RejectCounts(0, 0, ())),
        ([APPROVED, RETURNED], RejectCounts(2, 0, ())),
        (
            [rejected("决策链不完整"), rejected("决策链不完整。"), rejected("决策链不完整，请补李总"), APPROVED],
            RejectCounts(4, 3, (("决策链不完整", 3),)),
        ),
        (
            [rejected("报价没写"), rejected("报价没写！"), rejected("太短"), rejected(None), rejected("")],
            RejectCounts(5, 5, (("报价没写", 2), ("", 2), ("太短", 1))),
        ),
    ],
)
def test_offered_reasons_gather_what_was_said_with_them(decided: list[Decided], expected: RejectCounts) -> None:
    assert counted(decided) == expected


def test_by_person_those_who_were_rejected_most_first() -> None:
    unrejected = Decided("wuqi", "visit:2", False, None, OFFERED)
    several = [rejected("太短", "zhaoliu"), rejected("太短"), rejected("决策链不完整"), unrejected]
    assert [who for who, _ in by_requester(several)] == ["zhangsan", "zhaoliu"]


@pytest.mark.parametrize(
    ("reasons", "warned"),
    [
        (["决策链不完整"] * 2, None),
        (["决策链不完整"] * 3, ("决策链不完整", 3)),
        (["决策链不完整"] * 3 + ["太短"] * 4, ("太短", 4)),
        ([None] * 5, None),
    ],
)
def test_a_warning_needs_the_same_reason_three_times(reasons: list[str | None], warned: tuple[str, int] | None) -> None:
    assert often_rejected_for(map(rejected, reasons)) == warned
