"""采用的配置: every config.yaml that was taken over, as it was; the newest row is in force on all machines."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import Row, func, insert, select, update

from domain.approval import State as ApprovalState
from storage.database import Db, insert_once
from storage.tables import approvals, policies, policy_files, visits
from storage.visits import State as VisitState


class Act(Enum):
    """What brought a version into force."""

    START = "start"  #: 启动: the first there was
    FILE = "file"  #: 改文件
    ROLLBACK = "rollback"  #: 退回


@dataclass(frozen=True)
class Adopted:
    """A version that was taken over. `who` is the machine of the file, or who ran the command and where."""

    id: int
    version: str
    config: str
    lexicon: str
    at: datetime
    act: Act
    who: str


@dataclass(frozen=True)
class Seen:
    """What a machine's file held when it was last looked at; `problems` are those that kept it from being used."""

    file: str
    digest: str
    problems: str | None
    seen_at: datetime


@dataclass(frozen=True)
class UnderWay:
    """How much of a version has not ended yet."""

    drafts: int
    approvals: int


def adopt(db: Db, version: str, config: str, lexicon: str, act: Act, who: str, now: datetime) -> Adopted:
    """Bring a version into force, also one that was in force before."""
    values = {"version": version, "config": config, "lexicon": lexicon, "at": now, "act": act.value, "who": who[:64]}
    row_id = db.execute(insert(policies).values(values).returning(policies.c.id)).scalar_one()
    return Adopted(row_id, version, config, lexicon, now, act, who[:64])


def newest(db: Db) -> int | None:
    """The id of what is in force; cheap enough to be asked every second."""
    return db.execute(select(func.max(policies.c.id))).scalar()


def in_force(db: Db) -> Adopted | None:
    """What is in force; None before the first start."""
    row = db.execute(select(policies).order_by(policies.c.id.desc()).limit(1)).first()
    return None if row is None else _adopted(row)


def kept(db: Db, version: str) -> Adopted | None:
    """A version that is or was in force, as it was last taken over."""
    one = select(policies).where(policies.c.version == version).order_by(policies.c.id.desc()).limit(1)
    row = db.execute(one).first()
    return None if row is None else _adopted(row)


def versions_like(db: Db, beginning: str) -> list[str]:
    """The versions that begin with these letters."""
    alike = policies.c.version.startswith(beginning, autoescape=True)
    return list(db.execute(select(policies.c.version).where(alike).distinct()).scalars())


def every(db: Db) -> Iterator[Adopted]:
    """All that were taken over, newest first."""
    for row in db.execute(select(policies).order_by(policies.c.id.desc()).execution_options(yield_per=100)):
        yield _adopted(row)


def under_way(db: Db) -> dict[str, UnderWay]:
    """By version: drafts that are still open, and requests that wait for a decision."""
    drafts = _counts(db, visits.c.policy_version, visits.c.state == VisitState.OPEN.value)
    pending = _counts(db, approvals.c.policy_version, approvals.c.state == ApprovalState.PENDING.value)
    return {version: UnderWay(drafts.get(version, 0), pending.get(version, 0)) for version in {**drafts, **pending}}


def seen(db: Db, file: str) -> Seen | None:
    """What was last seen in a machine's file."""
    row = db.execute(select(policy_files).where(policy_files.c.file == file)).first()
    return None if row is None else Seen(row.file, row.digest, row.problems, row.seen_at)


def keep_seen(db: Db, file: str, digest: str, problems: str | None, now: datetime) -> None:
    """Remember what is in a machine's file, so that it is acted upon once."""
    values = {"digest": digest, "problems": problems, "seen_at": now}
    if insert_once(db, policy_files, {"file": file, **values}, unique=["file"]) is None:
        db.execute(update(policy_files).where(policy_files.c.file == file).values(values))


def unusable_files(db: Db) -> list[Seen]:
    """The files that hold something which cannot be used."""
    rows = db.execute(select(policy_files).where(policy_files.c.problems.is_not(None)).order_by(policy_files.c.file))
    return [Seen(row.file, row.digest, row.problems, row.seen_at) for row in rows]


def _counts(db: Db, version: Any, condition: Any) -> dict[str, int]:
    rows = db.execute(select(version, func.count()).where(condition).group_by(version))
    return {str(name): int(count) for name, count in rows}


def _adopted(row: Row[Any]) -> Adopted:
    return Adopted(row.id, row.version, row.config, row.lexicon, row.at, Act(row.act), row.who)
