"""“进度 华鼎”: whoever may see something of a customer reads his stage, what it still wants, and what is under way."""

from datetime import datetime

from bot.flows import customer_stage, form_case
from bot.flows.approval_case import case_of
from bot.flows.named_customer import named_customer
from bot.wording import stage as wording
from domain.approval import Approval
from domain.customer import Customer
from domain.form import Kind
from domain.messages import Reply, Say, Utterance
from domain.policy import Policy
from nlp import orders
from storage import approvals, forms, members
from storage.database import Db


def on_utterance(said: Utterance, db: Db, policy: Policy, now: datetime) -> list[Reply] | None:
    """The progress of the customer named; None when the words do not ask for one, or name no customer."""
    named = orders.progress_wish(said.text)
    if named is None:
        return None
    customer = named_customer(named, db, policy)
    if customer is None:
        return [Say(said.member, wording.which(named, []))] if orders.is_plain_progress_wish(said.text) else None
    if isinstance(customer, list):
        return [Say(said.member, wording.which(named, [one.name for one in customer[: wording.MOST_ALIKE]]))]
    firm = members.firm(db, policy)
    several = customer_stage.confirmed(customer, db, policy, now)
    seen = [one for one in several if firm.can_see(said.member, one.member)]
    is_his = customer.owner is not None and firm.can_see(said.member, customer.owner)
    if not seen and not is_his:
        return [Say(said.member, wording.NOTHING_TO_SEE.format(name=customer.name))]
    stands = customer_stage.where(several, firm, policy)
    holder = customer_stage.holder(customer, several)
    stage = policy.stages[max(stands.at, 0)] if policy.stages else None
    owners = customer_stage.owners(stage, holder, firm) if stage else (holder,) if holder else ()
    step = next((one.record.next_step.value for one in reversed(seen) if one.record.next_step), None)
    today = now.astimezone(policy.calendar.zone).date()
    lines = wording.progress(customer.name, stands, policy.stages, [firm.name_of(who) for who in owners], step, today)
    subjects = {f"visit:{one.id}" for one in seen if not one.is_approved}
    for pending in approvals.pending(db):
        if pending.subject in subjects or (
            firm.can_see(said.member, pending.requester) and _is_form_about(pending.subject, customer, db, policy, now)
        ):
            lines += _waiting(pending, db, policy, now)
    return [Say(said.member, "\n".join(lines))]


def _waiting(pending: Approval, db: Db, policy: Policy, now: datetime) -> list[str]:
    case = case_of(pending, db, policy, now)
    if case is None:
        return []
    return [wording.waiting(case.requester, case.shown.noun, case.names(case.approval.step.waiting))]


def _is_form_about(subject: str, customer: Customer, db: Db, policy: Policy, now: datetime) -> bool:
    kind, _, number = subject.partition(":")
    form = forms.get(db, int(number)) if kind == "form" else None
    case = form_case.case_of(form, db, policy, now) if form is not None else None
    if case is None:
        return False
    asked = [one.key for one in case.template.fields if one.kind is Kind.CUSTOMER]
    return any(said.value == customer.name for key in asked for said in case.values.get(key, ()))
