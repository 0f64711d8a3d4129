"""People whom nobody knows or leads, customers not in the list, and taps that come late, twice or from others."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.wording import approval as wording
from bot.wording import platform
from domain.people import Person, Role
from domain.policy import Policy
from simulator.firm import Member
from simulator.player import Play, playing
from storage import members
from storage.tables import approvals, audit_log
from tests.promises.conftest import NOON
from tests.promises.people import WHOLE_VISIT, cards_of, let_all_pass, submit, titles, told


def decisions(stage: Play, rep: str) -> list[tuple[str, str | None]]:
    with stage.hub.database.reading() as db:
        mine = select(approvals.c.state, approvals.c.decided_by).where(approvals.c.requester == rep)
        return [(row.state, row.decided_by) for row in db.execute(mine)]


def decided_acts(stage: Play, rep: str) -> int:
    """How often the audit log says that this rep's record was decided."""
    with stage.hub.database.reading() as db:
        subjects = [
            f"approval:{row.id}" for row in db.execute(select(approvals.c.id).where(approvals.c.requester == rep))
        ]
        acts = select(audit_log.c.action).where(audit_log.c.subject.in_(subjects))
        return sum(row.action in ("approval.approved", "approval.rejected") for row in db.execute(acts))


def tap_newest(stage: Play, member: str, key: str, task_id: str | None = None) -> None:
    """Tap again what may have no buttons any more: an old phone still shows them."""
    task_id = task_id or cards_of(stage, member)[-1].task_id
    fields: list[tuple[str, Any]] = [
        ("EventKey", key), ("TaskId", task_id), ("CardType", "button_interaction"),
        ("ResponseCode", stage.world.issue_response_code(task_id)),
    ]  # fmt: skip
    stage.sender.send_event("template_card_event", member, fields)
    stage.settle()


def test_somebody_who_is_not_in_the_directory_is_told_so(stage: Play) -> None:
    stage.world.members["guest"] = Member("guest", "访客", (1,), "")
    stage.world.faults.add(path="user/get", code=60111, times=None)
    stage.say("guest", WHOLE_VISIT)
    stage.world.faults.clear()
    assert told(stage, "guest") == [platform.STRANGER]
    assert titles(stage, "guest") == []


def test_somebody_who_was_not_active_when_all_were_read_is_known_when_he_writes(stage: Play, rep: str) -> None:
    person = Person(rep, f"销售{rep}", leader=f"boss-of-{rep}", is_active=False)
    with stage.hub.database.writing() as db:
        members.keep(db, [person], stage.hub.now())
    submit(stage, rep)
    assert titles(stage, f"boss-of-{rep}") == [f"销售{rep}的拜访记录待审"]


def test_a_rep_without_a_leader_is_told_that_the_director_decides(stage: Play, rep: str) -> None:
    stage.world.members[rep] = replace(stage.world.members[rep], leaders=())
    submit(stage, rep)
    assert wording.NO_LEADER.format(who="王总", this="这条记录") in told(stage, rep)
    stage.tap("wangdir", "同意")
    assert decisions(stage, rep) == [("approved", "wangdir")]


def test_a_leader_who_has_left_is_passed_over(stage: Play, rep: str) -> None:
    boss = f"boss-of-{rep}"
    stage.world.members[boss] = replace(stage.world.members[boss], status=5)
    submit(stage, rep)
    stage.tap("wangdir", "同意")
    assert decisions(stage, rep) == [("approved", "wangdir")]


def test_when_nobody_can_decide_the_rep_and_the_admins_are_told(sqlite_url: str, policy: Policy) -> None:
    with playing(sqlite_url, replace(policy, directors={}), NOON) as stage:
        stage.world.members["alone"] = Member("alone", "独行", (1,), "销售")
        submit(stage, "alone")
        assert wording.NO_APPROVER_REQUESTER in told(stage, "alone")
        assert len(told(stage, "admin")) == 1
        assert "独行" in told(stage, "admin")[0]
        assert policy.holders[Role.ADMIN] == ("admin",)


def test_a_customer_nobody_knows_is_asked_about(stage: Play, rep: str) -> None:
    stage.say(rep, WHOLE_VISIT.replace("苏州华鼎汽配", "宇宙尽头贸易公司"))
    assert titles(stage, rep)[-1] == "是哪家客户？"
    stage.tap(rep, "新客户")
    stage.tap(rep, "确认")
    assert len(decisions(stage, rep)) == 1


def test_an_ambiguous_customer_is_asked_about_with_two_facts_each(stage: Play, rep: str) -> None:
    stage.say(rep, WHOLE_VISIT.replace("苏州华鼎汽配", "华鼎"))
    card = cards_of(stage, rep)[-1].card
    rows = [row["value"] for row in card["horizontal_content_list"]]
    assert rows == ["苏州华鼎汽车配件有限公司（苏州·汽配）", "无锡华鼎精密机械有限公司（无锡·制造）"]


@pytest.mark.parametrize("first", ["同意", "驳回"])
def test_a_second_tap_changes_nothing(stage: Play, rep: str, first: str) -> None:
    boss = f"boss-of-{rep}"
    submit(stage, rep)
    stage.tap(boss, first, None if first == "同意" else "痛点不具体")
    for key in ("approve", "reject", "approve"):
        tap_newest(stage, boss, key)
    assert decisions(stage, rep) == [("approved" if first == "同意" else "rejected", boss)]
    assert decided_acts(stage, rep) == 1
    assert "不用再处理" in told(stage, boss)[-1]


def test_a_tap_after_the_other_approver_decided_is_answered_kindly(stage: Play, rep: str) -> None:
    boss = f"boss-of-{rep}"
    submit(stage, rep)
    stage.wait(timedelta(hours=24))
    let_all_pass(stage)
    old = cards_of(stage, boss)[-1].task_id
    stage.tap("wangdir", "同意")
    tap_newest(stage, boss, "reject", old)
    assert decisions(stage, rep) == [("approved", "wangdir")]
    assert "王总" in told(stage, boss)[-1]
    assert "不用再处理" in told(stage, boss)[-1]


@pytest.mark.parametrize("hours", [71, 73, 24 * 30])
def test_a_tap_on_an_old_card_decides_and_shows_it(stage: Play, rep: str, hours: int) -> None:
    boss = f"boss-of-{rep}"
    submit(stage, rep)
    stage.wait(timedelta(hours=hours))
    let_all_pass(stage)
    stage.tap(boss, "同意")
    let_all_pass(stage)
    assert decisions(stage, rep) == [("approved", boss)]
    assert "已同意" in (cards_of(stage, boss)[-1].dead_text or "")
    others = [*told(stage, "wangdir")[-1:], cards_of(stage, "wangdir")[-1].dead_text or ""]
    assert any(f"{rep}的主管 已同意" in words for words in others), "the director's card is older than 72 hours or not"


def test_who_does_not_hold_the_card_cannot_decide(stage: Play, rep: str) -> None:
    submit(stage, rep)
    task_id = cards_of(stage, f"boss-of-{rep}")[-1].task_id
    for other in (rep, "zhaoliu", "wangdir"):
        tap_newest(stage, other, "approve", task_id)
        assert told(stage, other)[-1] == platform.NOT_YOUR_CARD
    assert decisions(stage, rep) == [("pending", None)]


@pytest.mark.parametrize("task_id", ["unknown", "visit_approval-approval-1-beef", "'; drop table visits; --"])
def test_a_card_nobody_knows_is_answered_kindly(stage: Play, rep: str, task_id: str) -> None:
    tap_newest(stage, rep, "approve", task_id)
    assert told(stage, rep) == [platform.OUTDATED_CARD]


def test_a_key_that_the_card_does_not_have_decides_nothing(stage: Play, rep: str) -> None:
    boss = f"boss-of-{rep}"
    submit(stage, rep)
    tap_newest(stage, boss, "whatever")
    assert decisions(stage, rep) == [("pending", None)]
    assert len(told(stage, boss)) == 1
