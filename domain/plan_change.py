"""合同变更: what differs between the payment schedule that holds and the one that a changed contract has."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.contract import Instalment, Term


@dataclass(frozen=True)
class PlanChange:
    """`changed` has each instalment that stays as it was and as the contract has it now."""

    added: tuple[Term, ...] = ()
    changed: tuple[tuple[Instalment, Term], ...] = ()
    gone: tuple[Instalment, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.gone)


@dataclass(frozen=True)
class Paid:
    """Why a change cannot be: an instalment that it takes away, or makes smaller than what has been paid, is paid.

    `term` None: it would go.
    """

    instalment: Instalment
    term: Term | None


def plan_change(plan: Sequence[Instalment], terms: Sequence[Term]) -> PlanChange | Paid:
    """The change from the schedule that holds to these terms, instalments told apart by their number."""
    old = {one.nth: one for one in plan}
    new = {term.nth: term for term in terms}
    change = PlanChange(
        added=tuple(term for nth, term in sorted(new.items()) if nth not in old),
        changed=tuple((old[nth], term) for nth, term in sorted(new.items()) if nth in old and differs(old[nth], term)),
        gone=tuple(one for nth, one in sorted(old.items()) if nth not in new),
    )
    for one in change.gone:
        if one.allocated:
            return Paid(one, None)
    for one, term in change.changed:
        if term.amount < one.allocated:
            return Paid(one, term)
    return change


def differs(one: Instalment, term: Term) -> bool:
    """Whether the contract has something else of the instalment now."""
    return term != term_of(one)


def term_of(one: Instalment) -> Term:
    """The instalment as a contract would have it."""
    return Term(one.nth, one.label, one.amount, one.due_on, one.rule, one.share, one.account, one.responsible)
