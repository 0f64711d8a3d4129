"""审批案卷: a request with what it is about and who is there, and how a change of it is kept and put on record."""

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from bot.flows.approval_subject import Subject
from bot.flows.approval_subjects import SUBJECTS
from domain.approval import Approval, State
from domain.approval_course import snapshot
from domain.approval_subject import Hold, Shown
from domain.approvers import Staff
from domain.delegation import deputies_on
from domain.policy import Policy
from storage import approvals, audit_log, delegations, links, members
from storage.database import Db

#: the purpose of links to a request
LINK = "approval"


@dataclass(frozen=True)
class Case:
    """A request, what its subject shows of itself, the company, and the rules under which the request began.

    `via` is the door by which somebody speaks, for the log; None in chat. `hold` is what stands against approving it
    at this moment.
    """

    approval: Approval
    subject: Subject
    shown: Shown
    staff: Staff
    policy: Policy
    via: str | None = None
    hold: Hold | None = None

    @property
    def requester(self) -> str:
        """His name."""
        return self.staff.firm.name_of(self.approval.requester)

    @property
    def ref(self) -> str:
        """The request in cards, timers and the audit log."""
        return f"approval:{self.approval.id}"

    @property
    def subject_id(self) -> int:
        """The id of what it is about."""
        return int(self.approval.subject.partition(":")[2])

    def name(self, userid: str, for_: str | None = None) -> str:
        """“钱经理”, or “钱经理 代 李经理”."""
        name = self.staff.firm.name_of(userid)
        return f"{name} 代 {self.staff.firm.name_of(for_)}" if for_ else name

    def names(self, userids: tuple[str, ...]) -> str:
        """“李经理、王总”."""
        return "、".join(map(self.name, userids))


def case_of(approval: Approval, db: Db, policy: Policy, now: datetime) -> Case | None:
    """The case of a request; None when its subject is gone."""
    kind, _, number = approval.subject.partition(":")
    subject = SUBJECTS[kind]
    policy = policy.as_of(approval.policy_version)
    shown = subject.show(int(number), db, policy, now)
    if shown is None:
        return None
    hold = subject.hold(int(number), db, policy, now) if approval.state is State.PENDING else None
    if hold is not None:
        shown = replace(shown, check_first=(hold.first, *shown.check_first))
    return Case(approval, subject, shown, staff(db, policy, now), policy, hold=hold)


def held(db: Db, approval_id: int, policy: Policy, now: datetime) -> Case | None:
    """The case of that request, which nobody else changes until this transaction ends."""
    approval = approvals.hold(db, approval_id)
    return None if approval is None else case_of(approval, db, policy, now)


def staff(db: Db, policy: Policy, now: datetime) -> Staff:
    """Who is there now."""
    today = now.astimezone(policy.calendar.zone).date()
    known = [*policy.delegations, *delegations.current(db, today)]
    return Staff(members.firm(db, policy), deputies_on(known, today))


def kept(case: Case, approval: Approval, action: str, who: str, db: Db, now: datetime, **details: Any) -> Case:
    """Keep what became of the request, with a row of the log; under the policy version that it began with.

    Links of those who may not decide any more end with it, also when one of them may again later.
    """
    before, after = asdict(snapshot(case.approval)), asdict(snapshot(approval))
    approvals.keep(db, approval, case.approval)
    asked = approval.approvers if approval.state is State.PENDING else ()
    links.revoke_others(db, LINK, case.ref, approval.turn, asked, now)
    noted = {key: value for key, value in (details | {"via": case.via}).items() if value is not None}
    audit_log.add(db, f"approval.{action}", who, case.ref, approval.policy_version, now, before, after | noted)
    return replace(case, approval=approval)
