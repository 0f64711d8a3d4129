"""点按: from a tap on a card until the card is redrawn."""

import statistics

from benchmarks.conversation import WHOLE_VISIT, Rep
from benchmarks.figures import Figure, percentile
from benchmarks.product import Product, running

#: reps of three managers, so that nobody comes near WeCom's 30 messages a minute
_REPS = 24
_GOAL_SECONDS = 0.3


def measure() -> list[Figure]:
    """Reps confirm, managers approve, one after the other, while nothing else happens."""
    with running("serve") as product:
        waits = [wait for rep in reps(product, _REPS) for wait in visit(product, rep)]
    return [figure("点按 → 卡片已更新（p95）", waits, _GOAL_SECONDS)]


def visit(product: Product, rep: Rep) -> list[float]:
    """A whole visit by text, confirmed and approved: how long each of the two taps took."""
    rep.say_until_card(WHOLE_VISIT)
    waits = [rep.tap("确认")]
    manager = Rep(product, manager_of(product, rep.member))
    manager.wait_for_card_with("同意")
    return [*waits, manager.tap("同意")]


def reps(product: Product, count: int) -> list[Rep]:
    """So many members who sell, of all regions in turn."""
    sellers = sorted(
        (member for member in product.world.members.values() if member.userid.startswith("rep")),
        key=lambda member: (member.userid[-2:], member.userid),
    )
    return [Rep(product, member.userid) for member in sellers[:count]]


def manager_of(product: Product, member: str) -> str:
    """The userid of a rep's manager."""
    return product.world.members[member].leaders[0]


def figure(name: str, waits: list[float], goal: float) -> Figure:
    """The 95th percentile against its goal, with the median and the count."""
    p95 = percentile(waits, 95)
    rest = f"中位 {statistics.median(waits) * 1000:.0f}，最慢 {max(waits) * 1000:.0f}，{len(waits)} 次"
    ours = f"{p95 * 1000:.0f} ms（{rest}）"
    return Figure(name, f"< {goal * 1000:.0f} ms", ours, is_met=p95 < goal)
