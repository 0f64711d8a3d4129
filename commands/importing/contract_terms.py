"""合同的期: the instalments of one contract as its rows have them, their amounts exact."""

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from bot.wording.money import yuan
from commands.importing import cells
from commands.importing.cells import Wrong
from commands.importing.kind import FOLLOWS, Fault, Row
from domain.contract import CENT, DueRule, Milestone, Term
from domain.payment_schedule import split
from nlp.due_rules import read_due_rule

NUMBER, SIGNED, AMOUNT = "合同编号", "签订日期", "合同金额"
NTH, LABEL, SHARE, DUE_AMOUNT, DUE, ACCOUNT, RESPONSIBLE = (
    "期次", "款项", "比例", "应收金额", "到期日", "收款账户", "责任人账号",
)  # fmt: skip
#: an ERP that rounds shares to whole yuan is no contradiction
_ROUNDED = Decimal(1)


@dataclass
class Found:
    """What is wrong so far, row by row: an error file names each row once."""

    rows: Sequence[Row]
    faults: dict[int, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))

    def refuse(self, row: Row, column: str, reason: str) -> None:
        self.faults[row.number].append((column, reason))

    def all(self) -> list[Fault]:
        """A fault for each row: nothing of a contract is half taken."""
        first = min(self.faults)
        also = f"{FOLLOWS} {first} 行有问题，整份合同都没有收下；把它的各行一起改好再导入"
        told = []
        for row in self.rows:
            own = self.faults.get(row.number, [(NUMBER, also)])
            columns = "、".join(dict.fromkeys(column for column, _ in own))
            reasons = (reason if len(own) == 1 else f"{column}：{reason}" for column, reason in own)
            told.append(Fault(row, columns[:60], "；".join(reasons)))
        return told


@dataclass(frozen=True)
class _Drawn:
    """One row's own columns."""

    row: Row
    nth: int
    label: str
    share: tuple[Decimal, bool] | None
    amount: Decimal | None
    due: date | DueRule | None
    account: str
    responsible: str | None


def terms_of(found: Found, total: Decimal | None, signed_on: date | None) -> list[Term]:
    """The terms in their order, their sum being `total` where there is one; what is wrong is noted in `found`."""
    drawn = [_drawn(found, row, place) for place, row in enumerate(found.rows, 1)]
    _need_each_once(found, drawn)
    if found.faults:
        return []
    drawn.sort(key=lambda one: one.nth)
    shares = _shares(found, drawn)
    amounts = _amounts(found, drawn, shares, total)
    if found.faults:
        return []
    return [
        _term(found, one, amount, percent, signed_on)
        for one, amount, percent in zip(drawn, amounts, shares, strict=True)
    ]


def _drawn(found: Found, row: Row, place: int) -> _Drawn:
    def value(column: str, reader: Callable[[str], Any]) -> Any:
        read = reader(row.get(column))
        if isinstance(read, Wrong):
            found.refuse(row, column, read.reason)
            return None
        return read

    return _Drawn(
        row, value(NTH, _nth) or (0 if row.get(NTH) else place), value(LABEL, cells.up_to(40)) or "",
        value(SHARE, cells.share), value(DUE_AMOUNT, positive), value(DUE, _due),
        value(ACCOUNT, cells.numbered(40)) or "", value(RESPONSIBLE, userid) or None,
    )  # fmt: skip


def _nth(text: str) -> int | Wrong | None:
    found = re.fullmatch(r"第?(\d{1,3})(?:\.0)?(?:期|/\d{1,3})?", text.strip())
    if not text.strip():
        return None
    return int(found[1]) if found and int(found[1]) else Wrong(f"“{text[:20]}”不是期次；写作 1、2、3")


def _due(text: str) -> date | DueRule | Wrong | None:
    """A day or a rule; what is a rule is no day and the other way round."""
    found = cells.day(text)
    if not isinstance(found, Wrong) or re.fullmatch(r"[\d\s\-/.年月日:]+", text):
        return found
    return read_due_rule(text) or Wrong(
        f"看不懂“{text[:30]}”；写日期，或 签订后7天、交付后12个月、验收后30天（工作日请折成自然日）"
    )


def _need_each_once(found: Found, drawn: Sequence[_Drawn]) -> None:
    numbered = [one for one in drawn if one.row.get(NTH)]
    for one in drawn if numbered and len(numbered) < len(drawn) else ():
        if not one.row.get(NTH):
            found.refuse(one.row, NTH, "不能只空这一行：同一合同的期次要么都写，要么都不写")
    seen: dict[int, Row] = {}
    for one in drawn:
        other = seen.setdefault(one.nth, one.row)
        if other is not one.row and one.nth:
            found.refuse(one.row, NTH, f"第 {other.number} 行已经是第 {one.nth} 期")


def _shares(found: Found, drawn: Sequence[_Drawn]) -> list[Decimal | None]:
    """Each instalment's per cent. Bare numbers are per cent or parts of one, whichever makes the sum 100 %."""
    said = [one.share for one in drawn]
    if any(share is None for share in said):
        return [None if share is None else _percent(*share) for share in said]
    for bare in (100, 1):
        percents = [share[0] if share[1] else share[0] * bare for share in said if share is not None]
        if sum(percents) == 100:
            return list(percents)
    total = sum((_percent(*share) for share in said if share is not None), Decimal())
    found.refuse(drawn[0].row, SHARE, f"各期比例合计 {total.normalize():f}%，应为 100%")
    return [None] * len(drawn)


def _percent(share: Decimal, is_percent: bool) -> Decimal:
    return share if is_percent or share > 1 else share * 100


def _amounts(
    found: Found, drawn: Sequence[_Drawn], shares: Sequence[Decimal | None], total: Decimal | None
) -> list[Decimal]:
    if found.faults:
        return []
    first = drawn[0].row
    amounts = [one.amount for one in drawn if one.amount is not None]
    if not amounts and None not in shares:
        if total is None:
            found.refuse(first, AMOUNT, "只写比例时，合同金额不能为空")
            return []
        return split(total, [share for share in shares if share is not None])
    for one in drawn:
        if one.amount is None:
            found.refuse(one.row, DUE_AMOUNT, "不能为空：同一合同每期都写比例，或每期都写应收金额")
    if found.faults:
        return []
    if total is not None and sum(amounts) != total:
        both = f"各期应收合计 {yuan(sum(amounts, Decimal()))}，合同金额 {yuan(total)}"
        found.refuse(first, DUE_AMOUNT, f"{both}，差 {yuan(abs(total - sum(amounts)))}")
    whole = total or sum(amounts, Decimal())
    for one, amount, share in zip(drawn, amounts, shares, strict=True):
        if share is not None and abs(whole * share / 100 - amount) > _ROUNDED:
            should = (whole * share / 100).quantize(CENT, ROUND_HALF_UP)
            found.refuse(one.row, SHARE, f"{share.normalize():f}% 应为 {yuan(should)}，应收金额是 {yuan(amount)}")
    return amounts


def _term(found: Found, one: _Drawn, amount: Decimal, percent: Decimal | None, signed_on: date | None) -> Term:
    rule = one.due if isinstance(one.due, DueRule) else None
    due_on = None if isinstance(one.due, DueRule) else one.due
    if rule is not None and rule.after is Milestone.SIGNED:
        if signed_on is None:
            found.refuse(one.row, SIGNED, "到期日从签订日期算起，签订日期不能为空")
        else:
            due_on = rule.due_on(signed_on)
    share = None if percent is None else f"{percent.normalize():f}%"
    return Term(one.nth, one.label or f"第 {one.nth} 期", amount, due_on, rule, share, one.account, one.responsible)


def positive(text: str) -> Decimal | Wrong | None:
    """An amount above zero."""
    found = cells.money(text)
    return Wrong("应大于 0") if isinstance(found, Decimal) and found <= 0 else found


def userid(text: str) -> str | Wrong:
    """A userid, as all of ours in lower case."""
    found = cells.identifier(text, 64)
    return found.lower() if isinstance(found, str) else found
