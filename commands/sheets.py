"""表格: the lines of a .csv (UTF-8, GBK, UTF-16), .xlsx or .json file as text, one after the other."""

import codecs
import csv
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from commands.files import read_bytes
from commands.wiring import Refusal

MOST_BYTES = 100 * 2**20
MOST_ROWS = 200_000
SUFFIXES = (".xlsx", ".csv", ".json")
_MOST_UNPACKED = 800 * 2**20
_MOST_JSON = 20 * 2**20
_MOST_COLUMNS = 200
_MOST_CELL = 10_000
#: Excel keeps 15 digits: what is longer and came as a number is no longer what was typed
_EXACT = 10**15
#: a cell that begins so is taken for a formula by spreadsheets
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
#: control characters, and marks of zero width that nobody sees and no name has
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060\ufeff\ufffe\uffff\ud800-\udfff]")
_CHUNK = 2**20

#: number as a spreadsheet counts it (from 1), and the text of each cell
Line = tuple[int, list[str]]


@dataclass(frozen=True)
class Source:
    """A file's bytes under the name that people know it by; nothing but the end of the name tells what it is."""

    name: str
    data: bytes

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the content, hex."""
        return hashlib.sha256(self.data).hexdigest()


def source_of(path: Path) -> Source:
    """The file; Refusal when it cannot be read, is too big or no table."""
    _need_known(path.name)
    return Source(str(path), read_bytes(path, MOST_BYTES))


def lines(source: Source) -> Iterator[Line]:
    """Every line that is not empty, of a workbook those of its first sheet; Refusal when it is no table.

    The objects of a .json list are lines below a line 0 that holds all their keys.
    """
    read = {".xlsx": _workbook, ".csv": _csv, ".json": _json}[_need_known(source.name)]
    for number, cells in read(source):
        texts = [_text(cell) for cell in cells[:_MOST_COLUMNS]]
        if any(texts):
            yield number, texts


def _need_known(name: str) -> str:
    suffix = Path(name).suffix.lower()
    if suffix not in SUFFIXES:
        what = "；旧的 .xls 请另存为 .xlsx" if suffix == ".xls" else ""
        raise Refusal(f"{name} 的格式不认识：可以是 {'、'.join(SUFFIXES)}{what}。")
    return suffix


def _csv(source: Source) -> Iterator[tuple[int, list[Any]]]:
    encoding = _encoding(source)
    with io.TextIOWrapper(io.BytesIO(source.data), encoding, newline="") as text:
        first = next((line for line in text if line.strip()), "")
        delimiter = max(",\t;", key=first.count)
        text.seek(0)
        csv.field_size_limit(MOST_BYTES)
        try:
            yield from enumerate(csv.reader(text, delimiter=delimiter), 1)
        except csv.Error as error:
            raise Refusal(f"{source.name} 不是 csv 表格（{error}）。") from error


def _encoding(source: Source) -> str:
    data = source.data
    encodings = ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        if _is_in(data, encoding):
            return encoding
    raise Refusal(f"{source.name} 不是文字表格：请另存为 .csv（UTF-8 或 GBK）或 .xlsx 再导入。")


def _is_in(data: bytes, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        return not any(
            "\0" in decoder.decode(data[start : start + _CHUNK], final=start + _CHUNK >= len(data))
            for start in range(0, len(data), _CHUNK)
        )
    except UnicodeDecodeError:
        return False


def _workbook(source: Source) -> Iterator[tuple[int, list[Any]]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as parts:
            whole = sum(part.file_size for part in parts.infolist())
        if whole > _MOST_UNPACKED:
            raise Refusal(f"{source.name} 解开以后太大（{whole // 2**20} MB），请分成几个文件。")
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(source.data)).get_sheet_by_index(0)
        yield from enumerate(sheet.iter_rows(), 1)
    except (CalamineError, OSError, ValueError, IndexError, zipfile.BadZipFile) as error:
        raise Refusal(f"{source.name} 打不开：请确认是没有密码的 .xlsx 文件。") from error


def _json(source: Source) -> Iterator[tuple[int, list[Any]]]:
    if len(source.data) > _MOST_JSON:
        raise Refusal(f"{source.name} 太大：.json 最多 {_MOST_JSON // 2**20} MB，更大的请用 .csv。")
    try:
        listed = json.loads(source.data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Refusal(f"{source.name} 不是 JSON（{error}）。") from error
    if not isinstance(listed, list) or not all(isinstance(item, dict) for item in listed):
        raise Refusal(f"{source.name} 应为一个 JSON 列表：[{{…}}, …]，每一行一个 {{列名: 值}}。")
    keys = list(dict.fromkeys(key for item in listed for key in item))
    yield 0, keys
    for number, item in enumerate(listed, 1):
        yield number, [item.get(key) for key in keys]


def _text(value: Any) -> str:
    """A cell as its text; one that was kept from being a formula is as it was before."""
    match value:
        case str():
            text = value
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case float() if abs(value) >= _EXACT:
            return f"{value:.5e}"
        case float():  # as Excel shows it: 0.1 + 0.2 is 0.3
            shown = f"{value:.15g}"
            return shown if "e" not in shown else f"{value:.20f}".rstrip("0")
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case date() | time() | timedelta():
            return str(value)
        case list():
            return "、".join(map(_text, value))
        case _:
            text = str(value)
    text = (text if text.isprintable() else _UNSEEN.sub("", text)).strip()[:_MOST_CELL]
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA_STARTS) else text
