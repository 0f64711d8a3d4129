"""import customers FILE: the customer list, row by row; contracts, bank and deliveries come later."""

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from commands.arguments import Arguments, kind_argument
from commands.customer_rows import ERROR_HEADINGS, NAME, CustomerList, Entry, Fault, Known, placed, read_customers
from commands.files import written_whole
from commands.present import is_there, open_present
from commands.table_files import guarded
from commands.wiring import Refusal, load_settings, open_migrated, refuse
from domain.customer import Customer
from settings import Clock, Settings
from storage import audit_log, customers
from storage.database import Database, Db

#: rows that are kept in one transaction: no callback waits long for the database
_AT_ONCE = 500
_SHOWN = 5
_LATER = {"contracts": "合同", "bank": "银行流水", "deliveries": "交付"}


@dataclass
class Outcome:
    """What became of the rows so far. `first_rows`: the row that first named a customer, by his id."""

    new: int = 0
    changed: int = 0
    same: int = 0
    faults: list[Fault] = field(default_factory=list)
    known: Known = field(default_factory=Known)
    first_rows: dict[str, int] = field(default_factory=dict)


def main(name: str, arguments: list[str]) -> int:
    """Import one file; 1 when a row could not be taken."""
    parser = Arguments(name, "导入客户名单：好的行收下，有问题的行写进“文件-错误.csv”；同一个文件再导一次不会多出来。")
    kind_argument(parser, {"customers": "客户"}, _LATER)
    parser.add_argument("file", type=Path, metavar="文件", help=".xlsx、.csv（UTF-8 或 GBK）或 .json")
    parser.add_argument("--dry-run", action="store_true", help="只检查，不写进数据库")
    options = parser.parse_args(arguments)
    try:
        settings = load_settings()
        found = read_customers(options.file)
        outcome = _rehearsed(settings, found) if options.dry_run else _kept(settings, found, options.file)
        _report(options.file, found, outcome, options.dry_run)
    except Refusal as refusal:
        return refuse(refusal)
    return 1 if outcome.faults else 0


def keep_customers(settings: Settings, path: Path) -> int:
    """Store the customers of a list without a word; how many are new."""
    return _kept(settings, read_customers(path), path).new


def _kept(settings: Settings, found: CustomerList, path: Path) -> Outcome:
    database = open_migrated(settings)
    clock = Clock(settings.clock_file)
    outcome = Outcome(faults=list(found.faults))
    for several in _batches(found.entries):
        with database.writing() as db:
            changed = _changed(several, db, outcome)
            if changed:
                customers.keep(db, changed, clock.now())
    _leave_trace(database, path, outcome, clock.now())
    database.close()
    return outcome


def _rehearsed(settings: Settings, found: CustomerList) -> Outcome:
    outcome = Outcome(faults=list(found.faults))
    if not is_there(settings):
        _changed(found.entries, None, outcome)
        return outcome
    database = open_present(settings)
    with database.reading() as db:
        for several in _batches(found.entries):
            _changed(several, db, outcome)
    database.close()
    return outcome


def _batches(entries: tuple[Entry, ...]) -> Iterator[tuple[Entry, ...]]:
    return (entries[start : start + _AT_ONCE] for start in range(0, len(entries), _AT_ONCE))


def _changed(several: tuple[Entry, ...], db: Db | None, outcome: Outcome) -> list[Customer]:
    """Those of a batch that are new or not as they were; counts all of them."""
    known = outcome.known
    if db is not None:
        ids = [entry.number for entry in several if entry.number]
        for each in customers.known(db, ids, [entry.customer.name for entry in several]):
            known.learn(each)
    changed: list[Customer] = []
    for entry in several:
        customer = placed(entry, known)
        if isinstance(customer, Fault):
            outcome.faults.append(customer)
            continue
        old = known.numbered(customer.id)
        first = outcome.first_rows.setdefault(customer.id, entry.row.number)
        if old == customer:
            outcome.same += 1
        elif first != entry.row.number:
            outcome.faults.append(Fault(entry.row, NAME, f"与第 {first} 行是同一家客户，内容却不同"))
        else:
            outcome.new += old is None
            outcome.changed += old is not None
            known.learn(customer)
            changed.append(customer)
    return changed


def _leave_trace(database: Database, path: Path, outcome: Outcome, now: datetime) -> None:
    if not outcome.new and not outcome.changed:
        return
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    after = {"file": path.name, "sha256": digest, "new": outcome.new, "changed": outcome.changed}
    with database.writing() as db:
        audit_log.add(db, "customers.imported", "system", "customers", "", now, after=after)


def _report(path: Path, found: CustomerList, outcome: Outcome, is_rehearsal: bool) -> None:
    for note in found.notes[:_SHOWN]:
        print(f"提醒：{note}")
    if len(found.notes) > _SHOWN:
        print(f"…另有 {len(found.notes) - _SHOWN} 条提醒")
    for fault in outcome.faults[:_SHOWN]:
        print(f"第 {fault.row.number} 行 {fault.column}：{fault.reason}")
    bad = ""
    if outcome.faults:
        errors = path.with_name(f"{path.stem}-错误.csv")
        _write_faults(errors, found.headings, outcome.faults)
        bad = f"，有问题 {len(outcome.faults)} 行（见 {errors}，改好可以直接再导入）"
    counts = f"新增 {outcome.new} 家，更新 {outcome.changed} 家，没有变化 {outcome.same} 家"
    print(f"{'试运行，没有写入：' if is_rehearsal else ''}{counts}{bad}。")


def _write_faults(path: Path, headings: tuple[str, ...], faults: list[Fault]) -> None:
    headings = tuple(head for head in headings if head not in ERROR_HEADINGS)
    with written_whole(path) as draft, draft.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow([*headings, *ERROR_HEADINGS])
        for fault in sorted(faults, key=lambda fault: fault.row.number):
            cells = [guarded(fault.row.cells.get(head, "")) for head in headings]
            table.writerow([*cells, fault.row.number, fault.column, fault.reason])
