"""审批卡片: the cards of those who may decide, given out, told and closed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.flows.approval_case import Case
from bot.wording import approval as wording
from bot.wording import approval_acts as acts_wording
from domain.approval import speaks_for
from domain.approval_policy import Pace
from domain.messages import Card, CardClick, Reply, SendCard, UpdateCard
from domain.policy import Policy
from storage import cards
from storage.database import Db

CARD = "approval"
MORE = "approval_more"


def card_for(
    userid: str, case: Case, db: Db, policy: Policy, now: datetime, overdue_hours: str | None = None,
    title: str | None = None,
) -> list[Reply]:  # fmt: skip
    """A card for somebody who may decide; the one that he held before loses its buttons."""
    replies = closed(case, wording.REDRAWN, db, now, only=(userid,))
    subtitle = None
    if overdue_hours is not None:
        waiting = case.approval.step.waiting
        titled = wording.reminded_title if userid in waiting else wording.escalated_title
        title = title or titled(case.requester, case.shown.noun)
        subtitle = wording.escalated_quote(case.names(waiting), overdue_hours)
    card = card_of(userid, case, title, subtitle)
    if case.hold is not None and userid in case.hold.releasers:
        card = replace(card, buttons=(*card.buttons, wording.LET_PASS_BUTTON))
    issued = cards.issue(db, card, userid, CARD, case.ref, case.shown.revision, now)
    return [*replies, SendCard(userid, issued)]


def card_of(userid: str, case: Case, title: str | None = None, subtitle: str | None = None) -> Card:
    """What somebody who may decide sees of the request, wherever he sees it; without a task id."""
    card = wording.approval_card(case.requester, case.shown, case.approval.terms, _deadline(case))
    card = replace(card, title=title or card.title, subtitle=card.subtitle if subtitle is None else subtitle)
    for_ = speaks_for(case.approval, userid)
    if for_ is None:
        return card
    return replace(card, subtitle=wording.for_somebody(case.name(userid, for_), card.subtitle))


def more(case: Case, userid: str, db: Db, now: datetime) -> list[Reply]:
    """The second card, with what else can be done."""
    card = acts_wording.more_card(case.requester, case.shown)
    return [SendCard(userid, cards.issue(db, card, userid, MORE, case.ref, case.shown.revision, now))]


def with_pictures(userids: Sequence[str], case: Case, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """Card and pictures for everybody who is asked anew."""
    return [
        reply
        for userid in userids
        for reply in (*card_for(userid, case, db, policy, now), *case.subject.pictures(case.subject_id, userid, db))
    ]


def closed(
    case: Case, words: str, db: Db, now: datetime, click: CardClick | None = None, only: Sequence[str] | None = None
) -> list[Reply]:
    """Take the buttons off the cards of the request; where one is too old to be redrawn, its holder is told.

    A tapped card is redrawn with the tap's own code. `only` names the members whose cards are meant.
    """
    tapped = cards.find(db, click.task_id) if click is not None else None
    held = [card for card in cards.open_cards(db, CARD, case.ref) if only is None or card.member in only]
    if tapped is not None and not any(card.card.task_id == tapped.card.task_id for card in held):
        held.append(tapped)
    replies: list[Reply] = []
    for card in held:
        shown = replace(card.card, closed=words, selection=None)
        cards.close(db, shown.task_id, shown, now)
        is_tapped = click is not None and click.task_id == shown.task_id
        code = click.response_code if click is not None and is_tapped else None
        otherwise = f"{case.shown.what}：{words}" if words != wording.REDRAWN else None
        replies.append(UpdateCard(card.member, shown, code, otherwise=otherwise))
    return replies


def _deadline(case: Case) -> str:
    ladder = case.approval.step.ladder
    if not ladder:
        return ""
    hours = f"{ladder[0].after / timedelta(hours=1):g}"
    return wording.deadline(hours, case.approval.terms.pace is Pace.WORKING, ladder[0].to)
