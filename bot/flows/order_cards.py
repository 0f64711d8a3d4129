"""订单的卡片: whoever decides about a customer's orders gets a fresh card when he is held, released or let pass.

A timer does it in a transaction of its own: a booking, which releases, holds no request meanwhile.
"""

from datetime import datetime

from bot.flows import approval_cards, order_hold
from bot.flows.approval_case import held
from bot.wording import approval as wording
from domain.approval import State
from domain.messages import Reply
from domain.policy import Policy
from storage import approvals, timers
from storage.database import Db

TIMER = "order_cards"


def set_timer(db: Db, customer_id: str, occasion: str, due_at: datetime) -> None:
    """The cards of the customer's orders follow an occasion (`held:7`), which happens once."""
    timers.set_once(db, f"{TIMER}:{occasion}", TIMER, customer_id, due_at)


def on_timer(ref: str, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """A fresh card for everybody who may decide about an order of the customer that waits."""
    replies: list[Reply] = []
    for approval in approvals.pending(db):
        kind, _, number = approval.subject.partition(":")
        if kind != "form" or ref not in order_hold.customer_ids(int(number), db, policy, now):
            continue
        case = held(db, approval.id, policy, now)
        if case is None or case.approval.state is not State.PENDING:
            continue
        is_held = case.hold is not None and bool(case.hold.refusal)
        titled = wording.held_title if is_held else wording.held_no_more_title
        for userid in case.approval.approvers:
            title = titled(case.requester, case.shown.noun)
            replies += approval_cards.card_for(userid, case, db, policy, now, title=title)
    return replies
