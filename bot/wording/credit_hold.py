"""冻结: every sentence that people read about a customer whose new orders cannot be approved."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.wording import moments
from bot.wording.money import yuan
from domain.contract import Instalment, InstalmentState
from domain.credit_hold import sums
from domain.customer import Customer
from domain.form import FormTemplate
from domain.receivable import Receivable

_MOST_DEBTS = 3
MOST_CUSTOMERS = 20
NOTHING_HELD = "现在没有被冻结的客户。"
NOT_HELD = "{name}现在没有冻结。"
NOT_TO_SEE = "{name}的欠款不在您能看的范围里。"
ALL_PAID = "欠款已收齐"


def called(customer: Customer) -> str:
    """How people call him."""
    return customer.short[0] if customer.short else customer.name


def either(names: Sequence[str]) -> str:
    """“王总或孙会计”."""
    return "或".join(names)


def passing(forms: Sequence[FormTemplate]) -> str:
    """“先款后货、已交付的不受影响”: which orders pass, by the labels of their fields; "" when none do."""
    labels = [
        form.field(condition.field).label
        for form in forms
        if form.order is not None
        for condition in form.order.passes_when
        if condition.value is True
    ]
    return f"{'、'.join(dict.fromkeys(labels))}的不受影响" if labels else ""


def owed(debts: Sequence[Receivable], customer_id: str, name: str, today: date) -> str:
    """What the customer or his group owes: “HT-001 第 2 期（验收款）40,000 元，逾期 3 天”."""
    lines = "；".join(_debt(debt, today) for debt in debts[:_MOST_DEBTS])
    more = f"；等 {len(debts)} 笔" if len(debts) > _MOST_DEBTS else ""
    total = " + ".join(yuan(amount, currency) for currency, amount in sums(debts).items())
    whole = f"共 {total}到期未收：" if len(debts) > 1 else ""
    others = sorted({debt.customer_name for debt in debts if debt.instalment.customer_id != customer_id})
    is_own = any(debt.instalment.customer_id == customer_id for debt in debts)
    who = f"{'和' if is_own else ''}同集团的{'、'.join(others)}" if others else ""
    return f"{who}{' ' if who else ''}{whole}{lines}{more}"


def owed_unseen(responsible: Sequence[str], is_own: bool) -> str:
    """For whoever may not see the contracts."""
    return f"{'' if is_own else '同集团'}有到期未收的款（详情问{'、'.join(responsible) or '财务'}）"


def _debt(debt: Receivable, today: date) -> str:
    one = debt.instalment
    late = (today - one.due_on).days if one.due_on else 0
    since = f"逾期 {late} 天" if late > 0 else "今天到期，还没到账"
    return f"{debt.contract_number} 第 {one.nth} 期（{one.label}）{yuan(one.outstanding, debt.currency)}，{since}"


def held(name: str, why: str, passes: str, who: str) -> str:
    """The rep and his leader learn that a customer is held."""
    return f"{name}的新订单先不能批：{why}。\n{_then(passes, who)}。"


def several_held(lines: Sequence[str], passes: str, who: str) -> str:
    """The same for several customers at once."""
    shown = "\n".join(f"{n}. {line}" for n, line in enumerate(lines[:MOST_CUSTOMERS], 1))
    more = f"\n还有 {len(lines) - MOST_CUSTOMERS} 家，发“冻结清单”看全部。" if len(lines) > MOST_CUSTOMERS else ""
    return f"这 {len(lines)} 家客户的新订单先不能批：\n{shown}{more}\n{_then(passes, who)}。"


def _then(passes: str, who: str) -> str:
    return "。".join(filter(None, (passes, f"款一到账自动解冻；急的话请{who}特批")))


def line_of(name: str, why: str) -> str:
    """One customer of several."""
    return f"{name}：{why}"


def released(names: Sequence[str], why: str) -> str:
    """The rep learns that orders can be approved again."""
    return f"已解冻：{'、'.join(names)}，{why}，新订单可以批了。"


def why_released(instalments: Sequence[Instalment], threshold: Decimal, today: date) -> str:
    """Why a hold that began for these instalments ended, as they are now."""
    if instalments and all(one.state is InstalmentState.SETTLED for one in instalments):
        return ALL_PAID
    promised = [one.promised_on for one in instalments if one.promised_on and one.promised_on >= today]
    if promised:
        return f"客户承诺{moments.short_day(max(promised), today)}付款"
    if any(one.dispute is not None for one in instalments):
        return "这笔款有争议，先不算"
    return f"到期未收的不超过 {yuan(threshold)}" if threshold else "已没有到期未收的款"


def refusal(name: str, why: str, passes: str, who: str, most: timedelta) -> str:
    """Why an order cannot be approved now, who may let it pass, and for how long."""
    how = f"急的话请{who}特批（最长 {most.days} 天），说“特批 {name} 3天 原因”就行"
    return f"{name} {why}，新订单先不能批。款一到账自动放行；{how}。" + (f"{passes}。" if passes else "")


def first_line(name: str, why: str, who: str) -> str:
    """The first line of an order's card."""
    return f"先不能批：{name} {why}。到账自动放行；急的话请{who}特批"


def listed(name: str, why: str, since: date, today: date) -> str:
    """One line of 冻结清单."""
    return f"{name}（{moments.short_day(since, today)}起）：{why}"


def held_list(lines: Sequence[str], note: str) -> str:
    """冻结清单."""
    shown = "\n".join(f"{n}. {line}" for n, line in enumerate(lines[:MOST_CUSTOMERS], 1))
    more = f"\n还有 {len(lines) - MOST_CUSTOMERS} 家。" if len(lines) > MOST_CUSTOMERS else ""
    return f"冻结中 {len(lines)} 家：\n{shown}{more}" + (f"\n{note}" if note else "")


def stale_note(as_of: datetime | None, age: timedelta, zone: ZoneInfo, now: datetime) -> str:
    """Below 冻结清单 while nobody knows what the bank has."""
    return f"{_bank(as_of, age, zone, now)}，冻结暂不生效，请财务先更新流水。"


def which(said: str, names: Sequence[str]) -> str:
    """Several customers may be meant, or none is known."""
    if not names:
        return f"没有找到“{said}”这个客户，请说全名。"
    return f"“{said}”是哪一家？请说全名：{'、'.join(names)}"


def stale(name: str, as_of: datetime | None, age: timedelta, zone: ZoneInfo, now: datetime) -> str:
    """The first line of an order's card while nobody knows what the bank has."""
    return f"{name}冻结中，但{_bank(as_of, age, zone, now)}，冻结暂不生效，请财务先更新流水"


def _bank(as_of: datetime | None, age: timedelta, zone: ZoneInfo, now: datetime) -> str:
    hours = f"{age / timedelta(hours=1):g}"
    return f"银行数据截至 {moments.clock_time(as_of, zone, now)}，已超过 {hours} 小时" if as_of else "还没有银行数据"


def let_passed(name: str, who: str, reason: str, until: datetime, zone: ZoneInfo, now: datetime) -> str:
    """The first line of an order's card that may pass by somebody's word."""
    return f"{name}冻结中，{who} 已特批放行到 {moments.clock_time(until, zone, now)}：{reason}"
