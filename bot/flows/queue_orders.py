"""待办的口令: an order about one line of the list that the member saw last: “同意 2”, “看第3条”, “催办 1”."""

from datetime import datetime

from bot.flows import approval_orders, my_queue
from bot.wording import my_queue as wording
from domain.messages import Reply, Say, Utterance
from domain.policy import Policy
from nlp.approval_orders import OF_REQUESTER
from nlp.queue_words import Numbered, numbered
from storage.cards import IssuedCard
from storage.database import Db


def on_utterance(said: Utterance, db: Db, policy: Policy, now: datetime) -> list[Reply] | None:
    """The order about that line; None when the words are none."""
    found = numbered(said.text)
    if found is None:
        return None
    seen = _list_meant(found, said.member, db)
    if not seen:
        return [Say(said.member, wording.NO_LIST)]
    if now - seen[-1].issued_at > my_queue.FRESH_FOR:
        fresh = my_queue.MENU[seen[-1].purpose](said.member, db, policy, now)
        return [Say(said.member, wording.OLD_LIST), *fresh]
    lines = [key for issued in seen for key in my_queue.keys(issued.card)]
    if found.number > len(lines):
        return [Say(said.member, wording.NO_LINE.format(number=found.number))]
    key = lines[found.number - 1]
    if found.order is None:
        return my_queue.show(key, said.member, db, policy, now)
    kind, _, number = key.partition(":")
    if kind != "approval":
        told = Say(said.member, wording.ONLY_SHOWN.format(number=found.number))
        return [told, *my_queue.show(key, said.member, db, policy, now)]
    return approval_orders.perform(found.order, said.text, int(number), None, said.member, db, policy, now)


def _list_meant(found: Numbered, member: str, db: Db) -> list[IssuedCard]:
    """Of both lists the newer one, unless the act can only be about one of them."""
    todo, own = (my_queue.lists(member, purpose, db) for purpose in (my_queue.TODO, my_queue.OWN))
    if found.order is not None:
        return own if found.order.act in OF_REQUESTER else todo
    return max(todo, own, key=lambda seen: seen[-1].issued_at.timestamp() if seen else 0.0)
