"""审批的升级: what follows silence, counted from the moment at which a step became current."""

from datetime import datetime, timedelta

from bot.flows import approval_cards, approval_mail
from bot.flows.approval_case import Case, held, kept
from bot.wording import approval as wording
from domain.approval import Seat, State, raised_to, rung_time, speaks_for
from domain.approval_policy import APPROVERS, Channel, Rung
from domain.approvers import told_by
from domain.messages import Mail, Reply, Say
from domain.people import Role
from domain.policy import Policy
from storage import timers
from storage.database import Db

RUNG = "approval_rung"


def set_timers(case: Case, db: Db, policy: Policy, since: datetime | None = None) -> None:
    """The rungs of the step that has just become current; those of earlier turns find nothing to do.

    Of a step that became current again, rungs that were reached before `since` have been climbed.
    """
    approval, step = case.approval, case.approval.step
    assert step.begun_at is not None, "a current step has begun"
    for number, rung in enumerate(step.ladder):
        ref = f"{approval.id}:{approval.turn}:{number}"
        due_at = rung_time(approval.terms.pace, rung, step.begun_at, policy.calendar)
        if since is not None and due_at <= since:
            continue
        timers.set_once(db, f"{RUNG}:{ref}", RUNG, ref, due_at)


def on_timer(ref: str, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """A rung is reached: if the step is still current, those it names are told by its channels."""
    approval_id, turn, number = map(int, ref.split(":"))
    case = held(db, approval_id, policy, now)
    if case is None or case.approval.state is not State.PENDING or case.approval.turn != turn:
        return []
    rung = case.approval.step.ladder[number]
    approval = case.approval
    named = told_by(rung, approval.approvers, approval.step.waiting, approval.requester, case.staff.firm)
    if not named:
        return tell_admins(case)
    hours = f"{rung.after / timedelta(hours=1):g}"
    if rung.to == APPROVERS:
        case = kept(case, case.approval, "reminded", "system", db, now, told=list(named))
        return _tell(rung, named, case, (), hours, db, policy, now)
    seats = [Seat(who, case.staff.deputy_of(who, approval.requester)) for who in named]
    people = tuple(dict.fromkeys(seat.acting for seat in seats))  # who is away is not told: his deputy is
    raised = raised_to(case.approval, seats)
    fresh = tuple(who for who in people if who not in case.approval.approvers)
    case = kept(case, raised, "escalated", "system", db, now, told=list(people))
    return _tell(rung, people, case, fresh, hours, db, policy, now)


def tell_admins(case: Case) -> list[Reply]:
    """Nobody is there whom the ladder could tell."""
    text = wording.NO_APPROVER.format(who=case.requester, noun=case.shown.noun, what=case.shown.what)
    return [Say(admin, text) for admin in case.staff.firm.holders.get(Role.ADMIN, ())]


def _tell(
    rung: Rung, people: tuple[str, ...], case: Case, fresh: tuple[str, ...], hours: str, db: Db, policy: Policy,
    now: datetime,
) -> list[Reply]:  # fmt: skip
    replies: list[Reply] = []
    for who in people:
        if Channel.CHAT in rung.channels:
            replies += approval_cards.card_for(who, case, db, policy, now, hours)
            if who in fresh:
                replies += case.subject.pictures(case.subject_id, who, db)
        if Channel.MAIL in rung.channels:
            shown, silent = case.shown, case.names(case.approval.step.waiting)
            to = _mailbox(who, case)
            link = approval_mail.linked(to, case, f"rung:{hours}", db, policy, now)
            lines, secret = (link.lines, link.secret) if link else ("", "")
            body = wording.mail_body(case.name(to), case.requester, silent, shown, hours, lines)
            replies.append(Mail(to, wording.mail_subject(case.requester, shown), body, secret))
    return replies


def _mailbox(who: str, case: Case) -> str:
    """Whose mail it is: of a deputy without an address, that of whom he stands in for."""
    person, for_ = case.staff.firm.person(who), speaks_for(case.approval, who)
    return for_ if for_ is not None and (person is None or person.email is None) else who
