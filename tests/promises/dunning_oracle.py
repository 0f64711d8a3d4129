"""催款的对照: who must be reminded of what when, said again simply and slowly, with none of the product's rules.

Days and hours are those of the company; the ladder is the shipped one: T-7 the rep, T-3 his leader too, on the due day
at 09:00 the director too, when bank data are at most 24 hours old.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
LEADERS = {"zhangsan": "limgr", "zhaoliu": "qianmgr"}
DIRECTOR = "wangdir"
_DAY = timedelta(days=1)


@dataclass
class Debt:
    """One instalment as whoever watches the company from outside sees it."""

    rep: str
    due_on: date
    course: int = 0
    is_paid: bool = False
    promised_on: date | None = None
    is_disputed: bool = False
    #: (course, rung, who) → when
    told: dict[tuple[int, str, str], datetime] = field(default_factory=dict)

    def look(self, now: datetime, bank_as_of: datetime | None) -> None:
        """What a look at that moment makes people hear."""
        if self.is_paid:
            self.promised_on, self.is_disputed = None, False  # of what is over nothing is remembered
            return
        local = now.astimezone(ZONE)
        reached = local.date() if local.hour >= 9 else local.date() - _DAY
        if self.is_disputed or (self.promised_on is not None and reached <= self.promised_on):
            return
        is_fresh = bank_as_of is not None and now - bank_as_of <= timedelta(hours=24)
        leader = LEADERS[self.rep]
        rungs: list[tuple[str, tuple[str, ...]]] = []
        if reached >= self.due_on - 7 * _DAY:
            rungs.append(("T-7", (self.rep,)))
        if reached >= self.due_on - 3 * _DAY:
            rungs.append(("T-3", (self.rep, leader)))
        if reached >= self.due_on and is_fresh:
            rungs.append(("T+0", (self.rep, leader, DIRECTOR)))
        for rung, people in rungs:
            self._tell(rung, people, now)
        if self.promised_on is not None and is_fresh:
            hearers = {self.rep} | {who for _, people in rungs for who in people}
            self._tell(f"P{self.promised_on}", tuple(hearers), now)
        if not is_fresh and self._has_more_to_say(reached):
            self._tell("stale", (self.rep,), now)

    def _has_more_to_say(self, reached: date) -> bool:
        """Whether there is a word of being overdue, or of a broken promise, that somebody has not heard."""
        people = {self.rep}
        more = []
        if reached >= self.due_on - 3 * _DAY:
            people |= {LEADERS[self.rep]}
        if reached >= self.due_on:
            people |= {DIRECTOR}
            more += [(self.course, "T+0", who) for who in people]
        if self.promised_on is not None:
            more += [(self.course, f"P{self.promised_on}", who) for who in people]
        return any(one not in self.told for one in more)

    def _tell(self, rung: str, people: tuple[str, ...], now: datetime) -> None:
        for who in people:
            self.told.setdefault((self.course, rung, who), now)
