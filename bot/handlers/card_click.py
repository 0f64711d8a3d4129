"""卡片点击: which card was tapped, once it is sure that the card is the tapper's."""

from dataclasses import dataclass

from bot.wording import platform
from domain.messages import CardClick, Inbound, Reply, Say
from storage import cards
from storage.cards import IssuedCard
from storage.database import Db


@dataclass(frozen=True)
class Tap:
    """A tap on a card that we gave to the member."""

    click: CardClick
    card: IssuedCard


def tap(inbound: Inbound, click: CardClick, db: Db) -> Tap | list[Reply]:
    """The tap with its card, or a kind answer when the card is unknown or somebody else's."""
    card = cards.find(db, click.task_id)
    if card is None:
        return [Say(inbound.member, platform.OUTDATED_CARD)]
    if card.member != inbound.member:
        return [Say(inbound.member, platform.NOT_YOUR_CARD)]
    return Tap(click, card)
