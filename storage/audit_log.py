"""留痕: who did what when, before and after, in an append-only log whose rows are chained by hash (promise 7)."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert, or_, select, update

from storage.columns import to_json
from storage.database import Db, insert_once, lock
from storage.tables import audit_head, audit_log

_START = "0" * 64


@dataclass(frozen=True)
class Broken:
    """The first row that does not fit the chain."""

    seq: int
    reason: str


def add(
    db: Db, action: str, who: str, subject: str, policy_version: str, now: datetime,
    before: Any = None, after: Any = None,
) -> None:  # fmt: skip
    """Append one act in the caller's transaction.

    `action` is past tense (`visit.submitted`), `subject` names the record (`visit:12`), `who` is a userid or
    `system`; `before` and `after` are dataclasses of domain/ or plain JSON values.
    """
    lock(db, "audit_log")
    insert_once(db, audit_head, {"id": 1, "seq": 0, "hash": _START}, unique=["id"])
    head = db.execute(select(audit_head).where(audit_head.c.id == 1)).one()
    row = {
        "seq": head.seq + 1,
        "at": now,
        "who": who,
        "action": action,
        "subject": subject,
        "before": _plain(before),
        "after": _plain(after),
        "policy_version": policy_version,
        "previous": head.hash,
    }
    row["hash"] = _digest(row)
    db.execute(insert(audit_log).values(row))
    db.execute(update(audit_head).where(audit_head.c.id == 1).values(seq=row["seq"], hash=row["hash"]))


@dataclass(frozen=True)
class Act:
    """A row as the undoing of it needs it: the snapshots are what the flow had kept."""

    seq: int
    at: datetime
    action: str
    subject: str
    before: Any
    after: Any


def last_act(db: Db, who: str, kinds: Sequence[str]) -> Act | None:
    """The newest thing that the member himself did to something of one of the kinds (`visit`, `approval` …)."""
    mine = select(audit_log).where(audit_log.c.who == who)
    mine = mine.where(or_(*(audit_log.c.action.startswith(f"{kind}.") for kind in kinds)))
    row = db.execute(mine.order_by(audit_log.c.seq.desc()).limit(1)).first()
    return None if row is None else Act(row.seq, row.at, row.action, row.subject, row.before, row.after)


def last_on(db: Db, subject: str, after: int, actions: Sequence[str]) -> str | None:
    """Who did the newest of these actions to the subject since row `after`; None when nobody did."""
    later = select(audit_log.c.who).where(audit_log.c.subject == subject, audit_log.c.seq > after)
    found = later.where(audit_log.c.action.in_(actions)).order_by(audit_log.c.seq.desc()).limit(1)
    return db.execute(found).scalar()


def verify(db: Db) -> Broken | int:
    """Walk the whole chain: the number of rows when it is whole, else the first break."""
    previous, count = _START, 0
    for row in rows(db):
        if row["seq"] != count + 1:
            return Broken(row["seq"], f"第 {count + 1} 条缺失")
        if row["previous"] != previous:
            return Broken(row["seq"], "与上一条不相连")
        if row["hash"] != _digest(row):
            return Broken(row["seq"], "内容被改动")
        previous, count = row["hash"], count + 1
    head = db.execute(select(audit_head).where(audit_head.c.id == 1)).first()
    if head is not None and (head.seq, head.hash) != (count, previous):
        return Broken(head.seq, "末尾的记录缺失")
    return count


def rows(db: Db) -> Iterator[dict[str, Any]]:
    """Every row, oldest first, without loading all of them at once."""
    for row in db.execute(select(audit_log).order_by(audit_log.c.seq).execution_options(yield_per=1000)):
        yield dict(row._mapping)


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, dict | list | str) else to_json(value)


def _digest(row: dict[str, Any]) -> str:
    content = {key: value for key, value in row.items() if key != "hash"}
    content["at"] = content["at"].astimezone(UTC).isoformat()
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
