"""单子的卡片: the cards of a form that is still a draft."""

from dataclasses import replace
from datetime import datetime

from bot.flows import reject_hint
from bot.flows.form_case import Case
from bot.wording import form as wording
from domain.messages import Card, CardClick, Reply, Say, SendCard, UpdateCard
from domain.policy import Policy
from domain.reading import CustomerMention, Said
from storage import cards, customers, forms
from storage.cards import IssuedCard
from storage.database import Db
from storage.forms import Form

DRAFT = "form_draft"
CUSTOMER_CHOICE = "form_customer"
_MOST_CANDIDATES = 3


def new_draft(case: Case, db: Db, policy: Policy, now: datetime) -> SendCard:
    """The card on which the requester hands the form in as it is now."""
    form, zone = case.form, policy.calendar.zone
    lines = wording.rows(case.template, case.values, case.names, now.astimezone(zone).date())
    card = wording.draft_card(case.template, lines, form.utterances[0].said_at, zone)
    card = reject_hint.on_card(card, form.member, lambda subject: forms.is_of(db, subject, form.template), db, now)
    return SendCard(form.member, cards.issue(db, card, form.member, DRAFT, form.subject, form.revision, now))


def customer_question(case: Case, key: str, mention: Said[CustomerMention], db: Db, now: datetime) -> list[Reply]:
    """Which customer is meant: up to three, or a new one."""
    ids = dict.fromkeys(filter(None, (mention.value.customer_id, *mention.value.candidates)))
    found = [one for one in (customers.find(db, customer_id) for customer_id in ids) if one is not None]
    card = wording.customer_card(mention.evidence.words, found[:_MOST_CANDIDATES])
    return _asked_by(card, f"{case.form.subject}:{key}", case.form, db, now)


def customer_again(form: Form, asked: IssuedCard, db: Db, now: datetime) -> list[Reply]:
    """The same question once more, after the answer was taken back."""
    return _asked_by(replace(asked.card, closed=None), asked.subject, form, db, now)


def _asked_by(card: Card, subject: str, form: Form, db: Db, now: datetime) -> list[Reply]:
    text = wording.WHICH_CUSTOMER if len(card.buttons) > 1 else wording.NEW_CUSTOMER_QUESTION
    issued = cards.issue(db, card, form.member, CUSTOMER_CHOICE, subject, form.revision, now)
    return [Say(form.member, text.format(said=wording.customer_said(card))), SendCard(form.member, issued)]


def form_of(card: IssuedCard) -> int:
    """The id of the form that a card is about."""
    return int(card.subject.split(":")[1])


def field_of_choice(card: IssuedCard) -> str:
    """The key of the field for which the card asks."""
    return card.subject.split(":")[2]


def closed(
    form: Form, words: str, db: Db, now: datetime, click: CardClick | None = None, keeping: str | None = None
) -> list[Reply]:
    """Take the buttons off the cards of the draft, but those with the purpose `keeping`.

    A tapped one is redrawn with the tap's own code.
    """
    held = (*cards.open_cards(db, DRAFT, form.subject), *cards.open_below(db, CUSTOMER_CHOICE, form.subject))
    replies: list[Reply] = []
    for issued in held:
        if issued.purpose == keeping:
            continue
        card = replace(issued.card, closed=words)
        cards.close(db, card.task_id, card, now)
        is_tapped = click is not None and click.task_id == card.task_id
        replies.append(UpdateCard(issued.member, card, click.response_code if click and is_tapped else None))
    return replies


def redrawn(click: CardClick, card: IssuedCard, words: str, db: Db, now: datetime) -> list[Reply]:
    """The tapped card without buttons: whatever was tapped, it is settled already."""
    shown = card.card if card.is_closed and card.card.closed else replace(card.card, closed=words)
    cards.close(db, shown.task_id, shown, now)
    return [UpdateCard(card.member, shown, click.response_code, otherwise=shown.closed)]
