"""凑数: which of several amounts make a sum, each used at most once; bounded, so that it always ends at once."""

from collections.abc import Sequence
from dataclasses import dataclass

#: at most so many amounts make the sum
MOST = 8
_MOST_STEPS = 60_000


@dataclass(frozen=True)
class Sums:
    """`ways` are positions, ascending, at most `limit` of them. `is_all`: there certainly is no further one."""

    ways: tuple[tuple[int, ...], ...]
    is_all: bool


def subsets(amounts: Sequence[int], wanted: int, least: int = 2, most: int = MOST, limit: int = 2) -> Sums:
    """Which `least` to `most` of the amounts (positive, cents) make the wanted sum.

    The first so many in their order (FIFO) is found first. Positions of equal amounts count as the same way: the
    earlier ones stand for all. Ends after 60,000 steps, with what was found until then (under a tenth of a second).
    """
    found: dict[tuple[int, ...], tuple[int, ...]] = {}
    total = 0
    for count, amount in enumerate(amounts[:most], 1):
        total += amount
        if total == wanted and count >= least:
            found[tuple(sorted(amounts[:count]))] = tuple(range(count))
    order = sorted((n for n, amount in enumerate(amounts) if amount <= wanted), key=lambda n: (-amounts[n], n))
    falling = [amounts[n] for n in order]
    left = [0] * (len(falling) + 1)
    for n in range(len(falling) - 1, -1, -1):
        left[n] = left[n + 1] + falling[n]
    last = {amount: n for n, amount in enumerate(falling)}  # where an amount of the falling order stands last
    steps = 0
    stack: list[tuple[int, int, tuple[int, ...]]] = [(0, wanted, ())]
    while stack:
        steps += 1
        if steps > _MOST_STEPS:
            return Sums(tuple(found.values()), False)
        at, missing, taken = stack.pop()
        if missing == 0:
            if len(taken) >= least:
                found.setdefault(tuple(sorted(falling[n] for n in taken)), tuple(sorted(order[n] for n in taken)))
                if len(found) >= limit:
                    return Sums(tuple(found.values()), False)
            continue
        room = most - len(taken)
        while at < len(falling) and falling[at] > missing:
            at += 1
        if at == len(falling) or room == 0 or left[at] < missing or falling[at] * room < missing:
            continue
        if room == 1:
            if missing in last and last[missing] >= at:
                first = last[missing]
                while first > at and falling[first - 1] == missing:
                    first -= 1
                stack.append((len(falling), 0, (*taken, first)))
            continue
        skipped = at + 1
        while skipped < len(falling) and falling[skipped] == falling[at]:
            skipped += 1  # to leave out one of equals is to leave out the later ones too
        stack.append((skipped, missing, taken))
        stack.append((at + 1, missing - falling[at], (*taken, at)))
    return Sums(tuple(found.values()), True)
