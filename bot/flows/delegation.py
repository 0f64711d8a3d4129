"""委托: somebody says who stands in for him and when; what waits for him moves, and comes back by itself."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.flows import approval_people
from bot.flows.approval_case import staff
from bot.wording import delegation as wording
from domain.delegation import Delegation
from domain.messages import CardClick, Reply, Say, SendCard, UpdateCard, Utterance
from domain.policy import Policy
from nlp.colleagues import colleagues
from nlp.delegation import DelegationWish, delegation_wish, is_back
from storage import audit_log, cards, delegations
from storage.cards import IssuedCard
from storage.database import Db

PICK = "delegation_pick"
_LONGEST = timedelta(days=366)


def on_utterance(said: Utterance, db: Db, policy: Policy, now: datetime) -> list[Reply] | None:
    """“我下周一到周三请假，找钱经理代批” or “取消委托”; None when the words are neither."""
    today = said.sent_at.astimezone(policy.calendar.zone).date()
    if is_back(said.text):
        return _back(said.member, db, policy, now)
    wish = delegation_wish(said.text, today, policy.calendar)
    if wish is None:
        return None
    people = colleagues(wish.name, staff(db, policy, now).firm.people.values())
    if not people:
        return [Say(said.member, wording.NOBODY.format(words=wish.name))]
    if wish.first_on is None or len(people) == 1:
        return _make(wish, people[0].userid, said.member, db, policy, now)
    card = wording.person_card(said.text, people)
    return [SendCard(said.member, cards.issue(db, card, said.member, PICK, f"delegation:{said.member}", 0, now))]


def on_click(click: CardClick, card: IssuedCard, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """Which of several colleagues is meant; the days are those of when it was said."""
    shown = replace(card.card, closed=card.card.closed or wording.CHOSEN)
    cards.close(db, shown.task_id, shown, now)
    closed: list[Reply] = [UpdateCard(card.member, shown, click.response_code)]
    today = card.issued_at.astimezone(policy.calendar.zone).date()
    wish = delegation_wish(card.card.quote, today, policy.calendar)
    if card.is_closed or wish is None:
        return closed
    deputy = click.key.removeprefix(wording.PICK_PERSON)
    return [*closed, *_make(wish, deputy, card.member, db, policy, now)]


def _make(wish: DelegationWish, deputy: str, who: str, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    today = now.astimezone(policy.calendar.zone).date()
    firm = staff(db, policy, now).firm
    if deputy == who:
        return [Say(who, wording.HIMSELF)]
    if wish.first_on is None or wish.last_on is None:
        return [Say(who, wording.NO_DAYS.format(who=firm.name_of(deputy)))]
    if wish.last_on < today:
        return [Say(who, wording.PAST)]
    if wish.last_on < wish.first_on or wish.last_on - wish.first_on > _LONGEST:
        return [Say(who, wording.TOO_LONG)]
    made = Delegation(who, deputy, wish.first_on, wish.last_on)
    number = delegations.add(db, made, now)
    audit_log.add(db, "delegation.made", who, f"delegation:{number}", policy.version, now, after=made)
    return [
        Say(who, wording.made(made, firm.name_of(deputy), today)),
        Say(deputy, wording.asked(made, firm.name_of(who), today)),
        *approval_people.look_again(db, policy, now),
    ]


def _back(who: str, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    today = now.astimezone(policy.calendar.zone).date()
    if not delegations.end(db, who, today, now):
        is_configured = any(one.person == who and one.last_on >= today for one in policy.delegations)
        return [Say(who, wording.IN_CONFIG if is_configured else wording.NOTHING_TO_END)]
    audit_log.add(db, "delegation.ended", who, f"member:{who}", policy.version, now)
    return [Say(who, wording.ENDED), *approval_people.look_again(db, policy, now)]
