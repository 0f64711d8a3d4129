"""审批的进程: from step to step, and how those who are asked change: 转交, 加签, 催办, somebody away or gone."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from domain.approval import (
    NUDGE_PAUSE,
    AlreadyDecided,
    Approval,
    NotYours,
    Refusal,
    Seat,
    State,
    Step,
    changed,
    ended,
    for_whom,
    raised_seat_of,
    refusal,
    seat_of,
)
from domain.approvers import Staff, successors


class Unfit(Enum):
    """Why a colleague cannot be asked."""

    REQUESTER = "requester"  #: nobody approves his own
    HIMSELF = "himself"  #: the one who asks for it
    ASKED = "asked"  #: is asked already
    GONE = "gone"  #: not, or no longer, in the company


def begun(approval: Approval, number: int, staff: Staff, now: datetime, by: str | None = None) -> Approval:
    """Step `number` becomes current: deputies act, those who left are followed, the clock of its ladder starts.

    A step whose people have all agreed before is passed, if the policy does not ask again; the last one ends it.
    """
    step = replace(approval.steps[number], begun_at=now)
    approval = replace(approval, at=number, turn=approval.turn + 1)
    approval = reseated(changed(approval, step), staff)
    if not approval.terms.asks_again:
        seats = tuple(_said_before(seat, approval, now) for seat in approval.step.seats)
        approval = changed(approval, replace(approval.step, seats=seats)) if seats != approval.step.seats else approval
    return going_on(approval, staff, now, by)


def going_on(approval: Approval, staff: Staff, now: datetime, by: str | None = None) -> Approval:
    """The request after `by` spoke: a step that is met gives way to the next, the last one to the approval."""
    if approval.state is not State.PENDING or not approval.step.is_met:
        return approval
    if approval.at + 1 < len(approval.steps):
        return begun(approval, approval.at + 1, staff, now, by)
    step = approval.step
    agreed = sorted((seat for seat in step.seats if seat.agrees), key=lambda seat: (seat.by == by, seat.at or now))
    if step.settled_by is not None or not agreed:
        return ended(approval, State.APPROVED, step.settled_by or by, step.settled_for, None, now)
    last = agreed[-1]
    return ended(approval, State.APPROVED, last.by, for_whom(last, last.by or last.person), None, now)


def reseated(approval: Approval, staff: Staff) -> Approval:
    """The current step with those who are really there: after a departure, a delegation's begin or its end.

    Who follows somebody keeps that voice beside his own, so that no step is passed or lost by it.
    """
    if approval.state is not State.PENDING:
        return approval
    step = approval.step
    seats = tuple(
        one
        for seat in step.seats
        for one in (_followed(seat, step, approval.requester, staff) if seat.is_open else (seat,))
    )
    raised = tuple(
        replace(seat, deputy=staff.deputy_of(seat.person, approval.requester))
        for seat in step.raised
        if staff.firm.person(seat.person)
    )
    renewed = replace(step, seats=seats, raised=raised)
    return approval if renewed == step else changed(approval, renewed)


def reassigned(approval: Approval, who: str, to: str, staff: Staff) -> Approval | Refusal | Unfit:
    """转交: `to` is asked in place of `who`; the step's clock goes on."""
    refused = refusal(approval, who) or _unfit(approval, who, to, staff)
    if refused is not None:
        return refused
    step, seat = approval.step, seat_of(approval, who)
    fresh = Seat(to, staff.deputy_of(to, approval.requester))
    if seat is None:  # he was told because of silence: his place goes to the other
        place = raised_seat_of(approval, who)
        return changed(approval, replace(step, raised=tuple(fresh if one is place else one for one in step.raised)))
    return changed(approval, replace(step, seats=tuple(fresh if one is seat else one for one in step.seats)))


def with_added(
    approval: Approval, who: str, to: str, is_before: bool, staff: Staff, now: datetime
) -> Approval | Refusal | Unfit:
    """加签: `to` is asked in a step of his own, before the current one (which then begins anew) or after it."""
    refused = refusal(approval, who) or _unfit(approval, who, to, staff)
    if refused is not None:
        return refused
    step = approval.step
    extra = Step((Seat(to),), 1, step.ladder, step.if_empty)
    here = approval.at if is_before else approval.at + 1
    steps = (*approval.steps[:here], extra, *approval.steps[here:])
    approval = replace(approval, steps=steps, revision=approval.revision + 1)
    return begun(approval, here, staff, now) if is_before else approval


def nudged(approval: Approval, who: str, now: datetime) -> tuple[Approval, tuple[str, ...]] | Refusal:
    """催办 by the requester: the request, and those who are to hear of it (nobody when all were told lately)."""
    if who != approval.requester:
        return NotYours()
    if approval.state is not State.PENDING:
        return AlreadyDecided(approval)
    step = approval.step

    def is_due(seat: Seat) -> bool:
        return seat.is_open and (seat.nudged_at is None or now - seat.nudged_at >= NUDGE_PAUSE)

    told = tuple(dict.fromkeys(seat.acting for seat in step.seats if is_due(seat)))
    if not told:
        return approval, ()
    seats = tuple(replace(seat, nudged_at=now) if is_due(seat) else seat for seat in step.seats)
    return changed(approval, replace(step, seats=seats)), told


def taken_back(approval: Approval, who: str, number: int, spoke_at: datetime, staff: Staff) -> Approval:
    """撤销 of what `who` said at `spoke_at` in step `number`: it is current again with the same seats open.

    Only while nobody changed the request since: what came later is begun anew when its turn comes.
    """
    current = approval.steps[number]
    seats, raised = (
        tuple(_silent(seat) if seat.by == who and seat.at == spoke_at else seat for seat in places)
        for places in (current.seats, current.raised)
    )
    later = (  # a step that was put off by 加签 keeps what was said in it before
        replace(step, seats=tuple(_silent(seat) if seat.at == spoke_at else seat for seat in step.seats))
        for step in approval.steps[number + 1 :]
    )
    current = replace(current, seats=seats, raised=raised, settled_by=None, settled_for=None)
    reopened = replace(
        approval, steps=(*approval.steps[:number], current, *later), state=State.PENDING, at=number,
        turn=approval.turn + 1, revision=approval.revision + 1, decided_at=None, decided_by=None, decided_for=None,
        reason=None,
    )  # fmt: skip
    return reseated(reopened, staff)


@dataclass(frozen=True)
class Snapshot:
    """What the log keeps before and after each act: enough to see that the state follows from it."""

    state: str
    at: int
    turn: int
    revision: int
    approvers: tuple[str, ...]
    agreed: tuple[str, ...]


def snapshot(approval: Approval) -> Snapshot:
    """The request as the log keeps it."""
    agreed = [seat.person for step in approval.steps for seat in step.seats if seat.agrees]
    agreed += [step.settled_by for step in approval.steps if step.settled_by]
    approvers = approval.approvers if approval.state is State.PENDING else ()
    return Snapshot(approval.state.value, approval.at, approval.turn, approval.revision, approvers, tuple(agreed))


def _unfit(approval: Approval, who: str, to: str, staff: Staff) -> Unfit | None:
    if to == approval.requester:
        return Unfit.REQUESTER
    if to == who:
        return Unfit.HIMSELF
    if to in approval.approvers:
        return Unfit.ASKED
    return None if staff.firm.person(to) else Unfit.GONE


def _followed(seat: Seat, step: Step, requester: str, staff: Staff) -> tuple[Seat, ...]:
    """The seat with today's deputy, or the seats of those who follow somebody who left; unchanged if nobody does."""
    if staff.firm.person(seat.person):
        return (replace(seat, deputy=staff.deputy_of(seat.person, requester)),)
    people = successors(seat.person, requester, step.if_empty, staff.firm)
    return tuple(Seat(who, staff.deputy_of(who, requester)) for who in people) or (seat,)


def _silent(seat: Seat) -> Seat:
    return replace(seat, agrees=None, by=None, at=None)


def _said_before(seat: Seat, approval: Approval, now: datetime) -> Seat:
    for step in approval.steps[: approval.at]:
        for other in step.seats:
            if other.agrees and seat.is_open and other.by == seat.acting:
                return replace(seat, agrees=True, by=other.by, at=now)
        if step.settled_by == seat.acting and seat.is_open:
            return replace(seat, agrees=True, by=step.settled_by, at=now)
    return seat
