"""提交单子: a complete form is handed in; the approval engine asks those whom its definition names."""

from datetime import datetime

from bot.flows import approval, form_cards
from bot.flows.form_case import Case
from bot.wording import form as wording
from domain.approval_subject import Request
from domain.form import plain
from domain.messages import CardClick, Reply
from domain.policy import Policy
from storage import audit_log, forms
from storage.database import Db
from storage.forms import State


def submit(case: Case, click: CardClick | None, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """Keep the form as it is now and ask for its approval."""
    form = forms.move_to(db, case.form, State.SUBMITTED, now)
    fields = plain(case.values)
    audit_log.add(
        db, "form.submitted", form.member, form.subject, form.policy_version, now,
        after={"form": form.template, "values": {key: str(value) for key, value in fields.items()}},
    )  # fmt: skip
    submitted = approval.submit(Request(form.subject, form.member, fields), case.template.approval, db, policy, now)
    return [*form_cards.closed(form, wording.submitted(submitted.approvers), db, now, click), *submitted.replies]
