"""合同到期: so many days before a contract ends its rep hears of it, once for each contract and day of its end."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal

from bot.flows.receivable_scope import seen_by
from bot.wording import contract_end as wording
from domain.contract import Contract
from domain.dunning import is_fresh
from domain.messages import Reply, Say
from domain.people import Firm
from domain.policy import Policy
from domain.recipients import people_of
from domain.recurring import Recurring, daily
from storage import bank_data, contract_ends, customer_visits, members, receivables
from storage.database import Db
from storage.receivables import Scope

DAILY = "contract_ends"


def coming(policy: Policy, now: datetime) -> Recurring | None:
    """When it is looked at next; None when config.yaml wants no such word."""
    rule = policy.receivables
    return None if rule.contract_end_days is None else daily(DAILY, rule.at, now, policy.calendar.zone)


def on_timer(ref: str, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """One message to each rep about those of his contracts that end soon; who has left, his leader reads it.

    Only the rep, and not his leader: it is a chance, and nothing that has gone wrong.
    """
    days = policy.receivables.contract_end_days
    if days is None:
        return []
    today = now.astimezone(policy.calendar.zone).date()
    firm = members.firm(db, policy)
    is_sure = is_fresh(bank_data.as_of(db), policy.receivables, now)  # else nobody is said to be overdue
    ending: dict[str, list[str]] = defaultdict(list)
    for contract in contract_ends.untold(db, today, today + timedelta(days=days)):
        people = people_of("responsible", contract.owner, firm)
        if people and contract_ends.claim(db, contract, now):
            ending[people[0]].append(_told(contract, people[0], firm, db, today, is_sure))
    return [Say(member, wording.message(several)) for member, several in sorted(ending.items())]


def _told(contract: Contract, member: str, firm: Firm, db: Db, today: date, is_sure: bool) -> str:
    visits = customer_visits.confirmed(db, contract.customer_id, today)
    last = next((visit for visit in reversed(visits) if firm.can_see(member, visit.member)), None)
    owner = firm.name_of(contract.owner) if contract.owner and contract.owner != member else None
    step = last.record.next_step.value.text if last and last.record.next_step else None
    late = _late(contract, member, firm, db, today) if is_sure else contract.amount * 0
    return wording.one(contract, owner, last.visited_on if last else None, step, late, today)


def _late(contract: Contract, member: str, firm: Firm, db: Db, today: date) -> Decimal:
    """What the customer owes overdue in the contract's currency, of what the member may see."""
    scope = Scope(seen_by(member, firm), customer_id=contract.customer_id)
    several = [one for one in receivables.open_sums(db, scope) if one.currency == contract.currency]
    return sum((one.amount for one in several if one.due_on and one.due_on < today), Decimal("0.00"))
