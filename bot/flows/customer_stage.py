"""客户的阶段: where a customer stands in the stream of action, and who is told once when an approval moves him on."""

from collections.abc import Sequence
from datetime import datetime

from bot.wording import stage as wording
from domain.approvers import people_for
from domain.customer import Customer
from domain.known_people import Person, Telling, known_people
from domain.known_people import chain as chain_of
from domain.messages import Reply, Say
from domain.people import Firm
from domain.policy import Policy
from domain.reading import Stakeholder
from domain.stage import Known, StageRule, Standing, known_of, standing
from nlp.told_people import told_people
from storage import audit_log, customer_visits, customers, members
from storage.customer_visits import ConfirmedVisit
from storage.database import Db, lock
from storage.visits import Visit

#: visits; a customer's course is folded from so many
MOST = 200


def moved(visit: Visit, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """The visit has just been approved: if its customer enters a stage for the first time, its owner is told."""
    mention = visit.record.customer
    customer = customers.find(db, mention.value.customer_id) if mention and mention.value.customer_id else None
    if customer is None or not policy.stages:
        return []
    lock(db, f"customer:{customer.id}")
    firm = members.firm(db, policy)
    several = confirmed(customer, db, policy, now)
    after = where(several, firm, policy)
    before = where([one for one in several if one.id != visit.id], firm, policy)
    if after.at <= before.at:
        return []
    stage = policy.stages[after.at]
    action, subject = f"customer.entered:{stage.name}", f"customer:{customer.id}"
    if audit_log.last_on(db, subject, 0, [action]) is not None:  # an approval was undone and given again
        return []
    was = policy.stages[before.at].name if before.at >= 0 else None
    noted = {"stage": stage.name, "because_of": visit.subject}
    audit_log.add(db, action, "system", subject, policy.version, now, {"stage": was}, noted)
    words = wording.entered(customer.name, after, policy.stages)
    return [Say(to, words) for to in owners(stage, holder(customer, several), firm)]


def confirmed(customer: Customer, db: Db, policy: Policy, now: datetime) -> list[ConfirmedVisit]:
    """The customer's confirmed visits, oldest first."""
    today = now.astimezone(policy.calendar.zone).date()
    return customer_visits.confirmed(db, customer.id, today, most=MOST)


def where(several: Sequence[ConfirmedVisit], firm: Firm, policy: Policy) -> Standing:
    """Where the customer of these visits stands; only approved ones count."""
    approved = [one for one in several if one.is_approved]
    tellings = [
        Telling(one.id, firm.name_of(one.member), one.visited_on, told_people(one.record, policy.lexicon))
        for one in approved
    ]

    def after(count: int) -> Known:
        people = known_people(tellings[:count])
        chain: tuple[Stakeholder, ...] = chain_of(Person(None, person) for person in people)
        return known_of([one.record for one in approved[:count]], chain)

    return standing(policy.stages, (after(count) for count in range(1, len(approved) + 1)))


def holder(customer: Customer, several: Sequence[ConfirmedVisit]) -> str | None:
    """Whose customer it is: as imported, else of the rep who was there last."""
    return customer.owner or (several[-1].member if several else None)


def owners(stage: StageRule, holder: str | None, firm: Firm) -> tuple[str, ...]:
    """责任人 of a stage; where the rule finds nobody, whoever the customer belongs to."""
    mine = (holder,) if holder is not None and firm.person(holder) else ()
    if stage.owner == "owner" or holder is None:
        return mine
    return people_for(stage.owner, holder, firm, {}) or mine
