"""对账: bank lines find what they pay; what is sure is booked and told, the rest is asked of finance."""

from collections.abc import Sequence
from datetime import datetime

from bot.flows import bank_booking, bank_cards
from bot.flows.bank_booking import News
from bot.wording import match_reasons as reasons
from bot.wording.bank_match import booked_by_itself
from bot.wording.moments import clock_time
from domain.matching import Judged, Known, Verdict, match
from domain.messages import Reply
from domain.payer_names import payer_book_of
from domain.payment import How, Payment, PaymentState
from domain.policy import Policy
from storage import customers, match_data, payments
from storage.database import Db

#: so many lines in one transaction: nobody waits long for the database
BATCH = 50
_SYSTEM = "system"


def match_open(db: Db, policy: Policy, now: datetime, most: int = BATCH) -> list[Reply]:
    """Match the lines whose time has come, the earliest first, at most so many; what there is to say."""
    bank_booking.alone(db)
    several = payments.to_match(db, now, most)
    if not several:
        return []
    known, several = _known(several, db)
    news = News()
    replies: list[Reply] = []
    for judged in match(several, known, policy.receivables.match):
        replies += _follow(judged, known, news, db, policy, now)
    replies += bank_booking.messages(news, db, policy, now)
    if not payments.to_match(db, now, 1):
        replies += bank_cards.ask_new(db, policy, now)
    return replies


def _known(several: Sequence[Payment], db: Db) -> tuple[Known, list[Payment]]:
    """What they are matched by, and the undecided payments of the same customers with them: parts may make a whole."""
    book = payer_book_of(customers.book(db))
    known = match_data.known_for(db, several, book)
    there = {one.id for one in several}
    undecided = [one for one in payments.asked_of(db, known.ledger.customer_ids()) if one.id not in there]
    if undecided:
        known = match_data.known_for(db, [*several, *undecided], book)
    return known, [*several, *undecided]


def _follow(judged: Judged, known: Known, news: News, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    payment = judged.payment
    was_asked = payment.state is PaymentState.ASKED
    match judged.verdict:
        case Verdict.BOOK:
            first = judged.proposals[0]
            why = reasons.words(first.reasons)
            bank_booking.book(
                payment, first.customer_id, first.shares, How.AUTOMATIC, why, _SYSTEM, news, db, policy, now
            )
        case Verdict.KEEP:
            bank_booking.keep(payment, judged.proposals[0].customer_id, _SYSTEM, news, db, policy, now)
        case Verdict.ASIDE:
            bank_booking.set_aside(payment, reasons.ASIDE[judged.line], _SYSTEM, db, policy, now)
        case Verdict.RETURN | Verdict.REFUND:
            returned = payments.find(db, judged.returns[0])
            assert returned is not None, "it was read in this transaction"
            if judged.verdict is Verdict.RETURN:
                bank_booking.give_back(payment, returned, _SYSTEM, news, db, policy, now)
            else:
                bank_booking.refund(payment, returned, _SYSTEM, db, policy, now)
        case Verdict.ASK | Verdict.ASK_RETURN:
            bank_cards.doubt(judged, known, db, now)
            return []
    at = clock_time(now, policy.calendar.zone)
    return bank_cards.closed(payment, booked_by_itself(at), db, now) if was_asked else []
