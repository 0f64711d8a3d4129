"""重放: how often a template would have asked, and which rungs would have been reached."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.approval import Approval, Seat, State, Step, Terms
from domain.approval_policy import ApprovalPolicy, Channel, Pace, Rung, StepRule
from domain.people import Firm, Person
from domain.policy import FieldRule, VisitTemplate
from domain.reading import CustomerMention, Evidence, PainPoint, Reading, Said
from domain.replay import asked_steps, of_visit, reached
from domain.visit import VisitUtterance
from domain.workdays import work_calendar

FRIDAY = datetime(2026, 3, 6, 9, 0, tzinfo=UTC)  # 17:00 in Shanghai
CALENDAR = work_calendar(ZoneInfo("Asia/Shanghai"), ((time(9), time(18)),), [2026], {})
FIRM = Firm({who: Person(who, who, leader) for who, leader in (("rep", "lead"), ("lead", "boss"), ("boss", None))})

CUSTOMER = FieldRule("customer", "客户", True, "哪家？")
PAINS = FieldRule("pain_points", "痛点", True, "还差 {lacking} 个", at_least=2)
CHANNEL = FieldRule("channel", "方式", True, "面访还是电话？")


def _template(*rules: FieldRule, vague: tuple[str, ...] = ()) -> VisitTemplate:
    return VisitTemplate(rules, vague, "{words}", timedelta(hours=2))


def _said(minute: int, asked: str | None, **values: object) -> VisitUtterance:
    return VisitUtterance(FRIDAY + timedelta(minutes=minute), "…", Reading(**values), asked)  # type: ignore[arg-type]


def _pain(words: str) -> Said[PainPoint]:
    return Said(PainPoint(None, words), Evidence(0, len(words), words))


TOLD = (
    _said(0, None, customer=Said(CustomerMention("华鼎", "C1"), Evidence(0, 2, "华鼎")), pain_points=(_pain("断货"),)),
    _said(1, "pain_points", pain_points=(_pain("报价慢"),)),
    _said(2, "channel", channel=Said("面访", Evidence(0, 2, "面访"))),
)
ONE_MORE = ["pain_points", "channel", "pain_points"]


@pytest.mark.parametrize(
    ("template", "questions", "missing"),
    [
        (_template(CUSTOMER, PAINS, CHANNEL), ["pain_points", "channel"], []),
        (_template(CHANNEL, PAINS, CUSTOMER), ["pain_points", "channel"], []),
        (_template(CUSTOMER, PAINS), ["pain_points"], []),
        (_template(CUSTOMER, replace(PAINS, at_least=1), CHANNEL), ["channel"], []),
        (_template(CUSTOMER, replace(PAINS, at_least=3), CHANNEL), ONE_MORE, ["pain_points"]),
        (_template(CUSTOMER, PAINS, CHANNEL, vague=("断货",)), ONE_MORE, ["pain_points"]),
    ],
    ids=["as it was", "in another order", "no longer asked", "fewer", "more", "a wording refused"],
)  # fmt: skip
def test_questions_follow_from_what_was_answered(
    template: VisitTemplate, questions: list[str], missing: list[str]
) -> None:
    asked = of_visit(TOLD, template)
    assert list(asked.questions) == questions
    assert list(asked.missing) == missing
    assert asked.refused == template.vague_wordings


def _decided(hours: float) -> Approval:
    step = Step((Seat("lead"),), 1, begun_at=FRIDAY)
    terms = Terms((), True, True, Pace.NATURAL)
    decided_at = FRIDAY + timedelta(hours=hours)
    return Approval(1, "visit:1", "rep", (step,), terms, FRIDAY, "v", State.APPROVED, decided_at=decided_at)


@pytest.mark.parametrize(
    ("pace", "hours", "told"),
    [
        (Pace.NATURAL, 23, []),
        (Pace.NATURAL, 24, []),
        (Pace.NATURAL, 25, [("leader_of_approver", ("boss",))]),
        (Pace.NATURAL, 49, [("leader_of_approver", ("boss",)), ("approvers", ("lead", "boss"))]),
        (Pace.WORKING, 49, []),
    ],
)
def test_rungs_are_reached_before_the_real_decision(pace: Pace, hours: float, told: list[object]) -> None:
    ladder = (
        Rung(timedelta(hours=24), "leader_of_approver", (Channel.CHAT,)),
        Rung(timedelta(hours=48), "approvers", (Channel.CHAT,)),
    )
    steps = (Step((Seat("lead"),), 1, ladder), Step((Seat("boss"),), 1, ladder))
    found = reached(_decided(hours), steps, pace, FIRM, CALENDAR, FRIDAY + timedelta(days=30))
    assert [(one.to, one.people) for one in found] == told


@pytest.mark.parametrize(("asks_again", "asked"), [(True, ["lead", "lead", "boss"]), (False, ["lead", "boss"])])
def test_who_agreed_is_asked_again_only_where_the_rules_say_so(asks_again: bool, asked: list[str]) -> None:
    rules = tuple(StepRule((who,)) for who in ("leader", "user:lead", "leader_of_leader"))
    policy = ApprovalPolicy(rules, Pace.NATURAL, (), ("不清楚",), asks_again=asks_again)
    assert [step.seats[0].person for step in asked_steps(policy, "rep", FIRM, {})] == asked
