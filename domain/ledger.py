"""未收账: what customers owe while the payments of one run are matched against it, the earliest due first."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from domain.contract import YUAN

_NOTHING = Decimal("0.00")


@dataclass(frozen=True)
class Owed:
    """未收的一期. `outstanding` may be zero: then only a payment that comes back opens it again."""

    instalment_id: int
    contract: str
    customer_id: str
    nth: int
    label: str
    outstanding: Decimal
    due_on: date | None = None
    currency: str = YUAN

    @property
    def turn(self) -> tuple[date, str, int]:
        """先到期的先还 (Civil Code, article 560): what has no due day comes last."""
        return (self.due_on or date.max, self.contract, self.nth)


@dataclass(frozen=True)
class Share:
    """So much of a payment for an instalment."""

    instalment_id: int
    amount: Decimal


class Ledger:
    """未收账. What is booked in a run is taken from it at once, so that the next payment sees the rest."""

    def __init__(self, several: Iterable[Owed]) -> None:
        self._owed = {one.instalment_id: one for one in several}
        self._ids: dict[str, list[int]] = defaultdict(list)
        for one in sorted(self._owed.values(), key=lambda one: one.turn):
            self._ids[one.customer_id].append(one.instalment_id)

    def open_of(self, customer_id: str, currency: str = YUAN) -> list[Owed]:
        """What the customer owes, the earliest due first."""
        several = (self._owed[number] for number in self._ids.get(customer_id, ()))
        return [one for one in several if one.outstanding > 0 and one.currency == currency]

    def all_of(self, customer_id: str) -> list[Owed]:
        """The same with what is settled, as far as it was given."""
        return [self._owed[number] for number in self._ids.get(customer_id, ())]

    def customer_ids(self) -> list[str]:
        """Everybody who owes or owed something here."""
        return list(self._ids)

    def find(self, instalment_id: int) -> Owed | None:
        """The instalment, if it was given."""
        return self._owed.get(instalment_id)

    def take(self, shares: Iterable[Share], within: Decimal = _NOTHING) -> None:
        """These are booked; a rest of at most `within` counts as nothing."""
        for share in shares:
            one = self._owed[share.instalment_id]
            left = one.outstanding - share.amount
            self._owed[one.instalment_id] = replace(one, outstanding=_NOTHING if left <= within else left)

    def give_back(self, shares: Iterable[Share]) -> None:
        """These were taken back."""
        for share in shares:
            one = self._owed.get(share.instalment_id)
            if one is not None:
                self._owed[one.instalment_id] = replace(one, outstanding=one.outstanding + share.amount)
