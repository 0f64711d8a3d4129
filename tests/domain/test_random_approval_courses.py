"""审批: thousands of random courses: no request is passed or lost without a person, and none waits for nobody."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.approval import (
    Approval,
    Seat,
    State,
    Step,
    Terms,
    agree,
    raised_seat_of,
    raised_to,
    reject,
    return_,
    seat_of,
    withdraw,
)
from domain.approval_course import begun, going_on, nudged, reassigned, reseated, snapshot, taken_back, with_added
from domain.approval_policy import Pace
from domain.approvers import Staff
from domain.people import Firm, Person, Role

_NOW = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
_LEADERS = {"a": "b", "b": "c", "c": None, "d": "c", "e": "c", "f": "e", "requester": "b", "admin": None}
_PEOPLE = tuple(_LEADERS)


def _staff(fate: random.Random) -> Staff:
    """Some have left, some are away; the admin and the director always stay."""
    gone = set(fate.sample("abdef", fate.randint(0, 2)))
    people = {key: Person(key, key, leader, is_active=key not in gone) for key, leader in _LEADERS.items()}
    away = {who: fate.choice(_PEOPLE) for who in fate.sample("abcdef", fate.randint(0, 2))}
    return Staff(Firm(people, {"": "c"}, {Role.ADMIN: ("admin",)}), away)


def _request(fate: random.Random, staff: Staff) -> Approval:
    steps = []
    for _ in range(fate.randint(1, 3)):
        people = fate.sample("abcdef", fate.randint(1, 4))
        steps.append(Step(tuple(map(Seat, people)), fate.randint(1, len(people))))
    terms = Terms((), True, fate.random() < 0.5, Pace.NATURAL)
    return begun(Approval(1, "x:1", "requester", tuple(steps), terms, _NOW, "v"), 0, staff, _NOW)


def _after(approval: Approval, staff: Staff, fate: random.Random, now: datetime) -> Approval:
    who, other = fate.choice(_PEOPLE), fate.choice(_PEOPLE)
    acts = {
        "agree": lambda: agree(approval, who, now),
        "reject": lambda: reject(approval, who, "x", now),
        "return": lambda: return_(approval, who, "x", now) if fate.random() < 0.1 else approval,
        "withdraw": lambda: withdraw(approval, who, now) if fate.random() < 0.1 else approval,
        "reassign": lambda: reassigned(approval, who, other, staff),
        "add": lambda: with_added(approval, who, other, fate.random() < 0.5, staff, now),
        "nudge": lambda: nudged(approval, who, now),
        "raise": lambda: (
            raised_to(approval, (Seat(other, staff.deputy_of(other, approval.requester)),))
            if fate.random() < 0.3 and approval.decided_at is None
            else approval
        ),
        "move": lambda: reseated(approval, staff),
    }
    name = fate.choice(tuple(acts))
    found = acts[name]()
    found = found[0] if isinstance(found, tuple) else found
    if not isinstance(found, Approval):
        return approval
    if name == "move":
        assert found.state is approval.state, "nobody spoke"
    if name in ("agree", "reject") and found is not approval:
        assert who != approval.requester
        assert (seat_of(approval, who) or raised_seat_of(approval, who)) is not None
    return going_on(found, staff, now, who if name == "agree" else None)


def _perhaps_taken_back(was: Approval, spoken: Approval, staff: Staff, fate: random.Random, now: datetime) -> Approval:
    """撤销: at once after somebody spoke; then it waits for the same voices again, whatever had followed."""
    who = next((seat.by for step in spoken.steps for seat in step.seats if seat.at == now and seat.by), None)
    who = who or spoken.steps[was.at].settled_by or spoken.decided_by
    if was.state is not State.PENDING or len(spoken.steps) != len(was.steps) or who is None or fate.random() < 0.5:
        return spoken
    if spoken.state is State.WITHDRAWN or (_voices(spoken) == _voices(was) and spoken.state is was.state):
        return spoken
    again = taken_back(spoken, who, was.at, now, staff)
    assert again.state is State.PENDING
    assert again.turn > spoken.turn
    assert snapshot(again).agreed == snapshot(was).agreed
    assert again.approvers == reseated(was, staff).approvers
    return again


def _voices(approval: Approval) -> list[tuple[str | None, ...]]:
    return [(step.settled_by, *(seat.by for seat in step.seats)) for step in approval.steps]


@pytest.mark.parametrize("count", [500, pytest.param(10_000, marks=pytest.mark.slow)])
def test_a_request_ends_once_by_a_person(count: int) -> None:
    fate = random.Random(64)
    ends: dict[State, int] = {}
    for _ in range(count):
        staff, now = _staff(fate), _NOW
        approval = _request(fate, staff)
        for _ in range(60):
            if fate.random() < 0.1:
                staff = _staff(fate)
            now += timedelta(hours=fate.choice((0, 1, 5)), seconds=1)
            later = _after(approval, staff, fate, now)
            later = _perhaps_taken_back(approval, later, staff, fate, now)
            assert later.revision >= approval.revision
            assert approval.state is State.PENDING or later == approval, "what has ended stays as it is"
            approval = later
            if approval.state is State.PENDING:
                assert approval.step.waiting, "somebody is asked"
                assert not approval.step.is_met
                assert not approval.step.is_lost
        staff = replace(_staff(fate), deputies={})
        for _ in range(40):
            approval = reseated(approval, staff)
            if approval.state is not State.PENDING:
                break
            spoken = agree(approval, approval.approvers[0], now)
            assert isinstance(spoken, Approval), (spoken, approval)
            approval = going_on(spoken, staff, now, approval.approvers[0])
        assert approval.state is not State.PENDING
        assert approval.decided_by != "requester" or approval.state is State.WITHDRAWN
        ends[approval.state] = ends.get(approval.state, 0) + 1
    assert len(ends) == 4, ends
