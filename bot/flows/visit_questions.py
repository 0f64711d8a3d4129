"""追问: the next question about a draft, one at a time; with several drafts open each names its customer."""

from dataclasses import replace
from datetime import datetime

from bot.flows import known_people, visit_cards
from bot.wording import several_visits as wording
from bot.wording import visit_record as visit_wording
from domain import visit as rules
from domain.buying_committee import missing_parts
from domain.customer import Customer
from domain.known_people import chain as chain_of
from domain.messages import Reply, Say, SendCard
from domain.policy import Policy
from domain.reading import Reading
from storage import cards, customers, visits
from storage.cards import IssuedCard
from storage.database import Db
from storage.visits import Visit

_MOST_CANDIDATES = 3


def ask(visit: Visit, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """What is lacking next; the rep's next words are taken as the answer."""
    lacks = lacking(visit, db, policy)
    if rules.needs_choice(visit.record):
        visits.keep_asked(db, visit, "customer")
        return _customer_question(visit, db, now)
    visits.keep_asked(db, visit, lacks[0].asked if lacks else None)
    return [Say(visit.member, about(visit, db, policy, now) + lacks[0].question)] if lacks else []


def ask_next(member: str, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """One draft is settled: the question about the next one comes by itself."""
    visit = next(iter(under_way(member, db, policy, now)), None)
    return [] if visit is None else ask_named(visit, db, policy, now)


def ask_named(visit: Visit, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """As `ask`, always with the customer's name; said also when nothing is lacking."""
    lead, has_lead = wording.about(name(visit, db)), bool(about(visit, db, policy, now))
    asked = ask(visit, db, policy.as_of(visit.policy_version), now)
    match asked:
        case []:
            return [Say(visit.member, lead + wording.COMPLETE)]
        case [Say(to, text)] if not has_lead and not rules.needs_choice(visit.record):
            return [Say(to, lead + text)]
    return asked


def under_way(member: str, db: Db, policy: Policy, now: datetime) -> list[Visit]:
    """The drafts that the rep still has in mind: of the last hours, or waiting behind one of the same note."""
    recent = now - policy.visit.join_within
    return [visit for visit in visits.drafts_of(db, member) if visit.turn == 0 or visit.last_said_at >= recent]


def lacking(visit: Visit, db: Db, policy: Policy) -> tuple[rules.Lack, ...]:
    """What is still to be asked, in that order: not what earlier visits to the customer say."""
    lacks = rules.lacking(visit.record, policy.visit)
    if not any(lack.asked.partition(".")[0] == "decision_chain" for lack in lacks):
        return lacks  # earlier visits answer nothing else
    return known_people.lacking(visit, known_people.people(visit, db, policy), policy)


def as_asked(visit: Visit, db: Db, policy: Policy) -> Reading:
    """The record as an answer refers to it: those of the 决策链 of whom a part was asked come first."""
    record = visit.record
    if visit.asked != rules.CHAIN_GAPS:
        return record
    chain = chain_of(known_people.people(visit, db, policy))
    lacked = {person.name for person in chain if missing_parts(person)}
    ordered = sorted(record.decision_chain, key=lambda said: said.value.name not in lacked)
    return replace(record, decision_chain=tuple(ordered))


def about(visit: Visit, db: Db, policy: Policy, now: datetime) -> str:
    """“【苏州华鼎】” where other drafts are under way too, else nothing."""
    others = (one.id != visit.id for one in under_way(visit.member, db, policy, now))
    return wording.about(name(visit, db)) if any(others) else ""


def name(visit: Visit, db: Db) -> str:
    """What people call the visit's customer."""
    mention = visit.record.customer
    if mention is None:
        return wording.NO_NAME
    known = customers.find(db, mention.value.customer_id) if mention.value.customer_id else None
    if known is None or not mention.value.certain or not known.short:
        return mention.evidence.words if mention.value.candidates else mention.value.name
    return mention.evidence.words if mention.evidence.words in known.short else known.short[0]


def is_called(visit: Visit, said: str, db: Db) -> bool:
    """Whether somebody who says `said` may mean the customer of the visit."""
    mention = visit.record.customer
    names = () if mention is None else (name(visit, db), mention.value.name, mention.evidence.words)
    return any(said in one or one in said for one in names if one)


def candidates(record: Reading, db: Db) -> list[Customer]:
    """The known customers that may be meant."""
    if record.customer is None:
        return []
    mention = record.customer.value
    ids = dict.fromkeys(filter(None, (mention.customer_id, *mention.candidates)))
    found = (customers.find(db, customer_id) for customer_id in ids)
    return [customer for customer in found if customer is not None][:_MOST_CANDIDATES]


def _customer_question(visit: Visit, db: Db, now: datetime) -> list[Reply]:
    mention = visit.record.customer
    assert mention is not None, "needs_choice says that a customer was named"
    found = candidates(visit.record, db)
    said = mention.evidence.words or mention.value.name
    text = visit_wording.WHICH_CUSTOMER if found else visit_wording.NEW_CUSTOMER_QUESTION
    question = Say(visit.member, text.format(said=said))
    card = visit_wording.customer_card(said, found)
    if any(replace(held.card, task_id="") == card for held in _choices_held(visit, db)):
        return [question]
    replies = visit_cards.closed(visit, visit_wording.REDRAWN, db, now, only=visit_cards.CUSTOMER_CHOICE)
    issued = cards.issue(db, card, visit.member, visit_cards.CUSTOMER_CHOICE, visit.subject, visit.revision, now)
    return [*replies, question, SendCard(visit.member, issued)]


def _choices_held(visit: Visit, db: Db) -> list[IssuedCard]:
    return cards.open_cards(db, visit_cards.CUSTOMER_CHOICE, visit.subject)
