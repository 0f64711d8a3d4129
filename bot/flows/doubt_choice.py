"""两读不一: where rules and second reader differ, the rep may say with one tap which of them is right."""

from dataclasses import replace
from datetime import datetime

from bot.flows import visit_cards
from bot.wording import second_reader as wording
from bot.wording import visit_record as visit_wording
from domain.doubt import settled
from domain.messages import CardClick, Reply, SendCard
from domain.policy import Policy
from domain.reading import Evidence
from domain.visit import PERSON, VisitUtterance
from storage import audit_log, cards, visits
from storage.cards import IssuedCard
from storage.database import Db
from storage.visits import Visit


def offered(visit: Visit, db: Db, now: datetime) -> list[Reply]:
    """The card for the first open doubt, unless the rep has it; one at a time, and each once."""
    doubts = visit.record.doubts
    held = cards.open_cards(db, visit_cards.DOUBT, visit.subject)
    if not doubts:
        return visit_cards.closed(visit, visit_wording.ALREADY_CHOSEN, db, now, only=visit_cards.DOUBT)
    card = wording.card(doubts[0])
    if any(replace(one.card, task_id="") == card for one in held):
        return []
    closed = visit_cards.closed(visit, visit_wording.REDRAWN, db, now, only=visit_cards.DOUBT)
    issued = cards.issue(db, card, visit.member, visit_cards.DOUBT, visit.subject, visit.revision, now)
    return [*closed, SendCard(visit.member, issued)]


def on_click(click: CardClick, card: IssuedCard, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """A tap on one of the two: kept as an utterance, so that the record shows it was a person's."""
    visit = visit_cards.draft_of(click, card, db, now)
    if isinstance(visit, list):
        return visit
    policy = policy.as_of(visit.policy_version)
    shown = replace(card.card, task_id="")
    doubt = next((one for one in visit.record.doubts if wording.card(one) == shown), None)
    if doubt is None or card.is_closed:
        return visit_cards.redrawn(click, card, visit_wording.ALREADY_CHOSEN, db, now)
    choice = doubt.other if click.key == wording.OTHER else doubt.kept
    text = wording.chosen(doubt, choice)
    said = settled(visit.record, doubt, choice, Evidence(0, len(text), text, PERSON))
    visit = visits.add_utterance(db, visit, VisitUtterance(now, text, said))
    chosen = {"said": text, "revision": visit.revision}
    audit_log.add(db, "visit.chosen", visit.member, visit.subject, policy.version, now, after=chosen)
    return [
        *visit_cards.redrawn(click, card, f"已选 {choice}", db, now),
        *visit_cards.closed(visit, visit_wording.REDRAWN, db, now, only=visit_cards.DRAFT),
        visit_cards.new_draft(visit, db, policy, now),
        *offered(visit, db, now),
    ]
