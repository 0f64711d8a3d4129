"""提交拜访记录: the rep confirmed a complete record; it is kept, and those whom the policy names are asked."""

from datetime import datetime

from bot.flows import approval, visit_cards
from bot.wording import visit_record as wording
from domain.approval_subject import Request
from domain.competitor import fitting_cases
from domain.customer import Customer
from domain.messages import CardClick, Reply, SayMarkdown
from domain.own_fields import facts
from domain.policy import Policy
from domain.visit import PERSON, visited_on
from storage import audit_log, customers, visits
from storage.database import Db
from storage.visits import Visit


def submit(visit: Visit, db: Db, policy: Policy, now: datetime, click: CardClick | None) -> list[Reply]:
    """Keep the record and ask for its approval."""
    visit = visits.submit(db, visit, visited_on(visit.utterances, policy.calendar.zone), now)
    _keep_new_customer(visit, db, now)
    audit_log.add(db, "visit.submitted", visit.member, visit.subject, policy.version, now, after=visit.record)
    request = Request(visit.subject, visit.member, facts(visit.record))
    submitted = approval.submit(request, policy.visit_approval, db, policy, now)
    return [
        *visit_cards.closed(visit, wording.submitted(submitted.approvers or None, ""), db, now, click, is_over=True),
        *_comparison(visit, policy),
        *submitted.replies,
    ]


def _keep_new_customer(visit: Visit, db: Db, now: datetime) -> None:
    """A company that the rep called new becomes known when he confirms."""
    customer = visit.record.customer
    if customer is not None and customer.value.customer_id is None and customer.evidence.source == PERSON:
        new = Customer(f"N{visit.id}", customer.value.name, owner=visit.member)
        customers.keep(db, [new], now)
        visits.keep_customer(db, visit, new.id)


def _comparison(visit: Visit, policy: Policy) -> list[Reply]:
    """对比分析报告, unlocked by the competitor (B6, B7)."""
    competitor = visit.record.competitor
    if competitor is None:
        return []
    cases = fitting_cases(policy.fault_cases, competitor.value.brand, competitor.value.model)
    return [SayMarkdown(visit.member, wording.comparison(competitor.value, cases))]
