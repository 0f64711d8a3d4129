"""节点: on which day a contract's deliveries reached 交付 or 验收, from which due days may count."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal


def reached_on(several: Sequence[tuple[date | None, Decimal]], whole: Decimal) -> date | None:
    """The day on which the whole was delivered (or accepted); None while it was not.

    `several` are the day (None: not yet) and the amount of each delivery, `whole` the contract's amount. It is the day
    that completed the whole amount: spare parts that follow move nothing. As long as the amounts do not reach the
    whole, no delivery may lack its day, and the latest day counts: amounts without tax never add up.
    """
    done = sorted((day, amount) for day, amount in several if day is not None)
    so_far = Decimal()
    for day, amount in done:
        so_far += amount
        if so_far >= whole:
            return day
    return done[-1][0] if done and len(done) == len(several) else None
