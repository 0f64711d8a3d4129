"""节点: a delivery or an acceptance sets the due days that waited for it, and whoever is responsible hears of it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from bot.wording import milestones as wording
from domain.contract import Contract, Instalment, InstalmentState, Milestone
from domain.messages import Reply, Say
from domain.policy import Policy
from domain.recipients import people_of
from storage import audit_log, contract_lists, members
from storage.database import Db

#: contracts that one message names
_MOST = 8

Plan = tuple[Contract, Sequence[Instalment]]


def on_deliveries(
    plans: Sequence[Plan], reached: Mapping[int, dict[Milestone, date]], who: str, db: Db, policy: Policy, now: datetime
) -> list[Reply]:
    """Set the due days of these contracts as `reached` (by contract id) has it; one message to each person."""
    today = now.astimezone(policy.calendar.zone).date()
    firm = members.firm(db, policy)
    by_person: dict[str, list[str]] = defaultdict(list)
    for contract, plan in plans:
        days = reached.get(contract.id, {})
        moved = _moved(plan, days)
        if not moved:
            continue
        contract_lists.move_due_days(db, moved, now)
        still_owed = [(one, due_on) for one, due_on in moved if one.state is InstalmentState.OPEN]
        words = wording.moved(contract, days, moved, today)
        subject = f"contract:{contract.id}"
        audit_log.add(db, "contract.due_days_set", who, subject, policy.version, now, after={"words": words})
        if still_owed:
            words = wording.moved(contract, days, still_owed, today)
            named = dict.fromkeys((contract.owner, *(one.responsible or contract.owner for one, _ in still_owed)))
            for person in dict.fromkeys(one for each in named for one in people_of("responsible", each, firm)):
                by_person[person].append(words)
    return [Say(person, _together(words)) for person, words in by_person.items()]


def _moved(plan: Sequence[Instalment], reached: dict[Milestone, date]) -> list[tuple[Instalment, date | None]]:
    waiting = (one for one in plan if one.rule is not None and one.rule.after is not Milestone.SIGNED)
    due = ((one, _due_on(one, reached)) for one in waiting if one.state is not InstalmentState.VOID)
    return [(one, due_on) for one, due_on in due if due_on != one.due_on]


def _due_on(one: Instalment, reached: dict[Milestone, date]) -> date | None:
    day = reached.get(one.rule.after) if one.rule else None
    return one.rule.due_on(day) if one.rule and day else None


def _together(words: Sequence[str]) -> str:
    more = [wording.MORE.format(count=len(words) - _MOST)] if len(words) > _MOST else []
    return "\n".join([*words[:_MOST], *more])
