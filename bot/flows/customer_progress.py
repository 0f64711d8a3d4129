"""“进度 华鼎”: whoever may see something of a customer reads his stage, what it still wants, and what is under way."""

from datetime import datetime

from bot.flows import customer_stage
from bot.flows.approval_case import case_of
from bot.wording import stage as wording
from domain.approval import State
from domain.messages import Reply, Say, Utterance
from domain.policy import Policy
from nlp import orders
from nlp.focus import main_customer
from nlp.vocabulary import vocabulary
from storage import approvals, customers, learned_words, members
from storage.customer_visits import ConfirmedVisit
from storage.database import Db


def on_utterance(said: Utterance, db: Db, policy: Policy, now: datetime) -> list[Reply] | None:
    """The progress of the customer named; None when the words do not ask for one, or name no customer."""
    named = orders.progress_wish(said.text)
    if named is None:
        return None
    words = vocabulary(customers.book(db), learned_words.lexicon(db, policy.lexicon))
    mention, _ = main_customer(named, words.customers)
    if mention is None or mention.evidence.words != named:
        return [Say(said.member, wording.which(named, []))] if orders.is_plain_progress_wish(said.text) else None
    found = mention.value
    customer = customers.find(db, found.customer_id) if found.customer_id and found.certain else None
    if customer is None:
        alike = [one.name for key in found.candidates[: wording.MOST_ALIKE] if (one := customers.find(db, key))]
        return [Say(said.member, wording.which(named, alike))]
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
    waiting = [line for one in seen if (line := _waiting(one, db, policy, now))]
    return [Say(said.member, "\n".join((*lines, *waiting)))]


def _waiting(visit: ConfirmedVisit, db: Db, policy: Policy, now: datetime) -> str | None:
    pending = None if visit.is_approved else approvals.latest_of(db, f"visit:{visit.id}")
    case = case_of(pending, db, policy, now) if pending is not None and pending.state is State.PENDING else None
    if case is None:
        return None
    return wording.waiting(case.requester, case.shown.noun, case.names(case.approval.step.waiting))
