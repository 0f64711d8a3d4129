"""合同的行: the rows of one contract, one for each instalment, as the contract and its terms."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from commands.importing import cells
from commands.importing.cells import Wrong
from commands.importing.contract_terms import (
    ACCOUNT,
    AMOUNT,
    DUE,
    DUE_AMOUNT,
    LABEL,
    NTH,
    NUMBER,
    RESPONSIBLE,
    SHARE,
    SIGNED,
    Found,
    positive,
    terms_of,
    userid,
)
from commands.importing.customers import CODE, NAME, why_no_code
from commands.importing.kind import Fault, Row
from domain.contract import CENT, YUAN, Contract, Term
from domain.credit_code import plain

ENDS, CURRENCY, OWNER, REGION, PRODUCT = "合同到期日", "币种", "销售账号", "区域", "产品线"
COLUMNS = (
    NUMBER, NAME, CODE, SIGNED, ENDS, AMOUNT, CURRENCY, OWNER, REGION, PRODUCT, NTH, LABEL, SHARE, DUE_AMOUNT, DUE,
    ACCOUNT, RESPONSIBLE,
)  # fmt: skip
_MOST_TERMS = 120
_MOST_NOTES, _LONGEST_NOTE = 40, 500
_CURRENCIES = {"人民币": YUAN, "RMB": YUAN, "元": YUAN, "美元": "USD", "欧元": "EUR", "日元": "JPY", "港币": "HKD",
               "港元": "HKD", "英镑": "GBP"}  # fmt: skip
#: what our own exports add; it is nobody's note
_OF_EXPORTS = frozenset({"客户编号", "状态", "已收金额", "未收余额", "应到期日", "承诺付款日", "争议", "合同变更次数"})


@dataclass(frozen=True)
class ContractEntry:
    """A contract as its rows have it: of `contract` neither id nor customer are known yet.

    `code` is the customer's 统一社会信用代码 or empty. `currency` is None where no row names one.
    """

    rows: tuple[Row, ...]
    contract: Contract
    code: str
    terms: tuple[Term, ...]
    currency: str | None


def all_faulty(rows: Sequence[Row], row: Row, column: str, reason: str) -> list[Fault]:
    """Every row of a contract refused because of one of them."""
    found = Found(rows)
    found.refuse(row, column, reason)
    return found.all()


def read(rows: Sequence[Row]) -> ContractEntry | list[Fault]:
    """The rows of one contract, as they stand in the file."""
    found = Found(rows)
    first = rows[0]
    for column in (NUMBER, NAME):
        if not any(row.get(column) for row in rows):
            why = "；合并过的单元格请取消合并、每行填满" if column == NUMBER else ""
            found.refuse(first, column, f"不能为空{why}")
    if len(rows) > _MOST_TERMS:
        found.refuse(first, NUMBER, f"有 {len(rows)} 期，一份合同最多 {_MOST_TERMS} 期")
    if found.faults:
        return found.all()
    head = {column: _agreed(found, column, reader) for column, reader in _OF_CONTRACT.items()}
    terms = terms_of(found, head[AMOUNT], head[SIGNED])
    if found.faults:
        return found.all()
    amount = head[AMOUNT] if head[AMOUNT] is not None else sum((term.amount for term in terms), CENT * 0)
    contract = Contract(
        0, head[NUMBER], "", head[NAME], amount, head[SIGNED], head[ENDS], head[CURRENCY] or YUAN,
        head[OWNER] or None, head[REGION] or "", head[PRODUCT] or "", _notes(rows),
    )  # fmt: skip
    return ContractEntry(tuple(rows), contract, head[CODE] or "", tuple(terms), head[CURRENCY])


def _code(text: str) -> str | Wrong:
    code = plain(text)
    wrong = why_no_code(code)
    return Wrong(wrong) if wrong else code


def _currency(text: str) -> str | Wrong:
    code = _CURRENCIES.get(text.strip(), text.strip().upper())
    return code if re.fullmatch("[A-Z]{3}", code) else Wrong(f"不认识“{text[:10]}”；写作 CNY、USD 这样三个字母")


_OF_CONTRACT: dict[str, Callable[[str], Any]] = {
    NUMBER: cells.numbered(60), NAME: cells.up_to(200), CODE: _code, SIGNED: cells.day, ENDS: cells.day,
    AMOUNT: positive, CURRENCY: _currency, OWNER: userid, REGION: cells.up_to(60), PRODUCT: cells.up_to(60),
}  # fmt: skip


def _agreed(found: Found, column: str, reader: Callable[[str], Any]) -> Any:
    """What the rows say in a column of the contract; rows that leave it empty agree."""
    said: tuple[Row, str, Any] | None = None
    for row in found.rows:
        text = row.get(column)
        if not text or (said is not None and text == said[1]):
            continue
        value = reader(text)
        if isinstance(value, Wrong):
            found.refuse(row, column, value.reason)
        elif value is not None and said is None:
            said = row, text, value
        elif value is not None and said is not None and value != said[2]:
            found.refuse(row, column, f"与第 {said[0].number} 行不同，那里是 {said[1][:60]}；同一份合同要一致")
    return said[2] if said else None


def _notes(rows: Sequence[Row]) -> dict[str, str]:
    """Further columns, each with the first that a row says in it."""
    notes: dict[str, str] = {}
    for row in rows:
        for heading, text in row.others.items():
            if heading not in _OF_EXPORTS and len(notes) < _MOST_NOTES:
                notes.setdefault(heading, text[:_LONGEST_NOTE])
    return notes
