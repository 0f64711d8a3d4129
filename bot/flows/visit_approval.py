"""拜访记录的审核: the manager decides with one tap; silence climbs to the director by chat and mail."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.flows import visit_attachments, visit_cards
from bot.wording import approval as wording
from bot.wording import visit_record as visit_wording
from domain import approval as rules
from domain.approval import AlreadyDecided, Approval, NotYours, State
from domain.buying_committee import completeness
from domain.competitor import fitting_cases
from domain.customer import Customer
from domain.messages import Card, CardClick, Mail, Reply, Say, SayMarkdown, SendCard, UpdateCard, Utterance
from domain.people import Firm, Person, Role
from domain.policy import Channel, Pace, Policy, Rung
from domain.visit import PERSON
from nlp.orders import is_discard
from storage import approvals, audit_log, cards, conversations, customers, members, timers, visits
from storage.cards import IssuedCard
from storage.database import Db
from storage.visits import Visit

CARD = "visit_approval"
REASON = "reject_reason"
RUNG = "visit_approval_rung"
_REASON_WAIT = timedelta(minutes=30)
_LONGEST_REASON = 500


@dataclass(frozen=True)
class _Case:
    """A request with the record it is about."""

    approval: Approval
    visit: Visit
    firm: Firm

    @property
    def requester(self) -> str:
        return self.firm.name_of(self.approval.requester)

    @property
    def first_approver(self) -> str:
        return self.firm.name_of(self.approval.approvers[0])


def submit(visit: Visit, db: Db, policy: Policy, now: datetime, click: CardClick | None) -> list[Reply]:
    """The rep confirmed a complete record: keep it and ask his manager."""
    firm = members.firm(db, policy)
    visited_on = visit.record.visited_on
    day = visited_on.value if visited_on else visit.utterances[0].said_at.astimezone(policy.calendar.zone).date()
    visit = visits.submit(db, visit, day, now)
    _keep_new_customer(visit, db, now)
    audit_log.add(db, "visit.submitted", visit.member, visit.subject, policy.version, now, after=visit.record)
    replies = _comparison(visit, policy)
    approver = _first_approver(firm, visit.member, policy)
    if approver is None:
        return [
            *visit_cards.closed(visit, visit_wording.submitted(None, ""), db, now, click),
            *replies,
            Say(visit.member, wording.NO_APPROVER_REQUESTER),
            *_tell_admins(visit, firm),
        ]
    approval = approvals.open_new(db, visit.subject, visit.member, (approver.userid,), policy.version, now)
    for number, rung in enumerate(policy.visit_approval.ladder):
        key = f"{RUNG}:{approval.id}:{number}"
        due_at = rules.rung_time(policy.visit_approval, rung, now, policy.calendar)
        timers.set_once(db, key, RUNG, f"{approval.id}:{number}", due_at)
    if firm.leader_of(visit.member) is None and policy.visit_approval.approver == "leader":
        replies.append(Say(visit.member, wording.NO_LEADER.format(who=approver.name)))
    return [
        *visit_cards.closed(visit, visit_wording.submitted(approver.name, ""), db, now, click),
        *replies,
        _card_for(approver, _Case(approval, visit, firm), db, policy, now),
        *visit_attachments.pictures(visit, approver.userid, db),
    ]


def on_click(click: CardClick, card: IssuedCard, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """A tap on 同意 or 驳回. Whoever taps too late, twice or without the right gets a friendly answer."""
    case = _case(db, int(card.subject.removeprefix("approval:")), policy)
    if case is None:
        return [Say(card.member, wording.GONE)]
    policy = policy.as_of(case.approval.policy_version)
    if click.key == wording.APPROVE:
        return _decide(case, card.member, State.APPROVED, None, db, policy, now, click)
    reason = _chosen_reason(card.card, click)
    if reason is not None:
        return _decide(case, card.member, State.REJECTED, reason, db, policy, now, click)
    refusal = rules.decide(case.approval, card.member, State.REJECTED, None, now)
    if isinstance(refusal, AlreadyDecided | NotYours):
        return _refused(refusal, case, card.member, db, policy, now, click)
    conversations.expect(db, card.member, REASON, str(case.approval.id), now + _REASON_WAIT)
    return [Say(card.member, wording.GIVE_REASON.format(who=case.requester))]


def on_reason(said: Utterance, ref: str, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """The words after 驳回 are its reason."""
    if not said.text.strip():
        return [Say(said.member, wording.GIVE_REASON.format(who=""))]
    conversations.forget(db, said.member)
    if is_discard(said.text):
        return [Say(said.member, wording.NOT_REJECTED)]
    case = _case(db, int(ref), policy)
    if case is None:
        return [Say(said.member, wording.GONE)]
    policy = policy.as_of(case.approval.policy_version)
    reason = said.text.strip()[:_LONGEST_REASON]
    return _decide(case, said.member, State.REJECTED, reason, db, policy, now, None)


def on_timer(ref: str, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """A rung of the ladder is reached: if nobody has decided, the next person is told by its channels."""
    approval_id, _, number = ref.partition(":")
    case = _case(db, int(approval_id), policy)
    if case is None or case.approval.state is not State.PENDING:
        return []
    policy = policy.as_of(case.approval.policy_version)
    ladder = policy.visit_approval.ladder
    if int(number) >= len(ladder):
        return []
    rung = ladder[int(number)]
    target = _rung_target(rung, case)
    if target is None:
        return _tell_admins(case.visit, case.firm)
    is_newcomer = target.userid not in case.approval.approvers
    raised = rules.with_approver(case.approval, target.userid)
    approvals.keep_approvers(db, raised)
    audit_log.add(
        db, "approval.escalated", "system", f"approval:{raised.id}", policy.version, now,
        before={"approvers": list(case.approval.approvers)}, after={"approvers": list(raised.approvers)},
    )  # fmt: skip
    case = replace(case, approval=raised)
    hours = f"{rung.after / timedelta(hours=1):g}"
    replies: list[Reply] = []
    if Channel.CHAT in rung.channels:
        replies.append(_card_for(target, case, db, policy, now, hours))
        if is_newcomer:
            replies += visit_attachments.pictures(case.visit, target.userid, db)
    if Channel.MAIL in rung.channels:
        what = visit_wording.what(case.visit.record)
        body = wording.mail_body(
            target.name, case.requester, case.first_approver, what, hours, _check_first(case, policy)
        )
        replies.append(Mail(target.userid, wording.mail_subject(case.requester, what), body))
    return replies


def _decide(
    case: _Case, who: str, state: State, reason: str | None, db: Db, policy: Policy, now: datetime,
    click: CardClick | None,
) -> list[Reply]:  # fmt: skip
    decided = rules.decide(case.approval, who, state, reason, now)
    if isinstance(decided, Approval) and not approvals.keep_decision(db, decided):
        current = approvals.get(db, case.approval.id)  # somebody was first, in a transaction beside this one
        decided = AlreadyDecided(current or case.approval)
    if isinstance(decided, AlreadyDecided | NotYours):
        return _refused(decided, case, who, db, policy, now, click)
    case = replace(case, approval=decided)
    zone = policy.calendar.zone
    audit_log.add(
        db, f"approval.{state.value}", who, f"approval:{decided.id}", policy.version, now,
        before={"state": State.PENDING.value}, after={"state": state.value, "reason": reason},
    )  # fmt: skip
    name = case.firm.name_of(who)
    told = wording.told_requester(decided, name, visit_wording.what(case.visit.record), zone, now)
    replies: list[Reply] = [
        *_closed_cards(case, wording.decision(decided, name, zone, now), db, now, click),
        Say(case.approval.requester, told),
    ]
    if state is State.APPROVED:
        visits.move_to(db, case.visit, visits.State.APPROVED)
        return replies
    visit = visits.move_to(db, case.visit, visits.State.OPEN)
    return [*replies, visit_cards.new_draft(visit, db, policy, now)]


def _refused(
    refusal: AlreadyDecided | NotYours, case: _Case, who: str, db: Db, policy: Policy, now: datetime,
    click: CardClick | None,
) -> list[Reply]:  # fmt: skip
    if isinstance(refusal, NotYours):
        return [Say(who, wording.NOT_YOURS)]
    decided, zone = refusal.approval, policy.calendar.zone
    decider = case.firm.name_of(decided.decided_by or "")
    replies = _closed_cards(case, wording.decision(decided, decider, zone, now), db, now, click)
    return [*replies, Say(who, wording.too_late(decided, decider, zone, now))]


def _closed_cards(case: _Case, words: str, db: Db, now: datetime, click: CardClick | None) -> list[Reply]:
    """Every approver's card shows the decision; where a card is too old to be redrawn, he is told in words."""
    subject = f"approval:{case.approval.id}"
    issued = {card.card.task_id: card for card in cards.open_cards(db, CARD, subject)}
    if click is not None and click.task_id not in issued and (tapped := cards.find(db, click.task_id)):
        issued[click.task_id] = tapped  # closed before, yet its owner still saw buttons
    replies: list[Reply] = []
    for card in issued.values():
        closed = replace(card.card, closed=words, selection=None)
        cards.close(db, closed.task_id, closed, now)
        is_tapped = click is not None and click.task_id == closed.task_id
        code = click.response_code if click is not None and is_tapped else None
        what = f"{visit_wording.what(case.visit.record)}：{words}"
        replies.append(UpdateCard(card.member, closed, code, otherwise=what))
    return replies


def _card_for(
    person: Person, case: _Case, db: Db, policy: Policy, now: datetime, overdue_hours: str | None = None
) -> SendCard:
    check_first = _check_first(case, policy)
    rows = visit_wording.record_rows(case.visit.record, now.astimezone(policy.calendar.zone).date())
    card = wording.approval_card(
        case.requester, check_first, rows,
        visit_wording.chain_and_more(case.visit.record, visit_attachments.summary(case.visit, db)),
        policy.visit_approval.reject_reasons, _deadline(policy),
    )  # fmt: skip
    if overdue_hours is not None:
        late = wording.escalated_quote(case.first_approver, overdue_hours)
        card = replace(card, title=wording.escalated_title(case.requester), subtitle=late)
    approval = case.approval
    issued = cards.issue(db, card, person.userid, CARD, f"approval:{approval.id}", case.visit.revision, now)
    return SendCard(person.userid, issued)


def _check_first(case: _Case, policy: Policy) -> list[str]:
    record = case.visit.record
    chain = completeness(tuple(said.value for said in record.decision_chain))
    wanted = {rule.key: rule.at_least for rule in policy.visit.fields if rule.required and rule.at_least > 1}
    return visit_wording.shortfalls(record, chain, wanted)


def _deadline(policy: Policy) -> str:
    ladder = policy.visit_approval.ladder
    if not ladder:
        return ""
    hours = f"{ladder[0].after / timedelta(hours=1):g}"
    return wording.deadline(hours, policy.visit_approval.pace is Pace.WORKING)


def _chosen_reason(card: Card, click: CardClick) -> str | None:
    """The reason picked on the card; None when none was, so that it must be said."""
    chosen = next(iter(click.selected.get(wording.REASON, ())), None)
    options = card.selection.options if card.selection else ()
    return next((option.text for option in options if option.id == chosen != wording.SAY_REASON), None)


def _first_approver(firm: Firm, member: str, policy: Policy) -> Person | None:
    match policy.visit_approval.approver:
        case "leader":
            return firm.leader_of(member) or _other(firm.director_of(member), member)
        case "director":
            return _other(firm.director_of(member), member)
        case userid:
            return _other(firm.person(userid), member)


def _other(person: Person | None, member: str) -> Person | None:
    """Nobody approves his own record."""
    return person if person is not None and person.userid != member else None


def _rung_target(rung: Rung, case: _Case) -> Person | None:
    requester = case.approval.requester
    match rung.to:
        case "leader":
            return case.firm.leader_of(requester)
        case "director":
            return _other(case.firm.director_of(requester), requester)
        case userid:
            return case.firm.person(userid)


def _tell_admins(visit: Visit, firm: Firm) -> list[Reply]:
    text = wording.NO_APPROVER.format(who=firm.name_of(visit.member), what=visit_wording.what(visit.record))
    return [Say(admin, text) for admin in firm.holders.get(Role.ADMIN, ())]


def _keep_new_customer(visit: Visit, db: Db, now: datetime) -> None:
    """A company that the rep called new becomes known when he confirms."""
    customer = visit.record.customer
    if customer is not None and customer.value.customer_id is None and customer.evidence.source == PERSON:
        customers.keep(db, [Customer(f"N{visit.id}", customer.value.name, owner=visit.member)], now)


def _comparison(visit: Visit, policy: Policy) -> list[Reply]:
    """对比分析报告, unlocked by the competitor (B6, B7)."""
    competitor = visit.record.competitor
    if competitor is None:
        return []
    cases = fitting_cases(policy.fault_cases, competitor.value.brand, competitor.value.model)
    return [SayMarkdown(visit.member, visit_wording.comparison(competitor.value, cases))]


def _case(db: Db, approval_id: int, policy: Policy) -> _Case | None:
    approval = approvals.get(db, approval_id)
    visit = visits.get(db, int(approval.subject.removeprefix("visit:"))) if approval else None
    if approval is None or visit is None:
        return None
    return _Case(approval, visit, members.firm(db, policy))
