"""导入的存取: which files came, how far each has been kept, and the rows that could not be taken."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from storage.database import Db, insert_once
from storage.receivable_tables import import_faults, imports


@dataclass(frozen=True)
class Import:
    """One coming of a file. `rows_done`: so many rows of it, in the order of keeping, are kept or refused."""

    id: int
    digest: str
    rows_done: int
    outcome: dict[str, Any]
    is_done: bool


@dataclass(frozen=True)
class RefusedRow:
    """`cells` of our columns, `others` of further ones, as the file had them."""

    number: int
    column: str
    reason: str
    cells: dict[str, str]
    others: dict[str, str]


def begin(db: Db, key: str, kind: str, name: str, digest: str, now: datetime) -> Import:
    """The import under that key, made when there is none."""
    insert_once(
        db,
        imports,
        {
            "key": key, "kind": kind, "name": name[-200:], "digest": digest, "rows_done": 0, "outcome": {},
            "started_at": now,
        },
        unique=["key"],
    )  # fmt: skip
    found = find(db, key)
    assert found is not None, "it was there or has been made"
    return found


def find(db: Db, key: str) -> Import | None:
    """The import under that key."""
    row = db.execute(select(imports).where(imports.c.key == key)).first()
    return None if row is None else Import(row.id, row.digest, row.rows_done, row.outcome, row.done_at is not None)


def begin_anew(db: Db, import_id: int, now: datetime) -> None:
    """The same file comes again after it was done: all of it is looked at again."""
    db.execute(delete(import_faults).where(import_faults.c.import_id == import_id))
    _set(db, import_id, rows_done=0, outcome={}, started_at=now, done_at=None)


def advance(db: Db, import_id: int, rows_done: int, outcome: dict[str, Any], refused: Iterable[RefusedRow]) -> None:
    """So far it has come, in the transaction that keeps the rows: what is killed goes on behind them."""
    rows = [
        {
            "import_id": import_id, "row": one.number, "column": one.column, "reason": one.reason, "cells": one.cells,
            "others": one.others,
        }
        for one in refused
    ]  # fmt: skip
    if rows:
        db.execute(import_faults.insert(), rows)
    _set(db, import_id, rows_done=rows_done, outcome=outcome)


def finish(db: Db, import_id: int, outcome: dict[str, Any], now: datetime) -> None:
    """All of it is kept or refused."""
    _set(db, import_id, outcome=outcome, done_at=now)


def refused(db: Db, import_id: int) -> list[RefusedRow]:
    """The rows of it that could not be taken, in the order of the file."""
    found = select(import_faults).where(import_faults.c.import_id == import_id)
    rows = db.execute(found.order_by(import_faults.c.row, import_faults.c.id))
    return [RefusedRow(row.row, row.column, row.reason, row.cells, row.others) for row in rows]


def _set(db: Db, import_id: int, **values: Any) -> None:
    db.execute(update(imports).where(imports.c.id == import_id).values(values))
