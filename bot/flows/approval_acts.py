"""审批的办法: 退回, 转交, 加签, 撤回, 催办, 评论: what people do with a request besides deciding it."""

from datetime import datetime

from bot.flows import approval, approval_cards
from bot.flows.approval_case import Case, kept
from bot.wording import approval_acts as wording
from domain.approval import Approval, Refusal, State, return_, speaks_for, withdraw
from domain.approval_course import Unfit, nudged, reassigned, with_added
from domain.messages import Reply, Say
from domain.policy import Policy
from storage.database import Db

_LONGEST_COMMENT = 500


def send_back(case: Case, who: str, reason: str, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """退回修改: it ends; what its requester can do then is his subject's."""
    returned = return_(case.approval, who, reason[: approval.LONGEST_REASON], now)
    if not isinstance(returned, Approval):
        return approval.refusal_words(returned, case, who, db, policy, now, None)
    details = {"reason": returned.reason, "for": returned.decided_for}
    return approval.end(kept(case, returned, "returned", who, db, now, **details), db, policy, now, None)


def reassign(case: Case, who: str, to: str, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """转交: the colleague is asked instead."""
    moved = reassigned(case.approval, who, to, case.staff)
    if not isinstance(moved, Approval):
        return _cannot(moved, case, who, to, db, policy, now)
    for_ = speaks_for(case.approval, who)
    was, case = case, kept(case, moved, "reassigned", who, db, now, to=to, **{"for": for_})
    words = wording.reassigned(case.name(who, for_), case.name(to), now, policy.calendar.zone)
    fresh = _fresh(was, case)
    return [
        *approval_cards.closed(case, words, db, now, only=(who, *_gone(was, case))),
        Say(who, wording.REASSIGNED.format(who=case.name(to))),
        Say(moved.requester, wording.told(words, case.shown.what)),
        *approval_cards.with_pictures(fresh, case, db, policy, now),
    ]


def add(case: Case, who: str, to: str, is_before: bool, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """加签: the colleague is asked too, before the current step or after it."""
    added = with_added(case.approval, who, to, is_before, case.staff, now)
    if not isinstance(added, Approval):
        return _cannot(added, case, who, to, db, policy, now)
    for_ = speaks_for(case.approval, who)
    action = "added_before" if is_before else "added_after"
    case = kept(case, added, action, who, db, now, to=to, **{"for": for_})
    words = wording.added(case.name(who, for_), case.name(to), is_before, now, policy.calendar.zone)
    told = Say(added.requester, wording.told(words, case.shown.what))
    if not is_before:
        return [Say(who, wording.ADDED_AFTER.format(who=case.name(to))), told]
    return [
        *approval_cards.closed(case, words, db, now),
        Say(who, wording.ADDED_BEFORE.format(who=case.name(to))),
        told,
        *approval.ask(case, db, policy, now),
    ]


def take_back(case: Case, who: str, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """撤回 by the requester."""
    withdrawn = withdraw(case.approval, who, now)
    if not isinstance(withdrawn, Approval):
        return approval.refusal_words(withdrawn, case, who, db, policy, now, None)
    return approval.end(kept(case, withdrawn, "withdrawn", who, db, now), db, policy, now, None)


def nudge(case: Case, who: str, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """催办 by the requester: those who are silent get a new card, each at most once in four hours."""
    outcome = nudged(case.approval, who, now)
    if not isinstance(outcome, tuple):
        return approval.refusal_words(outcome, case, who, db, policy, now, None)
    renewed, told = outcome
    if not told:
        return [Say(who, wording.NUDGED_LATELY.format(who=case.names(case.approval.step.waiting)))]
    case = kept(case, renewed, "nudged", who, db, now, told=list(told))
    replies: list[Reply] = [Say(who, wording.NUDGED.format(who=case.names(told)))]
    for userid in told:
        replies += approval_cards.card_for(
            userid, case, db, policy, now, title=wording.nudged_title(case.requester, case.shown.noun)
        )
    return replies


def comment(case: Case, who: str, text: str, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """评论 to everybody involved; nothing is decided by it."""
    others = tuple(userid for userid in case.approval.involved if userid != who)
    if who not in (*case.approval.involved, *case.approval.approvers):
        return [Say(who, wording.NOT_INVOLVED.format(this=case.shown.this))]
    if case.approval.state is not State.PENDING:
        return [Say(who, wording.ENDED.format(this=case.shown.this))]
    text = text[:_LONGEST_COMMENT]
    for_ = speaks_for(case.approval, who)
    kept(case, case.approval, "commented", who, db, now, text=text, **{"for": for_})
    words = wording.commented(case.name(who, for_), case.requester, case.shown, text)
    return [
        Say(who, wording.COMMENTED.format(who=case.names(others))),
        *(Say(userid, words) for userid in others),
    ]


def _cannot(why: Refusal | Unfit, case: Case, who: str, to: str, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    if isinstance(why, Unfit):
        return [Say(who, wording.UNFIT[why].format(who=case.name(to)))]
    return approval.refusal_words(why, case, who, db, policy, now, None)


def _fresh(was: Case, case: Case) -> tuple[str, ...]:
    return tuple(one for one in case.approval.approvers if one not in was.approval.approvers)


def _gone(was: Case, case: Case) -> tuple[str, ...]:
    return tuple(one for one in was.approval.approvers if one not in case.approval.approvers)
