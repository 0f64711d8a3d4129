"""客户的冻结情况: what holds customers at this moment, from what they owe now, not from what was noted before."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.credit_hold import held_by, line_at
from domain.customer import Customer
from domain.dunning import is_fresh
from domain.people import Firm
from domain.policy import Policy
from domain.receivable import Receivable
from domain.recipients import people_of
from storage import bank_data, credit_holds, customers
from storage.database import Db


@dataclass(frozen=True)
class Standing:
    """What holds one customer: debts of his own, or of a company of his group. Only fresh bank data give it force."""

    customer_id: str
    debts: tuple[Receivable, ...]
    bank_as_of: datetime | None
    is_fresh: bool


def debtors_of(
    db: Db, policy: Policy, now: datetime, customer_ids: Collection[str] | None = None
) -> dict[str, tuple[str, ...]]:
    """Everybody who is to be held, of these customers and their groups or of all → for whose debts."""
    line = line_at(policy.receivables, policy.calendar, now)
    if line is None:
        return {}
    rules = policy.receivables.hold
    groups = _groups(rules.groups, db)
    asked = None if customer_ids is None else {*customer_ids, *mates(customer_ids, groups)}
    return dict(held_by(credit_holds.debtors(db, line, rules.threshold, asked), groups))


def standings(customer_ids: Collection[str], db: Db, policy: Policy, now: datetime) -> dict[str, Standing]:
    """How those of these customers stand who owe, or whose group does."""
    owing = debtors_of(db, policy, now, customer_ids)
    line = line_at(policy.receivables, policy.calendar, now)
    held = [one for one in customer_ids if one in owing]
    if line is None or not held:
        return {}
    as_of = bank_data.as_of(db)
    fresh = is_fresh(as_of, policy.receivables, now)
    debts = credit_holds.debts(db, line, {debtor for one in held for debtor in owing[one]})
    return {
        one: Standing(one, tuple(debt for debt in debts if debt.instalment.customer_id in owing[one]), as_of, fresh)
        for one in held
    }


def with_mates(customer_ids: Collection[str], db: Db, policy: Policy) -> set[str]:
    """These customers and the other companies of their groups."""
    return {*customer_ids, *mates(customer_ids, _groups(policy.receivables.hold.groups, db))}


def mates(customer_ids: Collection[str], groups: Sequence[Collection[str]]) -> set[str]:
    """Everybody in a group with one of them."""
    return {mate for group in groups if not set(group).isdisjoint(customer_ids) for mate in group}


def reps(customer: Customer, debts: Collection[Receivable], db: Db) -> tuple[str, ...]:
    """Who sells to the customer: his owner, those who have contracts with him, and who is to bring the money in."""
    own = [debt.responsible for debt in debts if debt.instalment.customer_id == customer.id]
    found = (customer.owner, *own, *credit_holds.owners(db, [customer.id]).get(customer.id, ()))
    return tuple(dict.fromkeys(one for one in found if one))


def overriders(responsible: str | None, firm: Firm, policy: Policy) -> tuple[str, ...]:
    """Who may let orders pass for which `responsible` asks."""
    rules = policy.receivables.hold.overriders
    found = (who for rule in rules for who in people_of(rule, responsible, firm))
    return tuple(dict.fromkeys(found))


def _groups(named: Sequence[Sequence[str]], db: Db) -> list[tuple[str, ...]]:
    """The groups of the policy by customers' ids; a name that several bear stands for all of them."""
    if not named:
        return []
    ids: dict[str, list[str]] = {}
    for one in customers.known(db, [], {name for group in named for name in group}):
        ids.setdefault(one.name, []).append(one.id)
    return [tuple(found for name in group for found in ids.get(name, ())) for group in named]
