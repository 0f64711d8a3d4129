"""表格: the rows of a .csv (UTF-8, GBK, UTF-16) or .xlsx file as text, each cell under its heading."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from commands.files import read_bytes
from commands.wiring import Refusal

MOST_BYTES = 100 * 2**20
MOST_ROWS = 200_000
_MOST_COLUMNS = 200
_MOST_CELL = 10_000
#: Excel keeps 15 digits: what is longer and came as a number is no longer what was typed
_EXACT = 10**15
#: a cell that begins so is taken for a formula by spreadsheets
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Row:
    """`number` as a spreadsheet counts it, the headings' row being 1 in most files; empty cells are not in it."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True)
class Sheet:
    """The headings in their order, and the rows that are not empty."""

    headings: tuple[str, ...]
    rows: tuple[Row, ...]


def read_sheet(path: Path) -> Sheet:
    """The first sheet of the file; Refusal when it cannot be read as a table."""
    data = read_bytes(path, MOST_BYTES)
    lines = _workbook(data, path) if path.suffix.lower() == ".xlsx" else _csv(data, path)
    rows: list[Row] = []
    headings: list[str] | None = None
    for number, line in lines:
        texts = [_cell(value) for value in line[:_MOST_COLUMNS]]
        if not any(texts):
            continue
        if headings is None:
            headings = [_heading(text) for text in texts]
            _need_distinct(headings, path)
            continue
        if len(rows) == MOST_ROWS:
            raise Refusal(f"{path} 超过 {MOST_ROWS} 行，请分成几个文件。")
        rows.append(Row(number, {head: text for head, text in zip(headings, texts, strict=False) if head and text}))
    if headings is None:
        raise Refusal(f"{path} 是空的，第一行应是列名。")
    return Sheet(tuple(head for head in headings if head), tuple(rows))


def _csv(data: bytes, path: Path) -> Iterator[tuple[int, list[Any]]]:
    text = _decoded(data, path)
    first = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(",\t;", key=first.count)
    csv.field_size_limit(MOST_BYTES)
    try:
        yield from enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 1)
    except csv.Error as error:
        raise Refusal(f"{path} 不是 csv 表格（{error}）。") from error


def _decoded(data: bytes, path: Path) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Refusal(f"{path} 不是文字表格：请另存为 .csv（UTF-8 或 GBK）或 .xlsx 再导入。")


def _workbook(data: bytes, path: Path) -> Iterator[tuple[int, list[Any]]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
        yield from enumerate(sheet.iter_rows(), 1)
    except (CalamineError, OSError, ValueError, IndexError) as error:
        raise Refusal(f"{path} 打不开：请确认是没有密码的 .xlsx 文件。") from error


def _cell(value: Any) -> str:
    """A cell as its text; one that was kept from being a formula is as it was before."""
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case float() if abs(value) >= _EXACT:
            return f"{value:.5e}"
        case float() if value.is_integer():
            return str(int(value))
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case date() | time() | timedelta():
            return str(value)
    text = str(value).strip()[:_MOST_CELL]
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA_STARTS) else text


def _heading(text: str) -> str:
    return re.sub(r"[\s*＊：:]", "", unicodedata.normalize("NFKC", text))


def _need_distinct(headings: list[str], path: Path) -> None:
    twice = sorted({head for head in headings if head and headings.count(head) > 1})
    if twice:
        raise Refusal(f"{path} 有两列都叫 {'、'.join(twice)}，请改掉一列再导入。")
