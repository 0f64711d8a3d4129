"""审批: who may decide, one decision whoever taps, and when silence climbs the ladder."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from domain.policy import ApprovalPolicy, Pace, Rung
from domain.workdays import WorkCalendar


class State(Enum):
    """Where a request stands."""

    PENDING = "pending"  #: 待审
    APPROVED = "approved"  #: 已同意
    REJECTED = "rejected"  #: 已驳回


@dataclass(frozen=True)
class Approval:
    """审批单. `approvers` are the userids that may decide now; the first is the one who was asked first."""

    id: int
    subject: str
    requester: str
    approvers: tuple[str, ...]
    state: State
    submitted_at: datetime
    policy_version: str
    decided_at: datetime | None = None
    decided_by: str | None = None
    reason: str | None = None


@dataclass(frozen=True)
class NotYours:
    """The member may not decide this."""


@dataclass(frozen=True)
class AlreadyDecided:
    """Somebody decided before."""

    approval: Approval


def decide(
    approval: Approval, who: str, state: State, reason: str | None, now: datetime
) -> Approval | AlreadyDecided | NotYours:
    """The request as decided by `who`; a person decides, never time (promise 8)."""
    if who not in approval.approvers:
        return NotYours()
    if approval.state is not State.PENDING:
        return AlreadyDecided(approval)
    return replace(approval, state=state, decided_at=now, decided_by=who, reason=reason)


def with_approver(approval: Approval, userid: str) -> Approval:
    """The request with one more person who may decide."""
    if userid in approval.approvers:
        return approval
    return replace(approval, approvers=(*approval.approvers, userid))


def rung_time(policy: ApprovalPolicy, rung: Rung, submitted_at: datetime, calendar: WorkCalendar) -> datetime:
    """When the rung is reached if nobody decides: exactly `after` natural or working time later (UTC)."""
    if policy.pace is Pace.NATURAL:
        return submitted_at + rung.after
    return calendar.add_working_time(submitted_at, rung.after)
