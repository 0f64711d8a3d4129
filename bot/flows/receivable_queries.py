"""查回款: whoever asks hears what came in, what is owed and since when, of what he may see; nothing is changed."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import groupby
from zoneinfo import ZoneInfo

from bot.flows import receivable_scope
from bot.flows.receivable_scope import Unanswered, Whose
from bot.wording import receivables as wording
from domain.ageing import WINDOW_DAYS, OpenSum, aged, days_outstanding, days_to_arrive, in_order
from domain.messages import Reply, Say, Utterance
from domain.people import Firm
from domain.period import last_days, rest_of
from domain.policy import Policy
from nlp.receivable_queries import Asked, ReceivableWish, receivable_wish
from storage import bank_data, conversations, credit_holds, members, receivables
from storage.database import Db
from storage.receivables import Flow, Scope

_MORE = "overdue.more"
_FRESH_FOR = timedelta(hours=12)
_NOTHING = Decimal("0.00")


@dataclass(frozen=True)
class _Question:
    member: str
    wish: ReceivableWish
    whose: Whose
    firm: Firm
    now: datetime
    zone: ZoneInfo
    skip: int = 0

    @property
    def today(self) -> date:
        """The company's day."""
        return self.now.astimezone(self.zone).date()

    @property
    def words(self) -> str:
        """Whose, as an answer begins."""
        return self.whose.words

    def name(self, owner: str | None) -> str | None:
        """The owner's name where several people's things are listed."""
        return self.firm.name_of(owner) if owner and self.whose.is_of_several else None


def on_utterance(said: Utterance, db: Db, policy: Policy, now: datetime) -> list[Reply] | None:
    """The answer to a question about money; None when the words are none, or name nobody we know."""
    today = now.astimezone(policy.calendar.zone).date()
    wish = receivable_wish(said.text, today)
    if wish is None or wish.asked not in _ANSWERS:
        return None
    skip = 0
    if wish.is_more:
        waiting = conversations.expected(db, said.member, now)
        if waiting is None or waiting.what != _MORE:
            return [Say(said.member, wording.LIST_FIRST)]
        skip, wish = _continued(waiting.ref)
    firm = members.firm(db, policy)
    whose = receivable_scope.whose(wish, said.member, firm, db, policy)
    if not isinstance(whose, Whose):
        return [Say(said.member, whose.words)] if isinstance(whose, Unanswered) else None
    if not receivables.has_any(db, whose.scope):
        return [Say(said.member, _nothing_there(whose, wish))]
    question = _Question(said.member, wish, whose, firm, now, policy.calendar.zone, skip)
    reach = wording.data_until(bank_data.as_of(db), policy.receivables.bank_age, now, policy.calendar.zone)
    return [Say(said.member, "\n".join([*_ANSWERS[wish.asked](question, db), reach]))]


def _nothing_there(whose: Whose, wish: ReceivableWish) -> str:
    if wish.whose:
        return wording.NONE_OF.format(name=whose.words)
    return wording.NO_CONTRACTS if whose.scope.seen is None else wording.NONE_OF_HIS


def _received(asked: _Question, db: Db) -> list[str]:
    period, scope = asked.wish.period, asked.whose.scope
    assert period is not None, "the question names one"
    came = receivables.received(db, scope, period.first_on, period.last_on)
    due = receivables.became_due(db, scope, period.first_on, period.last_on)
    rest = rest_of(period)
    coming = receivables.became_due(db, scope, rest.first_on, rest.last_on) if rest else []
    left = sum(flow.count for flow in coming), _amounts(coming)
    lines = wording.received(asked.words, period, _amounts(came), _due(due), left, asked.today)
    lines += list(_groups(asked, came, due))
    everything = receivables.unallocated(db) if asked.whose.scope == Scope(seen=None) else {}
    return [*lines, wording.unallocated(everything)] if everything else lines


def _groups(asked: _Question, came: list[Flow], due: list[Flow]) -> Iterator[str]:
    """By rep where several may be seen, else by customer; who brought most comes first."""

    def key(flow: Flow) -> str:
        if asked.whose.is_of_several and not asked.whose.is_customer:
            return asked.firm.name_of(flow.owner) if flow.owner else wording.NOBODY
        return flow.customer_name

    found: dict[str, tuple[list[Flow], list[Flow]]] = {}
    for flow in came:
        found.setdefault(key(flow), ([], []))[0].append(flow)
    for flow in due:
        found.setdefault(key(flow), ([], []))[1].append(flow)
    if len(found) < 2 and asked.whose.is_customer:
        return
    ranked = sorted(found.items(), key=lambda one: (-sum(flow.amount for flow in one[1][0]), one[0]))
    for name, (came_here, due_here) in ranked[: wording.MOST_GROUPS]:
        yield wording.group(name, _amounts(came_here), _due(due_here))
    if len(ranked) > wording.MOST_GROUPS:
        yield wording.more_groups(len(ranked) - wording.MOST_GROUPS, "人" if asked.whose.is_of_several else "家")


def _overdue(asked: _Question, db: Db) -> list[str]:
    sums = receivables.open_sums(db, asked.whose.scope)
    late = [one for one in sums if one.due_on and one.due_on < asked.today]
    today = [one for one in sums if one.due_on == asked.today]
    listed = receivables.overdue(db, asked.whose.scope, asked.today, asked.skip, wording.MOST_OVERDUE)
    count = sum(one.count for one in late)
    left = count - asked.skip - len(listed)
    if asked.wish.is_more and not listed:
        return [wording.NO_MORE]
    ref = f"{asked.skip + len(listed)}|{asked.wish.is_own:d}|{asked.wish.whose}"
    conversations.expect(db, asked.member, _MORE, ref, asked.now + _FRESH_FOR)
    lines = [
        wording.overdue_line(number, one, asked.name(one.responsible), asked.today)
        for number, one in enumerate(listed, asked.skip + 1)
    ]
    return wording.overdue(
        asked.words, lines, count, _open(late), max(left, 0), (sum(o.count for o in today), _open(today))
    )


def _continued(ref: str) -> tuple[int, ReceivableWish]:
    """How many lines were shown, and the question that they answered."""
    shown, is_own, whose = ref.split("|", 2)
    return int(shown), ReceivableWish(Asked.OVERDUE, whose, is_own == "1", is_more=True)


def _owed(asked: _Question, db: Db) -> list[str]:
    scope = asked.whose.scope
    sums = receivables.open_sums(db, scope)
    late = [one for one in sums if one.due_on and one.due_on < asked.today]
    listed = receivables.open_of(db, scope, wording.MOST_OWED)
    lines = [wording.owed_head(asked.words, _open(sums), _open(late))]
    for number, group in groupby(listed, key=lambda one: one.contract_number):
        several = list(group)
        lines.append(wording.owed_contract(number, asked.name(several[0].owner)))
        lines += [wording.owed_line(one, asked.today) for one in several]
    if (left := sum(one.count for one in sums) - len(listed)) > 0:
        lines.append(wording.more_groups(left, "期"))
    if scope.customer_id is None:
        return lines
    holds = credit_holds.in_force(db, [scope.customer_id])
    held_on = holds[0].held_at.astimezone(asked.zone).date() if holds else None
    prepaid = receivables.unallocated(db, scope.customer_id)
    return lines + wording.owed_foot(receivables.paid_so_far(db, scope), prepaid, held_on, asked.today)


def _ageing(asked: _Question, db: Db) -> list[str]:
    sums = receivables.open_sums(db, asked.whose.scope)
    if not sums:
        return [wording.NOTHING_OPEN.format(whose=asked.words or "现在")]
    lines = [
        line
        for currency, buckets in aged(sums, asked.today).items()
        for line in wording.ageing(asked.words, currency, buckets)
    ]
    without_day = sum(one.count for one in sums if one.due_on is None)
    return [*lines, wording.waiting_for_milestones(without_day)] if without_day else lines


def _days(asked: _Question, db: Db) -> list[str]:
    scope, window = asked.whose.scope, last_days(WINDOW_DAYS, asked.today)
    owed = _open(one for one in receivables.open_sums(db, scope) if one.due_on and one.due_on <= asked.today)
    due = _amounts(receivables.became_due(db, scope, window.first_on, window.last_on))
    arrived = receivables.arrivals(db, scope, window.first_on, window.last_on)
    lines: list[str] = []
    for currency in in_order((*owed, *due, *(one.currency for one in arrived))) or in_order(["CNY"]):
        here = [one for one in arrived if one.currency == currency]
        still, became = owed.get(currency, _NOTHING), due.get(currency, _NOTHING)
        came = sum((one.amount for one in here), _NOTHING)
        outstanding = days_outstanding(still, became)
        lines += wording.days(asked.words, currency, outstanding, still, became, days_to_arrive(here), came)
    return lines


_ANSWERS: dict[Asked, Callable[[_Question, Db], list[str]]] = {
    Asked.RECEIVED: _received,
    Asked.OVERDUE: _overdue,
    Asked.OWED: _owed,
    Asked.AGEING: _ageing,
    Asked.DAYS: _days,
}


def _open(sums: Iterable[OpenSum]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for one in sums:
        found[one.currency] = found.get(one.currency, _NOTHING) + one.amount
    return {currency: found[currency] for currency in in_order(found)}


def _amounts(flows: Iterable[Flow]) -> dict[str, Decimal]:
    return {currency: amount for currency, (amount, _) in _due(flows).items()}


def _due(flows: Iterable[Flow]) -> Mapping[str, tuple[Decimal, Decimal]]:
    """Amount and what of it is paid, by currency."""
    found: dict[str, tuple[Decimal, Decimal]] = {}
    for flow in flows:
        amount, paid = found.get(flow.currency, (_NOTHING, _NOTHING))
        found[flow.currency] = amount + flow.amount, paid + flow.paid
    return {currency: found[currency] for currency in in_order(found)}
