"""流水的行: one line of a bank statement, whatever columns the bank has for what came and went."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from commands.importing import cells
from commands.importing.cells import Wrong
from commands.importing.kind import Fault, Row
from domain.contract import YUAN
from domain.payment import PaymentState
from domain.payment_reference import Line, line_kind

DATE, TIME, SERIAL = "交易日期", "交易时间", "交易流水号"
IN, OUT, SUM, SIGN = "收入金额", "支出金额", "交易金额", "借贷标志"
PAYER, PAYER_ACCOUNT, WORDS, PURPOSE, REMARK, BALANCE = "对方户名", "对方账号", "摘要", "用途", "附言", "余额"
ACCOUNT, CURRENCY = "本方账号", "币种"
#: some banks name who paid and who was paid instead of the other side
FROM, FROM_ACCOUNT, TO, TO_ACCOUNT = "付款人户名", "付款人账号", "收款人户名", "收款人账号"
COLUMNS = (
    DATE, TIME, SERIAL, IN, OUT, SUM, SIGN, PAYER, PAYER_ACCOUNT, WORDS, PURPOSE, REMARK, BALANCE, ACCOUNT, CURRENCY,
    FROM, FROM_ACCOUNT, TO, TO_ACCOUNT,
)  # fmt: skip
#: what export writes beside the columns of the bank
_OF_EXPORTS = frozenset({"合同编号", "期次", "核销金额", "方式", "理由", "客户名称"})
_TOTALS = re.compile(
    r"合\s*计|总\s*计|小\s*计|累\s*计|承前页|过次页|期初余额|期末余额|上期余额|笔数|记录数|总收入|总支出|打印|下载时间|以下空白|-{4,}|={4,}"
)
_CAME = frozenset({"贷", "贷方", "C", "收", "收入", "转入", "来账", "入账", "+", "进账"})
_WENT = frozenset({"借", "借方", "D", "付", "支", "支出", "转出", "往账", "出账", "-"})
_CURRENCIES = {
    "": YUAN, "人民币": YUAN, "人民币元": YUAN, "CNY": YUAN, "RMB": YUAN, "01": YUAN, "001": YUAN, "156": YUAN,
    "美元": "USD", "欧元": "EUR", "港币": "HKD", "港元": "HKD", "日元": "JPY", "英镑": "GBP",
}  # fmt: skip
_MOST_NOTES, _LONGEST_NOTE = 20, 200


@dataclass(frozen=True)
class BankEntry:
    """One line. `amount` is negative when money went out; `nth` counts equal lines of one file from 1.

    `is_line` is False for totals and the like, of which nothing else is read.
    """

    row: Row
    paid_on: date
    amount: Decimal
    at: time | None = None
    serial: str = ""
    payer: str = ""
    payer_account: str = ""
    reference: str = ""
    balance: Decimal | None = None
    account: str = ""
    currency: str = YUAN
    nth: int = 1
    is_line: bool = True

    def instant(self, zone: ZoneInfo) -> datetime | None:
        """When it was booked (UTC), where the bank gives a time."""
        return None if self.at is None else datetime.combine(self.paid_on, self.at, zone).astimezone(UTC)

    def values(self, account: str, paid_at: datetime | None) -> dict[str, Any]:
        """The columns of its row in `payments`."""
        others = [(head, text[:_LONGEST_NOTE]) for head, text in self.row.others.items() if head not in _OF_EXPORTS]
        return {
            "account": account, "paid_on": self.paid_on, "paid_at": paid_at, "serial": self.serial,
            "amount": self.amount, "currency": self.currency, "payer": self.payer, "payer_account": self.payer_account,
            "reference": self.reference, "balance": self.balance, "notes": dict(others[:_MOST_NOTES]),
            "state": PaymentState.OPEN.value, "allocated": Decimal("0.00"),
        }  # fmt: skip


def read(rows: Sequence[Row]) -> BankEntry | list[Fault]:
    """One row as a line of a statement."""
    (row,) = rows
    if _is_total(row):
        return BankEntry(row, date.min, Decimal(), is_line=False)
    moment = cells.moment(row.get(DATE))
    faults = [Fault(row, DATE, moment.reason)] if isinstance(moment, Wrong) else []
    faults += [Fault(row, DATE, "不能为空")] if moment is None else []
    amount = _amount(row)
    if isinstance(amount, Fault):
        faults.append(amount)
    found = {
        SERIAL: cells.identifier(row.get(SERIAL), 60), PAYER: cells.words(_name(row, amount), 200),
        PAYER_ACCOUNT: cells.identifier(_other_account(row, amount), 60), WORDS: cells.words(_said(row), 500),
        ACCOUNT: cells.identifier(row.get(ACCOUNT), 40), BALANCE: cells.money(row.get(BALANCE)),
        TIME: _time(row.get(TIME)), CURRENCY: _currency(row.get(CURRENCY)),
    }  # fmt: skip
    faults += [Fault(row, column, value.reason) for column, value in found.items() if isinstance(value, Wrong)]
    if faults or not isinstance(moment, tuple) or not isinstance(amount, Decimal):
        columns = "、".join(dict.fromkeys(fault.column for fault in faults))
        told = faults[0].reason if len(faults) == 1 else "；".join(f"{one.column}：{one.reason}" for one in faults)
        return [Fault(row, columns, told)]
    values: dict[str, Any] = found
    return BankEntry(
        row, moment[0], amount, values[TIME] or moment[1], values[SERIAL],
        unicodedata.normalize("NFKC", values[PAYER]), values[PAYER_ACCOUNT], values[WORDS], values[BALANCE],
        values[ACCOUNT], values[CURRENCY],
    )  # fmt: skip


def _is_total(row: Row) -> bool:
    """A line of totals, or a remark of the bank: it has no day, or words in its place."""
    text = unicodedata.normalize("NFKC", row.get(DATE))
    if _TOTALS.search(text):
        return True
    if text:
        return False
    whole = " ".join((*row.cells.values(), *row.others.values()))
    return bool(_TOTALS.search(whole)) or not (row.get(IN) or row.get(OUT) or row.get(SUM))


def _amount(row: Row) -> Decimal | Fault:
    """What came (positive) or went (negative)."""
    found = {column: cells.money(row.get(column)) for column in (IN, OUT, SUM)}
    for column, value in found.items():
        if isinstance(value, Wrong):
            return Fault(row, column, value.reason)
    came, went, either = (found[column] or Decimal() for column in (IN, OUT, SUM))
    assert isinstance(came, Decimal) and isinstance(went, Decimal) and isinstance(either, Decimal)
    if came and went:
        return Fault(row, f"{IN}、{OUT}", "收入和支出都有金额，看不出是进是出；请分成两行")
    if came or went:
        return _signed(row, IN if came else OUT, came or went)
    if either:
        return _by_sign(row, either)
    return Fault(row, f"{IN}、{OUT}", "收入和支出都是空的")


def _signed(row: Row, column: str, amount: Decimal) -> Decimal | Fault:
    """Red figures are what the bank took back; without a word that says so they may be a slip."""
    if amount < 0 and line_kind(_said(row)) is not Line.RETURN:
        return Fault(row, column, "金额是负数，摘要里又没有冲正、退票、退回；请核对是收入还是支出")
    return amount if column == IN else -amount


def _by_sign(row: Row, amount: Decimal) -> Decimal | Fault:
    sign = unicodedata.normalize("NFKC", row.get(SIGN)).strip().upper()
    sign = re.split(r"[\[(\s]", sign)[0] if sign else ""
    if not sign:
        return amount
    if sign in _CAME:
        return amount if amount > 0 or line_kind(_said(row)) is Line.RETURN else abs(amount)
    if sign in _WENT:
        return -abs(amount)
    return Fault(row, SIGN, f"“{row.get(SIGN)[:20]}”看不出是收入还是支出；写 贷 或 借")


def _name(row: Row, amount: Decimal | Fault) -> str:
    return row.get(PAYER) or (row.get(TO) if isinstance(amount, Decimal) and amount < 0 else row.get(FROM))


def _other_account(row: Row, amount: Decimal | Fault) -> str:
    out = isinstance(amount, Decimal) and amount < 0
    return row.get(PAYER_ACCOUNT) or (row.get(TO_ACCOUNT) if out else row.get(FROM_ACCOUNT))


def _said(row: Row) -> str:
    """摘要, 用途 and 附言, each once."""
    return " ".join(dict.fromkeys(text for column in (WORDS, PURPOSE, REMARK) if (text := row.get(column).strip())))


def _time(text: str) -> time | Wrong | None:
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain or plain in ("-", "--"):
        return None
    digits = re.fullmatch(r"(\d{1,2}):?(\d{2})(?::?(\d{2}))?(?:\.\d+)?", plain)
    if digits is None:
        whole = cells.moment(plain)
        if isinstance(whole, tuple):
            return whole[1]
        fraction = re.fullmatch(r"0?\.\d+", plain)
        seconds = round(float(plain) * 86_400) % 86_400 if fraction else None
        if seconds is None:
            return Wrong(f"“{text[:20]}”不是时间；写作 15:04:05")
        return time(seconds // 3600, seconds // 60 % 60, seconds % 60)
    hour, minute, second = int(digits[1]), int(digits[2]), int(digits[3] or 0)
    if hour > 23 or minute > 59 or second > 59:
        return Wrong(f"没有“{text[:20]}”这个时间")
    return time(hour, minute, second)


def _currency(text: str) -> str | Wrong:
    plain = unicodedata.normalize("NFKC", text).strip().upper()
    if plain in _CURRENCIES:
        return _CURRENCIES[plain]
    return plain if re.fullmatch(r"[A-Z]{3}", plain) else Wrong(f"不认识“{text[:20]}”；写作 人民币、USD 等")
