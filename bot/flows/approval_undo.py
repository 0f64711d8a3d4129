"""撤销一个决定: the request waits again at the step where it was decided, as long as nothing followed from it."""

from datetime import datetime

from bot.flows import approval, approval_cards, approval_ladder
from bot.flows.approval_case import Case, held, kept
from bot.wording import approval as approval_wording
from bot.wording import undo as wording
from domain.approval import Approval, State, withdraw
from domain.approval_course import taken_back
from domain.messages import Reply, Say
from domain.policy import Policy
from storage import approvals, audit_log, cards
from storage.audit_log import Act
from storage.database import Db

#: what counts as a word about a request, by whoever was asked
SPOKEN = tuple(f"approval.{act}" for act in ("agreed", "approved", "refused", "rejected", "returned"))


def take_back_decision(act: Act, who: str, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """同意, 驳回 or 退回 is taken back: the same seats are open again, later cards are void, everybody is told."""
    case = _held(act, db, policy, now)
    if case is None:
        return [Say(who, approval_wording.GONE)]
    was = case.approval
    seen = cards.newest_of(db, approval_cards.CARD, case.ref, who)
    if was.revision != act.after["revision"] or seen is None or seen.revision != case.shown.revision:
        return [Say(who, _why_not(act, case, db))]
    resumed: list[Reply] | None = []
    if was.state is not State.PENDING:
        newest = approvals.latest_of(db, was.subject)
        is_newest = newest is not None and newest.id == was.id
        resumed = case.subject.resume(case.subject_id, was, db, now) if is_newest else None
    if resumed is None:
        return [Say(who, _why_not(act, case, db))]
    open_again = taken_back(was, who, int(act.before["at"]), act.at, case.staff)
    case = kept(case, open_again, "undone", who, db, now, undone=act.seq)
    approval_ladder.set_timers(case, db, policy, since=act.at)
    words = wording.taken_back(case.name(who), wording.SPOKEN[act.action])
    kept_open = {card.member for card in cards.open_cards(db, approval_cards.CARD, case.ref)}
    gone = tuple(member for member in kept_open if member not in open_again.approvers)
    asked = tuple(member for member in open_again.approvers if member not in kept_open)
    replies = [*approval_cards.closed(case, words, db, now, only=gone), *resumed, Say(who, wording.DONE)]
    for member in (*gone, open_again.requester):
        replies.append(Say(member, wording.told(words, case.shown.what, case.names(open_again.step.waiting))))
    title = approval_wording.still_waiting_title(case.requester, case.shown.noun)
    for member in asked:
        replies += approval_cards.card_for(member, case, db, policy, now, title=title)
    return replies


def take_back_request(act: Act, who: str, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """What was just handed in is a draft again; those who were asked see it on their cards."""
    case = _held(act, db, policy, now)
    if case is None:
        return [Say(who, approval_wording.GONE)]
    withdrawn = withdraw(case.approval, who, now)
    if isinstance(withdrawn, Approval) and audit_log.last_on(db, case.ref, act.seq, SPOKEN) is None:
        case = kept(case, withdrawn, "withdrawn", who, db, now, undone=act.seq)
        return approval.end(case, db, policy, now, None)
    return [Say(who, _why_not(act, case, db))]


def _held(act: Act, db: Db, policy: Policy, now: datetime) -> Case | None:
    return held(db, int(act.subject.partition(":")[2]), policy, now)


def _why_not(act: Act, case: Case, db: Db) -> str:
    by = audit_log.last_on(db, case.ref, act.seq, SPOKEN)
    return wording.DECIDED_SINCE.format(who=case.name(by)) if by else wording.CHANGED_SINCE
