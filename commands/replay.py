"""重放: real history under another policy: what would be asked, refused and told otherwise. Nothing is written."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.wording.visit_record import LABELS
from commands.replay_words import CHANNELS, people_words, question_words, reached_words, rung_words
from domain import replay
from domain.approval import Approval, Step
from domain.approval_policy import ApprovalPolicy, Fields
from domain.form import FormTemplate, plain, together
from domain.own_fields import RULE
from domain.own_fields import facts as visit_fields
from domain.people import Firm
from domain.policy import Policy
from domain.reading import FIELDS, Reading
from domain.replay import Asked, Reached
from domain.visit import VisitUtterance, records
from storage import approvals, forms, members, visits
from storage.database import Db
from storage.forms import Form
from storage.visits import Visit

QUESTIONS, MISSING, REFUSED, GONE = "追问", "必填新缺", "笼统说法", "单子不再有"
APPROVERS, RUNGS, TIMES, MESSAGES, READINGS = "审批人", "升级和提醒", "升级时间", "消息", "读法"

#: of which there are records, in the order in which they are shown
KINDS = (QUESTIONS, MISSING, REFUSED, GONE, APPROVERS, RUNGS, READINGS)

#: the vocabulary of each policy reads a text; None when the texts are not read again
ReadAgain = Callable[[VisitUtterance], tuple[Reading, Reading]]


@dataclass(frozen=True)
class Side:
    """One of the two policies, with the firm that it makes."""

    policy: Policy
    firm: Firm


@dataclass(frozen=True)
class Difference:
    """One record that would have gone otherwise."""

    kind: str
    subject: str
    customer: str
    rep: str
    on: date
    what: str


@dataclass
class Replayed:
    """What was looked at, and what differs: how often more and less by kind and name, and the records."""

    visits: int = 0
    forms: int = 0
    approvals: int = 0
    more: Counter[tuple[str, str]] = field(default_factory=Counter)
    less: Counter[tuple[str, str]] = field(default_factory=Counter)
    differences: list[Difference] = field(default_factory=list)

    def count(self, kind: str, old: Iterable[str], new: Iterable[str]) -> None:
        """Count what is only on one side."""
        was, becomes = Counter(old), Counter(new)
        self.more.update({(kind, name): times for name, times in (becomes - was).items()})
        self.less.update({(kind, name): times for name, times in (was - becomes).items()})


@dataclass(frozen=True)
class _Case:
    """One thing of the history: how it is called, about whom, whose, and of which day."""

    subject: str
    customer: str
    rep: str
    on: date

    def differs(self, kind: str, what: str) -> Difference:
        return Difference(kind, self.subject, self.customer, self.rep, self.on, what)


@dataclass(frozen=True)
class Replaying:
    """Replays a database. `as_begun`: each thing is compared with the version it began under, else with `present`."""

    db: Db
    present: Policy
    new: Policy
    now: datetime
    as_begun: bool = False
    read_again: ReadAgain | None = None

    def since(self, moment: datetime) -> Replayed:
        """Everything that began since then."""
        found = Replayed()
        old_firm, new = members.firm(self.db, self.present), Side(self.new, members.firm(self.db, self.new))
        waiting: dict[str, list[Approval]] = defaultdict(list)
        for one in approvals.since(self.db, moment):
            waiting[one.subject].append(one)
        for visit in visits.since(self.db, moment):
            self._visit(visit, waiting.pop(visit.subject, []), found, old_firm, new, is_told=True)
        for form in forms.since(self.db, moment):
            self._form(form, waiting.pop(form.subject, []), found, old_firm, new, is_told=True)
        for subject, several in waiting.items():  # about what was begun before
            kind, _, number = subject.partition(":")
            if kind == "visit" and (early := visits.get(self.db, int(number))):
                self._visit(early, several, found, old_firm, new, is_told=False)
            elif kind == "form" and (filled := forms.get(self.db, int(number))):
                self._form(filled, several, found, old_firm, new, is_told=False)
        return found

    def _old(self, version: str) -> Policy:
        return self.present.as_of(version) if self.as_begun else self.present

    def _day(self, at: datetime) -> date:
        return at.astimezone(self.new.calendar.zone).date()

    def _visit(
        self, visit: Visit, decided: Sequence[Approval], found: Replayed, firm: Firm, new: Side, is_told: bool
    ) -> None:
        old = Side(self._old(visit.policy_version), firm)
        grown = records(visit.utterances)
        customer = grown[-1].customer.value.name if grown[-1].customer else ""
        case = _Case(f"拜访 {visit.id}", customer, firm.name_of(visit.member), self._day(visit.opened_at))
        if is_told:
            found.visits += 1
            was = replay.of_visit(visit.utterances, old.policy.visit, grown)
            becomes = replay.of_visit(visit.utterances, new.policy.visit, grown)
            labels = LABELS | {rule.key: rule.label for rule in new.policy.visit.fields} | {RULE: "规则不允许"}
            is_kept = visit.submitted_at is not None
            _compare(case, was, becomes, lambda key: question_words(key, labels), is_kept, found)
            self._read(case, visit.utterances, found)
        for one in decided:
            fields = visit_fields(grown[sum(said.said_at <= one.submitted_at for said in visit.utterances)])
            sides = [(old.policy.visit_approval, old), (new.policy.visit_approval, new)]
            self._approval(one, fields, sides, case, found)

    def _form(
        self, form: Form, decided: Sequence[Approval], found: Replayed, firm: Firm, new: Side, is_told: bool
    ) -> None:
        old = Side(self._old(form.policy_version), firm)
        was, becomes = _template(old.policy, form.template), _template(new.policy, form.template)
        found.forms += is_told
        if was is None:
            return
        values = plain(together(form.utterances, was.fields))
        customer = next(
            (values[one.key] for one in was.fields if one.kind.value == "customer" and one.key in values), ""
        )
        case = _Case(f"{was.title} {form.id}", str(customer), firm.name_of(form.member), self._day(form.opened_at))
        if becomes is None:
            found.count(GONE, (), [was.title])
            found.differences.append(case.differs(GONE, "新文件里没有这种单子"))
            return
        if is_told:
            labels = {one.key: f"{becomes.title}的{one.label}" for one in (*was.fields, *becomes.fields)}
            asked = replay.of_form(form.utterances, was), replay.of_form(form.utterances, becomes)
            _compare(case, *asked, lambda key: labels.get(key, "规则不允许"), form.submitted_at is not None, found)
        for one in decided:
            fields = plain(together(form.utterances, becomes.fields))
            self._approval(one, fields, [(was.approval, old), (becomes.approval, new)], case, found)

    def _approval(
        self, was: Approval, fields: Fields, sides: list[tuple[ApprovalPolicy, Side]], case: _Case, found: Replayed
    ) -> None:
        found.approvals += 1
        steps = [replay.asked_steps(terms, was.requester, side.firm, fields) for terms, side in sides]
        firm, zone = sides[1][1].firm, self.new.calendar.zone
        if _asked_people(steps[0]) != _asked_people(steps[1]):
            found.count(APPROVERS, (), ["不同"])
            words = [people_words(one, firm) for one in steps]
            found.differences.append(case.differs(APPROVERS, " → ".join(words)))
        old, new = (
            list(replay.reached(was, one, terms.pace, side.firm, side.policy.calendar, self.now))
            for one, (terms, side) in zip(steps, sides, strict=True)
        )
        if old == new:
            return
        found.count(RUNGS, [rung_words(one.to, firm) for one in old], [rung_words(one.to, firm) for one in new])
        found.count(MESSAGES, _messages(old), _messages(new))
        if [one.to for one in old] == [one.to for one in new] and [one.at for one in old] != [one.at for one in new]:
            found.count(TIMES, (), ["变了"])
        lines = ("，".join(reached_words(one, firm, zone) for one in several) or "没有" for several in (old, new))
        found.differences.append(case.differs(RUNGS, " → ".join(lines)))

    def _read(self, case: _Case, told: Sequence[VisitUtterance], found: Replayed) -> None:
        if self.read_again is None:
            return
        for one in told:
            old, new = self.read_again(one)
            keys = [key for key in FIELDS if getattr(old, key) != getattr(new, key)]
            if keys:
                found.count(READINGS, (), [LABELS[key] for key in keys])
                found.differences.append(
                    case.differs(READINGS, f"{'、'.join(LABELS[key] for key in keys)}：{one.text}")
                )


def _compare(
    case: _Case, was: Asked, becomes: Asked, words: Callable[[str], str], is_kept: bool, found: Replayed
) -> None:
    old, new = Counter(was.questions), Counter(becomes.questions)
    if old != new:
        found.count(QUESTIONS, map(words, was.questions), map(words, becomes.questions))
        parts = [
            f"{lead} {'、'.join(map(words, keys))}" for lead, keys in (("多问", new - old), ("少问", old - new)) if keys
        ]
        found.differences.append(case.differs(QUESTIONS, "；".join(parts)))
    missing = [key for key in becomes.missing if key not in was.missing]
    if is_kept and missing:
        found.count(MISSING, (), [words(key) for key in missing])
        found.differences.append(case.differs(MISSING, "、".join(map(words, missing))))
    refused = list((Counter(becomes.refused) - Counter(was.refused)).elements())
    if refused:
        found.count(REFUSED, (), refused)
        found.differences.append(case.differs(REFUSED, "、".join(refused)))


def _template(policy: Policy, key: str) -> FormTemplate | None:
    return next((one for one in policy.forms if one.key == key), None)


def _asked_people(steps: Iterable[Step]) -> list[tuple[frozenset[str], int]]:
    return [(frozenset(seat.person for seat in step.seats), step.needed) for step in steps]


def _messages(several: Iterable[Reached]) -> Iterator[str]:
    return (CHANNELS[channel] for one in several for channel in one.channels for _ in one.people)
