"""审批链接: what the holder of a link from a mail sees of the request, and how his word becomes the decision."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.flows import approval, approval_cards
from bot.flows.approval_case import LINK, Case, case_of, held
from bot.wording import approval as approval_wording
from bot.wording import approval_mail as wording
from domain.approval import AlreadyDecided, AlreadySaid, NotYours
from domain.approval import refusal as refusal_of
from domain.messages import Card, Reply
from domain.policy import Policy
from nlp.orders import says_nothing
from storage import approvals, links
from storage.database import Db
from storage.links import Link

#: how the log calls this door
_VIA = "mail_link"


@dataclass(frozen=True)
class Opened:
    """What a link shows: the card to decide on and by whom, or in `words` why there is nothing to decide."""

    title: str
    words: str = ""
    card: Card | None = None
    reader: str = ""
    reason_required: bool = False


@dataclass(frozen=True)
class LacksReason:
    """The company wants a reason for a rejection; nothing was changed."""


def look(token: str, db: Db, policy: Policy, now: datetime) -> Opened | None:
    """What the link shows now; nothing is changed by it. None when there is no such link."""
    link = links.find(db, LINK, token)
    if link is None:
        return None
    found = approvals.get(db, _approval_id(link))
    case = None if found is None else case_of(found, db, policy, now)
    if case is None:
        return Opened(wording.GONE_TITLE, wording.GONE)
    return _why_not(link, case, policy, now) or Opened(
        wording.heading(case.requester, case.shown.noun),
        card=approval_cards.card_of(link.member, case),
        reader=case.name(link.member),
        reason_required=case.approval.terms.reason_required,
    )


def agree(token: str, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """同意 by the link's holder, as a tap would be. Nothing where he may not: `look` says why.

    A link is not spent on what a hold refuses: the card on its page says so, and it works once the hold has ended.
    """
    case, who = _claimed(token, db, policy, now, may_be_held=False)
    return [] if case is None else approval.agree(case, who, db, policy, now, None)


def reject(
    token: str, option: str, words: str, db: Db, policy: Policy, now: datetime
) -> list[Reply] | LacksReason:  # fmt: skip
    """驳回, with the reason chosen on the card (the id of its option), in his own words, or both."""
    link = links.find(db, LINK, token)
    found = None if link is None else approvals.get(db, _approval_id(link))
    if found is None:
        return []
    reason = _reason(found.terms.reject_reasons, option, words)
    if reason is None and found.terms.reason_required:
        return LacksReason()
    case, who = _claimed(token, db, policy, now)
    return [] if case is None else approval.reject(case, who, reason, db, policy, now, None)


def _claimed(
    token: str, db: Db, policy: Policy, now: datetime, may_be_held: bool = True
) -> tuple[Case | None, str]:  # fmt: skip
    """The request, held, once the link's one use is ours; None when it cannot be used."""
    link = links.find(db, LINK, token)
    case = None if link is None else held(db, _approval_id(link), policy, now)
    if link is None or case is None or _why_not(link, case, policy, now):
        return None, ""
    is_held = case.hold is not None and bool(case.hold.refusal)
    if (is_held and not may_be_held) or not links.use(db, link, now):
        return None, ""
    return replace(case, via=_VIA), link.member


def _why_not(link: Link, case: Case, policy: Policy, now: datetime) -> Opened | None:
    """Why nothing can be decided by the link. Who may not see the request any more reads nothing of it."""
    approval_, zone = case.approval, policy.calendar.zone
    if case.staff.firm.person(link.member) is None:
        return Opened(wording.MOVED_TITLE, wording.MOVED)
    if link.expires_at <= now:
        return Opened(wording.EXPIRED_TITLE, wording.expired(link.expires_at, zone, now))
    heading = wording.heading(case.requester, case.shown.noun)
    match refusal_of(approval_, link.member):
        case AlreadyDecided(decided):
            name = case.name(decided.decided_by or "", decided.decided_for)
            words = approval_wording.decision(decided, name, zone, now)
            return Opened(heading, f"{case.shown.what}\n{wording.settled(words, decided.reason)}")
        case AlreadySaid(_, seat):
            name, agrees = case.name(seat.by or seat.person), bool(seat.agrees)
            words = approval_wording.spoken(agrees, name, seat.at or now, zone, case.names(approval_.step.waiting))
            return Opened(heading, f"{case.shown.what}\n{wording.settled(words, None)}")
        case NotYours():
            return Opened(wording.MOVED_TITLE, wording.MOVED)
    if link.used_at is not None or link.revoked_at is not None or link.turn != approval_.turn:
        return Opened(wording.OUTDATED_TITLE, wording.OUTDATED)
    return None


def _reason(reasons: tuple[str, ...], option: str, words: str) -> str | None:
    chosen = next((text for n, text in enumerate(reasons) if option == approval_wording.reason_id(n)), "")
    own = "" if says_nothing(words) else words.strip()
    return "；".join(filter(None, (chosen, own)))[: approval.LONGEST_REASON] or None


def _approval_id(link: Link) -> int:
    return int(link.subject.partition(":")[2])
