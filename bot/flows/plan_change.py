"""合同变更: who is told that the payment schedule of his contract is not what it was."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from bot.wording import plan_change as wording
from domain.contract import Contract
from domain.messages import Reply, Say
from domain.people import Firm
from domain.plan_change import PlanChange
from domain.policy import Policy
from domain.recipients import people_of
from storage import audit_log, members
from storage.database import Db

#: contracts that one message names
_MOST = 8

Changed = tuple[Contract, PlanChange]


def on_change(changes: Sequence[Changed], who: str, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """One message to everybody whose instalments these are; each contract leaves a trace."""
    if not changes:
        return []
    firm = members.firm(db, policy)
    by_person: dict[str, list[str]] = defaultdict(list)
    for contract, change in changes:
        words = wording.changed(contract, change)
        subject = f"contract:{contract.id}"
        audit_log.add(db, "contract.plan_changed", who, subject, policy.version, now, after={"words": words})
        for person in _concerned(contract, change, firm):
            by_person[person].append(words)
    return [Say(person, _together(words)) for person, words in by_person.items()]


def _concerned(contract: Contract, change: PlanChange, firm: Firm) -> list[str]:
    of_terms = [term.responsible for term in (*(term for _, term in change.changed), *change.added)]
    of_instalments = [one.responsible for one in (*(one for one, _ in change.changed), *change.gone)]
    named = [contract.owner, *(who for who in (*of_terms, *of_instalments) if who)]
    people = [person for who in dict.fromkeys(named) for person in people_of("responsible", who, firm)]
    return list(dict.fromkeys(people))


def _together(words: Sequence[str]) -> str:
    more = [wording.MORE.format(count=len(words) - _MOST)] if len(words) > _MOST else []
    return "\n".join([*words[:_MOST], *more])
