"""客户名单: the rows of a customer list as customers, every row that is none with its column and reason."""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from commands.files import read_bytes
from commands.sheets import MOST_BYTES, MOST_ROWS, Row, Sheet, read_sheet
from commands.wiring import Refusal
from domain.credit_code import is_consistent, is_credit_code, plain
from domain.customer import Customer

NAME, SHORT, CODE, INDUSTRY, SIZE, REGION, OWNER = HEADINGS = (
    "客户名称", "简称", "统一社会信用代码", "行业", "规模", "区域", "销售账号",
)  # fmt: skip
#: what an error file adds to the rows of the list
ROW, COLUMN, REASON = ERROR_HEADINGS = ("行", "列", "原因")
_ID = "编号"
_LONGEST = {NAME: 200, INDUSTRY: 60, REGION: 60, OWNER: 64, _ID: 40}
_MOST_SHORT, _LONGEST_SHORT = 30, 60
_FROM_JSON = {"id": _ID, "name": NAME, "short": SHORT, "industry": INDUSTRY, "city": REGION, "owner": OWNER}


@dataclass(frozen=True)
class Entry:
    """A row that names a customer. `number` is the id that the row gives it, if any; `is_fixed`: no other will do."""

    row: Row
    customer: Customer
    number: str | None
    is_fixed: bool


@dataclass(frozen=True)
class Fault:
    """Why a row cannot be taken."""

    row: Row
    column: str
    reason: str


@dataclass(frozen=True)
class CustomerList:
    """`headings` are those of the file; `notes` tell what is odd and yet taken."""

    headings: tuple[str, ...]
    entries: tuple[Entry, ...]
    faults: tuple[Fault, ...]
    notes: tuple[str, ...]


def read_customers(path: Path) -> CustomerList:
    """A customer list from .json, .csv or .xlsx; Refusal when the file is none."""
    suffix = path.suffix.lower()
    if suffix not in (".json", ".csv", ".xlsx"):
        raise Refusal(f"{path} 的格式不认识：客户名单可以是 .xlsx、.csv 或 .json。")
    is_json = suffix == ".json"
    sheet = _json_sheet(path) if is_json else read_sheet(path)
    if NAME not in sheet.headings:
        found = "、".join(sheet.headings) or "（空）"
        raise Refusal(f"{path} 缺少“{NAME}”这一列。\n找到的列：{found}\n可用的列：{'、'.join(HEADINGS)}")
    notes = []
    ignored = [head for head in sheet.headings if head not in _used(is_json) and head not in ERROR_HEADINGS]
    if ignored:
        notes.append(f"没有用到的列：{'、'.join(ignored)}")
    entries, faults = [], []
    for row in sheet.rows:
        found_here = _entry(row, is_json)
        if isinstance(found_here, Fault):
            faults.append(found_here)
            continue
        entries.append(found_here)
        code = plain(row.cells.get(CODE, ""))
        if code and not is_consistent(code):
            notes.append(f"第 {row.number} 行：{CODE} {code} 的校验位不对，已按原样收下，请核对")
    return CustomerList(sheet.headings, tuple(entries), tuple(faults), tuple(notes))


class Known:
    """Customers by their number and by their name; no two have the same of either."""

    def __init__(self) -> None:
        self._by_number: dict[str, Customer] = {}
        self._by_name: dict[str, Customer] = {}

    def learn(self, customer: Customer) -> None:
        """A new customer, or what is said of a known one now."""
        old = self._by_number.get(customer.id)
        if old is not None and self._by_name.get(old.name) is old:
            del self._by_name[old.name]
        self._by_number[customer.id] = self._by_name[customer.name] = customer

    def numbered(self, number: str) -> Customer | None:
        """The one with that number."""
        return self._by_number.get(number)

    def named(self, name: str) -> Customer | None:
        """The one with that name."""
        return self._by_name.get(name)


def placed(entry: Entry, known: Known) -> Customer | Fault:
    """The customer as it is to be kept; a Fault when another one has its name.

    Its id: the one it has already, else its 统一社会信用代码, else a digest of its name. What the row leaves empty
    stays as it was.
    """
    by_name = known.named(entry.customer.name)
    number = entry.number or (by_name.id if by_name else digest_id(entry.customer.name))
    if by_name is not None and by_name.id != number:
        if entry.is_fixed or is_credit_code(by_name.id):
            what = _ID if entry.is_fixed else CODE
            return Fault(entry.row, what, f"已经有同名的客户，它的{what}是 {by_name.id}")
        number = by_name.id
    old = known.numbered(number) or Customer(number, "")
    new = entry.customer
    return Customer(
        number, new.name, new.short or old.short, new.industry or old.industry, new.city or old.city,
        new.owner or old.owner,
    )  # fmt: skip


def digest_id(name: str) -> str:
    """The id of a customer of whom only the name is known: the same wherever and whenever it is imported."""
    return f"K{hashlib.sha256(name.encode()).hexdigest()[:15]}"


def _used(is_json: bool) -> set[str]:
    return {*HEADINGS, _ID} - {SIZE} if is_json else {*HEADINGS} - {SIZE}


def _entry(row: Row, is_json: bool) -> Entry | Fault:
    cells = row.cells
    name = cells.get(NAME, "")
    if not name:
        return Fault(row, NAME, "不能为空")
    for column, most in _LONGEST.items():
        if len(cells.get(column, "")) > most:
            return Fault(row, column, f"太长：最多 {most} 个字")
    short = tuple(dict.fromkeys(part.strip() for part in re.split(r"[、,，;；/|\n]", cells.get(SHORT, ""))))
    short = tuple(part for part in short if part and part != name)
    if len(short) > _MOST_SHORT or any(len(part) > _LONGEST_SHORT for part in short):
        return Fault(row, SHORT, f"最多 {_MOST_SHORT} 个，每个最多 {_LONGEST_SHORT} 个字，用顿号隔开")
    code = plain(cells.get(CODE, ""))
    if re.fullmatch(r"\d\.?\d*E\+?\d+", code):
        return Fault(row, CODE, "变成了科学计数法，后几位已丢失；请把这一列设成文本格式，重新填写")
    if code and not is_credit_code(code):
        return Fault(row, CODE, f"应为 18 位数字和大写字母（不含 I、O、S、V、Z），现在是 {code[:40]}（{len(code)} 位）")
    owner = cells.get(OWNER, "").lower() or None
    customer = Customer("", name, short, cells.get(INDUSTRY, ""), cells.get(REGION, ""), owner)
    fixed = cells.get(_ID) if is_json else None
    return Entry(row, customer, fixed or code or None, fixed is not None)


def _json_sheet(path: Path) -> Sheet:
    """A JSON list [{id, name, short, industry, city, owner}] as a sheet; rows count from 1."""
    try:
        listed = json.loads(read_bytes(path, MOST_BYTES).decode("utf-8-sig"))
    except ValueError as error:
        raise Refusal(f"{path} 不是 JSON（{error}）。") from error
    if not isinstance(listed, list) or not all(isinstance(item, dict) for item in listed):
        raise Refusal(f'{path} 应为一个 JSON 列表：[{{"id": …, "name": …, "short": […], …}}, …]')
    if len(listed) > MOST_ROWS:
        raise Refusal(f"{path} 超过 {MOST_ROWS} 家，请分成几个文件。")
    rows = tuple(Row(number, dict(_json_cells(item))) for number, item in enumerate(listed, 1))
    headings = dict.fromkeys(head for row in rows for head in row.cells)
    return Sheet(tuple(headings) or (NAME,), rows)


def _json_cells(item: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in item.items():
        text = "、".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value).strip()
        if text:
            yield _FROM_JSON.get(key, key), text
