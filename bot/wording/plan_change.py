"""What a rep reads when the payment schedule of a contract is not what it was."""

from collections.abc import Iterator
from datetime import date

from bot.wording.due_rule import due_rule_words
from bot.wording.money import yuan
from domain.contract import Contract, Instalment, Term
from domain.plan_change import Paid, PlanChange

MORE = "…另有 {count} 份合同的回款计划也改了。"
_MOST_CHANGES = 6


def changed(contract: Contract, change: PlanChange) -> str:
    """“合同 HT-001（华鼎）的回款计划改了：第 2 期 40,000 元 → 30,000 元，到期 …；新增第 4 期 …。”"""
    said = [
        *(f"第 {one.nth} 期 {'，'.join(_differences(one, term, contract.currency))}" for one, term in change.changed),
        *(f"新增第 {term.nth} 期 {_described(term, contract.currency)}" for term in change.added),
        *(f"取消第 {one.nth} 期（{yuan(one.amount, contract.currency)}）" for one in change.gone),
    ]
    more = f"；…共 {len(said)} 处" if len(said) > _MOST_CHANGES else ""
    return (
        f"合同 {contract.number}（{contract.customer_name}）的回款计划改了：{'；'.join(said[:_MOST_CHANGES])}{more}。"
    )


def paid(why: Paid, currency: str) -> str:
    """Why a changed contract cannot be taken, and what to do."""
    one = why.instalment
    received = f"第 {one.nth} 期已经收到 {yuan(one.allocated, currency)}"
    if why.term is None:
        return f"{received}，文件里却没有这一期了；请在文件里补上这一期，或先撤销它的核销再导入"
    return f"{received}，文件里只有 {yuan(why.term.amount, currency)}；请改文件，或先撤销它的核销再导入"


def _differences(one: Instalment, term: Term, currency: str) -> Iterator[str]:
    if one.amount != term.amount:
        yield f"{yuan(one.amount, currency)} → {yuan(term.amount, currency)}"
    elif one.share != term.share:
        yield f"比例 {one.share or '没写'} → {term.share or '没写'}"
    if one.due_on != term.due_on or (one.rule != term.rule and one.due_on is None):
        yield f"到期 {_due(one)} → {_due(term)}"
    elif one.rule != term.rule:
        yield f"到期日改为{due_rule_words(term.rule) if term.rule else '定好的日子'}，仍是 {term.due_on}"
    if one.label != term.label:
        yield f"“{one.label}”改叫“{term.label}”"
    if one.responsible != term.responsible:
        yield f"责任人 {one.responsible or '销售'} → {term.responsible or '销售'}"
    if one.account != term.account:
        yield f"收款账户 {one.account or '没写'} → {term.account or '没写'}"


def _described(term: Term, currency: str) -> str:
    return f"{term.label} {yuan(term.amount, currency)}，到期 {_due(term)}"


def _due(of: Instalment | Term) -> str:
    day: date | None = of.due_on
    if day is not None:
        return day.isoformat()
    return due_rule_words(of.rule) if of.rule else "没有定"
