"""应收的列: contracts, instalments and payments as tables, under the headings that import reads."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from bot.wording.due_rule import due_rule_words
from commands.importing.contract_rows import COLUMNS
from domain.contract import Contract, Instalment, InstalmentState
from domain.credit_code import is_credit_code
from domain.payment import How, Payment, PaymentState
from domain.people import Firm
from domain.policy import Policy
from storage.database import Db
from storage.receivable_rows import every_instalment, every_payment, note_headings

Table = tuple[Sequence[str], Iterator[Sequence[Any]]]

_BANK = (
    "交易日期", "交易流水号", "收入金额", "支出金额", "对方户名", "对方账号", "摘要", "余额", "本方账号", "币种",
)  # fmt: skip
_HOW = {How.AUTOMATIC: "自动", How.MANUAL: "人工"}


def contract_table(db: Db, firm: Firm, policy: Policy) -> Table:
    """One row for each instalment, as import reads them: imported again they add nothing."""
    notes = [heading for heading in note_headings(db) if heading not in COLUMNS]
    rows = (
        (*_as_imported(contract, one), *(contract.notes.get(heading) for heading in notes))
        for contract, one in every_instalment(db)
    )
    return (*COLUMNS, *notes), rows


def instalment_table(db: Db, firm: Firm, policy: Policy) -> Table:
    """The same with how each instalment stands."""
    headings = (
        *COLUMNS, "客户编号", "应到期日", "已收金额", "未收余额", "状态", "承诺付款日", "争议", "合同变更次数",
    )  # fmt: skip
    rows = (
        (
            *_as_imported(contract, one), contract.customer_id, one.due_on, one.allocated, one.outstanding,
            _state(one), one.promised_on, one.dispute, contract.revision - 1,
        )
        for contract, one in every_instalment(db)
    )  # fmt: skip
    return headings, rows


def payment_table(db: Db, firm: Firm, policy: Policy) -> Table:
    """One row for each booking of a bank line, one for a line without.

    Of several bookings of a line only the first has its day and amounts: so sums are right, and imported again the
    others are left out.
    """

    def rows() -> Iterator[Sequence[Any]]:
        for payment, bookings in every_payment(db):
            line = _line(payment)
            if not bookings:
                yield (
                    *line,
                    None,
                    None,
                    None,
                    "待确认" if payment.state is PaymentState.ASKED else None,
                    payment.doubt or None,
                )
            for place, (booked, number, nth) in enumerate(bookings):
                shown = line if place == 0 else _repeated(line)
                yield *shown, number, nth, booked.amount, _HOW[booked.how], booked.reason

    return (*_BANK, "合同编号", "期次", "核销金额", "方式", "理由"), rows()


def _as_imported(contract: Contract, one: Instalment) -> tuple[Any, ...]:
    code = contract.customer_id if is_credit_code(contract.customer_id) else None
    due: date | str | None = due_rule_words(one.rule) if one.rule else one.due_on
    return (
        contract.number, contract.customer_name, code, contract.signed_on, contract.ends_on, contract.amount,
        contract.currency, contract.owner, contract.region, contract.product_line, one.nth, one.label, one.share,
        one.amount, due, one.account, one.responsible,
    )  # fmt: skip


def _state(one: Instalment) -> str:
    if one.state is InstalmentState.SETTLED:
        return "已收齐"
    return "部分收" if one.allocated else "未收"


def _line(payment: Payment) -> tuple[Any, ...]:
    came = payment.amount if payment.amount >= 0 else None
    went = -payment.amount if payment.amount < 0 else None
    return (
        payment.paid_at or payment.paid_on, payment.serial, came, went, payment.payer, payment.payer_account,
        payment.reference, payment.balance, payment.account, payment.currency,
    )  # fmt: skip


def _repeated(line: tuple[Any, ...]) -> tuple[Any, ...]:
    left_out = ("交易日期", "收入金额", "支出金额", "余额")
    return tuple(None if heading in left_out else value for heading, value in zip(_BANK, line, strict=True))
