"""退票和退款: which earlier payment a line gives back."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

from domain.ledger import Share
from domain.payer_names import plain
from domain.payment import Payment

#: a bill that bounces does so within weeks
_WITHIN = timedelta(days=60)
_SHORTEST_SERIAL = 6


@dataclass(frozen=True)
class Arrived:
    """A payment that came in, and what it pays now."""

    payment: Payment
    shares: tuple[Share, ...]


class Returns:
    """收到过的: the payments that may come back, those of this run with them."""

    def __init__(self, several: Iterable[Arrived]) -> None:
        self._arrived: dict[int, Arrived] = {}
        self._by_payer: dict[str, list[int]] = defaultdict(list)
        for one in several:
            self.add(one)

    def add(self, one: Arrived) -> None:
        """It came in; a payment that was there is replaced."""
        if one.payment.id not in self._arrived:
            self._by_payer[plain(one.payment.payer)].append(one.payment.id)
        self._arrived[one.payment.id] = one

    def of(self, line: Payment) -> tuple[int, ...]:
        """The payments that the line may give back, the latest first: the one whose serial it names, or those of the
        same payer (where the line names one) and exactly the amount.
        """
        fitting = [
            one.payment
            for one in self._of_payer(line.payer)
            if one.payment.amount - one.payment.returned == -line.amount
            and one.payment.account == line.account
            and timedelta() <= line.paid_on - one.payment.paid_on <= _WITHIN
        ]
        named = [one for one in fitting if len(one.serial) >= _SHORTEST_SERIAL and one.serial in line.reference]
        chosen = named or fitting
        return tuple(one.id for one in sorted(chosen, key=lambda one: (one.paid_on, one.id), reverse=True))

    def with_rest(self, line: Payment) -> tuple[int, ...]:
        """The payments of the same payer of which exactly the line's amount was not booked, else at least so much."""
        fitting = [one for one in self._of_payer(line.payer) if _rest(one) >= -line.amount] if plain(line.payer) else []
        fitting = [one for one in fitting if one.payment.paid_on <= line.paid_on]
        exact = [one for one in fitting if _rest(one) == -line.amount]
        return tuple(one.payment.id for one in exact or fitting)

    def take(self, payment_id: int) -> tuple[Share, ...]:
        """It came back: what it had paid."""
        one = self._arrived[payment_id]
        self._arrived[payment_id] = Arrived(replace(one.payment, returned=one.payment.amount), ())
        return one.shares

    def refund(self, payment_id: int, amount: Decimal) -> None:
        """So much of its rest was given back."""
        one = self._arrived[payment_id]
        given = replace(one.payment, returned=one.payment.returned + amount)
        self._arrived[payment_id] = Arrived(given, one.shares)

    def _of_payer(self, payer: str) -> list[Arrived]:
        name = plain(payer)
        ids = self._by_payer.get(name, ()) if name else self._arrived
        return [self._arrived[number] for number in ids]


def _rest(one: Arrived) -> Decimal:
    paid = sum((share.amount for share in one.shares), Decimal())
    return one.payment.amount - one.payment.returned - paid
