"""拜访记录的审核: what the approval engine shows of a visit, and what follows its decision."""

from datetime import datetime

from bot.flows import customer_stage, known_people, visit_attachments, visit_cards, visit_own_fields
from bot.flows.approval_subject import Subject
from bot.wording import as_said
from bot.wording import known_people as people_wording
from bot.wording import visit_record as wording
from domain.approval import Approval, State
from domain.approval_subject import Followed, Shown
from domain.buying_committee import completeness
from domain.known_people import chain as chain_of
from domain.known_people import from_earlier
from domain.messages import Reply
from domain.policy import Policy
from storage import visits
from storage.database import Db


def _show(visit_id: int, db: Db, policy: Policy, now: datetime) -> Shown | None:
    visit = visits.get(db, visit_id)
    if visit is None:
        return None
    record = visit.record
    people = known_people.people(visit, db, policy)
    chain = completeness(chain_of(people))
    wanted = {rule.key: rule.at_least for rule in policy.visit.fields if rule.required and rule.at_least > 1}
    today = now.astimezone(policy.calendar.zone).date()
    earlier = people_wording.on_card(people, today)
    own = visit_own_fields.lines(record, db, policy.as_of(visit.policy_version), today)
    more = wording.chain_and_more(record, visit_attachments.summary(visit, db), earlier)
    more = "\n".join(filter(None, (more, *own)))
    return Shown(
        noun=wording.NOUN,
        what=wording.what(record),
        rows=wording.record_rows(record, today),
        check_first=tuple(wording.shortfalls(record, chain, wanted, from_earlier(people))),
        more=as_said.with_corrections(more, visit.utterances, today),
        this=wording.THIS,
        revision=visit.revision,
    )


def _follow(visit_id: int, approval: Approval, db: Db, policy: Policy, now: datetime) -> Followed:
    """An approved visit is settled; after any other end its rep has it as a draft again (ADR 12)."""
    visit = visits.get(db, visit_id)
    assert visit is not None, "it was shown in this transaction"
    if approval.state is State.APPROVED:
        visits.move_to(db, visit, visits.State.APPROVED)
        return Followed(replies=tuple(customer_stage.moved(visit, db, policy, now)))
    visit = visits.move_to(db, visit, visits.State.OPEN)
    advice = wording.CHANGE_AND_CONFIRM if approval.reason else wording.CONFIRM_AGAIN
    return Followed(advice, (visit_cards.new_draft(visit, db, policy, now),))


def _resume(visit_id: int, ended: Approval, db: Db, now: datetime) -> list[Reply] | None:
    visit = visits.get(db, visit_id)
    left_as = visits.State.APPROVED if ended.state is State.APPROVED else visits.State.OPEN
    if visit is None or visit.state is not left_as:
        return None
    visits.move_to(db, visit, visits.State.SUBMITTED)
    return visit_cards.closed(visit, wording.CLOSED_AS["submitted"], db, now, is_over=True)


def _pictures(visit_id: int, to: str, db: Db) -> list[Reply]:
    visit = visits.get(db, visit_id)
    return visit_attachments.pictures(visit, to, db) if visit is not None else []


SUBJECT = Subject(_show, _follow, _resume, _pictures)
