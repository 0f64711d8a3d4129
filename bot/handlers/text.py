"""文字: typed words go to the flow that waits for them, else to the visit record."""

from datetime import datetime

from bot.flows import visit_approval, visit_record
from domain.messages import Inbound, Reply, Text, Utterance
from domain.policy import Policy
from storage import conversations
from storage.database import Db

#: longer than any message WeCom delivers (2,048 bytes); what is beyond is cut
_LONGEST = 5000


def on_text(inbound: Inbound, content: Text, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """A typed message."""
    return on_words(Utterance(inbound.member, inbound.sent_at, content.text[:_LONGEST]), db, policy, now)


def on_words(said: Utterance, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """Words, typed or heard."""
    waiting = conversations.expected(db, said.member, now)
    if waiting is not None and waiting.what == visit_approval.REASON:
        return visit_approval.on_reason(said, waiting.ref, db, policy, now)
    return visit_record.on_utterance(said, db, policy, now)
