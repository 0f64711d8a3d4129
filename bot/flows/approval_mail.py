"""邮件审批: links to a request in mails, and the mails that go out while nobody can be reached in chat."""

from dataclasses import dataclass
from datetime import datetime

from bot.flows import approval_cards
from bot.flows.approval_case import LINK, Case, held, kept
from bot.wording import approval_mail as wording
from domain.approval import State
from domain.messages import Mail, Reply
from domain.policy import Policy
from storage import approvals, held_cards, links, members, outages
from storage.cards import IssuedCard
from storage.database import Db

#: where the page behind a link stands, below the address of our pages
PATH = "/approve/"


@dataclass(frozen=True)
class Linked:
    """The lines of a mail that hold a link; `secret` is what of them is not to be kept."""

    lines: str
    secret: str


def linked(who: str, case: Case, cause: str, db: Db, policy: Policy, now: datetime) -> Linked | None:
    """A link by which `who` may decide; None where the company wants none, or `cause` made one before."""
    fallback = policy.mail_fallback
    if fallback is None or not fallback.page_url:
        return None
    until = now + fallback.valid_for
    token = links.make(db, LINK, case.ref, case.approval.turn, who, cause, until, now)
    if token is None:
        return None
    url = f"{fallback.page_url}{PATH}{token}"
    return Linked(wording.link_lines(url, until, policy.calendar.zone, now), token)


def unreached(db: Db, policy: Policy, now: datetime) -> list[IssuedCard]:
    """The cards whose holders are to be told by mail: WeCom has been away for long, and they got no link yet."""
    fallback = policy.mail_fallback
    if fallback is None or not fallback.page_url:
        return []
    lasted = [one.last_at - one.since for one in outages.current(db, now)]
    if not any(span >= fallback.after for span in lasted):
        return []
    waiting = [card for card in held_cards.waiting(db, approval_cards.CARD, now) if _is_unlinked(card, db)]
    firm = members.firm(db, policy) if waiting else None
    return [card for card in waiting if firm and (person := firm.person(card.member)) and person.email]


def on_outage(db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """What waits in the chats goes out by mail too, to each once."""
    replies: list[Reply] = []
    for card in unreached(db, policy, now):
        case = held(db, _approval_id(card), policy, now)
        if case is not None and _is_unlinked(card, db):
            replies += _mailed(card.member, case, db, policy, now)
    return replies


def _is_unlinked(card: IssuedCard, db: Db) -> bool:
    """Whether its holder is asked now and never got a link for this turn."""
    approval = approvals.get(db, _approval_id(card))
    if approval is None or approval.state is not State.PENDING or card.member not in approval.approvers:
        return False
    return not links.has_one(db, LINK, card.subject, approval.turn, card.member)


def _approval_id(card: IssuedCard) -> int:
    return int(card.subject.partition(":")[2])


def _mailed(who: str, case: Case, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    link = linked(who, case, "outage", db, policy, now)
    if link is None:
        return []
    case = kept(case, case.approval, "mailed", "system", db, now, to=who)
    card = approval_cards.card_of(who, case)
    body = wording.body(case.name(who), card, link.lines)
    return [Mail(who, wording.subject(card), body, link.secret)]
