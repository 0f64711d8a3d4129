"""草稿卡片: the cards of a visit that is still a draft, given out and closed by both visit flows."""

from dataclasses import replace
from datetime import datetime

from bot.flows import known_people, reject_hint, visit_attachments, visit_own_fields
from bot.wording import known_people as people_wording
from bot.wording import visit_record as wording
from domain.messages import CardClick, Reply, SendCard, UpdateCard
from domain.policy import Policy
from storage import cards, visits
from storage.cards import IssuedCard
from storage.database import Db
from storage.visits import Visit

DRAFT = "visit_draft"
CUSTOMER_CHOICE = "customer_choice"
TAG_CHOICE = "tag_choice"
DOUBT = "doubt"
PERSON_CHOICE = "person_choice"


def new_draft(visit: Visit, db: Db, policy: Policy, now: datetime) -> SendCard:
    """The card on which the rep confirms the draft as it is now."""
    people = known_people.people(visit, db, policy)
    lacks = tuple(lack.label for lack in known_people.lacking(visit, people, policy))
    said_at, zone = visit.utterances[0].said_at, policy.calendar.zone
    earlier = people_wording.on_card(people, said_at.astimezone(zone).date())
    card = wording.draft_card(visit.record, lacks, said_at, zone, visit_attachments.summary(visit, db), earlier)
    own = visit_own_fields.lines(visit.record, db, policy, now.astimezone(zone).date())
    card = replace(card, text="\n".join(filter(None, (card.text, *own))))
    if not lacks:
        card = reject_hint.on_card(card, visit.member, lambda subject: subject.startswith("visit:"), db, now)
    return SendCard(visit.member, cards.issue(db, card, visit.member, DRAFT, visit.subject, visit.revision, now))


def closed(
    visit: Visit, words: str, db: Db, now: datetime, click: CardClick | None = None, only: str | None = None,
    is_over: bool = False,
) -> list[Reply]:  # fmt: skip
    """Take the buttons off every card of the draft; a tapped one is redrawn with the tap's own code.

    Cards that ask for a tag, or which of two readings or visits is right, outlive newer drafts until it `is_over`:
    their flows renew them.
    """
    replies: list[Reply] = []
    outliving = (TAG_CHOICE, DOUBT, PERSON_CHOICE) if is_over else ()
    for purpose in (only,) if only else (DRAFT, CUSTOMER_CHOICE, *outliving):
        for issued in cards.open_cards(db, purpose, visit.subject):
            card = replace(issued.card, closed=words)
            cards.close(db, card.task_id, card, now)
            is_tapped = click is not None and click.task_id == card.task_id
            replies.append(UpdateCard(issued.member, card, click.response_code if click and is_tapped else None))
    return replies


def draft_of(click: CardClick, card: IssuedCard, db: Db, now: datetime) -> Visit | list[Reply]:
    """The draft that a tapped card is about; when it is one no longer, the card says what became of it."""
    visit = visits.get(db, int(card.subject.removeprefix("visit:")))
    if visit is not None and visit.state is visits.State.OPEN:
        return visit
    return redrawn(click, card, wording.CLOSED_AS[visit.state.value] if visit else wording.OUTDATED_CARD, db, now)


def redrawn(click: CardClick, card: IssuedCard, closed: str, db: Db, now: datetime) -> list[Reply]:
    """The tapped card again, without buttons: whatever was tapped, it is settled already."""
    closed_card = card.card if card.is_closed and card.card.closed else replace(card.card, closed=closed)
    cards.close(db, card.card.task_id, closed_card, now)
    return [UpdateCard(card.member, closed_card, click.response_code, otherwise=closed_card.closed)]
