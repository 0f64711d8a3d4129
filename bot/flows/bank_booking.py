"""记账: ties payments to instalments and takes exactly that back; state, audit row and news are one transaction."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import partial

from bot.flows import credit_hold
from bot.wording import bank_match as wording
from domain.ledger import Share
from domain.messages import Reply, Say
from domain.payment import Allocation, How, Payment, PaymentState
from domain.policy import Policy
from domain.receivable import Receivable
from domain.recipients import people_of
from storage import audit_log, customers, members, payer_aliases, payments, reminders
from storage.database import Db, lock

#: who books holds it, so that nobody books what somebody else is booking
LOCK = "bank_match"


#: what a rep hears of money and one instalment, by the customer's name
Words = Callable[[str, Receivable, Decimal], str]


@dataclass
class News:
    """What reps are to hear of a run, each in one message: of instalments, and of prepayments (customer, its words)."""

    paid: list[tuple[int, Decimal, Words]] = field(default_factory=list)
    kept: list[tuple[str, Callable[[str], str]]] = field(default_factory=list)


def alone(db: Db) -> None:
    """Nobody else books until this transaction ends."""
    lock(db, LOCK)


def book(
    payment: Payment, customer_id: str, shares: Sequence[Share], how: How, reason: str, who: str, news: News,
    db: Db, policy: Policy, now: datetime,
) -> list[int]:  # fmt: skip
    """Pay these instalments with the payment; the ids of the allocations."""
    within = policy.receivables.match.tolerance
    payments.settle(db, payment.id, PaymentState.OPEN, customer_id=customer_id)
    made = [
        payments.allocate(db, payment.id, share.instalment_id, share.amount, how, reason, who, now, within)
        for share in shares
    ]
    after = {
        "how": how.value, "customer": customer_id, "allocations": made, "reason": reason,
        "paid": [[share.instalment_id, str(share.amount)] for share in shares],
    }  # fmt: skip
    audit_log.add(db, "payment.allocated", who, payment.subject, policy.version, now, after=after)
    _tell(shares, wording.paid, news)
    rest = payment.unallocated - sum((share.amount for share in shares), Decimal())
    if rest > 0:
        news.kept.append((customer_id, partial(wording.overpaid, rest=rest, currency=payment.currency)))
    return made


def keep(
    payment: Payment, customer_id: str, who: str, news: News, db: Db, policy: Policy, now: datetime,
    by_hand: str | None = None,
) -> None:  # fmt: skip
    """A prepayment of the customer; told once. One that a person wanted to be that is not matched again."""
    payments.settle(db, payment.id, PaymentState.OPEN, customer_id=customer_id, doubt=by_hand)
    if payment.state is PaymentState.OPEN and payment.customer_id == customer_id:
        return
    after = {"customer": customer_id}
    audit_log.add(db, "payment.kept", who, payment.subject, policy.version, now, after=after)
    news.kept.append((customer_id, partial(wording.kept, payment=payment)))


def set_aside(payment: Payment, why: str, who: str, db: Db, policy: Policy, now: datetime) -> None:
    """No payment of a customer."""
    payments.settle(db, payment.id, PaymentState.SET_ASIDE, doubt=why)
    audit_log.add(db, "payment.set_aside", who, payment.subject, policy.version, now, after={"why": why})


def give_back(
    line: Payment, returned: Payment, who: str, news: News, db: Db, policy: Policy, now: datetime
) -> None:  # fmt: skip
    """退票: the line takes back all that the earlier payment paid, and nothing else."""
    taken = payments.in_force(payments.allocations_of(db, returned.id))
    for one in taken:
        payments.take_back(db, one, "退票", who, now)
    payments.give_back(db, returned.id, -line.amount)
    payments.settle(db, line.id, PaymentState.SET_ASIDE, customer_id=returned.customer_id, returned_id=returned.id)
    after = {"returned": returned.id, "allocations": [one.id for one in taken]}
    audit_log.add(db, "payment.returned", who, line.subject, policy.version, now, after=after)
    _tell([Share(one.instalment_id, one.amount) for one in taken], wording.came_back, news)


def refund(line: Payment, returned: Payment, who: str, db: Db, policy: Policy, now: datetime) -> None:
    """The rest of an earlier payment went back to the customer; what it paid stays paid."""
    payments.give_back(db, returned.id, -line.amount)
    payments.settle(db, line.id, PaymentState.SET_ASIDE, customer_id=returned.customer_id, returned_id=returned.id)
    after = {"returned": returned.id, "amount": str(-line.amount)}
    audit_log.add(db, "payment.refunded", who, line.subject, policy.version, now, after=after)


def take_back(
    payment: Payment, several: Sequence[Allocation], who: str, seq: int | None, news: News, db: Db, policy: Policy,
    now: datetime,
) -> list[str]:  # fmt: skip
    """撤销核销: exactly these allocations, and the names that they taught, which are told; a person decides anew."""
    for one in several:
        payments.take_back(db, one, "撤销核销", who, now)
    names = payer_aliases.end(db, who, now, payment_id=payment.id)
    still = payments.in_force(payments.allocations_of(db, payment.id))
    state = PaymentState.OPEN if still else PaymentState.ASKED
    payments.settle(db, payment.id, state, now, payment.customer_id if still else None, doubt=wording.AGAIN)
    after: dict[str, object] = {"allocations": [one.id for one in several], "forgotten": names}
    after |= {"undone": seq} if seq is not None else {}
    audit_log.add(db, "payment.taken_back", who, payment.subject, policy.version, now, after=after)
    _tell([Share(one.instalment_id, one.amount) for one in several], wording.taken_back, news)
    return names


def messages(news: News, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """One message to each rep, of how things stand at the end; holds begin or end with the bookings."""
    if not news.paid and not news.kept:
        return []
    firm = members.firm(db, policy)
    concerned = {one.id: one for one in reminders.receivables(db, {number for number, _, _ in news.paid})}
    touched = {one.instalment.customer_id for one in concerned.values()}
    known = {one.id: one for one in customers.known(db, touched | {who for who, _ in news.kept}, [])}
    lines: dict[str | None, list[str]] = defaultdict(list)
    for number, amount, words in news.paid:
        one = concerned[number]
        customer = known.get(one.instalment.customer_id)
        name = wording.called(customer.name, customer.short) if customer else one.customer_name
        lines[one.responsible].append(words(name, one, amount))
    for customer_id, say in news.kept:
        if customer := known.get(customer_id):
            owner = _owner(customer_id, concerned, db) or customer.owner
            lines[owner].append(say(wording.called(customer.name, customer.short)))
    told: dict[str, list[str]] = defaultdict(list)
    for owner, several in lines.items():
        for who in people_of("responsible", owner, firm):
            told[who] += several
    said: list[Reply] = [Say(who, wording.told(several)) for who, several in told.items()]
    return [*said, *credit_hold.look(sorted(touched), db, policy, now)]


def _tell(shares: Iterable[Share], words: Words, news: News) -> None:
    amounts: dict[int, Decimal] = defaultdict(Decimal)
    for share in shares:
        amounts[share.instalment_id] += share.amount
    news.paid += [(number, amount, words) for number, amount in amounts.items()]


def _owner(customer_id: str, concerned: dict[int, Receivable], db: Db) -> str | None:
    """Who sells to the customer, as far as contracts say."""
    his = [one for one in concerned.values() if one.instalment.customer_id == customer_id]
    several = his or reminders.of_customer(db, customer_id)
    return several[0].responsible if several else None
