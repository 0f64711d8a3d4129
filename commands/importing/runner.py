"""导入: one file into the database, some hundred rows at a time; killed, it goes on where it was."""

import hashlib
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from commands.importing.cells import identifier
from commands.importing.kind import Fault, Job, Keep, Kept, Kind, Row
from commands.importing.outcome import MOST_NOTES, Outcome, outcome_of, refused_row
from commands.importing.rows import Listed, understood
from commands.sheets import Source
from commands.wiring import Refusal
from config.mappings import Mapping
from domain.policy import Policy
from scheduler.jobs import held
from storage import audit_log, imports, outbox
from storage.database import Database, Db
from storage.imports import Import, RefusedRow
from storage.leader import lock_for, waiting_for

#: rows that are kept in one transaction: no callback waits long for the database
AT_ONCE = 500

#: hears how many rows are done of how many
OnRows = Callable[[int, int], object]


class Taken(Refusal):
    """The key was used for another file."""


@dataclass(frozen=True)
class Order:
    """A file that is to be imported. `key` names the request (None: the file itself, which may come again)."""

    kind: Kind
    source: Source
    mappings: Sequence[Mapping]
    who: str = "system"
    key: str | None = None
    account: str = ""
    as_of: datetime | None = None

    def job(self, listed: Listed, policy: Policy, now: datetime, import_id: int | None) -> Job:
        """What the keeping needs to know."""
        return Job(
            self.source.name, policy, now, self.who, import_id, listed.above, account=self.account, as_of=self.as_of
        )


def run_import(
    order: Order, database: Database, policy: Policy, now: Callable[[], datetime],
    on_rows: OnRows | None = None,
) -> Outcome:  # fmt: skip
    """Keep the good rows of a file and say what is wrong with the others; Refusal when it is no such list.

    One import of a kind at a time; another one waits. `on_rows` hears how many rows are done of how many. A key that
    was used before gives the outcome of then; Taken when that was another file.
    """
    with _alone(database, order.kind):
        listed = understood(order.source, order.kind, order.mappings)
        key = _key(order, listed.mapping)
        with database.writing() as db:
            found = imports.begin(db, key, order.kind.name, Path(order.source.name).name, order.source.digest, now())
            if found.digest != order.source.digest:
                raise Taken("这个 Idempotency-Key 已经用于另一个文件，请换一个。")
            if found.is_done and order.key is None:
                imports.begin_anew(db, found.id, now())
                found = replace(found, rows_done=0, outcome={}, is_done=False)
        if not found.is_done:
            _go_on(order, listed, found, database, policy, now, on_rows)
        with database.reading() as db:
            ended = imports.find(db, key)
            assert ended is not None, "imports are never deleted"
            outcome = outcome_of(order.kind.name, order.source.name, ended.outcome, imports.refused(db, found.id))
    return replace(outcome, resumed_at=0 if found.is_done else found.rows_done)


def rehearse(
    order: Order, database: Database, policy: Policy, now: Callable[[], datetime],
    on_rows: OnRows | None = None,
) -> Outcome:  # fmt: skip
    """What run_import would do; every transaction is rolled back."""
    listed = understood(order.source, order.kind, order.mappings)
    so_far = _Sum()
    so_far.note(_about(listed, order.kind))
    keep = order.kind.keeper(order.job(listed, policy, now(), None))
    faults: list[RefusedRow] = []
    total = listed.count() if on_rows else 0
    for batch in _batches(listed, order.kind, 0):
        with database.rehearsing() as db:
            faults += so_far.add(batch, keep(db, batch.entries))
        if on_rows is not None:
            on_rows(so_far.rows, total)
    outcome = _outcome(order, listed, so_far)
    return replace(outcome, faults=tuple(sorted(faults, key=lambda one: one.number)), is_rehearsal=True)


@dataclass(frozen=True)
class _Batch:
    rows: int
    entries: list[Any]
    faults: list[Fault]


@dataclass
class _Sum:
    """What became of the batches so far."""

    rows: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    note_count: int = 0

    def add(self, batch: _Batch, kept: Kept) -> list[RefusedRow]:
        self.rows += batch.rows
        self.counts.update(kept.counts)
        self.note(kept.notes)
        return [refused_row(fault) for fault in (*batch.faults, *kept.faults)]

    def note(self, several: Sequence[str], count: int | None = None) -> None:
        self.notes += several[: MOST_NOTES - len(self.notes)]
        self.note_count += len(several) if count is None else count


def _go_on(
    order: Order, listed: Listed, found: Import, database: Database, policy: Policy, now: Callable[[], datetime],
    on_rows: OnRows | None,
) -> None:  # fmt: skip
    before = found.outcome
    so_far = _Sum(found.rows_done, Counter(before.get("counts")))
    so_far.note(before.get("notes", _about(listed, order.kind)), before.get("note_count"))
    job = order.job(listed, policy, now(), found.id)
    keep: Keep = order.kind.keeper(job)
    total = listed.count() if on_rows else 0
    for batch in _batches(listed, order.kind, found.rows_done):
        at = now()
        with database.writing() as db:
            kept = keep(db, batch.entries)
            faults = so_far.add(batch, kept)
            outbox.put(db, kept.replies, f"import:{found.id}", at, held(policy, at))
            imports.advance(db, found.id, so_far.rows, _outcome(order, listed, so_far).as_json(), faults)
        if on_rows is not None:
            on_rows(so_far.rows, total)
    with database.writing() as db:
        if order.kind.ended is not None:
            order.kind.ended(db, replace(job, now=now()))
        _end(order, _outcome(order, listed, so_far), found, policy, db, now())


def _end(order: Order, outcome: Outcome, found: Import, policy: Policy, db: Db, now: datetime) -> None:
    imports.finish(db, found.id, outcome.as_json(), now)
    changed = {what: count for what, count in outcome.counts.items() if count and what != "没有变化"}
    if changed:
        after = {"file": Path(order.source.name).name, "sha256": order.source.digest, **changed}
        action, subject = f"{order.kind.name}.imported", f"import:{found.id}"
        audit_log.add(db, action, order.who, subject, policy.version, now, after=after)


def _batches(listed: Listed, kind: Kind, rows_done: int) -> Iterator[_Batch]:
    """The rows behind those that are done, read, always in the same order."""
    batch = _Batch(0, [], [])
    passed = 0
    occurrences: Counter[Hashable] = Counter()
    for unit in _units(listed, kind):
        is_done = passed < rows_done
        passed += len(unit)
        if is_done and kind.alike is None:
            continue
        found = kind.read(unit)
        if kind.alike is not None and not isinstance(found, list):
            alike = kind.alike(found)
            occurrences[alike] += 1
            found = replace(found, nth=occurrences[alike])
        if is_done:
            continue
        if isinstance(found, list):
            batch.faults.extend(found)
        else:
            batch.entries.append(found)
        batch = replace(batch, rows=batch.rows + len(unit))
        if batch.rows >= AT_ONCE:
            yield batch
            batch = _Batch(0, [], [])
    if batch.rows:
        yield batch


def _units(listed: Listed, kind: Kind) -> Iterator[list[Row]]:
    """Rows that are read at once, as soon as the last of them has come; only those that wait are in memory."""
    together = kind.together
    if together is None:
        yield from ([row] for row in listed.rows())
        return
    last = {_name(row.get(together)): row.number for row in listed.rows()}
    waiting: dict[str, list[Row]] = {}
    for row in listed.rows():
        name = _name(row.get(together))
        if not name:
            yield [row]
            continue
        waiting.setdefault(name, []).append(row)
        if last[name] == row.number:
            yield waiting.pop(name)


def _name(text: str) -> str:
    """What two rows must share; a full-width letter more or less does not tell them apart."""
    found = identifier(text, len(text))
    return found if isinstance(found, str) else text


def _about(listed: Listed, kind: Kind) -> list[str]:
    return [f"{kind.further}：{'、'.join(listed.unused)}"] if listed.unused else []


def _outcome(order: Order, listed: Listed, so_far: _Sum) -> Outcome:
    counts = {what: so_far.counts[what] for what, _ in order.kind.counted}
    return Outcome(
        order.kind.name, order.source.name, so_far.rows, counts, tuple(so_far.notes), so_far.note_count,
        listed.headings, listed.columns, (),
    )  # fmt: skip


def _key(order: Order, mapping: Mapping) -> str:
    if order.key is not None:
        return "ask:" + hashlib.sha256(f"{order.kind.name}\n{order.key}".encode()).hexdigest()
    as_of = order.as_of.isoformat() if order.as_of else ""
    parts = (order.kind.name, mapping.digest, order.source.digest, order.account, as_of)
    return "file:" + hashlib.sha256("\n".join(parts).encode()).hexdigest()


@contextmanager
def _alone(database: Database, kind: Kind) -> Iterator[None]:
    """No two imports of a kind at a time: what one looks up another must not change before it is kept."""
    url = database.engine.url.render_as_string(hide_password=False)
    with waiting_for(lock_for(url, f"import-{kind.name}")):
        yield
