"""委托: who stands in for whom, on which days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Delegation:
    """`deputy` acts for `person` from `first_on` to `last_on`, both included, in the company's zone."""

    person: str
    deputy: str
    first_on: date
    last_on: date


def deputies_on(delegations: Iterable[Delegation], today: date) -> dict[str, str]:
    """Who acts for whom today (userid → userid); of several for one person the last counts."""
    return {one.person: one.deputy for one in delegations if one.first_on <= today <= one.last_on}
