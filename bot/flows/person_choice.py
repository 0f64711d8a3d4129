"""与上次不同: where a record contradicts an earlier visit about a person, the rep may say with one tap which holds."""

from dataclasses import replace
from datetime import datetime

from bot.flows import known_people, visit_cards, visit_questions
from bot.wording import person_choice as wording
from bot.wording import visit_record as visit_wording
from domain.known_people import Contradiction, contradictions
from domain.messages import CardClick, Reply, SendCard
from domain.policy import Policy
from domain.reading import Contact, Evidence, Reading, Said, Stakeholder
from domain.visit import PERSON, VisitUtterance, visited_on
from storage import audit_log, cards, visits
from storage.cards import IssuedCard
from storage.database import Db
from storage.visits import Visit

_LONGEST_NAME = 40


def offered(visit: Visit, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """The card about the first contradiction not yet decided; never while something required is missing.

    Without a tap the record keeps what was said now; what an earlier visit says never changes.
    """
    if visit_questions.lacking(visit, db, policy):
        return []
    open_ones = _open(visit, db, policy)
    card = wording.card(open_ones[0], visited_on(visit.utterances, policy.calendar.zone)) if open_ones else None
    held = cards.open_cards(db, visit_cards.PERSON_CHOICE, visit.subject)
    if card is not None and [replace(one.card, task_id="") for one in held] == [card]:
        return []
    replies = visit_cards.closed(visit, visit_wording.REDRAWN, db, now, only=visit_cards.PERSON_CHOICE)
    if card is None:
        return replies
    issued = cards.issue(db, card, visit.member, visit_cards.PERSON_CHOICE, visit.subject, visit.revision, now)
    return [*replies, SendCard(visit.member, issued)]


def on_click(click: CardClick, card: IssuedCard, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """A tap on one of the two values: kept as an utterance, so that the record shows it was a person's."""
    visit = visit_cards.draft_of(click, card, db, now)
    if isinstance(visit, list):
        return visit
    policy = policy.as_of(visit.policy_version)
    today = visited_on(visit.utterances, policy.calendar.zone)
    shown = replace(card.card, task_id="")
    found = next((one for one in _open(visit, db, policy) if wording.card(one, today) == shown), None)
    if found is None:
        return visit_cards.redrawn(click, card, wording.SETTLED, db, now)
    is_earlier = click.key == wording.EARLIER
    seen = visit.revision
    said = _as_utterance(found, is_earlier, now)
    visit = visits.add_utterance(db, visit, said)
    chosen = {"said": said.text, "revision": visit.revision}
    audit_log.add(db, "visit.chosen", visit.member, visit.subject, policy.version, now, after=chosen)
    replies = visit_cards.redrawn(
        click, card, wording.chosen(found.earlier.value if is_earlier else found.now), db, now
    )
    if is_earlier:
        replies += visit_cards.closed(visit, visit_wording.REDRAWN, db, now, only=visit_cards.DRAFT)
        replies.append(visit_cards.new_draft(visit, db, policy, now))
    else:
        cards.carry_over(db, visit_cards.DRAFT, visit.subject, seen, visit.revision)  # it shows all there is
    return [*replies, *offered(visit, db, policy, now)]


def _open(visit: Visit, db: Db, policy: Policy) -> list[Contradiction]:
    """Those that no tap has decided."""
    decided = {utterance.asked for utterance in visit.utterances}
    found = contradictions(known_people.people(visit, db, policy))
    return [one for one in found if _asked(one) not in decided]


def _asked(one: Contradiction) -> str:
    return f"people.{one.part}:{one.person.name[:_LONGEST_NAME]}"


def _as_utterance(one: Contradiction, is_earlier: bool, now: datetime) -> VisitUtterance:
    """What the tap says; with the role goes the influence of the same side."""
    assert one.person.now is not None and one.person.known is not None
    name, told, known = one.person.name, one.person.now, one.person.known
    parts: dict[str, str | None] = {one.part: one.earlier.value if is_earlier else one.now}
    if one.part == "role" and told.decides:
        parts["influence"] = known.influence.value if is_earlier and known.influence else told.influence
    text = wording.said(name, one.part, parts[one.part] or "")
    evidence = Evidence(0, len(text), text, PERSON)
    title, role, influence = (parts.get(part) for part in ("title", "role", "influence"))
    met = (Said(Contact(name, title, role), evidence),) if told.is_met and (title or role) else ()
    chain = (Said(Stakeholder(name, title, influence), evidence),) if told.decides and (title or influence) else ()
    return VisitUtterance(now, text, Reading(contacts=met, decision_chain=chain), _asked(one))
