"""对账的准确: what is booked of a statement whose truth is known, by us and by a plain match of amount and name.

Day by day, as in the product: what nobody booked is decided by finance in the evening, rightly, which teaches the
payer's name.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from benchmarks.bank_statement import ACCOUNT, PLAIN_WORDS, Line, Statement, Truth
from domain.bank_returns import Arrived
from domain.ledger import Ledger, Share
from domain.matching import Judged, Known, Proposal, Verdict, match
from domain.payer_names import payer_book, plain
from domain.payment import Payment
from domain.payment_reference import compact
from domain.receivables_policy import MatchPolicy


@dataclass
class Score:
    """Of `knowable` payments of customers `right` were booked; `wrong` of all lines were, and stand in `errors`."""

    payments: int = 0
    knowable: int = 0
    right: int = 0
    lucky: int = 0
    wrong: int = 0
    asked: Counter[str] = field(default_factory=Counter)
    errors: list[tuple[Line, Judged]] = field(default_factory=list)
    missed: list[tuple[Line, Judged]] = field(default_factory=list)

    @property
    def share(self) -> float:
        """Booked without asking, of what could be known."""
        return self.right / max(1, self.knowable)


Match = Callable[[Sequence[Payment], Known], list[Judged]]


def ours(payments: Sequence[Payment], known: Known) -> list[Judged]:
    """As shipped."""
    return match(payments, known, MatchPolicy())


def plainly(payments: Sequence[Payment], known: Known) -> list[Judged]:
    """The peer: the first open instalment of exactly that amount, of the customer of exactly that name."""
    judged = []
    for payment in payments:
        ids = known.payers.exact.get(plain(payment.payer), ()) if payment.amount > 0 else ()
        owed = [one for number in ids for one in known.ledger.open_of(number) if one.outstanding == payment.amount]
        if not owed:
            judged.append(Judged(payment, Verdict.ASK if payment.amount > 0 else Verdict.ASIDE))
            continue
        share = Share(owed[0].instalment_id, payment.amount)
        known.ledger.take([share])
        judged.append(Judged(payment, Verdict.BOOK, (Proposal(owed[0].customer_id, (share,), ()),)))
    return judged


def measure_one(made: Statement, how: Match = ours) -> Score:
    """The whole statement, one day after the other."""
    score = Score()
    ledger = Ledger(made.owed)
    aliases: dict[str, tuple[str, ...]] = {plain(payer): (customer_id,) for payer, customer_id in made.aliases}
    contracts = {compact(one.contract): one.customer_id for one in made.owed}
    book, own = payer_book(made.customers), frozenset({ACCOUNT})
    arrived: dict[int, Arrived] = {}
    for _, several in groupby(made.lines, key=lambda line: line.payment.paid_on):
        lines = {line.payment.id: line for line in several}
        known = Known(book, ledger, aliases, contracts, own, tuple(arrived.values()))
        for judged in how([line.payment for line in lines.values()], known):
            line = lines[judged.payment.id]
            line = replace(line, is_knowable=_is_knowable(line, aliases))
            is_done = _count(line, judged, score)
            _evening(line, judged, is_done, ledger, aliases, arrived)
    return score


def _count(line: Line, judged: Judged, score: Score) -> bool:
    """Count it; whether nothing is left to be done by hand."""
    is_payment = line.truth in (Truth.PAYS, Truth.PREPAID)
    score.payments += is_payment
    score.knowable += is_payment and line.is_knowable
    if judged.verdict in (Verdict.ASK, Verdict.ASK_RETURN):
        score.asked["must" if is_payment and not line.is_knowable else "customer" if is_payment else "other"] += 1
        if is_payment and line.is_knowable:
            score.missed.append((line, judged))
        return False
    is_exact = _is_right(line, judged)
    is_right = is_exact or _is_exchanged(line, judged)
    score.right += is_right and is_payment and line.is_knowable
    score.lucky += is_right and is_payment and not line.is_knowable
    if not is_right:
        score.wrong += 1
        score.errors.append((line, judged))
    return is_exact


def _is_knowable(line: Line, aliases: dict[str, tuple[str, ...]]) -> bool:
    return line.is_knowable and (not line.needs_alias or plain(line.payment.payer) in aliases)


def _is_right(line: Line, judged: Judged) -> bool:
    match judged.verdict:
        case Verdict.BOOK | Verdict.KEEP:
            first = judged.proposals[0]
            return first.customer_id == line.customer_id and _same(first.shares, line.shares)
        case Verdict.RETURN:
            return line.truth is Truth.RETURN and judged.returns == (line.of,)
        case Verdict.REFUND:
            return line.truth is Truth.REFUND and judged.returns == (line.of,)
    return line.truth is Truth.ASIDE


def _is_exchanged(line: Line, judged: Judged) -> bool:
    """Instalments of the same customer and amounts, of which he named none: any of them is paid as well as another."""
    if judged.verdict is not Verdict.BOOK or line.payment.reference not in PLAIN_WORDS:
        return False
    first = judged.proposals[0]
    amounts, truth = (sorted(share.amount for share in shares) for shares in (first.shares, line.shares))
    return first.customer_id == line.customer_id and amounts == truth


def _evening(
    line: Line, judged: Judged, is_done: bool, ledger: Ledger, aliases: dict[str, tuple[str, ...]],
    arrived: dict[int, Arrived],
) -> None:  # fmt: skip
    """Whatever the match did, the books are right at the end of the day; a payer decided by hand is learned."""
    if not is_done:
        if judged.verdict is Verdict.BOOK:
            ledger.give_back(judged.proposals[0].shares)
        if line.truth is Truth.PAYS:
            ledger.take(line.shares)
            if line.customer_id is not None and len(line.payment.payer) > 4:
                aliases[plain(line.payment.payer)] = (line.customer_id,)
        if line.truth is Truth.RETURN and line.of in arrived:
            ledger.give_back(arrived[line.of].shares)
    match line.truth:
        case Truth.PAYS | Truth.PREPAID:
            arrived[line.payment.id] = Arrived(line.payment, line.shares)
        case Truth.RETURN if line.of in arrived:
            arrived[line.of] = Arrived(replace(arrived[line.of].payment, returned=-line.payment.amount), ())
        case Truth.REFUND if line.of in arrived:
            was = arrived[line.of]
            arrived[line.of] = replace(was, payment=replace(was.payment, returned=-line.payment.amount))


def _same(one: Iterable[Share], other: Iterable[Share]) -> bool:
    return sorted((s.instalment_id, s.amount) for s in one) == sorted((s.instalment_id, s.amount) for s in other)
