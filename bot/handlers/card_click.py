"""卡片点击: a tap goes to the flow whose card it is, once it is sure that the card is the tapper's."""

from datetime import datetime

from bot.flows import visit_approval, visit_cards, visit_record
from bot.wording import visit_record as wording
from domain.messages import CardClick, Inbound, Reply, Say
from domain.policy import Policy
from storage import cards
from storage.database import Db


def on_card_click(inbound: Inbound, click: CardClick, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """A tap on a button of a template card."""
    card = cards.find(db, click.task_id)
    if card is None:
        return [Say(inbound.member, wording.OUTDATED_CARD)]
    if card.member != inbound.member:
        return [Say(inbound.member, wording.NOT_YOUR_CARD)]
    if card.purpose in (visit_cards.DRAFT, visit_cards.CUSTOMER_CHOICE):
        return visit_record.on_click(click, card, db, policy, now)
    return visit_approval.on_click(click, card, db, policy, now)
