"""对账: for each bank line what it pays, how sure that is, and why; pure, so that a year is matched in seconds."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import Enum

from domain.bank_returns import Arrived, Returns
from domain.ledger import Ledger, Share
from domain.match_reason import Reason, score
from domain.payer_names import Payer, PayerBook
from domain.payment import Payment
from domain.payment_reference import Line, compact, line_kind, named, numbers_in
from domain.payment_ways import Way, ways
from domain.receivables_policy import MatchPolicy
from domain.subset_sum import subsets

_MOST_PROPOSED = 4
#: a second proposal this near leaves the first in doubt
_NEAR = 5
_MOST_PARTS, _MOST_LOOSE = 5, 14


class Verdict(Enum):
    """What becomes of a bank line."""

    BOOK = "book"  #: the first proposal is sure
    KEEP = "keep"  #: a prepayment of the customer of the first proposal
    ASK = "ask"  #: a person decides
    ASIDE = "aside"  #: no payment of a customer
    RETURN = "return"  #: takes back the payment `returns[0]`
    REFUND = "refund"  #: gives back what was left of the payment `returns[0]`
    ASK_RETURN = "ask_return"  #: it takes one back; a person says which of `returns`


@dataclass(frozen=True)
class Proposal:
    """One customer and the shares that the payment would pay; no shares: a prepayment of his."""

    customer_id: str
    shares: tuple[Share, ...]
    reasons: tuple[Reason, ...]

    @property
    def score(self) -> int:
        """0–100."""
        return score(self.reasons)


@dataclass(frozen=True)
class Judged:
    """A bank line and what becomes of it. `proposals`, the best first, at most four."""

    payment: Payment
    verdict: Verdict
    proposals: tuple[Proposal, ...] = ()
    returns: tuple[int, ...] = ()
    line: Line | None = None


@dataclass(frozen=True)
class Known:
    """What a payment is matched by. `aliases`: learned payers (plain name → customers); `contracts`: the number in
    letters and digits → its customer; `own_accounts`: ours; `arrived`: earlier payments that may come back.
    """

    payers: PayerBook
    ledger: Ledger
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    contracts: Mapping[str, str] = field(default_factory=dict)
    own_accounts: frozenset[str] = frozenset()
    arrived: tuple[Arrived, ...] = ()


def match(payments: Iterable[Payment], known: Known, policy: MatchPolicy) -> list[Judged]:
    """What becomes of each payment, in the order of their days. What is booked is taken from `known.ledger`."""
    run = _Run(Returns(known.arrived))
    judged: dict[int, Judged] = {}
    loose: dict[str, list[int]] = defaultdict(list)
    for payment in sorted(payments, key=lambda one: (one.paid_on, one.id)):
        one = _judge(payment, known, run, policy)
        judged[payment.id] = one
        _follow(one, known.ledger, run, policy)
        if _is_loose(one):
            loose[one.proposals[0].customer_id].append(payment.id)
    for customer_id, ids in loose.items():
        _join_parts(customer_id, ids, judged, known, run, policy)
    return list(judged.values())


def judge(payment: Payment, known: Known, policy: MatchPolicy) -> Judged:
    """What becomes of one payment by itself; nothing is taken from the ledger."""
    return _judge(payment, known, _Run(Returns(known.arrived)), policy)


@dataclass
class _Run:
    """What earlier payments leave to later ones. `claims`: the undecided payments that may pay an instalment."""

    returns: Returns
    claims: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))

    def claim(self, one: Judged) -> None:
        """Nobody has decided on it."""
        for share in one.proposals[0].shares if one.proposals else ():
            self.claims[share.instalment_id].add(one.payment.id)

    def let_go(self, one: Judged) -> None:
        """It claims nothing any more."""
        for share in one.proposals[0].shares if one.proposals else ():
            self.claims[share.instalment_id].discard(one.payment.id)

    def is_claimed(self, way: Way, payment: Payment) -> bool:
        """Whether an undecided payment, not this one, may pay the same."""
        return any(self.claims.get(share.instalment_id, set()) - {payment.id} for share in way.shares)


def _judge(payment: Payment, known: Known, run: _Run, policy: MatchPolicy) -> Judged:
    line = line_kind(payment.reference)
    if payment.amount < 0:
        return _gone_out(payment, line, run.returns)
    candidates = who_pays(payment, known)
    if payment.payer_account and payment.payer_account in known.own_accounts:
        return Judged(payment, Verdict.ASIDE, line=Line.OWN_TRANSFER)
    if not candidates and line is not None and line is not Line.REFUND:
        return Judged(payment, Verdict.ASIDE, line=line)
    found = sorted(
        (proposal for payer in candidates for proposal in _proposals(payment, payer, known, run, policy)),
        key=lambda one: -one.score,
    )
    return Judged(payment, _verdict(found, line, policy), tuple(found[:_MOST_PROPOSED]), line=line)


def who_pays(payment: Payment, known: Known) -> list[Payer]:
    """The customers whose payment it may be, by the payer's name and by 摘要."""
    by_name = list(known.payers.of(payment.payer, known.aliases))
    if payment.customer_id is not None:
        chosen = Payer(payment.customer_id, (Reason.PAYER_CHOSEN,))
        return by_name if [one.customer_id for one in by_name] == [payment.customer_id] else [chosen]
    by_contract = {
        known.contracts[number]: None
        for number in map(compact, numbers_in(payment.reference))
        if number in known.contracts
    }
    if not by_name:
        if by_contract:
            doubt = (Reason.SEVERAL_CUSTOMERS,) if len(by_contract) > 1 else ()
            return [Payer(one, (Reason.PAYER_UNKNOWN, Reason.CONTRACT_NAMED, *doubt)) for one in by_contract]
        spoken = known.payers.named_in(payment.reference)
        doubt = (Reason.SEVERAL_CUSTOMERS,) if len(spoken) > 1 else ()
        return [Payer(one, (Reason.ONLY_NAMED, Reason.CUSTOMER_NAMED, *doubt)) for one in spoken]
    if by_contract:
        return _settled_by(by_contract, by_name, Reason.CONTRACT_NAMED)
    is_clear = len(by_name) == 1 and score(by_name[0].reasons) >= 90
    spoken = () if is_clear else known.payers.named_in(payment.reference)
    return _settled_by(dict.fromkeys(spoken), by_name, Reason.CUSTOMER_NAMED) if spoken else by_name


def _settled_by(meant: Mapping[str, None], by_name: list[Payer], said: Reason) -> list[Payer]:
    """Of those whom the name fits the one whom 摘要 means; where it means somebody else, both are doubtful."""
    fitting = [payer for payer in by_name if payer.customer_id in meant]
    if fitting:
        doubt = Reason.SEVERAL_CUSTOMERS
        keep = (doubt,) if len(fitting) > 1 else ()
        return [
            replace(payer, reasons=(*(r for r in payer.reasons if r is not doubt), said, *keep)) for payer in fitting
        ]
    others = [Payer(one, (Reason.PAYER_OTHER, said)) for one in meant]
    return [*others, *(replace(payer, reasons=(*payer.reasons, Reason.PAYER_OTHER)) for payer in by_name)]


def _proposals(payment: Payment, payer: Payer, known: Known, run: _Run, policy: MatchPolicy) -> list[Proposal]:
    owed = known.ledger.open_of(payer.customer_id, payment.currency)
    said = named(payment.reference, known.ledger.all_of(payer.customer_id)) if payment.reference else named("", ())
    found = ways(payment.unallocated, owed, said, payment.paid_on, policy.tolerance)
    return [
        Proposal(
            payer.customer_id,
            way.shares,
            tuple(
                dict.fromkeys(
                    (*payer.reasons, *way.reasons, *((Reason.CLAIMED,) if run.is_claimed(way, payment) else ()))
                )
            ),
        )
        for way in found
    ]


def _verdict(found: Sequence[Proposal], line: Line | None, policy: MatchPolicy) -> Verdict:
    if not found or found[0].score < policy.sure or line in (Line.RETURN, Line.REFUND):
        return Verdict.ASK
    if any(other.score > found[0].score - _NEAR and other.shares != found[0].shares for other in found[1:]):
        return Verdict.ASK
    return Verdict.BOOK if found[0].shares else Verdict.KEEP


def _gone_out(payment: Payment, line: Line | None, returns: Returns) -> Judged:
    if line is Line.RETURN:
        several = returns.of(payment)
        if len(several) == 1:
            return Judged(payment, Verdict.RETURN, returns=several, line=line)
        return Judged(payment, Verdict.ASK_RETURN if several else Verdict.ASIDE, returns=several, line=line)
    if line is Line.REFUND:
        rests = returns.with_rest(payment)
        if len(rests) == 1:
            return Judged(payment, Verdict.REFUND, returns=rests, line=line)
        several = rests or returns.of(payment)
        return Judged(payment, Verdict.ASK_RETURN if several else Verdict.ASIDE, returns=several, line=line)
    return Judged(payment, Verdict.ASIDE, line=line)


def _follow(one: Judged, ledger: Ledger, run: _Run, policy: MatchPolicy) -> None:
    """Let the verdict take effect on what the next payments see."""
    if one.verdict is Verdict.RETURN:
        ledger.give_back(run.returns.take(one.returns[0]))
    elif one.verdict is Verdict.REFUND:
        run.returns.refund(one.returns[0], -one.payment.amount)
    elif one.payment.amount > 0 and one.verdict is not Verdict.ASIDE:
        shares = one.proposals[0].shares if one.verdict is Verdict.BOOK else ()
        ledger.take(shares, policy.tolerance)
        run.returns.add(Arrived(one.payment, shares))
        if one.verdict is Verdict.ASK:
            run.claim(one)


def _is_loose(one: Judged) -> bool:
    """A part payment whose payer is sure, but not which contract it pays."""
    return one.verdict is Verdict.ASK and bool(one.proposals) and Reason.SEVERAL_CONTRACTS in one.proposals[0].reasons


def _join_parts(
    customer_id: str, ids: list[int], judged: dict[int, Judged], known: Known, run: _Run, policy: MatchPolicy
) -> None:
    """Several payments of a customer that together make one instalment; what is left of them is judged anew."""
    left = ids[:_MOST_LOOSE]
    changed = False
    for owed in known.ledger.open_of(customer_id):
        amounts = [int(judged[number].payment.unallocated * 100) for number in left]
        sums = subsets(amounts, int(owed.outstanding * 100), most=_MOST_PARTS)
        if len(sums.ways) != 1 or not sums.is_all:
            continue
        for number in [left[position] for position in sums.ways[0]]:
            one = judged[number]
            payer = tuple(r for r in one.proposals[0].reasons if r.value[0] < 40)
            share = Share(owed.instalment_id, one.payment.unallocated)
            joined = Proposal(customer_id, (share,), (*payer, Reason.PARTS_MAKE_ONE))
            if joined.score < policy.sure:
                break
            run.let_go(one)
            judged[number] = replace(one, verdict=Verdict.BOOK, proposals=(joined,))
            _follow(judged[number], known.ledger, run, policy)
            left.remove(number)
            changed = True
    for number in left if changed else ():
        run.let_go(judged[number])
        judged[number] = _judge(judged[number].payment, known, run, policy)
        _follow(judged[number], known.ledger, run, policy)


def total(shares: Iterable[Share]) -> Decimal:
    """What the shares come to."""
    return sum((share.amount for share in shares), Decimal("0.00"))
