"""待对账的卡片: what finance is asked about payments, and what becomes of the cards."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from bot.wording import bank_match as wording
from bot.wording import match_reasons as reasons
from bot.wording.bank_match import Candidate
from domain.ledger import Ledger, Share
from domain.match_reason import Reason, score
from domain.matching import Judged, Known, Verdict, judge
from domain.messages import Card, CardClick, Reply, SendCard, UpdateCard
from domain.payer_names import payer_book_of
from domain.payment import Payment
from domain.people import Firm, Role
from domain.policy import Policy
from storage import cards, customers, match_data, members, payments
from storage.database import Db

CARD, LIST = "payment", "payments"
#: only 摘要 says whose payment it is: of that nobody may be sure
_BY_WORDS = frozenset({Reason.PAYER_UNKNOWN, Reason.ONLY_NAMED})
#: more than these at once become one list
_MOST_CARDS = 5


def doubt(judged: Judged, known: Known, db: Db, now: datetime) -> None:
    """Keep why a person is asked, and whose payment it is where that is sure."""
    first = judged.proposals[0] if judged.proposals else None
    payer = [reason for reason in first.reasons if reason.value[0] < 20] if first else []
    is_sure = bool(payer) and score(payer) >= 90 and _BY_WORDS.isdisjoint(payer)
    payments.ask(db, judged.payment.id, reasons.doubt(judged), first.customer_id if first and is_sure else None)


def ask_new(db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """Ask finance about what came up: a card for each, or one list when they are many."""
    new = payments.ask_now(db, now)
    asked = askable(members.firm(db, policy))
    if not new or not asked:
        return []
    if len(new) > _MOST_CARDS:
        return [reply for who in asked for reply in listed(who, db, policy, now)]
    return [card_for(who, one, db, policy, now) for one in new for who in asked]


def askable(firm: Firm) -> tuple[str, ...]:
    """Finance; the admins where there is none."""
    for role in (Role.FINANCE, Role.ADMIN):
        found = tuple(person.userid for who in firm.holders.get(role, ()) if (person := firm.person(who)))
        if found:
            return found
    return ()


def listed(who: str, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """One card that lists all there is to decide, in place of the member's earlier list."""
    replies: list[Reply] = []
    for issued in cards.open_cards(db, LIST, f"member:{who}"):
        shown = replace(issued.card, closed=wording.REDRAWN)
        cards.close(db, shown.task_id, shown, now)
        replies.append(UpdateCard(who, shown))
    card = wording.list_card(payments.asked(db), _today(policy, now))
    return [*replies, SendCard(who, cards.issue(db, card, who, LIST, f"member:{who}", 0, now))]


def card_for(who: str, payment: Payment, db: Db, policy: Policy, now: datetime) -> SendCard:
    """The card on which one payment is decided, with what it may pay as things stand."""
    book = payer_book_of(customers.book(db))
    known = match_data.known_for(db, [payment], book)
    judged = judge(payment, known, policy.receivables.match)
    today = _today(policy, now)
    keeps = judged.proposals[0].customer_id if judged.proposals else None
    if judged.verdict is Verdict.ASK_RETURN:
        found = [payments.find(db, number) for number in judged.returns[: wording.MOST_CANDIDATES]]
        several = [wording.returned_candidate(one, today) for one in found if one is not None]
    else:
        several = _candidates(judged, known.ledger, db)
    why = payment.doubt or reasons.doubt(judged)
    card = wording.ask_card(payment, why, several, keeps if payment.amount > 0 else None, today)
    return SendCard(who, cards.issue(db, card, who, CARD, payment.subject, 0, now))


def _candidates(judged: Judged, ledger: Ledger, db: Db) -> list[Candidate]:
    found: list[Candidate] = []
    for one in judged.proposals:
        owed = [item for share in one.shares if (item := ledger.find(share.instalment_id))]
        if owed:
            name = _name(one.customer_id, db)
            amount = sum((share.amount for share in one.shares), Decimal())
            found.append(wording.candidate(key_of(one.customer_id, one.shares), owed, amount, name, one.score))
    if not judged.proposals and judged.payment.amount > 0:
        left = judged.payment.unallocated
        for item in match_data.owed_amount(db, left, judged.payment.currency, wording.MOST_CANDIDATES):
            key = key_of(item.customer_id, [Share(item.instalment_id, left)])
            found.append(wording.candidate(key, [item], left, _name(item.customer_id, db), None))
    return found[: wording.MOST_CANDIDATES]


def key_of(customer_id: str, shares: Sequence[Share]) -> str:
    """A candidate as the key of its button."""
    paid = ",".join(f"{share.instalment_id}:{int(share.amount * 100)}" for share in shares)
    return f"{wording.BOOK}{customer_id}|{paid}"


def shares_of(key: str) -> tuple[str, list[Share]]:
    """The customer and what a button pays."""
    customer_id, _, paid = key.removeprefix(wording.BOOK).rpartition("|")
    pairs = (part.split(":") for part in paid.split(","))
    return customer_id, [Share(int(number), Decimal(cents).scaleb(-2)) for number, cents in pairs]


def closed(payment: Payment, words: str, db: Db, now: datetime, click: CardClick | None = None) -> list[Reply]:
    """Take the buttons off every card about the payment."""
    return _shown(payment, lambda card: replace(card, closed=words), db, now, click)


def undoable(
    payment: Payment, words: str, key: str, text: str, db: Db, now: datetime, click: CardClick | None = None
) -> list[Reply]:  # fmt: skip
    """The same, with one button that takes the decision back."""

    def decided(card: Card) -> Card:
        return wording.decided_card(card, payment, words, key, text)

    return _shown(payment, decided, db, now, click)


def _shown(
    payment: Payment, change: Callable[[Card], Card], db: Db, now: datetime, click: CardClick | None
) -> list[Reply]:
    replies: list[Reply] = []
    for issued in cards.open_cards(db, CARD, payment.subject):
        card = change(issued.card)
        cards.close(db, card.task_id, card, now)
        is_tapped = click is not None and click.task_id == card.task_id
        replies.append(UpdateCard(issued.member, card, click.response_code if click and is_tapped else None))
    return replies


def withdrawn(payment: Payment, words: str, db: Db, now: datetime, click: CardClick | None = None) -> list[Reply]:
    """Every card on which the payment was decided says that this was taken back."""
    replies: list[Reply] = closed(payment, words, db, now, click)
    for issued in cards.undecided_again(db, CARD, payment.subject):
        card = replace(issued.card, closed=words)
        cards.close(db, card.task_id, card, now)
        is_tapped = click is not None and click.task_id == card.task_id
        replies.append(UpdateCard(issued.member, card, click.response_code if click and is_tapped else None))
    return replies


def shown_again(click: CardClick, db: Db) -> list[Reply]:
    """The tapped card as it is now."""
    issued = cards.find(db, click.task_id)
    return [UpdateCard(issued.member, issued.card, click.response_code)] if issued else []


def closed_of(who: str, payment: Payment, db: Db, now: datetime) -> list[Reply]:
    """The member's own earlier cards about the payment: the new one stands for them."""
    replies: list[Reply] = []
    for issued in cards.open_cards(db, CARD, payment.subject):
        if issued.member == who:
            card = replace(issued.card, closed=wording.REDRAWN)
            cards.close(db, card.task_id, card, now)
            replies.append(UpdateCard(who, card))
    return replies


def _name(customer_id: str, db: Db) -> str:
    found = customers.find(db, customer_id)
    return wording.called(found.name, found.short) if found else ""


def _today(policy: Policy, now: datetime) -> date:
    return now.astimezone(policy.calendar.zone).date()
