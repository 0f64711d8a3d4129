"""导入的种类: what a kind of list is made of, how its rows become entries, and how entries are kept."""

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from domain.messages import Reply
from domain.policy import Policy
from storage.database import Db

#: what an error file adds to the columns of the list
ROW, COLUMN, REASON = ERROR_HEADINGS = ("行", "列", "原因")

#: how the reason of a row begins that is refused only because of another row
FOLLOWS = "同一合同的第"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list. `number` as a spreadsheet counts it; `cells` under our columns, empty ones are not in it.

    `others` are the cells of further columns under the headings of the file, likewise.
    """

    number: int
    cells: Mapping[str, str]
    others: Mapping[str, str]

    def get(self, column: str) -> str:
        """The cell in one of our columns; empty when there is nothing."""
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row cannot be taken: the column (of ours) and the reason, for whoever mends it."""

    row: Row
    column: str
    reason: str


@dataclass(frozen=True)
class Job:
    """What the keeping of a file may need to know. `who` is a userid or `system`; `import_id` None in a rehearsal.

    `above` are the lines above the headings, as banks write account and period there. `account` and `as_of`: whose
    statement it is and until when it says everything, where that was said with the file.
    """

    name: str
    policy: Policy
    now: datetime
    who: str = "system"
    import_id: int | None = None
    above: tuple[tuple[str, ...], ...] = ()
    account: str = ""
    as_of: datetime | None = None


@dataclass
class Kept:
    """What became of a batch: `counts` under the words of the kind, faults that only showed now, and what to tell whom.

    `notes` tell what is odd and yet taken. `replies` go to the outbox in the same transaction.
    """

    counts: Counter[str] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)


#: keeps one batch of entries in the transaction that is open; called batch after batch of the same file
Keep = Callable[[Db, Sequence[Any]], Kept]


@dataclass(frozen=True)
class Kind:
    """A kind of list.

    `columns` are ours in their order; of each group in `required` a list must have one. Rows that share the cell in
    `together` are read at once, wherever they stand, and kept in one transaction; None: each row alone. `read` makes
    of such rows an entry, or says what is wrong with them (every one of them is then left out); it knows no database.
    `keeper` begins the keeping of one file. `counted` are the words of the counts, in the order in which they are told,
    each with its unit: (“新增”, “家”). `further` says what becomes of columns that are none of ours. `alike` says what
    entries of one file must share to be numbered (`nth`) by their occurrence; `ended` is called in the transaction
    that ends an import.
    """

    name: str
    title: str
    columns: tuple[str, ...]
    required: tuple[tuple[str, ...], ...]
    read: Callable[[Sequence[Row]], Any | list[Fault]]
    keeper: Callable[[Job], Keep]
    counted: tuple[tuple[str, str], ...]
    together: str | None = None
    further: str = "没有用到的列"
    alike: Callable[[Any], Hashable] | None = None
    ended: Callable[[Db, Job], None] | None = None
