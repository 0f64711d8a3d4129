"""交付单: delivery notes join their contracts, and set the due days that waited for them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from bot.flows import milestones as flow
from commands.importing import cells
from commands.importing.cells import Wrong
from commands.importing.contract_terms import NUMBER
from commands.importing.kind import Fault, Job, Keep, Kept, Kind, Row
from domain.delivery_note import DeliveryNote
from storage import contract_lists, delivery_lists
from storage.database import Db

NOTE, DELIVERED, ACCEPTED, AMOUNT = "交付单号", "交付日期", "验收日期", "金额"
_MOST_NOTES, _LONGEST_NOTE = 40, 500
_OF_EXPORTS = frozenset({"客户名称"})


@dataclass(frozen=True)
class DeliveryEntry:
    """The delivery notes of one contract with the row of each, and the rows that are none."""

    contract: str
    notes: tuple[tuple[Row, DeliveryNote], ...]
    faults: tuple[Fault, ...]
    rows: tuple[Row, ...]


def read(rows: Sequence[Row]) -> DeliveryEntry | list[Fault]:
    """The rows of one contract, each a delivery note of its own."""
    number = cells.identifier(rows[0].get(NUMBER), 60)
    if not number or isinstance(number, Wrong):
        reason = number.reason if isinstance(number, Wrong) else "不能为空；合并过的单元格请取消合并、每行填满"
        return [Fault(row, NUMBER, reason) for row in rows]
    notes: dict[str, tuple[Row, DeliveryNote]] = {}
    faults: list[Fault] = []
    for row in rows:
        note = _note(row)
        if isinstance(note, Fault):
            faults.append(note)
            continue
        first, same = notes.setdefault(note.number, (row, note))
        if first is not row and same != note:
            reason = f"第 {first.number} 行也是这张交付单，内容却不同；一张交付单写一行，金额合在一起"
            faults.append(Fault(row, NOTE, reason))
    return DeliveryEntry(number, tuple(notes.values()), tuple(faults), tuple(rows))


def _note(row: Row) -> DeliveryNote | Fault:
    readers = {NOTE: cells.numbered(60), DELIVERED: cells.day, ACCEPTED: cells.day, AMOUNT: cells.money}
    found: dict[str, Any] = {column: reader(row.get(column)) for column, reader in readers.items()}
    wrong = [(column, value.reason) for column, value in found.items() if isinstance(value, Wrong)]
    wrong += [(column, "不能为空") for column in (NOTE, AMOUNT) if found[column] in (None, "")]
    delivered, accepted = found[DELIVERED], found[ACCEPTED]
    if isinstance(delivered, date) and isinstance(accepted, date) and accepted < delivered:
        wrong.append((ACCEPTED, f"早于交付日期 {delivered}"))
    if wrong:
        columns = "、".join(dict.fromkeys(column for column, _ in wrong))
        told = (reason if len(wrong) == 1 else f"{column}：{reason}" for column, reason in wrong)
        return Fault(row, columns, "；".join(told))
    others = [(head, text[:_LONGEST_NOTE]) for head, text in row.others.items() if head not in _OF_EXPORTS]
    amount: Decimal = found[AMOUNT]
    return DeliveryNote(found[NOTE], amount, delivered, accepted, dict(others[:_MOST_NOTES]))


def _keeper(job: Job) -> Keep:
    def keep(db: Db, several: Sequence[DeliveryEntry]) -> Kept:
        kept = Kept()
        plans = contract_lists.with_plans(db, [entry.contract for entry in several])
        stored = delivery_lists.of_contracts(db, [contract.id for contract, _ in plans.values()])
        new: list[tuple[int, DeliveryNote]] = []
        changed: list[tuple[int, DeliveryNote]] = []
        for entry in several:
            if entry.contract not in plans:
                reason = "没有这份合同；先导入合同，再导入这一行"
                kept.faults += [Fault(row, NUMBER, reason) for row in entry.rows]
                continue
            contract = plans[entry.contract][0]
            kept.faults += entry.faults
            for _, note in entry.notes:
                old = stored[contract.id].get(note.number)
                now = note if old is None else _joined(old, note)
                if old is None:
                    new.append((contract.id, now))
                elif now != old:
                    changed.append((contract.id, now))
                else:
                    kept.counts["没有变化"] += 1
        kept.counts.update({"新增": len(new), "更新": len(changed)})
        delivery_lists.keep(db, new, changed, job.now)
        touched = {contract_id for contract_id, _ in (*new, *changed)}
        concerned = [pair for pair in plans.values() if pair[0].id in touched]
        reached = delivery_lists.milestones(db, [contract for contract, _ in concerned])
        kept.replies += flow.on_deliveries(concerned, reached, job.who, db, job.policy, job.now)
        return kept

    return keep


def _joined(old: DeliveryNote, new: DeliveryNote) -> DeliveryNote:
    """The note as the list has it; what the list leaves empty stays as it was."""
    return replace(
        new,
        delivered_on=new.delivered_on or old.delivered_on,
        accepted_on=new.accepted_on or old.accepted_on,
        notes=old.notes | new.notes,
    )


DELIVERIES = Kind(
    name="deliveries",
    title="交付单",
    columns=(NUMBER, NOTE, DELIVERED, ACCEPTED, AMOUNT),
    required=((NUMBER,), (NOTE,), (DELIVERED, ACCEPTED), (AMOUNT,)),
    read=read,
    keeper=_keeper,
    counted=(("新增", "张"), ("更新", "张"), ("没有变化", "张")),
    together=NUMBER,
    further="留作备注的列",
)
