"""人工核销: what finance decides about a payment by a tap or in words, and takes back; one of two taps wins."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from bot.flows import bank_booking, bank_cards
from bot.flows.bank_booking import News
from bot.wording import bank_match as wording
from bot.wording.moments import clock_time
from domain.ledger import Share
from domain.messages import CardClick, Reply, Say, Utterance
from domain.payer_names import payer_book_of, plain
from domain.payment import How, Payment, PaymentState
from domain.people import Role
from domain.policy import Policy
from nlp.bank_words import BankOrder, BankWish, bank_wish
from storage import audit_log, cards, contracts, customers, match_data, members, payer_aliases, payments, reminders
from storage.audit_log import Act
from storage.cards import IssuedCard
from storage.database import Db

_NOTHING = Decimal("0.00")
_BOOKING, _KEPT = "allocations:", "state"
_BOOK_UNDO, _STATE_UNDO = "撤销核销", "撤销"


def on_click(click: CardClick, card: IssuedCard, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """A tap on a candidate, on 先挂预收 or 不是回款, on 撤销核销, or on a line of the list."""
    who = card.member
    if not _may(who, db, policy):
        return [Say(who, wording.NOT_FINANCE)]
    bank_booking.alone(db)
    if click.key.startswith(wording.ONE):
        return _open(int(click.key.removeprefix(wording.ONE)), who, db, policy, now)
    payment = payments.find(db, int(card.subject.partition(":")[2]))
    assert payment is not None, "payments are never deleted"
    if click.key.startswith(wording.UNDO):
        return _undo(click, card, payment, db, policy, now)
    if payment.state is not PaymentState.ASKED:
        return [*bank_cards.shown_again(click, db), Say(who, wording.late(_said_of(click, db)))]
    if click.key == wording.ASIDE:
        return _set_aside(click, payment, who, db, policy, now)
    if click.key.startswith(wording.RETURN):
        return _give_back(click, payment, who, db, policy, now)
    if click.key.startswith(wording.KEEP):
        return _keep(click, payment, who, db, policy, now)
    customer_id, shares = bank_cards.shares_of(click.key)
    return _book(click, payment, customer_id, shares, who, db, policy, now)


def on_utterance(said: Utterance, db: Db, policy: Policy, now: datetime) -> list[Reply] | None:
    """“待对账”, “核销 HT-001 第2期”, “撤销核销 HT-001 第2期”, “忘记户名 …”; None when the words are something else."""
    wish = bank_wish(said.text)
    if wish is None:
        return None
    who = said.member
    if not _may(who, db, policy):
        return [Say(who, wording.NOT_FINANCE)]
    bank_booking.alone(db)
    match wish.order:
        case BankOrder.LIST:
            return _list(who, db, policy, now)
        case BankOrder.FORGET:
            names = payer_aliases.end(db, who, now, payer=plain(wish.name))
            words = wording.FORGOTTEN if names else wording.NO_ALIAS
            if names:
                after = {"payer": names}
                audit_log.add(db, "payer.forgotten", who, _payer(wish.name), policy.version, now, after=after)
            return [Say(who, words.format(name=wish.name))]
        case BankOrder.BOOK:
            return _book_named(wish, who, db, policy, now)
    return _undo_named(wish, who, db, policy, now)


def take_back(act: Act, who: str, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """“撤销” of what the member decided last."""
    payment = payments.find(db, int(act.subject.partition(":")[2]))
    if payment is None:
        return [Say(who, wording.CHANGED_SINCE)]
    bank_booking.alone(db)
    ids = act.after.get("allocations", []) if isinstance(act.after, dict) else []
    return _taken_back(payment, ids, who, act.seq, db, policy, now)


#: acts of the audit log that “撤销” takes back
SPOKEN = ("payment.allocated", "payment.kept", "payment.set_aside")


def _said_of(click: CardClick, db: Db) -> str:
    """What the tapped card says now of what was decided."""
    shown = cards.find(db, click.task_id)
    if shown is None:
        return ""
    if shown.card.closed is not None:
        return shown.card.closed
    is_decided = any(button.key.startswith(wording.UNDO) for button in shown.card.buttons)
    return (shown.card.text or shown.card.subtitle) if is_decided else ""


def _may(who: str, db: Db, policy: Policy) -> bool:
    firm = members.firm(db, policy)
    return firm.person(who) is not None and any(firm.has_role(who, role) for role in (Role.FINANCE, Role.ADMIN))


def _list(who: str, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    several = payments.asked(db)
    if not several:
        return [Say(who, wording.NOTHING_ASKED)]
    if len(several) == 1:
        return _open(several[0].id, who, db, policy, now)
    return bank_cards.listed(who, db, policy, now)


def _open(payment_id: int, who: str, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    payment = payments.find(db, payment_id)
    if payment is None or payment.state is not PaymentState.ASKED:
        return [Say(who, wording.NOTHING_ASKED if not payments.asked(db) else wording.ALREADY)]
    return [*bank_cards.closed_of(who, payment, db, now), bank_cards.card_for(who, payment, db, policy, now)]


def _book(
    click: CardClick | None, payment: Payment, customer_id: str, shares: Sequence[Share], who: str, db: Db,
    policy: Policy, now: datetime,
) -> list[Reply]:  # fmt: skip
    there = {share.instalment_id: contracts.instalment(db, share.instalment_id) for share in shares}
    total = sum((share.amount for share in shares), _NOTHING)
    fits = all((one := there[share.instalment_id]) is not None and one.outstanding >= share.amount for share in shares)
    if not fits or total > payment.unallocated:
        fresh = bank_cards.card_for(who, payment, db, policy, now)
        return [*bank_cards.closed(payment, wording.REDRAWN, db, now, click), fresh, Say(who, wording.CHANGED)]
    name, firm = _called(customer_id, db), members.firm(db, policy)
    news = News()
    made = bank_booking.book(
        payment, customer_id, shares, How.MANUAL, wording.by_hand(firm.name_of(who)), who, news, db, policy, now
    )
    lines = [wording.instalment(name, one) for one in reminders.receivables(db, [s.instalment_id for s in shares])]
    words = wording.booked(firm.name_of(who), clock_time(now, policy.calendar.zone), lines)
    key = f"{wording.UNDO}{_BOOKING}{','.join(map(str, made))}"
    told = bank_cards.undoable(payment, words, key, _BOOK_UNDO, db, now, click)
    told += [] if told else [Say(who, words + "。")]
    told += _learned(payment, customer_id, name, who, db, policy, now)
    return [*told, *bank_booking.messages(news, db, policy, now)]


def _learned(
    payment: Payment, customer_id: str, name: str, who: str, db: Db, policy: Policy, now: datetime
) -> list[Reply]:  # fmt: skip
    """A payer whom nobody knew is known from now on; what else he paid is matched again."""
    payer = plain(payment.payer)
    known = payer_book_of(customers.book(db)).exact.get(payer, ())
    if len(payer) < 2 or known or not payer_aliases.learn(db, payer, payment.payer, customer_id, payment.id, who, now):
        return []
    after = {"payer": payment.payer, "customer": customer_id, "payment": payment.id}
    audit_log.add(db, "payer.learned", who, _payer(payment.payer), policy.version, now, after=after)
    payments.look_again(db, now, [payment.payer])
    return [Say(who, wording.learned(payment.payer, name))]


def _keep(click: CardClick, payment: Payment, who: str, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    customer_id = click.key.removeprefix(wording.KEEP)
    news = News()
    what = wording.KEPT_FOR.format(name=_called(customer_id, db))
    bank_booking.keep(payment, customer_id, who, news, db, policy, now, by_hand=what)
    told = _decided(click, payment, what, who, db, policy, now)
    return [*told, *bank_booking.messages(news, db, policy, now)]


def _set_aside(click: CardClick, payment: Payment, who: str, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    what = wording.NOT_OURS if payment.amount > 0 else wording.NOT_BACK
    bank_booking.set_aside(payment, what, who, db, policy, now)
    return _decided(click, payment, what, who, db, policy, now)


def _give_back(click: CardClick, line: Payment, who: str, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    returned = payments.find(db, int(click.key.removeprefix(wording.RETURN)))
    if returned is None or returned.returned + -line.amount > returned.amount:
        return [Say(who, wording.CHANGED_SINCE)]
    news = News()
    bank_booking.give_back(line, returned, who, news, db, policy, now)
    name, at = members.firm(db, policy).name_of(who), clock_time(now, policy.calendar.zone)
    told = bank_cards.closed(line, wording.decided(name, at, wording.GIVEN_BACK), db, now, click)
    return [*told, *bank_booking.messages(news, db, policy, now)]


def _decided(
    click: CardClick, payment: Payment, what: str, who: str, db: Db, policy: Policy, now: datetime
) -> list[Reply]:  # fmt: skip
    name, at = members.firm(db, policy).name_of(who), clock_time(now, policy.calendar.zone)
    words = wording.decided(name, at, what)
    return bank_cards.undoable(payment, words, f"{wording.UNDO}{_KEPT}", _STATE_UNDO, db, now, click)


def _undo(
    click: CardClick, card: IssuedCard, payment: Payment, db: Db, policy: Policy, now: datetime
) -> list[Reply]:  # fmt: skip
    who, what = card.member, click.key.removeprefix(wording.UNDO)
    ids = [int(number) for number in what.removeprefix(_BOOKING).split(",")] if what.startswith(_BOOKING) else []
    return _taken_back(payment, ids, who, None, db, policy, now, click)


def _taken_back(
    payment: Payment, ids: Sequence[int], who: str, seq: int | None, db: Db, policy: Policy, now: datetime,
    click: CardClick | None = None,
) -> list[Reply]:  # fmt: skip
    still = {one.id: one for one in payments.in_force(payments.allocations_of(db, payment.id))}
    several = [still[number] for number in ids if number in still]
    is_state = not ids and not still and payment.state in (PaymentState.OPEN, PaymentState.SET_ASIDE)
    if len(several) != len(ids) or not (several or is_state) or payment.returned_id is not None:
        redraw = bank_cards.shown_again(click, db) if click else []
        return [*redraw, Say(who, wording.CHANGED_SINCE)]
    news = News()
    forgotten = bank_booking.take_back(payment, several, who, seq, news, db, policy, now)
    firm, at = members.firm(db, policy), clock_time(now, policy.calendar.zone)
    told = bank_cards.withdrawn(payment, wording.decided(firm.name_of(who), at, wording.UNDONE), db, now, click)
    left = payments.find(db, payment.id)
    fresh = [bank_cards.card_for(who, left, db, policy, now)] if left and left.state is PaymentState.ASKED else []
    words = [Say(who, wording.FORGOTTEN_TOO.format(name=name)) for name in forgotten]
    return [*told, *fresh, *words, *bank_booking.messages(news, db, policy, now)]


def _book_named(wish: BankWish, who: str, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """On the card that he got last and that is not decided; or on the only one there is."""
    asked = payments.asked(db)
    held = [one for one in cards.newest_open(db, bank_cards.CARD, who) if one.subject in {p.subject for p in asked}]
    subject = held[0].subject if held else asked[0].subject if len(asked) == 1 else None
    payment = next((one for one in asked if one.subject == subject), None)
    if payment is None or payment.amount < 0:
        return [Say(who, wording.NO_CARD)]
    owed = match_data.instalment_named(db, wish.name, wish.nth)
    if owed is None:
        return [Say(who, wording.NO_INSTALMENT.format(number=wish.name, nth=wish.nth))]
    if owed.currency != payment.currency:
        return [Say(who, wording.OTHER_CURRENCY)]
    if not owed.outstanding:
        return [Say(who, wording.SETTLED.format(what=f"{owed.contract} 第 {owed.nth} 期"))]
    share = Share(owed.instalment_id, min(owed.outstanding, payment.unallocated))
    return _book(None, payment, owed.customer_id, [share], who, db, policy, now)


def _undo_named(wish: BankWish, who: str, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """The newest payment that pays the instalment; all that it paid together with it."""
    owed = match_data.instalment_named(db, wish.name, wish.nth)
    if owed is None:
        return [Say(who, wording.NO_INSTALMENT.format(number=wish.name, nth=wish.nth))]
    newest = payments.newest_for(db, owed.instalment_id)
    payment = payments.find(db, newest.payment_id) if newest else None
    if newest is None or payment is None:
        return [Say(who, wording.NOT_BOOKED.format(what=f"{owed.contract} 第 {owed.nth} 期"))]
    together = [
        one.id
        for one in payments.in_force(payments.allocations_of(db, payment.id))
        if (one.at, one.who, one.how) == (newest.at, newest.who, newest.how)
    ]
    return _taken_back(payment, together, who, None, db, policy, now)


def _payer(name: str) -> str:
    return f"payer:{plain(name)}"[:80]


def _called(customer_id: str, db: Db) -> str:
    found = customers.find(db, customer_id)
    return wording.called(found.name, found.short) if found else customer_id
