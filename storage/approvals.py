"""审批单."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, insert, select, update

from domain.approval import Approval, State, Step, Terms, refusal
from domain.reject_reasons import Decided
from storage.columns import from_json, to_json
from storage.database import Db, lock
from storage.tables import approvals


def open_new(
    db: Db, subject: str, requester: str, steps: tuple[Step, ...], terms: Terms, policy_version: str, now: datetime
) -> Approval:
    """Keep a request about `subject` (such as `visit:12`); none of its steps is current yet."""
    approval = Approval(0, subject, requester, steps, terms, now, policy_version)
    values = {"subject": subject, "requester": requester, "submitted_at": now, "policy_version": policy_version}
    made = insert(approvals).values(values | _values(approval)).returning(approvals.c.id)
    return replace(approval, id=db.execute(made).scalar_one())


def get(db: Db, approval_id: int) -> Approval | None:
    """The request with that id."""
    row = db.execute(select(approvals).where(approvals.c.id == approval_id)).first()
    return None if row is None else _approval(row)


def hold(db: Db, approval_id: int) -> Approval | None:
    """The request with that id, which nobody else changes until this transaction ends."""
    lock(db, f"approval:{approval_id}")
    return get(db, approval_id)


def latest_of(db: Db, subject: str) -> Approval | None:
    """The newest request about a subject."""
    row = db.execute(
        select(approvals).where(approvals.c.subject == subject).order_by(approvals.c.id.desc()).limit(1)
    ).first()
    return None if row is None else _approval(row)


def keep(db: Db, approval: Approval, was: Approval) -> None:
    """Store what became of `was`. Raises LookupError when that is not how it stands any more (hold it first)."""
    done = (
        update(approvals)
        .where(
            approvals.c.id == was.id, approvals.c.revision == was.revision, approvals.c.state == was.state.value
        )
        .values(_values(approval))
    )  # fmt: skip
    if db.execute(done).rowcount != 1:
        raise LookupError(f"approval {was.id} is no longer at revision {was.revision}")


def pending(db: Db, requester: str | None = None) -> list[Approval]:
    """All that wait for a decision, of one requester or of all, oldest first."""
    wanted = select(approvals).where(approvals.c.state == State.PENDING.value).order_by(approvals.c.id)
    if requester is not None:
        wanted = wanted.where(approvals.c.requester == requester)
    return [_approval(row) for row in db.execute(wanted)]


def waiting_for(db: Db, member: str) -> list[Approval]:
    """Those that the member may decide now, oldest first; also what his deputy was asked in his place."""
    return [one for one in pending(db) if refusal(one, member) is None]


def pending_count(db: Db) -> int:
    """How many wait for a decision, for /metrics."""
    return db.execute(select(func.count()).where(approvals.c.state == State.PENDING.value)).scalar_one()


def every(db: Db) -> Iterator[Approval]:
    """All requests, oldest first, without loading all of them at once."""
    for row in db.execute(select(approvals).order_by(approvals.c.id).execution_options(yield_per=1000)):
        yield _approval(row)


def since(db: Db, moment: datetime) -> Iterator[Approval]:
    """Those that were handed in since then, oldest first."""
    chosen = select(approvals).where(approvals.c.submitted_at >= moment).order_by(approvals.c.id)
    for row in db.execute(chosen.execution_options(yield_per=1000)):
        yield _approval(row)


def decided(db: Db, first: datetime, before: datetime, requester: str | None = None) -> Iterator[Decided]:
    """Those that others decided from `first` on and before `before`, of one requester or of all, oldest first."""
    columns = (approvals.c.requester, approvals.c.subject, approvals.c.state, approvals.c.reason, approvals.c.terms)
    chosen = (
        select(*columns)
        .where(approvals.c.decided_at >= first, approvals.c.decided_at < before)
        .where(approvals.c.state.in_([one.value for one in (State.APPROVED, State.REJECTED, State.RETURNED)]))
        .order_by(approvals.c.decided_at, approvals.c.id)
    )
    if requester is not None:
        chosen = chosen.where(approvals.c.requester == requester)
    for row in db.execute(chosen.execution_options(yield_per=1000)):
        offered = from_json(Terms, row.terms).reject_reasons
        yield Decided(row.requester, row.subject, row.state == State.REJECTED.value, row.reason, offered)


def _values(approval: Approval) -> dict[str, Any]:
    return {
        "state": approval.state.value,
        "steps": [to_json(step) for step in approval.steps],
        "terms": to_json(approval.terms),
        "at": approval.at,
        "turn": approval.turn,
        "revision": approval.revision,
        "decided_at": approval.decided_at,
        "decided_by": approval.decided_by,
        "decided_for": approval.decided_for,
        "reason": approval.reason,
    }


def _approval(row: Row[Any]) -> Approval:
    return Approval(
        id=row.id,
        subject=row.subject,
        requester=row.requester,
        steps=tuple(from_json(Step, step) for step in row.steps),
        terms=from_json(Terms, row.terms),
        submitted_at=row.submitted_at,
        policy_version=row.policy_version,
        state=State(row.state),
        at=row.at,
        turn=row.turn,
        revision=row.revision,
        decided_at=row.decided_at,
        decided_by=row.decided_by,
        decided_for=row.decided_for,
        reason=row.reason,
    )
