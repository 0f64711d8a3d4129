"""手上的事: of several things that a member has under way one is settled, and the next is asked about by itself."""

from collections.abc import Callable
from datetime import datetime

from bot.flows import form_questions, visit_questions
from domain.messages import Reply
from domain.policy import Policy
from storage import drafts
from storage.database import Db

#: who asks, by the word before the colon of a draft's subject
_ASK_NEXT: dict[str, Callable[[str, Db, Policy, datetime], list[Reply]]] = {
    "form": form_questions.ask_next,
    "visit": visit_questions.ask_next,
}


def ask_next(member: str, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """The question about what he spoke of last; nothing when nothing is left."""
    kinds = dict.fromkeys(subject.partition(":")[0] for subject in drafts.subjects(db, member))
    return next((asked for kind in kinds if (asked := _ASK_NEXT[kind](member, db, policy, now))), [])
