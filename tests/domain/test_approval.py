"""审批: who is asked in which step, one decision whoever taps, exact rungs; 决策链: its completeness."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import config
from domain.approval import (
    AlreadyDecided,
    AlreadySaid,
    Approval,
    NotYours,
    Seat,
    State,
    Step,
    Terms,
    agree,
    raised_to,
    reject,
    return_,
    rung_time,
    withdraw,
)
from domain.approval_course import Unfit, begun, going_on, nudged, reassigned, reseated, with_added
from domain.approval_policy import (
    ApprovalPolicy,
    Channel,
    Comparison,
    Condition,
    Fields,
    Pace,
    Quorum,
    Rung,
    StepRule,
    Value,
    holds,
)
from domain.approvers import Staff, steps_for
from domain.buying_committee import completeness
from domain.people import Firm, Person, Role
from domain.reading import Stakeholder

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
TERMS = Terms(("痛点不具体",), True, True, Pace.NATURAL)


def a_person(userid: str, leader: str | None, department: int = 1, is_active: bool = True) -> Person:
    return Person(userid, userid, leader, (department,), is_active=is_active)


FIRM = Firm(
    people={
        one.userid: one
        for one in (
            a_person("zhangsan", "limgr", 21),
            a_person("zhaoliu", "qianmgr", 22),
            a_person("limgr", "zongjian", 21),
            a_person("zongjian", "wangdir", 21),
            a_person("qianmgr", "wangdir", 22),
            a_person("wangdir", None),
            a_person("sunfin", "wangdir", 3),
            a_person("fin02", "sunfin", 3),
            a_person("admin", None),
        )
    },
    directors={"": "wangdir"},
    holders={Role.FINANCE: ("sunfin", "fin02"), Role.ADMIN: ("admin",)},
)
STAFF = Staff(FIRM)


def without(*gone: str) -> Firm:
    people = {key: replace(one, is_active=key not in gone) for key, one in FIRM.people.items()}
    return replace(FIRM, people=people)


def a_policy(*steps: StepRule, if_empty: str = "director", asks_again: bool = True) -> ApprovalPolicy:
    return ApprovalPolicy(steps, Pace.NATURAL, (), ("痛点不具体",), if_empty=if_empty, asks_again=asks_again)


def a_request(*steps: tuple[tuple[str, ...], int], terms: Terms = TERMS, staff: Staff = STAFF) -> Approval:
    """A request of 张三 that has just begun; each step is (who is asked, how many must agree)."""
    made = tuple(Step(tuple(map(Seat, people)), needed) for people, needed in steps)
    return begun(Approval(1, "visit:1", "zhangsan", made, terms, NOW, "v1"), 0, staff, NOW)


def after(approval: Approval, *acts: str, staff: Staff = STAFF) -> Approval:
    """After acts such as “+limgr” (agrees) and “-sunfin” (rejects)."""
    for act in acts:
        spoken = agree(approval, act[1:], NOW) if act[0] == "+" else reject(approval, act[1:], "x", NOW)
        assert isinstance(spoken, Approval), act
        approval = going_on(spoken, staff, NOW)
    return approval


@pytest.mark.parametrize(
    ("rule", "requester", "people"),
    [
        ("leader", "zhangsan", "limgr"),
        ("leader_of_leader", "zhangsan", "zongjian"),
        ("department_head", "zhangsan", "zongjian"),  # the highest leader within his department
        ("department_head", "zongjian", "wangdir"),  # none within it
        ("director", "zhangsan", "wangdir"),
        ("role:finance", "zhangsan", "sunfin fin02"),
        ("user:qianmgr", "zhangsan", "qianmgr"),
        ("qianmgr", "zhangsan", "qianmgr"),
        ("field:owner", "zhangsan", "zhaoliu"),
        ("role:finance", "fin02", "sunfin"),  # nobody approves his own: his leader is asked, once
        ("zhangsan", "zhangsan", "limgr"),
        ("role:legal", "zhangsan", "wangdir"),  # nobody holds it: if_empty
        ("field:nobody", "zhangsan", "wangdir"),
    ],
)
def test_who_is_asked(rule: str, requester: str, people: str) -> None:
    (step,) = steps_for(a_policy(StepRule((rule,))), requester, FIRM, {"owner": "zhaoliu"})
    assert [seat.person for seat in step.seats] == people.split()


def test_who_left_is_followed_by_his_leader() -> None:
    (step,) = steps_for(a_policy(StepRule(("qianmgr",))), "zhangsan", without("qianmgr"), {})
    assert step.waiting == ("wangdir",)
    (step,) = steps_for(a_policy(StepRule(("role:legal",), if_empty="admin")), "zhangsan", FIRM, {})
    assert step.waiting == ("admin",)


@pytest.mark.parametrize(
    ("quorum", "least", "needed"),
    [(Quorum.ALL_OF, 1, 3), (Quorum.ANY_OF, 1, 1), (Quorum.AT_LEAST, 2, 2), (Quorum.AT_LEAST, 9, 3)],
)
def test_how_many_are_needed(quorum: Quorum, least: int, needed: int) -> None:
    rule = StepRule(("leader", "role:finance", "limgr"), quorum, least)
    (step,) = steps_for(a_policy(rule), "zhangsan", FIRM, {})
    assert (len(step.seats), step.needed) == (3, needed)


def test_nothing_approves_itself_when_no_step_applies() -> None:
    dear = Condition("amount", Comparison.AT_LEAST, Decimal(500_000))
    policy = a_policy(StepRule(("director",), when=(dear,)), StepRule(("role:legal",), if_empty="skip"))
    (step,) = steps_for(policy, "zhangsan", FIRM, {"amount": Decimal(1)})
    assert step.waiting == ("limgr",)
    assert steps_for(policy, "zhangsan", Firm({}), {}) == ()


@pytest.mark.parametrize(
    ("comparison", "value", "found", "result"),
    [
        (Comparison.IS, "面访", "面访", True),
        (Comparison.IS, "U8", " u8 ", True),
        (Comparison.IS, Decimal(5), "5", False),
        (Comparison.IS, True, True, True),
        (Comparison.IS_NOT, "面访", "电话", True),
        (Comparison.IS_NOT, "面访", (), True),
        (Comparison.MORE_THAN, Decimal(5), Decimal(5), False),
        (Comparison.AT_LEAST, Decimal(5), Decimal(5), True),
        (Comparison.LESS_THAN, Decimal(5), Decimal(5), False),
        (Comparison.AT_MOST, Decimal(5), Decimal(5), True),
        (Comparison.AT_LEAST, Decimal(5), (), False),
        (Comparison.AT_LEAST, Decimal(5), "6", False),
        (Comparison.AT_LEAST, Decimal(5), (Decimal(1), Decimal(9)), True),
        (Comparison.MORE_THAN, date(2026, 1, 1), date(2026, 1, 2), True),
        (Comparison.ONE_OF, ("用友", "金蝶"), "金蝶", True),
        (Comparison.ONE_OF, ("用友", "金蝶"), "鼎捷", False),
    ],
)
def test_conditions(
    comparison: Comparison, value: Value | tuple[Value, ...], found: Value | tuple[Value, ...], result: bool
) -> None:
    fields: Fields = {"x": found}
    assert holds(Condition("x", comparison, value), fields) is result


@pytest.mark.parametrize(
    ("steps", "acts", "state", "waiting"),
    [
        ([(("limgr",), 1)], "", State.PENDING, "limgr"),
        ([(("limgr",), 1)], "+limgr", State.APPROVED, ""),
        ([(("limgr",), 1), (("wangdir",), 1)], "+limgr", State.PENDING, "wangdir"),
        ([(("limgr",), 1), (("wangdir",), 1)], "+limgr +wangdir", State.APPROVED, ""),
        ([(("limgr",), 1), (("wangdir",), 1)], "+limgr -wangdir", State.REJECTED, ""),
        ([(("limgr", "sunfin"), 2)], "+limgr", State.PENDING, "sunfin"),
        ([(("limgr", "sunfin"), 2)], "+sunfin +limgr", State.APPROVED, ""),
        ([(("limgr", "sunfin"), 2)], "+limgr -sunfin", State.REJECTED, ""),
        ([(("limgr", "sunfin"), 1)], "+sunfin", State.APPROVED, ""),
        ([(("limgr", "sunfin"), 1)], "-sunfin", State.REJECTED, ""),  # 或签: the first who speaks decides
        ([(("limgr", "sunfin", "fin02"), 2)], "-limgr", State.PENDING, "sunfin fin02"),
        ([(("limgr", "sunfin", "fin02"), 2)], "-limgr +sunfin +fin02", State.APPROVED, ""),
        ([(("limgr", "sunfin", "fin02"), 2)], "+limgr -sunfin -fin02", State.REJECTED, ""),
    ],
)
def test_kinds_of_steps(steps: list[tuple[tuple[str, ...], int]], acts: str, state: State, waiting: str) -> None:
    found = after(a_request(*steps), *acts.split())
    assert found.state is state
    if state is State.PENDING:
        assert found.step.waiting == tuple(waiting.split())


def test_only_those_who_are_asked_speak_and_each_once() -> None:
    request = a_request((("limgr", "sunfin"), 2), (("wangdir",), 1))
    for who in ("zhaoliu", "zhangsan", "wangdir"):
        assert agree(request, who, NOW) == NotYours()
    spoken = after(request, "+limgr")
    again = agree(spoken, "limgr", NOW)
    assert isinstance(again, AlreadySaid)
    assert again.seat.by == "limgr"
    done = after(spoken, "+sunfin", "-wangdir")
    assert (done.state, done.decided_by, done.reason) == (State.REJECTED, "wangdir", "x")
    assert agree(done, "limgr", NOW) == AlreadyDecided(done)
    assert agree(done, "zhaoliu", NOW) == NotYours()


def test_an_escalation_adds_one_who_may_settle_the_step_alone() -> None:
    request = a_request((("limgr", "sunfin"), 2))
    raised = raised_to(raised_to(request, [Seat("wangdir")]), [Seat("wangdir"), Seat("zhangsan")])
    assert raised.approvers == ("limgr", "sunfin", "wangdir")
    assert after(raised, "+wangdir").decided_by == "wangdir"
    assert after(raised, "+sunfin", "+limgr").state is State.APPROVED


def test_a_second_tap_does_not_settle_what_the_first_one_only_agreed_to() -> None:
    request = a_request((("limgr", "sunfin"), 2))
    raised = raised_to(request, [Seat("wangdir")])
    seated = replace(raised, steps=(replace(raised.step, seats=(Seat("limgr"), Seat("wangdir"))),))
    agreed = after(seated, "+wangdir")
    assert (agreed.state, agreed.approvers) == (State.PENDING, ("limgr",))
    assert isinstance(agree(agreed, "wangdir", NOW), AlreadySaid)
    again = raised_to(agreed, [Seat("wangdir")])  # silence goes on
    assert after(again, "+wangdir").decided_by == "wangdir"


def test_who_agreed_before_is_asked_again_or_not() -> None:
    steps = ((("limgr",), 1), (("limgr",), 1), (("wangdir",), 1))
    assert after(a_request(*steps), "+limgr").at == 1
    skipping = after(a_request(*steps, terms=replace(TERMS, asks_again=False)), "+limgr")
    assert (skipping.at, skipping.step.waiting) == (2, ("wangdir",))


def test_a_deputy_speaks_for_the_absent_and_the_log_knows_for_whom() -> None:
    away = Staff(FIRM, {"limgr": "qianmgr"})
    request = a_request((("limgr",), 1), staff=away)
    assert request.step.waiting == ("qianmgr",)
    done = after(request, "+qianmgr", staff=away)
    assert (done.decided_by, done.decided_for) == ("qianmgr", "limgr")
    assert reseated(request, STAFF).step.waiting == ("limgr",), "it ends by itself"
    to_requester = a_request((("limgr",), 1), staff=Staff(FIRM, {"limgr": "zhangsan"}))
    assert to_requester.step.waiting == ("zongjian",), "nobody approves his own"
    in_a_ring = Staff(FIRM, {"limgr": "qianmgr", "qianmgr": "limgr"})
    assert a_request((("limgr",), 1), staff=in_a_ring).step.waiting == ("qianmgr",)


def test_what_lies_with_somebody_who_leaves_goes_to_his_leader() -> None:
    moved = reseated(a_request((("limgr", "sunfin"), 2)), Staff(without("limgr")))
    assert moved.step.waiting == ("zongjian", "sunfin")
    assert moved.step.needed == 2


def test_reassign_add_return_withdraw_nudge() -> None:
    request = a_request((("limgr",), 1), (("wangdir",), 1))
    moved = reassigned(request, "limgr", "qianmgr", STAFF)
    assert isinstance(moved, Approval)
    assert (moved.step.waiting, moved.turn) == (("qianmgr",), request.turn), "the clock goes on"
    assert reassigned(request, "limgr", "zhangsan", STAFF) is Unfit.REQUESTER
    assert reassigned(request, "limgr", "limgr", STAFF) is Unfit.HIMSELF
    assert reassigned(request, "limgr", "nobody", STAFF) is Unfit.GONE
    assert reassigned(request, "qianmgr", "sunfin", STAFF) == NotYours()

    first = with_added(request, "limgr", "sunfin", True, STAFF, NOW)
    assert isinstance(first, Approval)
    assert first.step.waiting == ("sunfin",)
    assert after(first, "+sunfin").step.waiting == ("limgr",)
    later = with_added(request, "limgr", "sunfin", False, STAFF, NOW)
    assert isinstance(later, Approval)
    assert after(later, "+limgr").step.waiting == ("sunfin",)
    assert after(later, "+limgr", "+sunfin", "+wangdir").state is State.APPROVED

    returned = return_(request, "limgr", "金额不对", NOW)
    assert isinstance(returned, Approval)
    assert (returned.state, returned.reason) == (State.RETURNED, "金额不对")
    assert withdraw(request, "limgr", NOW) == NotYours()
    gone = withdraw(request, "zhangsan", NOW)
    assert isinstance(gone, Approval)
    assert withdraw(gone, "zhangsan", NOW) == AlreadyDecided(gone)

    once = nudged(request, "zhangsan", NOW)
    assert isinstance(once, tuple)
    assert once[1] == ("limgr",)
    for hours, told in ((3.9, ()), (4, ("limgr",))):
        again = nudged(once[0], "zhangsan", NOW + timedelta(hours=hours))
        assert isinstance(again, tuple)
        assert again[1] == told


@pytest.mark.parametrize(
    ("pace", "begun_at", "reached"),
    [
        (Pace.NATURAL, "2026-03-06 17:00", "2026-03-07 17:00"),
        (Pace.NATURAL, "2026-02-13 17:00", "2026-02-14 17:00"),
        # 24 working hours = three days of eight; the weekend does not count
        (Pace.WORKING, "2026-03-06 17:00", "2026-03-11 17:00"),
        # 2026-02-14 is a worked Saturday, 春节 is 02-15 … 02-23
        (Pace.WORKING, "2026-02-13 17:00", "2026-02-25 17:00"),
        # 2026-02-28 is a worked Saturday after 春节
        (Pace.WORKING, "2026-02-27 17:00", "2026-03-03 17:00"),
    ],
)
def test_when_a_rung_is_reached(pace: Pace, begun_at: str, reached: str) -> None:
    calendar = config.load(Path(__file__).parents[2] / "config.yaml").calendar
    rung = Rung(timedelta(hours=24), "director", (Channel.CHAT, Channel.MAIL))
    at = datetime.fromisoformat(begun_at).replace(tzinfo=ZONE)
    assert rung_time(pace, rung, at, calendar).astimezone(ZONE) == datetime.fromisoformat(reached).replace(tzinfo=ZONE)


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


def test_a_deputy_settles_for_whom_silence_has_raised() -> None:
    request = a_request((("limgr", "sunfin"), 2), (("wudelivery",), 1))
    raised = raised_to(request, [Seat("wangdir", deputy="qianmgr")])
    assert raised.approvers == ("limgr", "sunfin", "qianmgr")
    rejected = after(raised, "-qianmgr")
    assert (rejected.decided_by, rejected.decided_for) == ("qianmgr", "wangdir")
    passed = after(raised, "+qianmgr")
    assert (passed.at, passed.steps[0].settled_by, passed.steps[0].settled_for) == (1, "qianmgr", "wangdir")
    assert after(raised, "+wangdir").steps[0].settled_for is None, "he may still speak himself"
