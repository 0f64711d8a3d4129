"""驳回原因统计: of how many decisions how many were rejections, and for which reasons."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

PERIOD_DAYS = 30  #: what is counted unless somebody asks for another
OFTEN = 3  #: so many rejections for the same reason within PERIOD_DAYS are worth a word before the next request
_EDGE = " \t\n。．.，,！!；;、~～“”\"'"


@dataclass(frozen=True)
class Decided:
    """A request that others decided (not one withdrawn). `reason` of a rejection; `offered` stood on its card."""

    requester: str
    subject: str
    is_rejected: bool
    reason: str | None
    offered: tuple[str, ...]


@dataclass(frozen=True)
class RejectCounts:
    """How many were decided, how many of these rejected, and (reason, how often), the most frequent first.

    The reason "" stands for rejections that give none.
    """

    decided: int
    rejected: int
    reasons: tuple[tuple[str, int], ...]


def counted(decided: Iterable[Decided]) -> RejectCounts:
    """All of them together."""
    several = tuple(decided)
    reasons = Counter(_group(one) for one in several if one.is_rejected)
    ranked = sorted(reasons.items(), key=lambda item: (-item[1], item[0] == "", item[0]))
    return RejectCounts(len(several), reasons.total(), tuple(ranked))


def by_requester(decided: Iterable[Decided]) -> list[tuple[str, RejectCounts]]:
    """The counts of everybody who was rejected at all: who was most often comes first."""
    together: dict[str, list[Decided]] = {}
    for one in decided:
        together.setdefault(one.requester, []).append(one)
    counts = [(who, counted(several)) for who, several in together.items()]
    return sorted((one for one in counts if one[1].rejected), key=lambda one: (-one[1].rejected, one[0]))


def often_rejected_for(decided: Iterable[Decided]) -> tuple[str, int] | None:
    """The reason for which they were rejected at least OFTEN times, and how many times; None when there is none."""
    return next(((why, times) for why, times in counted(decided).reasons if why and times >= OFTEN), None)


def _group(one: Decided) -> str:
    """An offered reason also where somebody said more with it; other words stand for themselves."""
    said = (one.reason or "").strip(_EDGE)
    return next((offered for offered in one.offered if offered in said), said)
