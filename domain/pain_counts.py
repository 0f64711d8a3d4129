"""痛点统计: how many records name each tag, and which wordings have none yet."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from domain.reading import PainPoint

PERIOD = timedelta(days=90)  #: what is counted unless somebody asks for another


@dataclass(frozen=True)
class PainCounts:
    """`records` in all; (tag, records that name it) and (untagged wording, how often), the most frequent first."""

    records: int
    tags: tuple[tuple[str, int], ...]
    untagged: tuple[tuple[str, int], ...]

    @property
    def without_tag(self) -> int:
        """How often a pain has no tag."""
        return sum(count for _, count in self.untagged)


def counted(records: Iterable[tuple[PainPoint, ...]]) -> PainCounts:
    """Each tag once a record, each untagged wording as often as it stands."""
    tags: Counter[str] = Counter()
    untagged: Counter[str] = Counter()
    number = 0
    for pains in records:
        number += 1
        tags.update({pain.tag for pain in pains if pain.tag})
        untagged.update(pain.span for pain in pains if pain.tag is None)
    return PainCounts(number, _ranked(tags), _ranked(untagged))


def _ranked(counts: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
