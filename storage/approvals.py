"""审批单."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, insert, select, update

from domain.approval import Approval, State
from storage.database import Db
from storage.tables import approvals


def open_new(
    db: Db, subject: str, requester: str, approvers: tuple[str, ...], policy_version: str, now: datetime
) -> Approval:
    """Ask for a decision on `subject` (such as `visit:12`)."""
    approval_id = db.execute(
        insert(approvals)
        .values(
            subject=subject, requester=requester, approvers=list(approvers), state=State.PENDING.value,
            submitted_at=now, policy_version=policy_version,
        )
        .returning(approvals.c.id)
    ).scalar_one()  # fmt: skip
    return Approval(approval_id, subject, requester, approvers, State.PENDING, now, policy_version)


def get(db: Db, approval_id: int) -> Approval | None:
    """The request with that id."""
    row = db.execute(select(approvals).where(approvals.c.id == approval_id)).first()
    return None if row is None else _approval(row)


def latest_of(db: Db, subject: str) -> Approval | None:
    """The newest request about a subject."""
    row = db.execute(
        select(approvals).where(approvals.c.subject == subject).order_by(approvals.c.id.desc()).limit(1)
    ).first()
    return None if row is None else _approval(row)


def keep_decision(db: Db, decided: Approval) -> bool:
    """Store a decision; False when somebody else decided first (one decision, whoever taps)."""
    done = (
        update(approvals)
        .where(approvals.c.id == decided.id, approvals.c.state == State.PENDING.value)
        .values(
            state=decided.state.value, decided_at=decided.decided_at, decided_by=decided.decided_by,
            reason=decided.reason,
        )
    )  # fmt: skip
    return db.execute(done).rowcount == 1


def keep_approvers(db: Db, approval: Approval) -> None:
    """Store who may decide now, after an escalation."""
    db.execute(update(approvals).where(approvals.c.id == approval.id).values(approvers=list(approval.approvers)))


def pending_count(db: Db) -> int:
    """How many wait for a decision, for /metrics."""
    return db.execute(select(func.count()).where(approvals.c.state == State.PENDING.value)).scalar_one()


def every(db: Db) -> Iterator[Approval]:
    """All requests, oldest first, without loading all of them at once."""
    for row in db.execute(select(approvals).order_by(approvals.c.id).execution_options(yield_per=1000)):
        yield _approval(row)


def _approval(row: Row[Any]) -> Approval:
    return Approval(
        id=row.id,
        subject=row.subject,
        requester=row.requester,
        approvers=tuple(row.approvers),
        state=State(row.state),
        submitted_at=row.submitted_at,
        policy_version=row.policy_version,
        decided_at=row.decided_at,
        decided_by=row.decided_by,
        reason=row.reason,
    )
