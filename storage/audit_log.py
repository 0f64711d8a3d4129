"""留痕: who did what when, before and after, in an append-only log whose rows are chained by hash (promise 7)."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert, select, update

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
