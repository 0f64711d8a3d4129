"""银行数据的新旧: while something due rests on bank data that are too old, finance is asked for newer ones daily."""

from datetime import datetime, timedelta

from bot.flows import instalment_cards
from bot.wording import dunning as wording
from bot.wording.moments import clock_time
from domain.messages import CardClick, Reply, Say, SendCard
from domain.people import Role
from domain.policy import Policy
from domain.recipients import people_of
from storage import audit_log, bank_data, cards, members, reminders, timers
from storage.cards import IssuedCard
from storage.database import Db

TIMER = "bank_stale"
CARD = "bank_stale"


def ask_once_a_day(db: Db, policy: Policy, now: datetime) -> None:
    """Finance is to be asked today, unless it has been."""
    _set(db, policy, now, now)


def on_timer(ref: str, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """Ask, and again tomorrow, as long as something waits for bank data."""
    firm = members.firm(db, policy)
    seen = instalment_cards.sight(db, firm, policy, now)
    if seen.is_fresh or not reminders.any_awaits_bank(db):
        return []
    tomorrow = seen.today + timedelta(days=1)
    at = datetime.combine(tomorrow, policy.receivables.at, policy.calendar.zone)
    _set(db, policy, at, at)
    asked = people_of("role:finance", None, firm) or people_of("director", None, firm)
    replies = closed(wording.REDRAWN, db, now)
    for who in asked:
        card = wording.stale_card(seen)
        replies.append(SendCard(who, cards.issue(db, card, who, CARD, "bank", 0, now)))
    return replies


def on_click(click: CardClick, card: IssuedCard, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """Finance says that nothing has come in until now."""
    firm = members.firm(db, policy)
    if not (firm.has_role(card.member, Role.FINANCE) or firm.has_role(card.member, Role.ADMIN)):
        return [Say(card.member, wording.NOT_FINANCE)]
    if card.is_closed:
        return instalment_cards.redrawn(card, card.card.closed or wording.REDRAWN, db, now, click)
    before = bank_data.as_of(db)
    bank_data.confirm(db, now, now)
    audit_log.add(
        db, "bank.confirmed", card.member, "bank", policy.version, now,
        before={"as_of": before.isoformat() if before else None}, after={"as_of": now.isoformat()},
    )  # fmt: skip
    who, at = firm.name_of(card.member), clock_time(now, policy.calendar.zone)
    return closed(wording.CONFIRMED.format(who=who, at=at), db, now, click)


def closed(words: str, db: Db, now: datetime, click: CardClick | None = None) -> list[Reply]:
    """Take the buttons off the cards by which finance was asked."""
    held = cards.open_cards(db, CARD, "bank")
    return [reply for one in held for reply in instalment_cards.redrawn(one, words, db, now, click)]


def _set(db: Db, policy: Policy, on: datetime, at: datetime) -> None:
    day = on.astimezone(policy.calendar.zone).date().isoformat()
    timers.set_once(db, f"{TIMER}:{day}", TIMER, day, at)
