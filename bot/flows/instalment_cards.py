"""催款的卡片: cards about instalments, given out, looked through and closed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.wording import dunning as wording
from bot.wording import instalment_lists as lists
from bot.wording.dunning import Sight
from domain.dunning import is_fresh
from domain.messages import CardClick, Reply, Say, SendCard, UpdateCard
from domain.people import Firm
from domain.policy import Policy
from domain.receivable import Receivable, may_see
from domain.workdays import WorkCalendar
from storage import bank_data, cards, contracts, members, payments, reminders
from storage.cards import IssuedCard
from storage.database import Db

CARD, DISPUTE, DIGEST = "instalment", "instalment_dispute", "instalments"
_DAY = timedelta(days=1)
_FRIDAY, _WEEK = 4, 7


def sight(db: Db, firm: Firm, policy: Policy, now: datetime) -> Sight:
    """How things can be seen at this moment."""
    as_of, rules = bank_data.as_of(db), policy.receivables
    names = {userid: person.name for userid, person in firm.people.items()}
    return Sight(now, policy.calendar.zone, as_of, is_fresh(as_of, rules, now), rules.bank_age, rules.at, names)


def card_for(who: str, one: Receivable, seen: Sight, db: Db, policy: Policy, now: datetime) -> tuple[str, list[Reply]]:
    """A card about one instalment in place of the one that he held before; its task id."""
    replies = closed(one, wording.REDRAWN, db, now, only=who)
    card = wording.reminder_card(one, who, seen, promise_days(seen.today, policy.calendar))
    issued = cards.issue(db, card, who, CARD, one.instalment.subject, one.instalment.course, now)
    return issued.task_id, [*replies, SendCard(who, issued)]


def digest_for(
    who: str, several: Sequence[Receivable], seen: Sight, db: Db, now: datetime
) -> tuple[str, list[Reply]]:  # fmt: skip
    """One card about many instalments; its task id."""
    issued = cards.issue(db, lists.digest_card(several, who, seen), who, DIGEST, "list", 0, now)
    return issued.task_id, [SendCard(who, issued)]


def on_digest_click(click: CardClick, card: IssuedCard, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """A tap on a line of a list, a part of it, or all of it."""
    firm = members.firm(db, policy)
    seen = sight(db, firm, policy, now)
    if click.key.startswith(lists.ONE):
        one = reminders.receivable(db, int(click.key.removeprefix(lists.ONE)))
        refused = refusal(one, card.member, firm)
        if refused or one is None:
            return refused
        return card_for(card.member, one, seen, db, policy, now)[1]
    root, group, first = click.task_id, "", "0"
    if click.key.startswith(lists.PAGE):
        named, group, first = click.key.removeprefix(lists.PAGE).split(":")
        root = named or root
    told = [one for one in reminders.of_card(db, root) if may_see(card.member, one, firm)]
    several = [one for one in told if one.instalment.outstanding]
    if not group:
        return [Say(card.member, lists.listed(several, seen) if several else wording.ALL_SETTLED)]
    several = [one for one in several if one in lists.grouped(told).get(group, ())]
    if not several:
        return [Say(card.member, wording.ALL_SETTLED)]
    if len(several) == 1:
        return card_for(card.member, several[0], seen, db, policy, now)[1]
    page = lists.page_card(several, min(int(first), len(several) - 1), root, group, card.member, seen)
    return [SendCard(card.member, cards.issue(db, page, card.member, DIGEST, "page", 0, now))]


def refusal(one: Receivable | None, member: str, firm: Firm) -> list[Reply]:
    """Why nothing can be done with it; empty when something can."""
    if one is None or not may_see(member, one, firm):
        return [Say(member, wording.GONE)]
    if one.instalment.outstanding == 0:
        return [Say(member, wording.ALREADY_SETTLED.format(what=wording.what(one)))]
    return []


def details(one: Receivable, member: str, seen: Sight, db: Db) -> list[Reply]:
    """The whole contract of an instalment."""
    plan = contracts.plan(db, one.instalment.contract_id)
    paid = payments.paid_to(db, [each.id for each in plan])
    return [Say(member, wording.details(one, plan, paid, seen))]


def closed(
    one: Receivable, words: str, db: Db, now: datetime, click: CardClick | None = None, purpose: str = CARD,
    only: str | None = None,
) -> list[Reply]:  # fmt: skip
    """Take the buttons off the cards about the instalment; a tapped one is redrawn with the tap's own code."""
    replies: list[Reply] = []
    for held in cards.open_cards(db, purpose, one.instalment.subject):
        if only is None or held.member == only:
            replies += redrawn(held, words, db, now, click)
    return replies


def redrawn(held: IssuedCard, words: str, db: Db, now: datetime, click: CardClick | None) -> list[Reply]:
    """That card without its buttons."""
    shown = replace(held.card, closed=words, selection=None)
    cards.close(db, shown.task_id, shown, now)
    is_tapped = click is not None and click.task_id == shown.task_id
    return [UpdateCard(held.member, shown, click.response_code if click is not None and is_tapped else None)]


def promise_days(today: date, calendar: WorkCalendar) -> tuple[date, ...]:
    """Days that customers name: tomorrow, this Friday, next Monday, the month's end, in one, two and four weeks."""
    friday = today + _DAY * ((_FRIDAY - today.weekday()) % _WEEK)
    monday = today + _DAY * (_WEEK - today.weekday())
    month_end = (today.replace(day=28) + _DAY * 4).replace(day=1) - _DAY
    days = {today + _DAY, friday, monday, month_end, *(today + _DAY * n for n in (7, 15, 30))}
    return tuple(sorted(on for on in days if on > today))
