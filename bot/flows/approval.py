"""审批: asks those whom the policy names, one step after the other, and ends each request in exactly one decision."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.flows import approval_cards, approval_ladder
from bot.flows.approval_case import Case, case_of, held, kept, staff
from bot.wording import approval as wording
from domain.approval import AlreadyDecided, AlreadySaid, Approval, NotYours, Refusal, Seat, State, Terms
from domain.approval import agree as agreed
from domain.approval import refusal as refusal_of
from domain.approval import reject as rejected
from domain.approval_course import begun, going_on
from domain.approval_policy import ApprovalPolicy
from domain.approval_subject import Request
from domain.approvers import steps_for
from domain.messages import Card, CardClick, Reply, Say, Utterance
from domain.people import Role
from domain.policy import Policy
from nlp.approval_orders import Act, Order, order
from nlp.orders import is_discard, says_nothing
from storage import approvals, conversations
from storage.cards import IssuedCard
from storage.database import Db

REASON = "reject_reason"
_REASON_WAIT = timedelta(minutes=30)
LONGEST_REASON = 500


@dataclass(frozen=True)
class Submitted:
    """What a request became: None when nobody could be asked; the admins are told then."""

    approval: Approval | None
    approvers: str
    replies: tuple[Reply, ...]


def submit(request: Request, terms: ApprovalPolicy, db: Db, policy: Policy, now: datetime) -> Submitted:
    """Ask for a decision. `terms` hold until its end, whatever config.yaml says later."""
    there = staff(db, policy, now)
    firm = there.firm
    steps = steps_for(terms, request.requester, firm, request.fields)
    kept_terms = Terms(terms.reject_reasons, terms.reason_required, terms.asks_again, terms.pace)
    unasked = Approval(0, request.subject, request.requester, steps, kept_terms, now, policy.version)
    if not steps:
        return _nobody(unasked, db, policy, now)
    opened = approvals.open_new(db, request.subject, request.requester, steps, kept_terms, policy.version, now)
    case = case_of(opened, db, policy, now)
    assert case is not None, "what is submitted is there"
    case = kept(case, begun(opened, 0, there, now), "requested", request.requester, db, now, about=request.subject)
    approvers = case.names(case.approval.step.waiting)
    replies: list[Reply] = []
    if firm.leader_of(request.requester) is None and "leader" in terms.steps[0].approvers:
        replies.append(Say(request.requester, wording.NO_LEADER.format(who=approvers, this=case.shown.this)))
    if case.hold is not None and case.hold.refusal:
        replies.append(Say(request.requester, wording.SUBMITTED_HELD.format(why=case.hold.refusal)))
    return Submitted(case.approval, approvers, (*replies, *ask(case, db, policy, now)))


def on_click(click: CardClick, card: IssuedCard, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """A tap on 同意 or 驳回. Whoever taps too late, twice or without the right gets a friendly answer."""
    case = held(db, int(card.subject.partition(":")[2]), policy, now)
    if case is None:
        return [Say(card.member, wording.GONE)]
    if click.key == wording.MORE:
        return refusal(case, card.member, db, policy, now, click) or approval_cards.more(case, card.member, db, now)
    if click.key == wording.APPROVE:
        return agree(case, card.member, db, policy, now, click)
    if click.key == wording.LET_PASS:
        return case.subject.let_pass(case.subject_id, card.member, db, policy, now)
    reason = _chosen_reason(card.card, click)
    if reason is not None or wording.NO_REASON in click.selected.get(wording.REASON, ()):
        return reject(case, card.member, reason, db, policy, now, click)
    refused = refusal(case, card.member, db, policy, now, click)
    if refused:
        return refused
    conversations.expect(db, card.member, REASON, str(case.approval.id), now + _REASON_WAIT)
    return [Say(card.member, wording.give_reason(case.requester, case.shown.this))]


def on_reason(said: Utterance, ref: str, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """The words after 驳回 are its reason."""
    case = held(db, int(ref), policy, now)
    if says_nothing(said.text):
        return [Say(said.member, wording.give_reason("", case.shown.this if case else wording.THIS))]
    conversations.forget(db, said.member)
    if case is None:
        return [Say(said.member, wording.GONE)]
    if is_discard(said.text):
        return [Say(said.member, wording.NOT_REJECTED.format(this=case.shown.this))]
    if order(said.text) == Order(Act.AGREE):
        return agree(case, said.member, db, policy, now, None)
    return reject(case, said.member, said.text.strip()[:LONGEST_REASON], db, policy, now, None)


def agree(case: Case, who: str, db: Db, policy: Policy, now: datetime, click: CardClick | None) -> list[Reply]:
    """同意 by `who`: perhaps the end, perhaps the next step, perhaps others are still waited for."""
    spoken = agreed(case.approval, who, now)
    if not isinstance(spoken, Approval):
        return refusal_words(spoken, case, who, db, policy, now, click)
    if case.hold is not None and case.hold.refusal:
        may_let_pass = wording.LET_PASS_HOW if who in case.hold.releasers else ""
        return [Say(who, wording.NOT_AGREED.format(why=case.hold.refusal) + may_let_pass)]
    return go_on(case, spoken, "agreed", who, None, db, policy, now, click)


def reject(
    case: Case, who: str, reason: str | None, db: Db, policy: Policy, now: datetime, click: CardClick | None
) -> list[Reply]:
    """驳回 by `who`; of several who are asked, one alone need not end it."""
    spoken = rejected(case.approval, who, reason, now)
    if not isinstance(spoken, Approval):
        return refusal_words(spoken, case, who, db, policy, now, click)
    return go_on(case, spoken, "refused", who, reason, db, policy, now, click)


def go_on(
    case: Case, spoken: Approval, action: str, who: str, reason: str | None, db: Db, policy: Policy, now: datetime,
    click: CardClick | None,
) -> list[Reply]:  # fmt: skip
    """Keep what somebody said with all that follows from it."""
    before = case.approval
    after = going_on(spoken, case.staff, now, who)
    for_ = next((s.person for s in _new_seats(before, spoken) if s.person != who), None)
    for_ = for_ or spoken.steps[before.at].settled_for or after.decided_for
    if after.state is not State.PENDING:
        action = after.state.value
    case = kept(case, after, action, who, db, now, reason=reason, **{"for": for_})
    if after.state is not State.PENDING:
        return end(case, db, policy, now, click)
    name, zone = case.name(who, for_), policy.calendar.zone
    if after.turn == before.turn:  # others are still waited for
        words = wording.spoken(action == "agreed", name, now, zone, case.names(after.step.waiting))
        return approval_cards.closed(case, words, db, now, click, only=(who,))
    words = wording.spoken(True, name, now, zone)
    return [
        *approval_cards.closed(case, words, db, now, click),
        Say(after.requester, wording.next_step(words, case.names(after.step.waiting), case.shown.what)),
        *ask(case, db, policy, now),
    ]


def end(case: Case, db: Db, policy: Policy, now: datetime, click: CardClick | None) -> list[Reply]:
    """Everybody learns of the decision, and the subject follows it."""
    approval, zone = case.approval, policy.calendar.zone
    name = case.name(approval.decided_by or "", approval.decided_for)
    followed = case.subject.follow(case.subject_id, approval, db, case.policy, now)
    told = wording.told_requester(approval, name, case.shown.what, followed.advice, zone, now)
    return [
        *approval_cards.closed(case, wording.decision(approval, name, zone, now), db, now, click),
        Say(approval.requester, told),
        *followed.replies,
    ]


def refusal(case: Case, who: str, db: Db, policy: Policy, now: datetime, click: CardClick | None = None) -> list[Reply]:
    """The friendly answer when `who` cannot speak now; nothing when he can."""
    refused = refusal_of(case.approval, who)
    return [] if refused is None else refusal_words(refused, case, who, db, policy, now, click)


def refusal_words(
    refused: Refusal, case: Case, who: str, db: Db, policy: Policy, now: datetime, click: CardClick | None
) -> list[Reply]:
    """The friendly answer to whoever was too late or may not."""
    zone = policy.calendar.zone
    match refused:
        case NotYours():
            return [Say(who, wording.NOT_YOURS.format(this=case.shown.this))]
        case AlreadySaid(approval, seat):
            name = case.name(seat.by or seat.person, None)
            words = wording.spoken(bool(seat.agrees), name, seat.at or now, zone, case.names(approval.step.waiting))
            return [*approval_cards.closed(case, words, db, now, click, only=(who,)), Say(who, f"{words}。")]
        case AlreadyDecided(approval):
            name = case.name(approval.decided_by or "", approval.decided_for)
            words = wording.decision(approval, name, zone, now)
            late = wording.too_late(approval, name, zone, now)
            return [*approval_cards.closed(case, words, db, now, click), Say(who, late)]


def ask(case: Case, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """The current step begins: its clock, and a card for everybody who is asked."""
    approval_ladder.set_timers(case, db, policy)
    return approval_cards.with_pictures(case.approval.step.waiting, case, db, policy, now)


def _nobody(unasked: Approval, db: Db, policy: Policy, now: datetime) -> Submitted:
    case = case_of(unasked, db, policy, now)
    assert case is not None, "what is submitted is there"
    text = wording.NO_APPROVER.format(who=case.requester, noun=case.shown.noun, what=case.shown.what)
    told = [Say(admin, text) for admin in case.staff.firm.holders.get(Role.ADMIN, ())]
    return Submitted(None, "", (Say(unasked.requester, wording.NO_APPROVER_REQUESTER), *told))


def _new_seats(before: Approval, after: Approval) -> list[Seat]:
    was = before.step.seats
    now_ = after.steps[before.at].seats
    return [new for old, new in zip(was, now_, strict=False) if old.is_open and not new.is_open]


def _chosen_reason(card: Card, click: CardClick) -> str | None:
    """The reason picked on the card; None when none was, so that it must be said."""
    chosen = next(iter(click.selected.get(wording.REASON, ())), None)
    options = card.selection.options if card.selection else ()
    return next((option.text for option in options if option.id == chosen and option.id.startswith("r")), None)
