"""催款函和感谢信: letters that a rep sends to his customer himself; nothing in them threatens."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.wording.money import yuan
from domain.capital_numerals import in_capitals
from domain.contract import YUAN
from domain.receivable import Receivable
from domain.receivables_policy import Payee

WHOSE = "写给哪个客户？例如“给华鼎写催款函”。"
NOTHING_DUE = "没有看到{name}到期或 30 天内到期的款，不用写催款函。"
NOTHING_PAID = "没有看到{name}最近 30 天到账的款，还写不了感谢信。"
NO_MAIL = "您还没有登记邮箱，草稿就发在这里："
_BLANK_NAME = "（请补上我公司全称）"


@dataclass(frozen=True)
class Paid:
    """So much of an instalment came in on that day."""

    receivable: Receivable
    paid_on: date
    amount: Decimal


@dataclass(frozen=True)
class Sender:
    """Who signs: the rep with his title, on that day. What came in is known until `known_on`."""

    name: str
    title: str
    today: date
    known_on: date


def intro(kind: str, data: str, left_out: int) -> str:
    """Before the draft."""
    disputed = f"有争议的 {left_out} 笔没有写进去。" if left_out else ""
    return f"{kind}草稿在下面，改好后请您自己发给客户，我不会替您发。{disputed}{data}"


def mailed(kind: str, address: str, data: str, left_out: int) -> str:
    """The draft went to his own mailbox."""
    disputed = f"有争议的 {left_out} 笔没有写进去。" if left_out else ""
    return f"{kind}草稿发到您的邮箱 {address} 了，改好后请您自己发给客户。{disputed}{data}"


def subject(kind: str, customer: str) -> str:
    """Of the mail with the draft."""
    return f"{kind}草稿：{customer}"


def kind_of(is_overdue: bool) -> str:
    """What a letter about money that has not come is called."""
    return "催款函" if is_overdue else "付款提醒函"


def reminder(customer: str, several: Sequence[Receivable], is_overdue: bool, payee: Payee, sender: Sender) -> str:
    """What is due and where it is to be paid, politely."""
    lines = "\n".join(f"{n}. {_owed(one)}" for n, one in enumerate(several, 1))
    if is_overdue:
        state = f"根据双方签订的合同，以下款项已到付款日，截至{_day(sender.known_on)}我方尚未查到到账："
        ask = "烦请贵公司核对，并在方便时尽快安排付款。"
    else:
        state, ask = "根据双方签订的合同，以下款项即将到付款日，特此提醒：", "烦请贵公司提前安排，按期支付。"
    total = f"合计：{_totals(several)}\n" if len(several) > 1 else ""
    paid = "如款项已经付出，请不必理会本函；如对金额或条款有疑问，欢迎随时与我联系，我们一起核对。"
    body = f"{state}\n{lines}\n{total}\n{ask}\n{_account(several, payee)}\n{paid}"
    return _letter(kind_of(is_overdue), customer, f"感谢贵公司一直以来的信任与支持。\n\n{body}", payee, sender)


def thanks(customer: str, several: Sequence[Paid], payee: Payee, sender: Sender) -> str:
    """What came in, with thanks."""
    lines = "\n".join(
        f"{n}. {_named(one.receivable)}：{_amount(one.amount, one.receivable.currency)}，{_day(one.paid_on)}到账"
        for n, one in enumerate(several, 1)
    )
    text = (
        f"贵公司支付的以下款项我方已经收到，谨致谢意：\n{lines}\n\n"
        "感谢贵公司按合同支持我们的工作。后续有任何需要，欢迎随时与我联系，期待继续合作。"
    )
    return _letter("感谢信", customer, text, payee, sender)


def _letter(title: str, customer: str, text: str, payee: Payee, sender: Sender) -> str:
    signed = f"{sender.name}（{sender.title}）" if sender.title else sender.name
    name = payee.name or _BLANK_NAME
    return f"{title}\n\n尊敬的{customer}：\n\n{text}\n\n顺祝商祺！\n\n{name}\n{signed}\n{_day(sender.today)}"


def _owed(one: Receivable) -> str:
    instalment = one.instalment
    due = f"，付款日 {_day(instalment.due_on)}" if instalment.due_on else ""
    part = ""
    if instalment.allocated:
        part = f"应付 {yuan(instalment.amount, one.currency)}，已付 {yuan(instalment.allocated, one.currency)}，未付 "
    promised = f"，贵公司告知 {_day(instalment.promised_on)}支付" if instalment.promised_on else ""
    return f"{_named(one)}：{part}{_amount(instalment.outstanding, one.currency)}{due}{promised}"


def _named(one: Receivable) -> str:
    return f"合同 {one.contract_number} 第 {one.instalment.nth} 期{one.instalment.label}"


def _amount(amount: Decimal, currency: str) -> str:
    return yuan(amount, currency) + (f"（人民币{in_capitals(amount)}）" if currency == YUAN else "")


def _totals(several: Sequence[Receivable]) -> str:
    found: dict[str, Decimal] = {}
    for one in several:
        found[one.currency] = found.get(one.currency, Decimal("0.00")) + one.instalment.outstanding
    return "、".join(_amount(amount, currency) for currency, amount in found.items())


def _account(several: Sequence[Receivable], payee: Payee) -> str:
    accounts = dict.fromkeys(one.instalment.account or payee.account for one in several)
    numbers = "、".join(filter(None, accounts)) or "（请补上）"
    bank = f"\n开户行：{payee.bank}" if payee.bank else ""
    return f"\n收款户名：{payee.name or _BLANK_NAME}{bank}\n账号：{numbers}\n"


def _day(on: date) -> str:
    return f"{on.year}年{on.month}月{on.day}日"
