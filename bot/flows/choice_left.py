"""不选了: “取消” ends the choice that a card has just asked for, of a request or of a colleague."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.flows import approval_orders, delegation
from bot.wording import approval_acts as wording
from domain.messages import Reply, Say, UpdateCard, Utterance
from domain.policy import Policy
from nlp.orders import is_discard
from storage import cards, drafts
from storage.database import Db

#: who says “取消” longer after the question means something else
_IN_MIND = timedelta(minutes=30)


def on_utterance(said: Utterance, db: Db, policy: Policy, now: datetime) -> list[Reply] | None:
    """“取消”, “算了” after such a card; None when a draft was spoken of since, or nothing is asked."""
    if not is_discard(said.text):
        return None
    asking = [
        one
        for purpose in (approval_orders.PICK, delegation.PICK)
        for one in cards.open_of(db, purpose, said.member)
        if one.issued_at > now - _IN_MIND
    ]
    draft = drafts.latest(db, said.member)
    if not asking or (draft and drafts.said_at(db, draft) > max(one.issued_at for one in asking)):
        return None
    replies: list[Reply] = []
    for one in asking:
        shown = replace(one.card, closed=wording.CHOICE_LEFT)
        cards.close(db, shown.task_id, shown, now)
        replies.append(UpdateCard(one.member, shown))
    return [*replies, Say(said.member, wording.LEFT)]
