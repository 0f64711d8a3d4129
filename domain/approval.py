"""审批: steps in sequence, each with those who are asked; whatever is done, a request ends in exactly one decision."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum

from domain.approval_policy import Pace, Rung
from domain.workdays import WorkCalendar

#: 催办 reaches the same person at most so often
NUDGE_PAUSE = timedelta(hours=4)


class State(Enum):
    """Where a request stands."""

    PENDING = "pending"  #: 待审
    APPROVED = "approved"  #: 已同意
    REJECTED = "rejected"  #: 已驳回
    RETURNED = "returned"  #: 已退回
    WITHDRAWN = "withdrawn"  #: 已撤回


@dataclass(frozen=True)
class Seat:
    """席位: one voice of a step. `deputy` acts while `person` is away; `by` is who spoke, `agrees` what he said."""

    person: str
    deputy: str | None = None
    agrees: bool | None = None
    by: str | None = None
    at: datetime | None = None
    nudged_at: datetime | None = None

    @property
    def acting(self) -> str:
        """Who is to speak now."""
        return self.deputy or self.person

    @property
    def is_open(self) -> bool:
        """Whether nothing was said yet."""
        return self.agrees is None


@dataclass(frozen=True)
class Step:
    """One step: `needed` of the seats must agree. `raised` were told because of silence and may settle it alone:
    `settled_by` did, `settled_for` whom he stands in for.

    `if_empty` says who follows when somebody leaves and nobody leads him. `begun_at`: when it became current.
    """

    seats: tuple[Seat, ...]
    needed: int
    ladder: tuple[Rung, ...] = ()
    if_empty: str = "director"
    name: str = ""
    raised: tuple[Seat, ...] = ()
    settled_by: str | None = None
    settled_for: str | None = None
    begun_at: datetime | None = None

    @property
    def is_met(self) -> bool:
        """Whether the step is passed."""
        return self.settled_by is not None or sum(seat.agrees is True for seat in self.seats) >= self.needed

    @property
    def is_lost(self) -> bool:
        """Whether it cannot be passed any more. Where one is enough, the first who speaks decides."""
        refusals = sum(seat.agrees is False for seat in self.seats)
        return refusals > 0 if self.needed == 1 else refusals > len(self.seats) - self.needed

    @property
    def waiting(self) -> tuple[str, ...]:
        """Who is asked now and has not spoken, each once."""
        return tuple(dict.fromkeys(seat.acting for seat in self.seats if seat.is_open))


@dataclass(frozen=True)
class Terms:
    """What the policy of its day said of the whole request; it ends under these."""

    reject_reasons: tuple[str, ...]
    reason_required: bool
    asks_again: bool
    pace: Pace


@dataclass(frozen=True)
class Approval:
    """审批单. `at` is the current step; `turn` grows whenever a step becomes current, `revision` with every change."""

    id: int
    subject: str
    requester: str
    steps: tuple[Step, ...]
    terms: Terms
    submitted_at: datetime
    policy_version: str
    state: State = State.PENDING
    at: int = 0
    turn: int = 0
    revision: int = 0
    decided_at: datetime | None = None
    decided_by: str | None = None
    decided_for: str | None = None
    reason: str | None = None

    @property
    def step(self) -> Step:
        """The current step, of an ended request the last one that was current."""
        return self.steps[self.at]

    @property
    def approvers(self) -> tuple[str, ...]:
        """Who may decide now; of an ended request, who was asked last."""
        places = (*self.step.seats, *self.step.raised)
        acting = [seat.acting for seat in places if seat.is_open or self.state is not State.PENDING]
        return tuple(dict.fromkeys(acting))

    @property
    def involved(self) -> tuple[str, ...]:
        """The requester and everybody who was asked so far."""
        asked = [who for step in self.steps[: self.at + 1] for seat in step.seats for who in (seat.by or seat.acting,)]
        raised = [seat.acting for step in self.steps[: self.at + 1] for seat in step.raised]
        return tuple(dict.fromkeys((self.requester, *asked, *raised)))


@dataclass(frozen=True)
class NotYours:
    """The member may not do this."""


@dataclass(frozen=True)
class AlreadyDecided:
    """The request has ended before."""

    approval: Approval


@dataclass(frozen=True)
class AlreadySaid:
    """The member has spoken in this step; others are waited for."""

    approval: Approval
    seat: Seat


Refusal = NotYours | AlreadyDecided | AlreadySaid


def seat_of(approval: Approval, who: str) -> Seat | None:
    """For whom `who` would speak: his own seat or one he is deputy of; of somebody raised none."""
    return _of([seat for seat in approval.step.seats if seat.is_open], who)


def raised_seat_of(approval: Approval, who: str) -> Seat | None:
    """The place to which silence has raised `who`, or the one whose deputy he is."""
    return _of([seat for seat in approval.step.raised if seat.is_open], who)


def speaks_for(approval: Approval, who: str) -> str | None:
    """For whom `who` would speak, None when for himself."""
    seat = seat_of(approval, who) or raised_seat_of(approval, who)
    return for_whom(seat, who) if seat else None


def refusal(approval: Approval, who: str) -> Refusal | None:
    """Why `who` cannot speak now, or None when he can. Nobody approves his own."""
    known = {who for one in approval.steps for seat in one.seats for who in (seat.person, seat.acting, seat.by)}
    if approval.state is not State.PENDING:
        raised = {who for one in approval.steps for seat in one.raised for who in (seat.person, seat.acting)}
        return AlreadyDecided(approval) if who in known | raised else NotYours()
    if who == approval.requester:
        return NotYours()
    if seat_of(approval, who) is not None or raised_seat_of(approval, who) is not None:
        return None
    spoken = next((seat for seat in reversed(_spoken(approval)) if who in (seat.by, seat.person)), None)
    return NotYours() if spoken is None else AlreadySaid(approval, spoken)


def agree(approval: Approval, who: str, now: datetime) -> Approval | Refusal:
    """同意 by `who`, for every seat he speaks for. The step may be met by it; going on is domain.approval_course's."""
    refused = refusal(approval, who)
    if refused is not None:
        return refused
    step = approval.step
    if seat_of(approval, who) is None:
        return changed(approval, replace(step, settled_by=who, settled_for=speaks_for(approval, who)))
    return changed(approval, _with_voice(step, who, True, now))


def reject(approval: Approval, who: str, reason: str | None, now: datetime) -> Approval | Refusal:
    """驳回 by `who`: the end when the step cannot be met any more, which one refusal of several need not mean."""
    refused = refusal(approval, who)
    if refused is not None:
        return refused
    step, seat = approval.step, seat_of(approval, who)
    if seat is None:
        return ended(approval, State.REJECTED, who, speaks_for(approval, who), reason, now)
    step = _with_voice(step, who, False, now)
    approval = changed(approval, step)
    return ended(approval, State.REJECTED, who, for_whom(seat, who), reason, now) if step.is_lost else approval


def return_(approval: Approval, who: str, reason: str, now: datetime) -> Approval | Refusal:
    """退回修改 by one of those who are asked: the requester changes it and hands it in again."""
    refused = refusal(approval, who)
    if refused is not None:
        return refused
    return ended(approval, State.RETURNED, who, speaks_for(approval, who), reason, now)


def withdraw(approval: Approval, who: str, now: datetime) -> Approval | Refusal:
    """撤回 by the requester while nobody has ended it."""
    if who != approval.requester:
        return NotYours()
    if approval.state is not State.PENDING:
        return AlreadyDecided(approval)
    return ended(approval, State.WITHDRAWN, who, None, None, now)


def raised_to(approval: Approval, seats: Sequence[Seat]) -> Approval:
    """升级: these may settle the step too. Nobody is taken away, and the requester is never among them."""
    step = approval.step
    known = (*approval.approvers, *(seat.person for seat in step.raised if seat.is_open), approval.requester)
    fresh = [seat for seat in seats if seat.person not in known and seat.acting != approval.requester]
    return changed(approval, replace(step, raised=(*step.raised, *fresh))) if fresh else approval


def ended(
    approval: Approval, state: State, by: str | None, for_: str | None, reason: str | None, now: datetime
) -> Approval:
    """The request at its end."""
    return replace(
        approval, state=state, decided_at=now, decided_by=by, decided_for=for_, reason=reason,
        revision=approval.revision + 1,
    )  # fmt: skip


def changed(approval: Approval, step: Step) -> Approval:
    """The request with another current step."""
    steps = (*approval.steps[: approval.at], step, *approval.steps[approval.at + 1 :])
    return replace(approval, steps=steps, revision=approval.revision + 1)


def for_whom(seat: Seat, who: str) -> str | None:
    """For whom `who` spoke on that seat, None when for himself."""
    return seat.person if seat.person != who else None


def rung_time(pace: Pace, rung: Rung, begun_at: datetime, calendar: WorkCalendar) -> datetime:
    """When the rung is reached if nobody decides: exactly `after` natural or working time later (UTC)."""
    if pace is Pace.NATURAL:
        return begun_at + rung.after
    return calendar.add_working_time(begun_at, rung.after)


def _of(seats: Sequence[Seat], who: str) -> Seat | None:
    own = next((seat for seat in seats if seat.person == who), None)
    return own or next((seat for seat in seats if seat.acting == who), None)


def _spoken(approval: Approval) -> list[Seat]:
    return [seat for step in approval.steps[: approval.at + 1] for seat in step.seats if not seat.is_open]


def _with_voice(step: Step, who: str, agrees: bool, now: datetime) -> Step:
    """The step after he has spoken from his seats. One act is one voice: a place to which silence had raised him too is
    used up with it, or his finger's second tap would settle the step alone.
    """
    seats, raised = (_spoken_for(places, who, agrees, now) for places in (step.seats, step.raised))
    return replace(step, seats=seats, raised=raised)


def _spoken_for(seats: tuple[Seat, ...], who: str, agrees: bool, now: datetime) -> tuple[Seat, ...]:
    return tuple(
        replace(seat, agrees=agrees, by=who, at=now) if seat.is_open and who in (seat.person, seat.acting) else seat
        for seat in seats
    )
