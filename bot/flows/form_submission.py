"""提交单子: a complete form is handed in; the approval engine asks those whom its definition names."""

from datetime import datetime

from bot.flows import approval, form_cards
from bot.flows.form_case import Case
from bot.wording import form as wording
from domain.approval_subject import Request
from domain.customer import Customer
from domain.form import Kind, plain
from domain.messages import CardClick, Reply
from domain.policy import Policy
from domain.visit import PERSON
from storage import audit_log, customers, forms
from storage.database import Db
from storage.forms import State


def submit(case: Case, click: CardClick | None, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """Keep the form as it is now and ask for its approval."""
    form = forms.move_to(db, case.form, State.SUBMITTED, now)
    fields = plain(case.values)
    _keep_new_customers(case, db, now)
    audit_log.add(
        db, "form.submitted", form.member, form.subject, form.policy_version, now,
        after={"form": form.template, "values": {key: str(value) for key, value in fields.items()}},
    )  # fmt: skip
    submitted = approval.submit(Request(form.subject, form.member, fields), case.template.approval, db, policy, now)
    return [*form_cards.closed(form, wording.submitted(submitted.approvers), db, now, click), *submitted.replies]


def _keep_new_customers(case: Case, db: Db, now: datetime) -> None:
    """A company that he called new becomes known when he hands the form in."""
    for field in case.template.fields:
        chosen = [said for said in case.values.get(field.key, ()) if said.evidence.source == PERSON]
        if field.kind is Kind.CUSTOMER and chosen and not customers.known(db, [], [str(chosen[0].value)]):
            name = str(chosen[0].value)
            customers.keep(db, [Customer(f"F{case.form.id}-{field.key}", name, owner=case.form.member)], now)
