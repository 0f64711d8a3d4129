"""分期: splits an amount of money into parts whose sum is the amount, to the cent."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from domain.contract import CENT


def split(amount: Decimal, shares: Sequence[Decimal]) -> list[Decimal]:
    """The amount in parts by their shares (any unit); each is rounded to the cent, the last takes what is left over.

    When rounding up has used up more than there is, the parts before the last give way, the last of them first: no
    part is below zero. ValueError for no shares, a share below zero, or only zeros.
    """
    whole = sum(shares, Decimal())
    if not shares or min(shares) < 0 or whole == 0:
        raise ValueError("shares must be positive")
    parts = [(amount * share / whole).quantize(CENT, ROUND_HALF_UP) for share in shares[:-1]]
    left = amount - sum(parts, Decimal())
    for n in reversed(range(len(parts))):
        if left >= 0:
            break
        given = min(parts[n], -left)
        parts[n], left = parts[n] - given, left + given
    return [*parts, left]
