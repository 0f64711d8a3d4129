"""审批: who may decide, one decision, exact rungs; 决策链: its completeness."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import config
from domain.approval import AlreadyDecided, Approval, NotYours, State, decide, rung_time, with_approver
from domain.buying_committee import completeness
from domain.policy import ApprovalPolicy, Channel, Pace, Rung
from domain.reading import Stakeholder

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
PENDING = Approval(1, "visit:1", "zhangsan", ("limgr",), State.PENDING, NOW, "v1")


def test_only_an_approver_decides_and_only_once() -> None:
    assert decide(PENDING, "zhaoliu", State.APPROVED, None, NOW) == NotYours()
    assert decide(PENDING, "zhangsan", State.APPROVED, None, NOW) == NotYours()
    decided = decide(PENDING, "limgr", State.REJECTED, "痛点不具体", NOW)
    assert isinstance(decided, Approval)
    assert (decided.state, decided.decided_by, decided.reason) == (State.REJECTED, "limgr", "痛点不具体")
    assert decide(decided, "limgr", State.APPROVED, None, NOW) == AlreadyDecided(decided)


def test_an_escalation_adds_one_who_may_decide_and_takes_nobody_away() -> None:
    raised = with_approver(with_approver(PENDING, "wangdir"), "wangdir")
    assert raised.approvers == ("limgr", "wangdir")
    assert isinstance(decide(raised, "limgr", State.APPROVED, None, NOW), Approval)


@pytest.mark.parametrize(
    ("pace", "submitted", "reached"),
    [
        (Pace.NATURAL, "2026-03-06 17:00", "2026-03-07 17:00"),
        (Pace.NATURAL, "2026-02-13 17:00", "2026-02-14 17:00"),
        # 24 working hours = three days of eight; the weekend does not count
        (Pace.WORKING, "2026-03-06 17:00", "2026-03-11 17:00"),
        # 2026-02-14 is a worked Saturday, 春节 is 02-15 … 02-23
        (Pace.WORKING, "2026-02-13 17:00", "2026-02-25 17:00"),
    ],
)
def test_when_a_rung_is_reached(pace: Pace, submitted: str, reached: str) -> None:
    calendar = config.load(Path(__file__).parents[2] / "config.yaml").calendar
    rung = Rung(timedelta(hours=24), "director", (Channel.CHAT, Channel.MAIL))
    policy = ApprovalPolicy("leader", pace, (rung,), ("痛点不具体",))
    at = datetime.fromisoformat(submitted).replace(tzinfo=ZONE)
    assert rung_time(policy, rung, at, calendar).astimezone(ZONE) == datetime.fromisoformat(reached).replace(
        tzinfo=ZONE
    )


@pytest.mark.parametrize(
    ("chain", "percent", "gaps", "has_decider"),
    [
        ((), 0, (), False),
        ((Stakeholder("李总", "副总", "高", "切换风险"),), 100, (), True),
        ((Stakeholder("陈工", None, None, None),), 25, (("陈工", ("title", "influence", "concern")),), False),
        (
            (Stakeholder("李总", "副总", "高", "切换风险"), Stakeholder("王经理", "经理", "中", None)),
            87,
            (("王经理", ("concern",)),),
            True,
        ),
    ],
)
def test_completeness_of_the_decision_chain(chain, percent, gaps, has_decider) -> None:  # type: ignore[no-untyped-def]
    found = completeness(chain)
    assert (found.percent, found.gaps, found.has_decider) == (percent, gaps, has_decider)
