"""痛点统计: whoever asks sees how often each tag was named in the records that he may see."""

from datetime import datetime

from bot.wording import pain_counts as wording
from domain.messages import Reply, Say
from domain.pain_counts import PERIOD, counted
from domain.policy import Policy
from storage import members, visits
from storage.database import Db


def told(member: str, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """The counts of the last 90 days."""
    firm = members.firm(db, policy)
    seen: dict[str, bool] = {}
    counts = counted(
        pains
        for owner, pains in visits.confirmed_pains(db, now - PERIOD)
        if seen.setdefault(owner, firm.can_see(member, owner))
    )
    return [Say(member, wording.counts(counts, PERIOD.days))]
