"""合同清单的存取: many contracts at once, and what a changed contract makes of its payment schedule."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update

from domain.contract import Contract, Instalment, InstalmentState, Term
from domain.plan_change import PlanChange, term_of
from storage.columns import to_json
from storage.contracts import contract_of, contract_values, instalment_of, term_values
from storage.database import Db, insert_all_once
from storage.receivable_tables import contracts, instalments, plan_changes

#: both databases take so many values in one question
_AT_ONCE = 500


def add_all(db: Db, several: Sequence[tuple[Contract, Sequence[Term]]], now: datetime) -> None:
    """New contracts with their schedules; dunning looks at once. Nobody else may add one meanwhile."""
    if not several:
        return
    rows = [contract_values(contract) | {"added_at": now, "changed_at": now} for contract, _ in several]
    ids = insert_all_once(db, contracts, rows, "number")
    assert None not in ids, "contracts that are there are changed, not added"
    terms = [
        term_values(term, contract_id, contract.customer_id, now)
        for contract_id, (contract, plan) in zip(ids, several, strict=True)
        if contract_id is not None
        for term in plan
    ]
    db.execute(instalments.insert(), terms)


def with_plans(db: Db, numbers: Collection[str]) -> dict[str, tuple[Contract, list[Instalment]]]:
    """Those contracts that exist, by their number, with all instalments, void ones too.

    Until the transaction ends nobody else changes the instalments.
    """
    found: dict[int, tuple[Contract, list[Instalment]]] = {}
    listed = list(numbers)
    for start in range(0, len(listed), _AT_ONCE):
        rows = db.execute(select(contracts).where(contracts.c.number.in_(listed[start : start + _AT_ONCE])))
        found |= {row.id: (contract_of(row), []) for row in rows}
    ids = list(found)
    for start in range(0, len(ids), _AT_ONCE):
        plan = select(instalments).where(instalments.c.contract_id.in_(ids[start : start + _AT_ONCE]))
        for row in db.execute(plan.order_by(instalments.c.contract_id, instalments.c.nth).with_for_update()):
            found[row.contract_id][1].append(instalment_of(row))
    return {contract.number: (contract, plan) for contract, plan in found.values()}


def move_due_days(db: Db, moved: Sequence[tuple[Instalment, date | None]], now: datetime) -> None:
    """Their due days are others now; who still owes is reminded anew."""
    for one, due_on in moved:
        is_open = one.state is InstalmentState.OPEN
        values = {"due_on": due_on, "course": one.course + is_open, "look_at": now}
        db.execute(update(instalments).where(instalments.c.id == one.id).values(values))


def change(
    db: Db, contract: Contract, plan: Sequence[Instalment], change: PlanChange, who: str, now: datetime
) -> Contract:
    """The contract as it is now, and its schedule changed; the old schedule is kept. `plan` has void instalments too.

    Who is reminded anew: a due day that moved, or an instalment that is open again, begins a course of its own.
    """
    if change:
        contract = replace(contract, revision=contract.revision + 1)
        before = [term_of(one) for one in plan if one.state is not InstalmentState.VOID]
        _keep_change(db, contract.id, before, _after(before, change), who, now)
        _apply(db, contract, {one.nth: one for one in plan}, change, now)
    values = contract_values(contract) | {"changed_at": now}
    db.execute(update(contracts).where(contracts.c.id == contract.id).values(values))
    if any(one.customer_id != contract.customer_id for one in plan):
        theirs = instalments.c.contract_id == contract.id
        db.execute(update(instalments).where(theirs).values(customer_id=contract.customer_id, look_at=now))
    return contract


def _after(before: Sequence[Term], change: PlanChange) -> list[Term]:
    now = {term.nth: term for term in before} | {term.nth: term for _, term in change.changed}
    now |= {term.nth: term for term in change.added}
    return [now[nth] for nth in sorted(now.keys() - {one.nth for one in change.gone})]


def _keep_change(
    db: Db, contract_id: int, before: Sequence[Term], after: Sequence[Term], who: str, now: datetime
) -> None:
    values = {"contract_id": contract_id, "at": now, "who": who}
    lists = {"before": [to_json(term) for term in before], "after": [to_json(term) for term in after]}
    db.execute(plan_changes.insert().values(values | lists))


def _apply(db: Db, contract: Contract, plan: dict[int, Instalment], change: PlanChange, now: datetime) -> None:
    new = [term for term in change.added if term.nth not in plan]
    if new:
        rows = [term_values(term, contract.id, contract.customer_id, now) for term in new]
        db.execute(instalments.insert(), rows)
    again = [(plan[term.nth], term) for term in change.added if term.nth in plan]
    for one, term in (*again, *change.changed):
        values = term_values(term, contract.id, contract.customer_id, now) | _standing(one, term, now)
        db.execute(update(instalments).where(instalments.c.id == one.id).values(values))
    for one in change.gone:
        values = {"state": InstalmentState.VOID.value, "look_at": now}
        db.execute(update(instalments).where(instalments.c.id == one.id).values(values))


def _standing(one: Instalment, term: Term, now: datetime) -> dict[str, Any]:
    """How an instalment stands under its new term."""
    is_paid = one.allocated >= term.amount
    was_paid = one.state is InstalmentState.SETTLED
    begins_anew = not is_paid and (was_paid or one.due_on != term.due_on or one.state is InstalmentState.VOID)
    values: dict[str, Any] = {
        "allocated": one.allocated,
        "course": one.course + begins_anew,
        "state": (InstalmentState.SETTLED if is_paid else InstalmentState.OPEN).value,
    }
    if is_paid != was_paid:
        values["settled_at"] = now if is_paid else None
    return values
