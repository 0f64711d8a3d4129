"""撤销“合成一条”: the two drafts stand apart again, each with its own words and photos."""

from datetime import datetime

from bot.flows import doubt_choice, person_choice, tag_choice, visit_cards, visit_questions
from bot.wording import undo as wording
from bot.wording import visit_record as visit_wording
from domain.messages import Reply, Say
from domain.policy import Policy
from storage import attachments, audit_log, visits
from storage.audit_log import Act
from storage.database import Db
from storage.visits import State, Visit


def take_apart(act: Act, who: str, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """As long as nothing was said of the one that they became."""
    first, second = visits.get(db, int(act.after["into"])), visits.get(db, int(act.subject.partition(":")[2]))
    if first is None or second is None or (first.state, second.state) != (State.OPEN, State.JOINED):
        return [Say(who, wording.CHANGED_SINCE)]
    if first.revision != act.after["revision"]:
        return [Say(who, wording.CHANGED_SINCE)]
    for utterance in reversed(second.utterances):
        left = visits.take_out_last(db, first, utterance.text)
        assert left is not None, "they were added by the join, and nothing since"
        first = left
    attachments.attach(db, act.after["attachments"], second.id)
    second = visits.move_to(db, second, State.OPEN)
    for visit in (first, second):
        audit_log.add(db, "visit.undone", who, visit.subject, policy.version, now, after={"undone": act.seq})
    names = "、".join(visit_questions.name(visit, db) for visit in (first, second))
    return [
        *visit_cards.closed(first, visit_wording.REDRAWN, db, now),
        Say(who, wording.APART.format(names=names)),
        *_shown(first, db, policy.as_of(first.policy_version), now),
        *_shown(second, db, policy.as_of(second.policy_version), now),
        *visit_questions.ask_named(first, db, policy, now),
    ]


def _shown(visit: Visit, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    return [
        visit_cards.new_draft(visit, db, policy, now),
        *doubt_choice.offered(visit, db, now),
        *tag_choice.offered(visit, db, policy, now),
        *person_choice.offered(visit, db, policy, now),
    ]
