"""驳回原因的提醒: who was rejected again and again for the same reason reads it on the card before he confirms."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.wording import reject_reasons as wording
from domain.messages import Card
from domain.reject_reasons import PERIOD_DAYS, often_rejected_for
from storage import approvals
from storage.database import Db


def on_card(card: Card, member: str, is_alike: Callable[[str], bool], db: Db, now: datetime) -> Card:
    """The card with the word of warning where there is one. `is_alike`: which subjects are of the same kind."""
    lately = approvals.decided(db, now - timedelta(days=PERIOD_DAYS), now + timedelta(seconds=1), member)
    found = often_rejected_for(one for one in lately if is_alike(one.subject))
    return card if found is None else replace(card, quote_title=wording.HINT_TITLE, quote=wording.hint(*found))
