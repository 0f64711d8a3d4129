"""审批人的变动: a delegation begins or ends, somebody leaves: what waits moves at once to whoever is there."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.flows import approval_cards
from bot.flows.approval_case import Case, held, kept, staff
from bot.wording import approval as approval_wording
from bot.wording import delegation as wording
from bot.wording import moments
from domain.approval import State
from domain.approval_course import reseated
from domain.messages import Reply, Say
from domain.policy import Policy
from storage import approvals, cards
from storage.database import Db

_CARD_LIFE = cards.CODE_LIFE - timedelta(hours=1)


def misplaced(db: Db, policy: Policy, now: datetime) -> list[int]:
    """The ids of the requests that wait for somebody who is away, back or gone."""
    waiting = approvals.pending(db)
    there = staff(db, policy, now) if waiting else None
    return [one.id for one in waiting if there is not None and reseated(one, there) is not one]


def look_again(db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """Move each of those to whoever is there."""
    replies: list[Reply] = []
    for approval_id in misplaced(db, policy, now):
        case = held(db, approval_id, policy, now)
        replies += _move(case, db, policy, now) if case is not None else []
    return replies


def has_old_cards(db: Db, now: datetime) -> bool:
    """Whether a card has waited so long that it soon cannot be redrawn any more."""
    return bool(cards.open_since(db, approval_cards.CARD, now - _CARD_LIFE))


def renew_cards(db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """Who still has to decide gets a fresh card in place of one that is nearly 72 hours old (C9)."""
    replies: list[Reply] = []
    for old in cards.open_since(db, approval_cards.CARD, now - _CARD_LIFE):
        case = held(db, int(old.subject.partition(":")[2]), policy, now)
        if case is None or case.approval.state is not State.PENDING or old.member not in case.approval.approvers:
            cards.close(db, old.card.task_id, replace(old.card, closed=wording.TAKEN_OVER, selection=None), now)
            continue
        title = approval_wording.still_waiting_title(case.requester, case.shown.noun)
        replies += approval_cards.card_for(old.member, case, db, policy, now, title=title)
    return replies


def _move(case: Case, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    was, moved = case.approval, reseated(case.approval, case.staff)
    if moved is was:
        return []
    seats = [[seat.person, seat.acting] for seat in (*moved.step.seats, *moved.step.raised) if seat.is_open]
    case = kept(case, moved, "moved", "system", db, now, seats=seats)
    gone = tuple(who for who in was.approvers if who not in moved.approvers)
    fresh = tuple(who for who in moved.approvers if who not in was.approvers)
    if not fresh:  # others of the step are asked already
        return approval_cards.closed(case, wording.TAKEN_OVER, db, now, only=gone)
    acting = [seat for seat in (*moved.step.seats, *moved.step.raised) if seat.acting in fresh]
    names = [case.name(seat.acting, seat.person if seat.deputy else None) for seat in acting]
    words = wording.moved("、".join(names), moments.clock_time(now, policy.calendar.zone))
    return [
        *approval_cards.closed(case, words, db, now, only=gone),
        Say(moved.requester, f"{words}：{case.shown.what}"),
        *approval_cards.with_pictures(fresh, case, db, policy, now),
    ]
