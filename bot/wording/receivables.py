"""查回款: the answers to “本周回款”, “逾期清单”, “华鼎欠款”, “应收账龄” and “回款天数”."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.wording.moments import short_day
from bot.wording.money import yuan
from domain.ageing import WINDOW_DAYS, Aged, Bucket, overdue_days
from domain.contract import YUAN, DueRule, Milestone
from domain.period import Period
from domain.receivable import Receivable

#: lines of a list of people or customers, of overdue instalments at a time, of a customer's open ones
MOST_GROUPS, MOST_OVERDUE, MOST_OWED = 15, 10, 30

NOT_SEEN = "您看不到{names}的回款。"
NO_CONTRACTS = "还没有导入过合同；导入以后，这里就有数。"
NONE_OF_HIS = "您和您下属名下还没有合同；财务导入以后，这里就有数。"
NONE_OF = "您能看到的合同里没有{name}的。"
OWN = "您名下"
NOBODY = "没有负责人"
NO_MORE = "逾期的都列出来了，没有更多。"
LIST_FIRST = "请先发“逾期清单”。"
_NOTHING_OVERDUE = "{whose}没有逾期的款。"
_MILESTONES = {Milestone.SIGNED: "签订", Milestone.DELIVERED: "交付", Milestone.ACCEPTED: "验收"}


def of_people(names: str, is_team: bool) -> str:
    """Whose contracts, before a figure; a leader's are those of his people too."""
    return f"{names}{'团队' if is_team else '名下'}"


def which(named: str, alike: Sequence[str]) -> str:
    """The name may mean several customers, or one that is not known."""
    return (
        f"“{named}”是哪一家：{'、'.join(alike)}？请用全名再问一次。"
        if alike
        else f"没有找到“{named}”这家客户，请说全名。"
    )


def data_until(as_of: datetime | None, age: timedelta, now: datetime, zone: ZoneInfo) -> str:
    """How far the bank data reach, and a warning when that is long ago; the last line of every answer."""
    if as_of is None:
        return "还没有导入过银行流水，到账的数可能不全。"
    local = as_of.astimezone(zone)
    year = "" if local.year == now.astimezone(zone).year else f"{local.year}-"
    late = f"，已超过 {age // timedelta(hours=1)} 小时，刚到的款可能没算进来" if now - as_of > age else ""
    return f"银行数据截至 {year}{local:%m-%d %H:%M}{late}。"


def sums(amounts: Mapping[str, Decimal]) -> str:
    """“30,000 元、USD 2,000”: one figure for each currency, never added up; “0 元” for none."""
    return "、".join(yuan(amount, currency) for currency, amount in amounts.items()) or yuan(Decimal("0.00"))


def received(
    whose: str,
    period: Period,
    came: Mapping[str, Decimal],
    due: Mapping[str, tuple[Decimal, Decimal]],
    coming: tuple[int, Mapping[str, Decimal]],
    today: date,
) -> list[str]:
    """The head of “本周回款”: what came, what was due and how much of it is there, what is still to come due."""
    days = short_day(period.first_on, today)
    if period.last_on != period.first_on:
        days += f"至{short_day(period.last_on, today)}"
    if not came and not due:
        lines = [f"{whose}{period.words}（{days}）没有到账，也没有到期的款。"]
    else:
        lines = [f"{whose}{period.words}（{days}）到账 {sums(came)}"]
    for currency, (amount, paid) in due.items():
        lines.append(
            f"同期到期 {yuan(amount, currency)}，其中已收 {yuan(paid, currency)}："
            f"应收到账比 {share(paid, amount)}（已收 ÷ 到期）"
        )
    count, amounts = coming
    return [*lines, f"{period.words}还有 {count} 期要到期，共 {sums(amounts)}"] if count else lines


def group(name: str, came: Mapping[str, Decimal], due: Mapping[str, tuple[Decimal, Decimal]]) -> str:
    """One rep or customer."""
    parts = [f"到账 {sums(came)}"]
    parts += [f"到期 {yuan(amount, unit)}，已收 {share(paid, amount)}" for unit, (amount, paid) in due.items()]
    return f"{name}　{'；'.join(parts)}"


def more_groups(left: int, noun: str) -> str:
    """What the list leaves out."""
    return f"……另有 {left} {noun}"


def unallocated(amounts: Mapping[str, Decimal]) -> str:
    """Money that nobody has found a contract for."""
    return f"另有 {sums(amounts)} 到了账，还没有对上合同。"


def overdue(
    whose: str, lines: Sequence[str], count: int, amounts: Mapping[str, Decimal], left: int,
    due_today: tuple[int, Mapping[str, Decimal]],
) -> list[str]:  # fmt: skip
    """The list of what is overdue; `left` are not on it yet."""
    found = [f"{whose}逾期 {count} 期，共 {sums(amounts)}（逾期最久的在前）：", *lines] if count else []
    found = found or [_NOTHING_OVERDUE.format(whose=whose or "现在")]
    if left:
        found.append(f"还有 {left} 期，发“更多逾期”。")
    today, open_today = due_today
    return [*found, f"另有今天到期的 {today} 期，共 {sums(open_today)}。"] if today else found


def overdue_line(number: int, one: Receivable, owner: str | None, today: date) -> str:
    """One instalment: who owes how much since when, and what was promised or is disputed."""
    which_one = f"{number}. {one.customer_name} {one.contract_number} {_nth(one)}"
    who = f"，{owner}" if owner else ""
    return f"{which_one}：{_left(one)}，{_since(one.instalment.due_on, today)}{who}{_marks(one, today)}"


def owed_head(name: str, owed: Mapping[str, Decimal], late: Mapping[str, Decimal]) -> str:
    """The first line of “华鼎欠款”."""
    if not owed:
        return f"{name}：没有未收的款。"
    return f"{name}：未收 {sums(owed)}" + (f"，其中逾期 {sums(late)}：" if late else "，没有逾期：")


def owed_contract(number: str, owner: str | None) -> str:
    """The heading of one contract; with its owner where the contracts of several are listed."""
    return f"【{number}】{owner or ''}"


def owed_line(one: Receivable, today: date) -> str:
    """One open instalment of a customer."""
    due_on = one.instalment.due_on
    if due_on is not None and due_on < today:
        when = _since(due_on, today)
    elif due_on is not None:
        when = "今天到期" if due_on == today else f"{short_day(due_on, today)}到期（还有 {(due_on - today).days} 天）"
    else:
        when = _waits(one.instalment.rule)
    return f"· {_nth(one)}：{_left(one)}，{when}{_marks(one, today)}"


def owed_foot(
    paid: Mapping[str, Decimal], prepaid: Mapping[str, Decimal], held_on: date | None, today: date
) -> list[str]:
    """What a customer has paid, what of it is tied to nothing yet, and whether his orders are held."""
    lines = [f"已收 {sums(paid)}。"] if paid else []
    lines += [f"另有 {sums(prepaid)} 到了账，还没有核销。"] if prepaid else []
    return lines + ([f"新订单审批已冻结（{short_day(held_on, today)}起）。"] if held_on else [])


def ageing(whose: str, currency: str, buckets: Mapping[Bucket, Aged]) -> list[str]:
    """The buckets of one currency, with their share of the whole."""
    whole = sum(buckets.values(), Aged())
    unit = "" if currency == YUAN else f"（{currency}）"
    head = f"{whose}应收账龄{unit}：未收 {yuan(whole.amount, currency)}，{whole.count} 期"
    return [head] + [
        f"{bucket.value}　{yuan(one.amount, currency)}　{one.count} 期　{round(one.amount * 100 / whole.amount)}%"
        for bucket, one in buckets.items()
        if one.count
    ]


def waiting_for_milestones(count: int) -> str:
    """Why some of what is not due has no day."""
    return f"未到期里有 {count} 期在等签订、交付或验收，还没有到期日。"


NOTHING_OPEN = "{whose}没有未收的款。"


def days(
    whose: str, currency: str, outstanding: int | None, owed: Decimal, became_due: Decimal, arrived: int | None,
    came: Decimal,
) -> list[str]:  # fmt: skip
    """回款天数 of one currency, each with its formula."""
    window = f"最近 {WINDOW_DAYS} 天"
    formula = f"已到期未收 {yuan(owed, currency)} ÷ {window}到期的应收 {yuan(became_due, currency)} × {WINDOW_DAYS} 天"
    if outstanding is None:
        lines = [f"{whose}回款天数（DSO）算不出来：{window}没有到期的应收（{currency}）。"]
    else:
        lines = [f"{whose}回款天数（DSO）{outstanding} 天 = {formula}"]
    if arrived is None:
        return lines
    when = "正好在到期日" if arrived == 0 else f"在到期后 {arrived} 天" if arrived > 0 else f"提前 {-arrived} 天"
    return [*lines, f"实际到账：{window}收到的 {yuan(came, currency)}，按金额加权平均{when}"]


def share(part: Decimal, whole: Decimal) -> str:
    """“38%”, rounded down: 100% is all of it."""
    return f"{int(part * 100 / whole)}%" if whole else "0%"


def _nth(one: Receivable) -> str:
    return f"第 {one.instalment.nth}/{one.of} 期 {one.instalment.label}"


def _left(one: Receivable) -> str:
    left = yuan(one.instalment.outstanding, one.currency)
    return left if not one.instalment.allocated else f"还差 {left}（共 {yuan(one.instalment.amount, one.currency)}）"


def _since(due_on: date | None, today: date) -> str:
    return f"逾期 {overdue_days(due_on, today)} 天（{short_day(due_on, today)}到期）" if due_on else ""


def _waits(rule: DueRule | None) -> str:
    return f"等{_MILESTONES[rule.after]}，还没有到期日" if rule else "没有写到期日"


def _marks(one: Receivable, today: date) -> str:
    promised, dispute = one.instalment.promised_on, one.instalment.dispute
    broken = "，没有兑现" if promised is not None and promised < today else ""
    marks = f"；客户承诺 {short_day(promised, today)}付{broken}" if promised else ""
    return marks + (f"；有争议：{dispute[:30]}" if dispute is not None else "")
