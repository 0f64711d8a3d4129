"""导出文件: rows to .csv, .xlsx or .jsonl, one after the other, however many there are."""

import csv
import json
import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from commands.files import written_whole
from commands.sheets import FORMULA_STARTS
from commands.wiring import Refusal

#: what a sheet of Excel can hold
_MOST_ROWS = 1_048_576
_MOST_CELL = 32_767
#: what XML, and so a workbook, cannot hold; in a csv it would be taken for damage
_NOT_IN_A_CELL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")

Write = Callable[[Path, Sequence[str], Iterable[Sequence[Any]], ZoneInfo], int]


def write_table(path: Path, headings: Sequence[str], rows: Iterable[Sequence[Any]], zone: ZoneInfo) -> int:
    """Write the table as the suffix says; how many rows. Instants in `zone`. The file is there whole or not at all."""
    write = writer_for(path)
    with written_whole(path) as draft:
        return write(draft, headings, rows, zone)


def writer_for(path: Path) -> Write:
    """The way to write such a file; Refusal when there is none."""
    writers: dict[str, Write] = {".csv": _csv, ".xlsx": _xlsx, ".jsonl": _jsonl}
    try:
        return writers[path.suffix.lower()]
    except KeyError:
        raise Refusal(f"不知道怎么写 {path}：文件名的结尾可以是 .csv、.xlsx 或 .jsonl。") from None


def guarded(text: str) -> str:
    """Text that a spreadsheet would take for a formula, kept from being one; read_sheet takes the guard off again."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _csv(path: Path, headings: Sequence[str], rows: Iterable[Sequence[Any]], zone: ZoneInfo) -> int:
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:  # the BOM tells Excel that it is UTF-8
        table = csv.writer(file)
        table.writerow(headings)
        for row in rows:
            table.writerow([_text(value, zone) for value in row])
            count += 1
    return count


def _xlsx(path: Path, headings: Sequence[str], rows: Iterable[Sequence[Any]], zone: ZoneInfo) -> int:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    with closing(book):
        sheet = book.create_sheet("跟迹")
        sheet.freeze_panes = "A2"
        sheet.append(list(headings))
        count = 0
        for row in rows:
            count += 1
            if count >= _MOST_ROWS:
                raise Refusal(f"超过 Excel 一张表的 {_MOST_ROWS} 行，请导出 .csv。")
            sheet.append([_excel_value(value, zone) for value in row])
        book.save(path)
    return count


def _jsonl(path: Path, headings: Sequence[str], rows: Iterable[Sequence[Any]], zone: ZoneInfo) -> int:
    count = 0
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            values = {head: _json_value(value, zone) for head, value in zip(headings, row, strict=True)}
            file.write(json.dumps(values, ensure_ascii=False) + "\n")
            count += 1
    return count


def _text(value: Any, zone: ZoneInfo) -> str:
    match value:
        case None:
            return ""
        case datetime():
            return f"{value.astimezone(zone):%Y-%m-%d %H:%M:%S}"
        case date():
            return value.isoformat()
        case int() | float() | Decimal():
            return str(value)
        case dict():
            text = json.dumps(value, ensure_ascii=False)
        case tuple() | list():
            text = "；".join(str(item) for item in value)
        case _:
            text = str(value)
    return guarded(_NOT_IN_A_CELL.sub("", text))


def _excel_value(value: Any, zone: ZoneInfo) -> Any:
    match value:
        case datetime():
            return value.astimezone(zone).replace(tzinfo=None, microsecond=0)
        case date() | int() | float() | None:
            return value
        case Decimal():
            return float(value)
    text = _text(value, zone)
    return text if len(text) <= _MOST_CELL else f"{text[: _MOST_CELL - 20]}…（太长，完整的请导出 .csv）"


def _json_value(value: Any, zone: ZoneInfo) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(zone).isoformat()
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if isinstance(value, date) else value
