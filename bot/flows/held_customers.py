"""“冻结清单”, “华鼎 为什么冻结”: who is held since when and for what, as far as the asker may see it."""

from datetime import datetime

from bot.flows.credit_standing import Standing, overriders, reps, standings
from bot.flows.named_customer import held_one, named_first
from bot.flows.order_hold import why_held
from bot.wording import credit_hold as wording
from domain.customer import Customer
from domain.messages import Reply, Say, Utterance
from domain.people import Firm
from domain.policy import Policy
from domain.receivable import may_see
from nlp.hold_words import is_held_list_wish, why_held_wish
from storage import credit_holds, customers, hold_overrides, members
from storage.database import Db


def on_utterance(said: Utterance, db: Db, policy: Policy, now: datetime) -> list[Reply] | None:
    """The list, or why one customer is held; None when the words ask for neither."""
    if is_held_list_wish(said.text):
        return [Say(said.member, _list(said.member, db, policy, now))]
    name = why_held_wish(said.text)
    named = named_first(name, db, policy) if name is not None else None
    if named is None or named.rest.strip("　 的"):
        return None
    named = held_one(named, db)
    if named.customer is None:
        return [Say(said.member, wording.which(named.words, named.several))]
    return [Say(said.member, _why(named.customer, said.member, db, policy, now))]


def _list(viewer: str, db: Db, policy: Policy, now: datetime) -> str:
    firm, today = members.firm(db, policy), now.astimezone(policy.calendar.zone).date()
    holds = {one.customer_id: one for one in credit_holds.in_force(db)}
    known = {one.id: one for one in customers.known(db, holds, [])}
    found = standings(list(known), db, policy, now)
    lines: list[str] = []
    for customer_id, hold in holds.items():
        standing = found.get(customer_id)
        if standing is None or not _sees(viewer, known[customer_id], standing, firm, db):
            continue
        why = why_held(standing, known[customer_id], viewer, firm, policy, now)
        since = hold.held_at.astimezone(policy.calendar.zone).date()
        lines.append(wording.listed(wording.called(known[customer_id]), why, since, today))
    if not lines:
        return wording.NOTHING_HELD
    stale = next((one for one in found.values() if not one.is_fresh), None)
    note = wording.stale_note(stale.bank_as_of, policy.receivables.bank_age, policy.calendar.zone, now) if stale else ""
    return wording.held_list(lines, note)


def _why(customer: Customer, viewer: str, db: Db, policy: Policy, now: datetime) -> str:
    firm, name, zone = members.firm(db, policy), wording.called(customer), policy.calendar.zone
    standing = standings([customer.id], db, policy, now).get(customer.id)
    if not _sees(viewer, customer, standing, firm, db):
        return wording.NOT_TO_SEE.format(name=name)
    hold = next(iter(credit_holds.in_force(db, [customer.id])), None)
    if standing is None or (hold is None and not standing.is_fresh):
        return wording.NOT_HELD.format(name=name)
    why = why_held(standing, customer, viewer, firm, policy, now)
    own_reps = reps(customer, standing.debts, db)
    who = wording.either([firm.name_of(one) for one in overriders(own_reps[0] if own_reps else None, firm, policy)])
    passed = next((one for one in hold_overrides.in_force(db, [customer.id], now) if one.subject is None), None)
    if passed is not None:
        by = firm.name_of(passed.who)
        return f"{wording.let_passed(name, by, passed.reason, passed.until, zone, now)}。\n{why}。"
    if not standing.is_fresh:
        return f"{wording.stale(name, standing.bank_as_of, policy.receivables.bank_age, zone, now)}。\n{why}。"
    return wording.held(name, why, wording.passing(policy.forms), who)


def _sees(viewer: str, customer: Customer, standing: Standing | None, firm: Firm, db: Db) -> bool:
    debts = standing.debts if standing is not None else ()
    if any(may_see(viewer, debt, firm) for debt in debts):
        return True
    return any(firm.can_see(viewer, rep) for rep in reps(customer, debts, db))
