"""我的待办, 我发起的: what waits for a member and what he asked for himself, as one card; nobody sees another's."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.flows import (
    approval,
    approval_acts,
    approval_cards,
    form_cards,
    form_case,
    form_questions,
    visit_cards,
    visit_questions,
)
from bot.flows.approval_case import Case, case_of, held
from bot.flows.approval_subjects import SUBJECTS
from bot.wording import my_queue as wording
from bot.wording.approval import GONE
from bot.wording.my_queue import Line
from domain.approval import State, rung_time
from domain.approval_policy import APPROVERS
from domain.messages import Card, CardClick, Reply, Say, SendCard, UpdateCard, Utterance
from domain.policy import Policy
from nlp.approval_orders import Act
from nlp.queue_words import Queue, queue_wish
from storage import approvals, cards, drafts, forms, visits
from storage.cards import IssuedCard
from storage.database import Db

TODO, OWN, OWN_REQUEST = "my_todo", "my_own", "own_request"
#: a list seen longer ago may not show what its numbers meant
FRESH_FOR = timedelta(hours=12)


def on_utterance(said: Utterance, db: Db, policy: Policy, now: datetime) -> list[Reply] | None:
    """“我的待办”, “更多待办” or “我发起的”; None when the words ask for none of them."""
    match queue_wish(said.text):
        case Queue.TODO:
            return todo(said.member, db, policy, now)
        case Queue.MORE:
            return more(said.member, db, policy, now)
        case Queue.OWN:
            return own(said.member, db, policy, now)
    return None


def todo(member: str, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """What waits for the member's decision, the newest first."""
    return [*_closed(member, TODO, db, now), *_listed(member, (), db, policy, now)]


def more(member: str, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """What his lists have not shown yet; the numbers go on."""
    shown = [key for issued in lists(member, TODO, db) for key in keys(issued.card)]
    return _listed(member, shown, db, policy, now)


def own(member: str, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """What the member asked for and is not decided, then his drafts; the newest first."""
    asked = [case for one in reversed(approvals.pending(db, member)) if (case := case_of(one, db, policy, now))]
    begun = drafts.subjects(db, member)
    lines = [
        *(_own_line(number, case, now) for number, case in enumerate(asked, 1)),
        *(_draft_line(number, subject, db, policy, now) for number, subject in enumerate(begun, len(asked) + 1)),
    ]
    told = _closed(member, OWN, db, now)
    if not lines:
        return [*told, Say(member, wording.NOTHING_OWN)]
    card = wording.own_card(lines[: wording.MOST_LINES], len(lines))
    return [*told, _given(card, member, OWN, f"member:{member}", db, now)]


#: what the keys of the app's menu bring
MENU: dict[str, Callable[[str, Db, Policy, datetime], list[Reply]]] = {TODO: todo, OWN: own}


def on_click(click: CardClick, card: IssuedCard, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """A tap on a line of a list, or on what may be done with one's own request."""
    if card.purpose != OWN_REQUEST:
        return show(click.key.removeprefix(wording.ITEM), card.member, db, policy, now)
    case = held(db, int(card.subject.partition(":")[2]), policy, now)
    if case is None:
        return [Say(card.member, GONE)]
    if Act(click.key) is Act.NUDGE:
        return approval_acts.nudge(case, card.member, db, policy, now)
    return approval_acts.take_back(case, card.member, db, policy, now)


def show(key: str, member: str, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """What a line is about: the card on which it is decided, one's own request, or one's draft."""
    kind, _, number = key.partition(":")
    if kind in _DRAFT_CARDS:
        return _DRAFT_CARDS[kind](int(number), member, db, policy, now)
    case = held(db, int(number), policy, now)
    if case is None:
        return [Say(member, GONE)]
    if case.approval.requester == member and case.approval.state is State.PENDING:
        card = wording.own_request_card(case.shown.noun, case.shown.what, _state(case, now))
        return [_given(card, member, OWN_REQUEST, case.ref, db, now)]
    refused = approval.refusal(case, member, db, policy, now)
    return refused or approval_cards.with_pictures((member,), case, db, policy, now)


def lists(member: str, purpose: str, db: Db) -> list[IssuedCard]:
    """The member's lists of a kind that hold now: one, or several after “更多待办”."""
    return cards.open_cards(db, purpose, f"member:{member}")


def keys(card: Card) -> list[str]:
    """What the lines of a list are about, in their order."""
    return [button.key.removeprefix(wording.ITEM) for button in card.buttons]


def _listed(member: str, shown: Sequence[str], db: Db, policy: Policy, now: datetime) -> list[Reply]:
    waiting = approvals.waiting_for(db, member)
    left = [one for one in reversed(waiting) if f"approval:{one.id}" not in shown]
    begun = drafts.subjects(db, member)
    here = [case for one in left[: wording.MOST_LINES] if (case := case_of(one, db, policy, now)) is not None]
    if not here:
        return [Say(member, wording.NOTHING_MORE if shown else wording.nothing_to_do(len(begun)))]
    lines = [_line(number, case, now) for number, case in enumerate(here, len(shown) + 1)]
    card = wording.todo_card(lines, len(waiting), max(len(left) - wording.MOST_LINES, 0), len(begun))
    return [_given(card, member, TODO, f"member:{member}", db, now)]


def _line(number: int, case: Case, now: datetime) -> Line:
    since = now - (case.approval.step.begun_at or case.approval.submitted_at)
    return Line(case.ref, number, case.requester, wording.waiting(case.shown.what, since, _then(case, now)))


def _own_line(number: int, case: Case, now: datetime) -> Line:
    one = case.approval
    since = now - (one.step.begun_at or one.submitted_at)
    words = wording.asked(case.shown.what, case.names(one.step.waiting), one.at + 1, len(one.steps), since)
    return Line(case.ref, number, "待审", words)


def _draft_line(number: int, subject: str, db: Db, policy: Policy, now: datetime) -> Line:
    kind, _, ref = subject.partition(":")
    shown = SUBJECTS[kind].show(int(ref), db, policy, now)
    noun, what = (shown.noun, shown.what) if shown else (wording.DRAFT, "")
    return Line(subject, number, wording.DRAFT, wording.drafted(noun, what, now - drafts.said_at(db, subject)))


def _state(case: Case, now: datetime) -> str:
    one = case.approval
    since = now - (one.step.begun_at or one.submitted_at)
    return wording.state(case.names(one.step.waiting), one.at + 1, len(one.steps), since, _then(case, now))


def _then(case: Case, now: datetime) -> str:
    """What the ladder does next."""
    step, pace = case.approval.step, case.approval.terms.pace
    begun_at = step.begun_at or case.approval.submitted_at
    rungs = [(rung_time(pace, rung, begun_at, case.policy.calendar), rung) for rung in step.ladder]
    coming = min((rung for rung in rungs if rung[0] > now), key=lambda one: one[0], default=None)
    if coming is None:
        return wording.next_rung(None, False, bool(rungs))
    return wording.next_rung(coming[0] - now, coming[1].to == APPROVERS, False)


def _visit(visit_id: int, member: str, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    visit = visits.get(db, visit_id)
    if visit is None or visit.member != member or visit.state is not visits.State.OPEN:
        return [Say(member, wording.NO_DRAFT)]
    policy = policy.as_of(visit.policy_version)
    closed = visit_cards.closed(visit, wording.DRAFT_REDRAWN, db, now, only=visit_cards.DRAFT)
    shown = visit_cards.new_draft(visit, db, policy, now)
    return [*closed, shown, *visit_questions.ask(visit, db, policy, now)]


def _form(form_id: int, member: str, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    form = forms.get(db, form_id)
    case = form_case.case_of(form, db, policy, now) if form is not None else None
    if case is None or case.form.member != member or case.form.state is not forms.State.OPEN:
        return [Say(member, wording.NO_DRAFT)]
    closed = form_cards.closed(case.form, wording.DRAFT_REDRAWN, db, now, keeping=form_cards.CUSTOMER_CHOICE)
    return [*closed, *form_questions.go_on(case, db, policy, now)]


#: how a draft is shown again, by the word before the colon of its subject
_DRAFT_CARDS: dict[str, Callable[[int, str, Db, Policy, datetime], list[Reply]]] = {"form": _form, "visit": _visit}


def _given(card: Card, member: str, purpose: str, subject: str, db: Db, now: datetime) -> SendCard:
    return SendCard(member, cards.issue(db, card, member, purpose, subject, 0, now))


def _closed(member: str, purpose: str, db: Db, now: datetime) -> list[Reply]:
    """The member's earlier lists: their numbers mean nothing any more."""
    replies: list[Reply] = []
    for issued in lists(member, purpose, db):
        shown = replace(issued.card, closed=wording.REDRAWN)
        cards.close(db, shown.task_id, shown, now)
        replies.append(UpdateCard(member, shown))
    return replies
