"""催款: every sentence and card about instalments that fall due, are overdue, promised or disputed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.wording.moments import clock_time, day, short_day
from bot.wording.money import yuan
from domain.contract import Instalment, InstalmentState
from domain.messages import Button, Card, Option, Row, Selection
from domain.receivable import Receivable

CONTACTED, PROMISE, DISPUTE, DETAILS, SOLVED, CONFIRM = (
    "contacted", "promise", "dispute", "details", "solved", "confirm",
)  # fmt: skip
DAY, NO_DAY = "day", "none"
MOST_ROWS = 6
RED = "🔴 "

REDRAWN = "已更新，请看最新的卡片"
SETTLED = "已收齐，不用再催"
VOID = "合同已变更，这一期不用再催"
GONE = "这一期已经不在您名下，或者合同已变更，没有改动。"
ALREADY_SETTLED = "{what} 已经收齐，不用再催了。"
NO_DAY_CHOSEN = "请先在卡片上选一天，再点“客户承诺付款”；也可以直接说，例如“客户说25号付”。"
PAST_DAY = "{day}已经过去了，没有记。客户承诺哪天付？例如“客户说25号付”。"
FAR_DAY = "{day}离现在超过 {days} 天，没有记。请和客户约近一点的日子，再告诉我。"
ASK_REASON = "好的，{what}。争议是什么？说一句原因就行，例如“验收不合格，等返工”。我会转告{leader}，解决之前不再催。"
NO_REASON = "争议的原因是什么？例如“验收不合格，等返工”。（不记了就说“放弃”）"
DISPUTE_DROPPED = "好的，没有记争议。"
SAME_DISPUTE = "这一期已经记着争议：{reason}。解决了请主管点“已解决”。"
NOT_DISPUTED = "{what} 没有记着的争议。"
MAY_NOT_SOLVE = "争议要由您的主管来确认解决，我没有改动。"
WHICH = "您说的是哪家？我最近提醒过您：{names}。请带上客户名再说一遍，例如“{example}”。"
CHANGED_SINCE = "在那之后又有了变化，没有撤销。请看“看明细”。"
TAKEN_BACK = "已撤销"
ALL_SETTLED = "清单上的都已经收齐了。"
NOTHING_OPEN = "{name} 现在没有您能看的未收款，没有记。"
CONFIRMED = "{who} 已确认 {at} 之前没有新进账"
NOT_FINANCE = "只有财务能确认银行数据。"


@dataclass(frozen=True)
class Sight:
    """What is needed to say how things stand at a moment: how far bank data reach, and whether that is recent enough.

    `at` is the time of day at which reminders leave: before it nothing has become due on that day.
    """

    now: datetime
    zone: ZoneInfo
    as_of: datetime | None
    is_fresh: bool
    bank_age: timedelta
    at: time
    names: Mapping[str, str]

    @property
    def today(self) -> date:
        """The company's day."""
        return self.now.astimezone(self.zone).date()

    @property
    def reached_on(self) -> date:
        """What was due on this day or before is due."""
        is_early = self.now.astimezone(self.zone).time() < self.at
        return self.today - timedelta(days=1) if is_early else self.today


def what(one: Receivable) -> str:
    """“苏州华鼎汽车配件有限公司 第 2 期验收款”."""
    return f"{one.customer_name} 第 {one.instalment.nth} 期{one.instalment.label}"


def is_red(one: Receivable, sight: Sight) -> bool:
    """Whether it may be said that money has not come in time."""
    return sight.is_fresh and (is_due(one.instalment, sight) or is_broken(one.instalment, sight))


def state(one: Receivable, sight: Sight) -> str:
    """“还有 7 天到期”, “今天到期”, “逾期 2 天”; nothing of being overdue where bank data are too old to say so."""
    due = one.instalment.due_on
    if due is None:
        return "到期日未定"
    days = (due - sight.today).days
    if days > 0:
        return f"还有 {days} 天到期"
    if days == 0:
        return "今天到期，未到账" if is_red(one, sight) else "今天到期"
    return f"逾期 {-days} 天" if sight.is_fresh else f"{short_day(due, sight.today)}到期"


def reminder_card(one: Receivable, viewer: str, sight: Sight, options: Sequence[date]) -> Card:
    """One instalment, with what its holder may do."""
    broken = is_broken(one.instalment, sight) and sight.is_fresh
    title = f"客户承诺 {brief_day(one.instalment.promised_on, sight)}付，未到账" if broken else state(one, sight)
    if is_due(one.instalment, sight) and not sight.is_fresh:
        text = f"{stale(sight)}，到没到账还不知道，已请财务更新。"
    else:
        text = "客户说了哪天付，选一天点“客户承诺付款”，或者直接说“客户说25号付”，到那天之前不再催。"
    return Card(
        task_id="",
        title=f"{RED if is_red(one, sight) else ''}{title}：{one.customer_name}",
        subtitle=f"合同 {one.contract_number}，第 {one.instalment.nth}/{one.of} 期 {one.instalment.label}",
        text=text,
        rows=tuple(_rows(one, viewer, sight)),
        selection=Selection(DAY, "客户承诺哪天付", _days(options, sight)),
        buttons=(
            Button(CONTACTED, "已联系", 2),
            Button(PROMISE, "客户承诺付款", 1),
            Button(DISPUTE, "有争议", 3),
            Button(DETAILS, "看明细", 2),
        ),
    )


def details(
    one: Receivable, plan: Sequence[Instalment], paid: Mapping[int, Sequence[tuple[date, Decimal]]], sight: Sight
) -> str:
    """All instalments of the contract with what came in for them."""
    got = sum((each.allocated for each in plan), Decimal("0.00"))
    left = sum((each.outstanding for each in plan), Decimal("0.00"))
    lines = [
        f"合同 {one.contract_number}，{one.customer_name}",
        f"共 {yuan(one.total, one.currency)}，已收 {yuan(got, one.currency)}，未收 {yuan(left, one.currency)}",
    ]
    for each in plan:
        mark = "▶ " if each.id == one.id else ""
        due = f"{brief_day(each.due_on, sight)}到期" if each.due_on else "到期日未定"
        lines.append(f"{mark}{each.nth}. {each.label} {yuan(each.amount, one.currency)}，{due}，{_progress(each, one)}")
        lines += [
            f"    {brief_day(on, sight)} {'收' if amount > 0 else '退'} {yuan(abs(amount), one.currency)}"
            for on, amount in paid.get(each.id, ())
        ]
        lines += [f"    客户承诺 {brief_day(each.promised_on, sight)}付"] if each.promised_on else []
        lines += [f"    有争议：{each.dispute}"] if each.dispute else []
    return "\n".join([*lines, f"{reach(sight)}。"])


def contacted(one: Receivable, before: datetime | None, sight: Sight) -> str:
    """Somebody has spoken with the customer."""
    if before is not None:
        return f"{what(one)}，{clock_time(before, sight.zone, sight.now)} 已经记过联系了。"
    return f"记下了：已联系 {what(one)}。客户说了哪天付的话告诉我，例如“客户说25号付”。"


def promised(one: Receivable, on: date, others: int, sight: Sight) -> str:
    """A promise was noted."""
    rest = f"（这家您还有 {others} 期没收，这次只记最早到期的这一期。）" if others else ""
    return (
        f"记下了：{what(one)}（{yuan(one.instalment.outstanding, one.currency)}），客户承诺 {day(on, sight.today)} 付。"
        f"到那天为止不再催；没到账我第二天提醒。{rest}记错了就说“撤销”。"
    )


def promise_closed(who: str, on: date, sight: Sight) -> str:
    """In place of the buttons."""
    return f"{who} 已记：客户承诺 {brief_day(on, sight)}付"


def disputed(one: Receivable, reason: str, leaders: str) -> str:
    """To the one who noted a dispute."""
    return f"记下了：{what(one)} 有争议（{reason}）。已告诉{leaders}，解决之前不再催。"


def dispute_closed(reason: str) -> str:
    """In place of the buttons."""
    return f"有争议：{cut(reason, 20)}"


def dispute_card(one: Receivable, who: str, reason: str, sight: Sight) -> Card:
    """To whoever may settle it."""
    return Card(
        task_id="",
        title=f"有争议：{one.customer_name}",
        subtitle=f"合同 {one.contract_number}，第 {one.instalment.nth}/{one.of} 期 {one.instalment.label}",
        quote_title=f"{who} 说",
        quote=reason,
        rows=tuple(_rows(one, "", sight)),
        text=f"解决之前不再催款。解决了请点“已解决”，或者说“{one.customer_name[:8]}的争议解决了”。",
        buttons=(Button(SOLVED, "已解决", 1), Button(DETAILS, "看明细", 2)),
    )


def solved(one: Receivable, who: str) -> str:
    """To everybody who knew of the dispute."""
    return f"{who}：{what(one)} 的争议已解决，到期提醒恢复。"


def solved_closed(who: str) -> str:
    """In place of the buttons."""
    return f"{who} 已确认解决"


def taken_back(one: Receivable) -> str:
    """What was said of an instalment does not hold any more."""
    return f"已撤销：{what(one)} 恢复到刚才之前的样子，提醒照常。"


def stale_card(sight: Sight) -> Card:
    """To finance: the bank data are too old to tell who has paid."""
    return Card(
        task_id="",
        title="请导入最新的银行流水",
        subtitle=stale(sight),
        text="有到期的款分不清到没到账，所以没有说逾期，也没有冻结。如果没有新进账，点下面的按钮就行。",
        buttons=(Button(CONFIRM, "到现在没有新进账", 1),),
    )


def stale(sight: Sight) -> str:
    """How old the bank data are."""
    hours = f"{sight.bank_age / timedelta(hours=1):g}"
    if sight.as_of is None:
        return "还没有导入过银行流水"
    return f"银行数据截至 {clock_time(sight.as_of, sight.zone, sight.now)}，已超过 {hours} 小时"


def reach(sight: Sight) -> str:
    """“银行数据截至 17:30”."""
    if sight.as_of is None:
        return "还没有银行数据"
    return f"银行数据截至 {clock_time(sight.as_of, sight.zone, sight.now)}"


def _rows(one: Receivable, viewer: str, sight: Sight) -> list[Row]:
    instalment = one.instalment
    amount = yuan(instalment.outstanding, one.currency)
    if instalment.allocated:
        amount += f"（共 {yuan(instalment.amount, one.currency)}）"
    rows = [Row("未收", amount)]
    if instalment.due_on:
        rows.append(Row("到期日", day(instalment.due_on, sight.today)))
    if instalment.promised_on:
        unpaid = "，未到账" if is_broken(instalment, sight) and sight.is_fresh else ""
        rows.append(Row("承诺", f"客户承诺 {brief_day(instalment.promised_on, sight)}付{unpaid}"))
    if one.responsible != viewer:
        rows.append(Row("责任人", sight.names.get(one.responsible or "", "没有")))
    if instalment.account:
        rows.append(Row("收款账户", instalment.account))
    rows.append(Row("银行数据", reach(sight).removeprefix("银行数据") if sight.as_of else "还没有"))
    return rows[:MOST_ROWS]


def _progress(each: Instalment, one: Receivable) -> str:
    if each.state is InstalmentState.SETTLED:
        return "已收齐"
    if each.allocated:
        return f"已收 {yuan(each.allocated, one.currency)}，还差 {yuan(each.outstanding, one.currency)}"
    return "未收"


def _days(options: Sequence[date], sight: Sight) -> tuple[Option, ...]:
    return (Option(NO_DAY, "请选一天"), *(Option(on.isoformat(), day(on, sight.today)) for on in options))


def is_due(instalment: Instalment, sight: Sight) -> bool:
    """Whether its day has come."""
    return instalment.due_on is not None and instalment.due_on <= sight.reached_on


def is_broken(instalment: Instalment, sight: Sight) -> bool:
    """Whether the day that the customer promised is over."""
    return instalment.promised_on is not None and instalment.promised_on < sight.reached_on


def brief_day(on: date | None, sight: Sight) -> str:
    """“11月9日”; nothing for no day."""
    return "" if on is None else short_day(on, sight.today)


def cut(text: str, most: int) -> str:
    """At most that many characters."""
    return text if len(text) <= most else text[: most - 1] + "…"
