"""单子的审批: what the approval engine shows of a form, and what follows its decision."""

from datetime import datetime

from bot.flows import form_cards, order_hold
from bot.flows.approval_subject import Subject
from bot.flows.form_case import case_of
from bot.wording import form as wording
from domain.approval import Approval
from domain.approval import State as Decision
from domain.approval_subject import Followed, Shown
from domain.messages import Reply
from domain.policy import Policy
from storage import forms
from storage.database import Db
from storage.forms import State


def _show(form_id: int, db: Db, policy: Policy, now: datetime) -> Shown | None:
    form = forms.get(db, form_id)
    case = case_of(form, db, policy, now) if form is not None else None
    if case is None:
        return None
    today = now.astimezone(policy.calendar.zone).date()
    lines = wording.rows(case.template, case.values, case.names, today)
    return Shown(
        noun=case.template.title,
        what=wording.summary(case.template, case.values, case.names, today),
        rows=lines[: wording.MOST_ROWS],
        more=wording.more(lines),
        revision=case.form.revision,
    )


def _follow(form_id: int, ended: Approval, db: Db, policy: Policy, now: datetime) -> Followed:
    """Approved and rejected are the end of it; a form given back or taken back is a draft again."""
    form = forms.get(db, form_id)
    assert form is not None, "it was shown in this transaction"
    if ended.state is Decision.APPROVED:
        forms.move_to(db, form, State.APPROVED)
        return Followed()
    if ended.state is Decision.REJECTED:
        forms.move_to(db, form, State.REJECTED)
        return Followed()
    case = case_of(forms.move_to(db, form, State.OPEN), db, policy, now)
    if case is None:
        return Followed(wording.NOT_OFFERED)
    advice = "" if ended.state is Decision.WITHDRAWN else wording.CHANGE_AND_CONFIRM
    return Followed(advice, (form_cards.new_draft(case, db, policy, now),))


def _resume(form_id: int, ended: Approval, db: Db, now: datetime) -> list[Reply] | None:
    form = forms.get(db, form_id)
    left_as = {Decision.APPROVED: State.APPROVED, Decision.REJECTED: State.REJECTED}.get(ended.state, State.OPEN)
    if form is None or form.state is not left_as:
        return None
    forms.move_to(db, form, State.SUBMITTED)
    return form_cards.closed(form, wording.CLOSED_AS["submitted"], db, now)


SUBJECT = Subject(_show, _follow, _resume, hold=order_hold.of_form, let_pass=order_hold.ask_reason)
