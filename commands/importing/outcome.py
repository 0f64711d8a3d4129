"""导入结果: what became of a file, and the error file made of the rows that could not be taken."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from commands.files import written_whole
from commands.importing.kind import ERROR_HEADINGS, FOLLOWS, Fault
from commands.table_files import guarded
from storage.imports import RefusedRow

#: notes that are kept; of the others only how many they are
MOST_NOTES = 200


@dataclass(frozen=True)
class Outcome:
    """`counts` under the words of the kind; `headings` of the file and which of our columns each is.

    `note_count` counts also the notes that were not kept. `resumed_at`: so many rows had been done before a kill.
    """

    kind: str
    name: str
    rows: int
    counts: dict[str, int]
    notes: tuple[str, ...]
    note_count: int
    headings: tuple[str, ...]
    columns: tuple[str | None, ...]
    faults: tuple[RefusedRow, ...]
    resumed_at: int = 0
    is_rehearsal: bool = False

    def as_json(self) -> dict[str, Any]:
        """What is kept of it; the faults are rows of their own."""
        return {
            "rows": self.rows, "counts": self.counts, "notes": list(self.notes), "note_count": self.note_count,
            "headings": list(self.headings), "columns": list(self.columns),
        }  # fmt: skip


def outcome_of(kind: str, name: str, kept: dict[str, Any], faults: Sequence[RefusedRow]) -> Outcome:
    """The outcome as it was kept."""
    return Outcome(
        kind, name, kept["rows"], kept["counts"], tuple(kept["notes"]), kept["note_count"], tuple(kept["headings"]),
        tuple(kept["columns"]), tuple(faults),
    )  # fmt: skip


def refused_row(fault: Fault) -> RefusedRow:
    """A fault as it is kept."""
    return RefusedRow(fault.row.number, fault.column, fault.reason, dict(fault.row.cells), dict(fault.row.others))


def in_words(faults: Sequence[RefusedRow]) -> list[str]:
    """“第 8 行 合同金额：应大于 0” for each that has a reason of its own."""
    own = (one for one in faults if not one.reason.startswith(FOLLOWS))
    return [f"第 {one.number} 行 {one.column}：{one.reason}" for one in own]


def error_table(outcome: Outcome) -> str:
    """The refused rows as csv: the columns of the file, then 行, 列, 原因; mended, it can be imported as it is."""
    places = [(head, ours) for head, ours in zip(outcome.headings, outcome.columns, strict=True) if head]
    places = [place for place in places if place[0] not in ERROR_HEADINGS]
    text = io.StringIO(newline="")
    table = csv.writer(text)
    table.writerow([*(head for head, _ in places), *ERROR_HEADINGS])
    for one in outcome.faults:
        cells = [guarded(one.cells.get(ours, "") if ours else one.others.get(head, "")) for head, ours in places]
        table.writerow([*cells, one.number, one.column, one.reason])
    return text.getvalue()


def write_error_file(outcome: Outcome, path: Path) -> Path:
    """Write it beside the file that was imported; where it is."""
    errors = path.with_name(f"{path.stem}-错误.csv")
    with written_whole(errors) as draft:
        draft.write_text(error_table(outcome), encoding="utf-8-sig", newline="")
    return errors
