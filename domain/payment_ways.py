"""核销方式: the ways in which a sum may pay what one customer owes, and what speaks for and against each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from domain.ledger import Owed, Share
from domain.match_reason import Reason
from domain.payment_reference import Named
from domain.subset_sum import subsets

#: what falls due within so many days is what customers pay now
SOON = timedelta(days=30)
#: more open instalments of one customer than these, the earliest ones, are not added up
_MOST_ADDED = 60


@dataclass(frozen=True)
class Way:
    """`shares` for one payment; none of them: it waits as a prepayment."""

    shares: tuple[Share, ...]
    reasons: tuple[Reason, ...]

    @property
    def cost(self) -> int:
        """Points that the reasons take."""
        return sum(reason.cost for reason in self.reasons)


def ways(amount: Decimal, owed: Sequence[Owed], named: Named, paid_on: date, tolerance: Decimal) -> list[Way]:
    """All that make sense, the best first; never empty. `owed` is open, the earliest due first.

    What `named` names is believed before what the amount suggests.
    """
    if not owed:
        return [Way((), (Reason.NAMED_SETTLED if named.contracts else Reason.NOTHING_OPEN,))]
    pool, said = list(owed), []
    if named.contracts:
        pool = [one for one in owed if one.contract in named.contracts]
        said = [Reason.CONTRACT_NAMED]
        if not pool:
            return [_with(way, Reason.NAMED_SETTLED) for way in _unnamed(amount, owed, paid_on, tolerance)]
    those = [one for one in pool if one in named.those]
    if those:
        found = _of_those(amount, those, pool, paid_on, tolerance)
        others = _unnamed(amount, pool, paid_on, tolerance)
        found += [_with(way, Reason.NAMED_OTHERWISE) for way in others if way.shares not in [o.shares for o in found]]
    else:
        found = _unnamed(amount, pool, paid_on, tolerance)
        if named.those:
            found = [_with(way, Reason.NAMED_SETTLED) for way in found]
    return sorted((Way(way.shares, (*said, *way.reasons)) for way in found), key=lambda way: way.cost)


def _of_those(amount: Decimal, those: list[Owed], pool: list[Owed], paid_on: date, tolerance: Decimal) -> list[Way]:
    """What 第 2 期 or 验收款 means when the amount is so much."""
    total = sum((one.outstanding for one in those), Decimal())
    if len(those) > 1 and total == amount and len({one.contract for one in those}) == 1:
        return [Way(_whole(those), (Reason.NTH_NAMED, Reason.AMOUNT_OF_SEVERAL))]
    exact = _exact(amount, those, tolerance)
    if exact:
        reasons = (Reason.NTH_NAMED, *exact[0].reasons)
        return [Way(exact[0].shares, reasons), *(_with(way, Reason.SEVERAL_WAYS) for way in exact[1:])]
    if len(those) == 1 and amount < total:
        part = Reason.PART_OF_NAMED if len({one.contract for one in pool}) == 1 else Reason.PART
        return [Way((Share(those[0].instalment_id, amount),), (Reason.NTH_NAMED, part))]
    if amount > total and len({one.contract for one in pool}) == 1 and total == sum(one.outstanding for one in pool):
        return [Way(_whole(those), (Reason.NTH_NAMED, Reason.OVER, *_if_far_over(amount, total)))]
    return []


def _unnamed(amount: Decimal, pool: Sequence[Owed], paid_on: date, tolerance: Decimal) -> list[Way]:
    due = [one for one in pool if one.due_on is not None and one.due_on <= paid_on + SOON]
    exact = _in_turn(_exact(amount, pool, tolerance), pool, due)
    added = _added(amount, pool)
    if exact and added and exact[0].shares[0].instalment_id != pool[0].instalment_id:
        dues = {one.instalment_id for one in due}
        if any({share.instalment_id for share in way.shares} <= dues for way in added):
            exact = [_with(way, Reason.SEVERAL_WAYS) for way in exact]
    if exact or added:
        return [*exact, *((_with(way, Reason.SEVERAL_WAYS) for way in added) if exact else added)]
    return [_in_order(amount, pool, due)]


def _exact(amount: Decimal, pool: Sequence[Owed], tolerance: Decimal) -> list[Way]:
    """One instalment, of equal ones the earliest."""
    same = [one for one in pool if one.outstanding == amount]
    if same:
        equal = (Reason.EARLIEST_OF_EQUAL,) if len(same) > 1 else ()
        return [Way(_whole(same[:1]), (Reason.AMOUNT_OF_ONE, *equal))]
    near = [one for one in pool if abs(one.outstanding - amount) <= tolerance]
    doubt = (Reason.SEVERAL_WAYS,) if len(near) > 1 else ()
    return [
        Way((Share(one.instalment_id, min(amount, one.outstanding)),), (Reason.WITHIN_TOLERANCE, *doubt))
        for one in near
    ]


def _in_turn(exact: list[Way], pool: Sequence[Owed], due: Sequence[Owed]) -> list[Way]:
    """What fits but is not the earliest; that of next year while others are due is doubtful."""
    found: list[Way] = []
    for way in exact:
        number = way.shares[0].instalment_id
        if number == pool[0].instalment_id:
            found.append(way)
        elif due and all(number != one.instalment_id for one in due):
            found.append(_with(way, Reason.FAR_FROM_DUE))
        else:
            found.append(_with(way, Reason.PERHAPS_PART if _may_be_part(way, pool) else Reason.NOT_THE_EARLIEST))
    return found


def _may_be_part(way: Way, pool: Sequence[Owed]) -> bool:
    """A round amount that fits a later instalment of another contract may as well be part of the earliest one."""
    amount = way.shares[0].amount
    other = next(one for one in pool if one.instalment_id == way.shares[0].instalment_id)
    return amount % 1000 == 0 and amount < pool[0].outstanding and other.contract != pool[0].contract


def _added(amount: Decimal, pool: Sequence[Owed]) -> list[Way]:
    """Several instalments that make the amount: certain when there is one way only, or when it is the first so many."""
    several = list(pool[:_MOST_ADDED])
    if len(several) < 2:
        return []
    sums = subsets([int(one.outstanding * 100) for one in several], int(amount * 100))
    found: list[Way] = []
    for positions in sums.ways:
        is_first = positions == tuple(range(len(positions)))
        reasons = [Reason.AMOUNT_OF_SEVERAL]
        chosen = [several[n] for n in positions]
        if not is_first:
            by_chance = amount % 100 == 0 and not _is_run(chosen, several)
            reasons.append(Reason.SCATTERED if by_chance else Reason.NOT_THE_EARLIEST)
        reasons += [Reason.SEVERAL_WAYS] if len(sums.ways) > 1 or not sums.is_all else []
        found.append(Way(_whole(chosen), tuple(reasons)))
    return found


def _is_run(chosen: Sequence[Owed], pool: Sequence[Owed]) -> bool:
    """Whether they follow one another, and no other contract is open."""
    nths = sorted(one.nth for one in chosen)
    return len({one.contract for one in pool}) == 1 and nths[-1] - nths[0] == len(nths) - 1


def _in_order(amount: Decimal, pool: Sequence[Owed], due: Sequence[Owed]) -> Way:
    """No amount fits: the earliest due first, part of it, or more than all of it."""
    total = sum((one.outstanding for one in pool), Decimal())
    if amount > total:
        return Way(_whole(pool), (Reason.OVER, *_if_far_over(amount, total)))
    if not due:
        return Way((), (Reason.NOTHING_DUE,))
    left, shares = amount, []
    for one in due:
        taken = min(left, one.outstanding)
        shares.append(Share(one.instalment_id, taken))
        left -= taken
        if left <= 0:
            break
    doubt = (Reason.SEVERAL_CONTRACTS,) if len({one.contract for one in pool}) > 1 and left <= 0 else ()
    return Way(tuple(shares), (Reason.OVER if left > 0 else Reason.PART, *doubt))


def _if_far_over(amount: Decimal, total: Decimal) -> tuple[Reason, ...]:
    """More than half as much again as all that is owed: perhaps it is for something else."""
    return (Reason.FAR_OVER,) if amount > total * 3 / 2 else ()


def _whole(several: Sequence[Owed]) -> tuple[Share, ...]:
    return tuple(Share(one.instalment_id, one.outstanding) for one in several)


def _with(way: Way, reason: Reason) -> Way:
    return Way(way.shares, (*way.reasons, reason))
