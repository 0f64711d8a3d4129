"""催款: a look at what is due notes who is to hear of it; then everybody is told once, of many things at once."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import cache, partial

from bot.flows import bank_freshness, instalment_cards
from bot.wording import dunning as wording
from bot.wording import instalment_lists
from domain.contract import InstalmentState
from domain.dunning import CHAT, holds_good, owed, standing
from domain.messages import Mail, Reply
from domain.people import Firm
from domain.policy import Policy
from domain.receivable import Receivable
from domain.recipients import people_of
from storage import audit_log, bank_data, contracts, members, payments, reminders
from storage.database import Db
from storage.reminders import Noted

#: so many instalments are looked at in one transaction
BATCH = 1_000
_MOST_TOLD = 5_000


def look(db: Db, policy: Policy, now: datetime, only: int | None = None) -> tuple[int, list[Reply]]:
    """Note of instalments whose time has come who is to hear of them, and when to look again; how many they were."""
    several = () if payments.is_matching(db, now) else reminders.due(db, now, BATCH, only)
    if not several:
        return 0, []
    firm, as_of = members.firm(db, policy), bank_data.as_of(db)
    claimed = reminders.claims(db, several)

    @cache
    def people(rule: str, responsible: str | None) -> tuple[str, ...]:
        return people_of(rule, responsible, firm)

    notes, looked = [], []
    for one in several:
        stands = standing(one.instalment, policy.receivables, policy.calendar, as_of, now)
        found = owed(stands, claimed.get(one.id, ()), partial(people, responsible=one.responsible))
        notes += [(one, claim) for claim in found.claims]
        looked.append((one.id, stands.look_at, found.awaits_bank))
    reminders.note(db, notes, now)
    reminders.looked(db, looked)
    if any(awaits for _, _, awaits in looked):
        bank_freshness.ask_once_a_day(db, policy, now)
    return len(several), _end_of_settled(several, db, now)


def waiting(db: Db, policy: Policy, now: datetime) -> list[tuple[str, str]]:
    """(member, channel) of whoever may be told something now: not while he is not to be disturbed.

    Nobody while a list is read in or bank lines are matched: what is said next must know of them.
    """
    if reminders.is_reading_in(db, now) or payments.is_matching(db, now):
        return []
    quiet = replace(policy.quiet, digest_over=None)  # many things are one message here already
    return [
        (who, by)
        for who, by in reminders.waiting(db)
        if quiet.not_before(who, by != CHAT, now, policy.calendar) is None
    ]


def tell(who: str, by: str, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """Tell him what was noted for him and still holds."""
    if payments.is_matching(db, now):
        return []
    firm = members.firm(db, policy)
    noted = _still_good(reminders.untold(db, who, by, _MOST_TOLD), who, firm, db, policy, now)
    several = list({one.receivable.id: one.receivable for one in noted}.values())
    if not several:
        return []
    seen = instalment_cards.sight(db, firm, policy, now)
    replies: list[Reply] = []
    if by != CHAT:
        reminders.told(db, [one.id for one in noted], "", now)
        replies.append(Mail(who, *instalment_lists.mail(several, firm.name_of(who), seen)))
    elif len(several) > policy.receivables.digest_over:
        task_id, replies = instalment_cards.digest_for(who, several, seen, db, now)
        reminders.told(db, [one.id for one in noted], task_id, now)
    else:
        for one in several:
            task_id, cards = instalment_cards.card_for(who, one, seen, db, policy, now)
            reminders.told(db, [each.id for each in noted if each.receivable.id == one.id], task_id, now)
            replies += cards
    rungs: dict[int, list[str]] = {}
    for each in noted:
        rungs.setdefault(each.receivable.id, []).append(each.claim.rung)
    audit_log.add(
        db, "instalment.reminded", "system", several[0].instalment.subject if len(several) == 1 else f"member:{who}",
        policy.version, now, after={"to": who, "by": by, "rungs": {str(key): each for key, each in rungs.items()}},
    )  # fmt: skip
    return replies


def _still_good(
    noted: list[Noted], who: str, firm: Firm, db: Db, policy: Policy, now: datetime
) -> list[Noted]:  # fmt: skip
    """Those that may still be said; the others are forgotten and looked at anew."""
    as_of, is_here = bank_data.as_of(db), firm.person(who) is not None
    good: list[Noted] = []
    for one in noted:
        stands = standing(one.receivable.instalment, policy.receivables, policy.calendar, as_of, now)
        if is_here and holds_good(one.claim.rung, stands):
            good.append(one)
    kept = {one.id for one in good}
    stale = [one for one in noted if one.id not in kept]
    if stale:
        reminders.forget(db, [one.id for one in stale])
        contracts.look_again(db, {one.receivable.id for one in stale}, now)
    return good


def _end_of_settled(several: Iterable[Receivable], db: Db, now: datetime) -> list[Reply]:
    """What is paid or void needs no card any more, and nobody's promise."""
    over = [
        one for one in several if one.instalment.state is not InstalmentState.OPEN or not one.instalment.outstanding
    ]
    told = reminders.has_been_told(db, [one.id for one in over])
    replies: list[Reply] = []
    for one in over:
        is_paid = one.instalment.state is not InstalmentState.VOID
        if one.id in told or one.instalment.promised_on or one.instalment.dispute:
            words = wording.SETTLED if is_paid else wording.VOID
            for purpose in (instalment_cards.CARD, instalment_cards.DISPUTE):
                replies += instalment_cards.closed(one, words, db, now, purpose=purpose)
        if one.instalment.promised_on or one.instalment.dispute:
            reminders.clear(db, one.id)
    return replies
