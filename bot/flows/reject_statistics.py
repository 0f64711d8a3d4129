"""驳回原因统计: whoever asks sees why requests were rejected, of those people whose records he may see."""

from datetime import datetime

from bot.wording import reject_reasons as wording
from domain.messages import Reply, Say, Utterance
from domain.policy import Policy
from domain.reject_reasons import by_requester, counted
from nlp.colleagues import colleagues
from nlp.reject_counts import reject_counts_wish
from storage import approvals, members
from storage.database import Db


def on_utterance(said: Utterance, db: Db, policy: Policy, now: datetime) -> list[Reply] | None:
    """“驳回原因统计”, “这个月驳回原因”, “张三的驳回原因”; None when the words ask for none of them."""
    zone = policy.calendar.zone
    wish = reject_counts_wish(said.text, now.astimezone(zone).date())
    if wish is None:
        return None
    firm = members.firm(db, policy)
    named = colleagues(wish.name, firm.people.values()) if wish.name else []
    if wish.name and not named:
        return None
    asked = {person.userid for person in named} or ({said.member} if wish.is_own else None)
    if named and not any(firm.can_see(said.member, person.userid) for person in named):
        return [Say(said.member, wording.NOT_SEEN.format(names="、".join(person.name for person in named)))]
    every = list(approvals.decided(db, *wish.period.instants(zone)))
    seen = {who for who in {one.requester for one in every} if firm.can_see(said.member, who)}
    decided = [one for one in every if one.requester in seen and (asked is None or one.requester in asked)]
    period = wish.period.words
    if len(named) == 1 and named[0].userid != said.member:
        return [Say(said.member, wording.of_one(period, named[0].name, counted(decided)))]
    sees_others = any(who != said.member and firm.can_see(said.member, who) for who in asked or firm.people)
    if not sees_others:
        return [Say(said.member, wording.own(period, counted(decided)))]
    each = [(firm.name_of(who), found) for who, found in by_requester(decided)]
    return [Say(said.member, wording.of_others(period, counted(decided), each))]
