"""合同到期: what a rep reads when contracts of his end soon."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from bot.wording.moments import short_day
from bot.wording.money import yuan
from domain.contract import Contract

_MOST = 10


def message(several: Sequence[str]) -> str:
    """All that end soon, the first first."""
    head = (
        "这份合同快到期了，可以谈续约、复购："
        if len(several) == 1
        else f"{len(several)} 份合同快到期了，可以谈续约、复购："
    )
    rest = [f"……还有 {len(several) - _MOST} 份"] if len(several) > _MOST else []
    return "\n".join([head, *several[:_MOST], *rest])


def one(
    contract: Contract, owner: str | None, visited_on: date | None, step: str | None, late: Decimal, today: date
) -> str:
    """One contract: when it ends, when its customer was visited last, and what he owes."""
    assert contract.ends_on is not None, "it ends"
    left = (contract.ends_on - today).days
    when = f"{short_day(contract.ends_on, today)}到期（{f'还有 {left} 天' if left else '就是今天'}）"
    lines = [f"· {contract.customer_name} {contract.number}：{when}，{yuan(contract.amount, contract.currency)}"]
    if owner is not None:
        lines.append(f"  原来的销售：{owner}")
    if visited_on is None:
        lines.append("  还没有拜访记录")
    else:
        lines.append(f"  上次拜访 {short_day(visited_on, today)}" + (f"，下一步：{step[:60]}" if step else ""))
    return "\n".join(
        [*lines, f"  逾期没付 {yuan(late, contract.currency)}，谈之前先看“{contract.customer_name} 欠款”"]
        if late
        else lines
    )
