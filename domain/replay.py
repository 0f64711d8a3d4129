"""重放: what rules would have asked, refused and told of what has happened, so that two policies can be compared."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain import form as forms
from domain import visit as visits
from domain.approval import Approval, Step, rung_time
from domain.approval_policy import APPROVERS, ApprovalPolicy, Channel, Fields, Pace
from domain.approvers import steps_for, told_by
from domain.form import FormTemplate, FormUtterance
from domain.people import Firm
from domain.policy import VisitTemplate
from domain.reading import Reading
from domain.visit import VisitUtterance
from domain.workdays import WorkCalendar


@dataclass(frozen=True)
class Asked:
    """`questions`: what was asked about, as often as it was; `missing`: what nobody answered; `refused` wordings."""

    questions: tuple[str, ...]
    missing: tuple[str, ...]
    refused: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reached:
    """A rung that was reached: whom it names, when, and who was told how."""

    to: str
    at: datetime
    people: tuple[str, ...]
    channels: tuple[Channel, ...]


def of_visit(
    utterances: Sequence[VisitUtterance], template: VisitTemplate, grown: Sequence[Reading] | None = None
) -> Asked:
    """A visit under a template; `grown` are the visit.records of the utterances, if they are known already.

    What was answered counts as asked where the template lacked it at that moment; what it still lacks at the end
    would have been asked once more. So a mere change of order changes nothing.
    """
    told: list[VisitUtterance] = []
    refused: list[str] = []
    for one in sorted(utterances, key=lambda one: one.said_at):
        kept, vague = visits.without_vague(one.reading, template)
        told.append(replace(one, reading=kept) if vague else one)
        refused += vague
    grown = visits.records(tuple(told)) if refused or grown is None else grown

    def lacking(count: int) -> tuple[str, ...]:
        return tuple(lack.asked for lack in visits.lacking(grown[count], template))

    return _asked([one.asked for one in told], lacking, tuple(refused))


def of_form(utterances: Sequence[FormUtterance], template: FormTemplate) -> Asked:
    """A filled form under a definition, counted as visits are; "" stands for a rule that refuses it as it is."""
    told = sorted(utterances, key=lambda one: one.said_at)

    def lacking(count: int) -> tuple[str, ...]:
        values = forms.together(told[:count], template.fields)
        return tuple(lack.key or "" for lack in forms.lacking(values, template.fields, template.rules))

    return _asked([one.asked for one in told], lacking)


def asked_steps(policy: ApprovalPolicy, requester: str, firm: Firm, fields: Fields) -> tuple[Step, ...]:
    """The steps of a request whose people are really asked.

    Without `asks_again` a step is passed by those who had to agree before; everybody is taken to agree.
    """
    steps: list[Step] = []
    agreed: set[str] = set()
    for step in steps_for(policy, requester, firm, fields):
        people = {seat.person for seat in step.seats}
        if policy.asks_again or len(people & agreed) < step.needed:
            steps.append(step)
        if step.needed == len(people):
            agreed |= people
    return tuple(steps)


def reached(
    was: Approval, steps: Sequence[Step], pace: Pace, firm: Firm, calendar: WorkCalendar, now: datetime
) -> Iterator[Reached]:
    """The rungs that a request with these steps would have reached.

    Each step takes as long as it really took in `was`, an open one until now. For a step that there was not, nothing
    is known of how long it would have taken, and so nothing is said.
    """
    for step, (begin, end) in zip(steps, _spans(was, now), strict=False):
        waiting = tuple(seat.person for seat in step.seats)
        approvers = waiting
        for rung in step.ladder:
            at = rung_time(pace, rung, begin, calendar)
            if at >= end:
                continue
            people = told_by(rung, approvers, waiting, was.requester, firm)
            if rung.to != APPROVERS:
                approvers = tuple(dict.fromkeys((*approvers, *people)))
            yield Reached(rung.to, at, people, rung.channels)


def _spans(was: Approval, now: datetime) -> Iterator[tuple[datetime, datetime]]:
    """From when to when each step waited."""
    begun = [step.begun_at or was.submitted_at for step in was.steps[: was.at + 1]]
    return zip(begun, [*begun[1:], was.decided_at or now], strict=True)


def _asked(
    asked: Sequence[str | None], lacking: Callable[[int], tuple[str, ...]], refused: tuple[str, ...] = ()
) -> Asked:
    """`lacking(n)` is what is lacking after the first n utterances."""
    answered = [key for number, key in enumerate(asked) if key is not None and key in lacking(number)]
    missing = lacking(len(asked))
    return Asked((*answered, *missing), missing, refused)
