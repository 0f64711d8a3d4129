"""待归类: once a record is complete, the rep may say with one tap which tag an untagged pain belongs to."""

from dataclasses import replace
from datetime import datetime

from bot.flows import proposals, visit_cards, visit_questions
from bot.wording import tag_choice as wording
from bot.wording import visit_record as visit_wording
from domain.learned_word import Kind
from domain.messages import Card, CardClick, Reply, SendCard
from domain.policy import Policy
from domain.reading import Evidence, PainPoint, Reading, Said
from domain.visit import PERSON, VisitUtterance
from nlp.tag_suggestions import examples, suggested
from storage import audit_log, cards, learned_words, visits
from storage.cards import IssuedCard
from storage.database import Db
from storage.visits import Visit


def offered(visit: Visit, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """The card for the first pain without a tag that nobody decided on; never while something required is missing."""
    if visit_questions.lacking(visit, db, policy):
        return []
    card = _next_card(visit.record, db, policy)
    held = cards.open_cards(db, visit_cards.TAG_CHOICE, visit.subject)
    if card is not None and [replace(one.card, task_id="") for one in held] == [card]:
        return []
    replies = visit_cards.closed(visit, visit_wording.REDRAWN, db, now, only=visit_cards.TAG_CHOICE)
    if card is None:
        return replies
    issued = cards.issue(db, card, visit.member, visit_cards.TAG_CHOICE, visit.subject, visit.revision, now)
    return [*replies, SendCard(visit.member, issued)]


def _next_card(record: Reading, db: Db, policy: Policy) -> Card | None:
    taken = {said.value.tag for said in record.pain_points if said.value.tag}
    known = examples(learned_words.lexicon(db, policy.lexicon))
    for said in _undecided(record):
        tags = suggested(said.value.span, known, without=taken)
        if tags:
            return wording.card(said.value.span, tags)
    return None


def on_click(click: CardClick, card: IssuedCard, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """A tap on a suggested tag, or on “都不是”: kept as an utterance, so that the record shows it was a person's."""
    visit = visit_cards.draft_of(click, card, db, now)
    if isinstance(visit, list):
        return visit
    policy = policy.as_of(visit.policy_version)
    pain = next((said for said in _undecided(visit.record) if said.value.span == card.card.quote), None)
    tag = None if click.key == wording.NO_TAG else click.key.removeprefix(wording.CHOOSE)
    if pain is None or (tag is not None and tag not in policy.lexicon.tags):
        return visit_cards.redrawn(click, card, wording.ALREADY_CHOSEN, db, now)
    seen = visit.revision
    said = _as_utterance(pain, tag, now)
    visit = visits.add_utterance(db, visit, said)
    word = None
    if tag is not None:
        word = proposals.propose(Kind.TAG, tag, pain.evidence.read_as or pain.value.span, visit, db, policy, now)
    chosen = {"said": said.text, "revision": visit.revision, "word": word}
    audit_log.add(db, "visit.chosen", visit.member, visit.subject, policy.version, now, after=chosen)
    cards.carry_over(db, visit_cards.DRAFT, visit.subject, seen, visit.revision)  # the tap is all that is new to it
    return [
        *visit_cards.redrawn(click, card, wording.chosen(tag) if tag else wording.NOT_CHOSEN, db, now),
        *offered(visit, db, policy, now),
    ]


def _undecided(record: Reading) -> list[Said[PainPoint]]:
    return [said for said in record.pain_points if said.value.tag is None and said.evidence.source != PERSON]


def _as_utterance(pain: Said[PainPoint], tag: str | None, now: datetime) -> VisitUtterance:
    before, after = wording.said(tag)
    span, at = pain.value.span, pain.evidence
    start, end = len(before), len(before) + len(span)
    evidence = Evidence(start, end, span, PERSON, at.second, read_as=at.read_as)
    return VisitUtterance(now, before + span + after, Reading(pain_points=(Said(PainPoint(tag, span), evidence),)))
