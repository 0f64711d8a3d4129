"""冻结和解冻: holds and releases customers as the rule says, and tells their reps and leaders."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from bot.flows import order_cards
from bot.flows.credit_standing import debtors_of, overriders, reps, standings, with_mates
from bot.flows.order_hold import why_held
from bot.wording import credit_hold as wording
from domain.customer import Customer
from domain.dunning import is_fresh
from domain.messages import Reply, Say
from domain.people import Firm, Role
from domain.policy import Policy
from domain.recipients import people_of
from storage import audit_log, bank_data, credit_holds, customers, members, payments
from storage.credit_holds import CreditHold
from storage.database import Db, lock


@dataclass(frozen=True)
class Changes:
    """Customers who are to be held now, and holds that are to end."""

    begin: tuple[str, ...]
    end: tuple[CreditHold, ...]


def due(db: Db, policy: Policy, now: datetime, customer_ids: Collection[str] | None = None) -> Changes:
    """What differs between the rule and the holds in force, of these customers or of all. Changes nothing.

    Nobody is newly held on stale bank data or while their lines are still being matched; whoever has paid is released
    on any.
    """
    owing = debtors_of(db, policy, now, customer_ids)
    in_force = {one.customer_id: one for one in credit_holds.in_force(db, customer_ids)}
    begin: tuple[str, ...] = ()
    is_known = is_fresh(bank_data.as_of(db), policy.receivables, now) and not payments.is_matching(db, now)
    if owing.keys() - in_force and is_known:
        begin = tuple(one for one in owing if one not in in_force and (customer_ids is None or one in customer_ids))
    return Changes(begin, tuple(one for one in in_force.values() if one.customer_id not in owing))


def look_due(db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """Hold and release whoever is to be held and released now, among all customers."""
    lock(db, "audit_log")  # a booking in another transaction has it: after this wait, what it booked is seen
    return _follow(due(db, policy, now), db, policy, now)


def look(customer_ids: Collection[str], db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """The same for these customers and their groups; called in the transaction that changed what they owe."""
    if not customer_ids:
        return []
    lock(db, "audit_log")
    return _follow(due(db, policy, now, with_mates(customer_ids, db, policy)), db, policy, now)


def _follow(changes: Changes, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    if not changes.begin and not changes.end:
        return []
    firm = members.firm(db, policy)
    ids = (*changes.begin, *(one.customer_id for one in changes.end))
    known = {one.id: one for one in customers.known(db, ids, [])}
    return [
        *_release(changes.end, known, firm, db, policy, now),
        *_hold([one for one in changes.begin if one in known], known, firm, db, policy, now),
    ]


def _hold(ids: list[str], known: dict[str, Customer], firm: Firm, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    news: dict[str, list[tuple[str, str]]] = {}  # recipient → (name, why) of each customer
    asked: dict[str, list[str]] = {}
    for customer_id, standing in standings(ids, db, policy, now).items():
        customer, as_of = known[customer_id], standing.bank_as_of
        because = [debt.instalment.id for debt in standing.debts]
        hold_id = credit_holds.claim(db, customer_id, because, as_of, now) if as_of is not None else None
        if hold_id is None:
            continue
        after = {
            "bank_as_of": as_of.isoformat() if as_of else None,
            "owed": [[debt.contract_number, debt.instalment.nth, str(debt.instalment.outstanding)]
                     for debt in standing.debts],
        }  # fmt: skip
        audit_log.add(db, "customer.held", "system", _subject(customer_id), policy.version, now, after=after)
        order_cards.set_timer(db, customer_id, f"held:{hold_id}", now)
        own_reps = reps(customer, standing.debts, db)
        for who in _told(own_reps, firm):
            name, why = wording.called(customer), why_held(standing, customer, who, firm, policy, now)
            news.setdefault(who, []).append((name, why))
            asked.setdefault(who, []).extend(overriders(own_reps[0] if own_reps else None, firm, policy))
    passes = wording.passing(policy.forms)
    replies: list[Reply] = []
    for who, several in news.items():
        may = wording.either([firm.name_of(one) for one in dict.fromkeys(asked[who])])
        if len(several) == 1:
            replies.append(Say(who, wording.held(*several[0], passes, may)))
        else:
            replies.append(Say(who, wording.several_held([wording.line_of(*one) for one in several], passes, may)))
    return replies


def _release(
    holds: tuple[CreditHold, ...], known: dict[str, Customer], firm: Firm, db: Db, policy: Policy, now: datetime
) -> list[Reply]:
    today = now.astimezone(policy.calendar.zone).date()
    news: dict[tuple[str, str], list[str]] = {}  # (recipient, why) → customers
    for hold in holds:
        instalments = credit_holds.instalments_of(db, hold.because)
        why = wording.why_released(instalments, policy.receivables.hold.threshold, today)
        if not credit_holds.release(db, hold.id, why, now):
            continue
        audit_log.add(
            db, "customer.released", "system", _subject(hold.customer_id), policy.version, now,
            before={"held_at": hold.held_at.isoformat()}, after={"because": why},
        )  # fmt: skip
        order_cards.set_timer(db, hold.customer_id, f"released:{hold.id}", now)
        customer = known.get(hold.customer_id)
        if customer is not None:
            responsible = [one.responsible for one in instalments if one.customer_id == customer.id]
            for who in _told((*reps(customer, (), db), *filter(None, responsible)), firm):
                news.setdefault((who, why), []).append(wording.called(customer))
    return [Say(who, wording.released(names, why)) for (who, why), names in news.items()]


def _told(own_reps: tuple[str, ...], firm: Firm) -> tuple[str, ...]:
    """The reps and their leaders; finance when nobody sells to the customer."""
    found = [who for rep in own_reps for rule in ("responsible", "leader") for who in people_of(rule, rep, firm)]
    finance = [who for who in firm.holders.get(Role.FINANCE, ()) if firm.person(who)]
    return tuple(dict.fromkeys(found or finance))


def _subject(customer_id: str) -> str:
    return f"customer:{customer_id}"
