"""动作流的阶段: what moves a customer from stage to stage, folded from what was confirmed and approved about him."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum

from domain.approval_policy import Condition, Fields, Value, holds
from domain.buying_committee import completeness
from domain.reading import Reading, Stakeholder


class Event(Enum):
    """触发条件: what may begin a stage. The last three come from quotes and payments."""

    VISIT_APPROVED = "visit_approved"
    COMPETITOR_KNOWN = "competitor_known"
    PAIN_POINTS_KNOWN = "pain_points_known"
    DECISION_CHAIN_COMPLETE = "decision_chain_complete"
    AMOUNT_KNOWN = "amount_known"
    QUOTE_SENT = "quote_sent"
    QUOTE_SIGNED = "quote_signed"
    PAID = "paid"


#: what a check may look at: numbers, and what is there or not
NUMBERS = ("visits", "contacts", "decision_chain", "pain_points", "amount")
PRESENCES = ("decider", "competitor", "competitor_model", "next_step", "next_step_due", "package")


@dataclass(frozen=True)
class StageRule:
    """阶段: 责任人 `owner`, 触发条件 `trigger`, 交付物 `deliverable`, 校验标准 `checks`.

    `owner` is "owner" (the customer's) or a rule as in StepRule. A stage is left when all its checks hold and the
    next one's trigger has happened.
    """

    name: str
    owner: str
    trigger: Event
    deliverable: str
    checks: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class Known:
    """What was known of a customer at a moment, and what had happened."""

    facts: Fields
    events: frozenset[Event]


@dataclass(frozen=True)
class Standing:
    """Where a customer stands: the number of the stage (-1: none yet), and what is known now."""

    at: int = -1
    facts: Fields = field(default_factory=dict)

    def open_checks(self, stage: StageRule) -> tuple[Condition, ...]:
        """What the stage still wants."""
        return tuple(check for check in stage.checks if not holds(check, self.facts))


def known_of(records: Sequence[Reading], chain: tuple[Stakeholder, ...]) -> Known:
    """What approved records, oldest first, say together; `chain` is the 决策链 merged over them.

    Of the decision chain the share of its facts that are known (0 to 1), as domain.buying_committee counts them.
    """
    complete = completeness(chain)
    pains = {said.value.tag or said.value.span for one in records for said in one.pain_points}
    amounts = [said.value.value for one in records for said in one.amounts]
    competitors = [one.competitor.value for one in records if one.competitor]
    steps = [one.next_step.value for one in records[-1:] if one.next_step]
    facts: dict[str, Value] = {
        "visits": Decimal(len(records)),
        "contacts": Decimal(len({said.value.name for one in records for said in one.contacts})),
        "decision_chain": Decimal(complete.known) / complete.wanted if complete.wanted else Decimal(0),
        "pain_points": Decimal(len(pains)),
        "amount": max(amounts, default=Decimal(0)),
        "decider": complete.has_decider,
        "competitor": bool(competitors),
        "competitor_model": any(one.model for one in competitors),
        "next_step": bool(steps),
        "next_step_due": any(step.due_on for step in steps),
        "package": any(one.package for one in records),
    }
    happened = {
        Event.VISIT_APPROVED: bool(records),
        Event.COMPETITOR_KNOWN: bool(competitors),
        Event.PAIN_POINTS_KNOWN: bool(pains),
        Event.DECISION_CHAIN_COMPLETE: bool(chain) and not complete.gaps and complete.has_decider,
        Event.AMOUNT_KNOWN: bool(amounts),
    }
    return Known(facts, frozenset(event for event, has_happened in happened.items() if has_happened))


def standing(stages: Sequence[StageRule], course: Iterable[Known]) -> Standing:
    """The stage after all that happened, oldest first. A stage once reached is not lost again."""
    now = Standing()
    for known in course:
        at = now.at
        while at + 1 < len(stages) and stages[at + 1].trigger in known.events:
            if at >= 0 and not all(holds(check, known.facts) for check in stages[at].checks):
                break
            at += 1
        now = Standing(at, known.facts)
    return now
