"""节拍上的事: one short function per tick, and the sending of what lies in the outbox."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import structlog

from bot.flows import (
    approval_cards,
    approval_ladder,
    approval_mail,
    approval_people,
    bank_freshness,
    bank_match,
    contract_end,
    credit_hold,
    dunning,
    hold_override,
    order_cards,
    papers_week,
)
from bot.hub import Hub, Unreachable
from bot.wording import platform
from bot.wording.my_queue import digest
from domain.delivery import CardGone, Delivery, GivenUp, RetryLater
from domain.messages import Mail, Reply, Say, SendPicture, UpdateCard
from domain.people import Role
from domain.policy import Policy
from scheduler import pictures
from storage import audit_log, contracts, held_cards, inbox, members, outbox, payments, reminders, timers
from storage.database import DatabaseTrouble, Db
from storage.outbox import Item, Wait
from storage.timers import Timer

log = structlog.get_logger()

#: an instalment that cannot be looked at is put off for so long
_PUT_OFF = timedelta(hours=1)

#: a bank line that makes the matching fail is tried again so much later
_BAD_PAYMENT = timedelta(hours=1)
#: what is done when a timer of a kind is due
_FLOWS = {
    approval_ladder.RUNG: approval_ladder.on_timer,
    bank_freshness.TIMER: bank_freshness.on_timer,
    hold_override.TIMER: hold_override.on_timer,
    order_cards.TIMER: order_cards.on_timer,
    contract_end.DAILY: contract_end.on_timer,
    papers_week.WEEKLY: papers_week.on_timer,
}
#: what says when something that recurs is next
_RECURRING = (contract_end.coming, papers_week.coming)


def sweep(hub: Hub) -> None:
    """Repeat every nudge that may have been lost: whoever has open work is named again."""
    now = hub.now()
    with hub.database.reading() as db:
        members_waiting = inbox.members_with_work(db, now)
        unheard = inbox.unheard(db, now)
        lanes = outbox.lanes_with_work(db, now)
    if unheard:
        with hub.database.writing() as db:
            inbox.put_off_hearing(db, unheard, now + inbox.HEARING_PATIENCE)
    for member in members_waiting:
        hub.nudge.work(member)
    for letter_id in unheard:
        hub.nudge.hear(letter_id)
    for lane in lanes:
        hub.nudge.send(lane)


def run_timers(hub: Hub) -> None:
    """Do what is due, each timer in a transaction of its own."""
    with hub.database.reading() as db:
        due = timers.due(db, hub.now())
    for timer in due:
        try:
            replies = _ring(timer, hub)
        except Exception as error:
            log.exception("timer.failed", key=timer.key)
            with hub.database.writing() as db:
                timers.record_failure(db, timer, repr(error), hub.now())
            continue
        for lane in outbox.lanes_of(replies):
            hub.nudge.send(lane)


def remind(hub: Hub) -> None:
    """Look at the instalments whose time has come, then tell everybody what was noted for him."""
    lanes: list[str] = []
    while True:
        with hub.database.reading() as db:
            if reminders.next_look(db, hub.now()) is None:
                break
        try:
            with hub.database.writing() as db:
                now, policy = hub.now(), hub.policy()
                count, replies = dunning.look(db, policy, now)
                outbox.put(db, replies, "dunning", now, held(policy, now))
        except DatabaseTrouble:
            raise
        except Exception:
            log.exception("dunning.failed")
            _look_one_by_one(hub)
            break
        lanes += outbox.lanes_of(replies)
        if count < dunning.BATCH:
            break
    with hub.database.reading() as db:
        waiting = dunning.waiting(db, hub.policy(), hub.now())
    for who, by in waiting:
        with hub.database.writing() as db:
            now = hub.now()
            replies = dunning.tell(who, by, db, hub.policy(), now)
            outbox.put(db, replies, "dunning", now)
        lanes += outbox.lanes_of(replies)
    for lane in dict.fromkeys(lanes):
        hub.nudge.send(lane)


def _look_one_by_one(hub: Hub) -> None:
    """One that cannot be looked at must not stop the others: it comes again later."""
    with hub.database.reading() as db:
        ids = [one.id for one in reminders.due(db, hub.now(), dunning.BATCH)]
    for instalment_id in ids:
        try:
            with hub.database.writing() as db:
                now, policy = hub.now(), hub.policy()
                _, replies = dunning.look(db, policy, now, only=instalment_id)
                outbox.put(db, replies, "dunning", now, held(policy, now))
        except DatabaseTrouble:
            raise
        except Exception:
            log.exception("dunning.failed", instalment=instalment_id)
            with hub.database.writing() as db:
                contracts.look_again(db, [instalment_id], hub.now() + _PUT_OFF)


def set_recurring(hub: Hub) -> None:
    """What comes every day or week has its next row; it then rings as any other timer does."""
    now, policy = hub.now(), hub.policy()
    wanted = [one for coming in _RECURRING if (one := coming(policy, now)) is not None]
    with hub.database.reading() as db:
        missing = [one for one in wanted if not timers.is_set(db, one.key)]
    if missing:
        with hub.database.writing() as db:
            for one in missing:
                timers.set_once(db, one.key, one.kind, one.key, one.due_at)


def sync_members(hub: Hub) -> None:
    """Read everybody from WeCom; who is no longer there becomes inactive, never deleted."""
    people = hub.wecom.read_members()
    if isinstance(people, Unreachable):
        log.warning("members.not_read", reason=people.reason)
        return
    now = hub.now()
    with hub.database.writing() as db:
        members.keep(db, people, now)
        gone = members.retire_missing(db, now) if people else []
    log.info("members.read", count=len(people), left=len(gone))
    move_approvals(hub)


def move_approvals(hub: Hub) -> None:
    """Requests that wait for somebody who is away, back or gone move to whoever is there; old cards are renewed."""
    now = hub.now()
    with hub.database.reading() as db:
        if not (approval_people.misplaced(db, hub.policy(), now) or approval_people.has_old_cards(db, now)):
            return
    with hub.database.writing() as db:
        replies = approval_people.look_again(db, hub.policy(), now)
        replies += approval_people.renew_cards(db, hub.policy(), now)
        outbox.put(db, replies, "approval.moved", now, held(hub.policy(), now))
    for lane in outbox.lanes_of(replies):
        hub.nudge.send(lane)


def mail_waiting_cards(hub: Hub) -> None:
    """While WeCom is away for long: whoever is asked and cannot see it in chat is asked by mail."""
    now, policy = hub.now(), hub.policy()
    with hub.database.reading() as db:
        if not approval_mail.unreached(db, policy, now):
            return
    with hub.database.writing() as db:
        replies = approval_mail.on_outage(db, policy, now)
        outbox.put(db, replies, "approval.mailed", now, held(policy, now))
    for lane in outbox.lanes_of(replies):
        hub.nudge.send(lane)


def match_payments(hub: Hub) -> None:
    """Bank lines that wait find what they pay, some hundred in a transaction; one that cannot be matched waits."""
    most = bank_match.BATCH
    while True:
        with hub.database.reading() as db:
            several = payments.to_match(db, hub.now(), most)
        if not several:
            return
        try:
            with hub.database.writing() as db:
                now, policy = hub.now(), hub.policy()
                replies = bank_match.match_open(db, policy, now, most)
                outbox.put(db, replies, "bank", now, held(policy, now))
        except DatabaseTrouble:
            raise
        except Exception:
            log.exception("bank.failed", payments=[one.id for one in several[:20]])
            if most == 1:
                with hub.database.writing() as db:
                    payments.put_off(db, several, hub.now() + _BAD_PAYMENT)
            most = 1
            continue
        for lane in outbox.lanes_of(replies):
            hub.nudge.send(lane)


def look_at_holds(hub: Hub) -> None:
    """Customers who owe are held, those who owe no more released: within seconds after the rule says so."""
    policy = hub.policy()
    with hub.database.reading() as db:
        found = credit_hold.due(db, policy, hub.now())
    if not found.begin and not found.end:
        return
    with hub.database.writing() as db:
        now = hub.now()
        replies = credit_hold.look_due(db, policy, now)
        outbox.put(db, replies, "credit_hold", now, held(policy, now))
    for lane in outbox.lanes_of(replies):
        hub.nudge.send(lane)


def sync_members_daily(hub: Hub) -> None:
    """Read everybody again when the last time was a day ago, or never."""
    with hub.database.reading() as db:
        last = members.last_synced(db)
    if last is None or hub.now() - last >= timedelta(days=1):
        sync_members(hub)


def verify_audit_log(hub: Hub) -> None:
    """Walk the hash chain; a break is told to the admins."""
    with hub.database.reading() as db:
        found = audit_log.verify(db)
    if isinstance(found, int):
        log.info("audit.whole", rows=found)
        return
    log.error("audit.broken", seq=found.seq, reason=found.reason)
    now = hub.now()
    text = platform.AUDIT_BROKEN.format(seq=found.seq, reason=found.reason)
    with hub.database.writing() as db:
        outbox.put(db, [Say(admin, text) for admin in hub.policy().holders.get(Role.ADMIN, ())], "audit", now)


def send(lane: str, hub: Hub) -> None:
    """Send what lies in one lane, oldest first, until it is empty or must wait."""
    while True:
        digest_over = hub.policy().quiet.digest_over
        with hub.database.writing() as db:
            if digest_over is not None:
                held_cards.gather(db, lane, approval_cards.CARD, digest_over, digest, hub.now())
            item = outbox.claim(db, lane, hub.now(), datetime.now(UTC))
        if item is None or isinstance(item, Wait):
            return
        delivery = _deliver(item, hub)
        now = hub.now()
        with hub.database.writing() as db:
            is_lost = outbox.finish(db, item, delivery, now)
            told = _tell_of_loss(item, delivery, hub, db, now) if is_lost else []
        log.info("outbox.tried", id=item.id, lane=lane, kind=type(item.reply).__name__, result=type(delivery).__name__)
        for other in outbox.lanes_of(told):
            hub.nudge.send(other)


def held(policy: Policy, now: datetime) -> Callable[[Reply], datetime | None]:
    """Until when what the system says of its own accord is held (免打扰)."""
    return lambda reply: policy.quiet.not_before(reply.to, isinstance(reply, Mail), now, policy.calendar)


def ring(timer: Timer, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """Do what the timer was set for; nothing when another process was first."""
    return _FLOWS[timer.kind](timer.ref, db, policy, now) if timers.claim(db, timer, now) else []


def _ring(timer: Timer, hub: Hub) -> list[Reply]:
    now, policy = hub.now(), hub.policy()
    with hub.database.writing() as db:
        replies = ring(timer, db, policy, now)
        outbox.put(db, replies, timer.key, now, held(policy, now))
    return replies


def _deliver(item: Item, hub: Hub) -> Delivery:
    match item.reply:
        case UpdateCard(response_code=""):
            return CardGone()
        case Mail(to) as mail:
            with hub.database.reading() as db:
                person = members.firm(db, hub.policy()).person(to)
            if person is None or person.email is None:
                return GivenUp(platform.NO_MAIL_ADDRESS.format(who=person.name if person else to))
            return hub.mail(person.email, mail, f"outbox-{item.id}")
        case SendPicture() as picture:
            return pictures.deliver(item, picture, hub)
    return hub.wecom.deliver(item.reply, item.is_twin)


def _tell_of_loss(item: Item, delivery: Delivery, hub: Hub, db: Db, now: datetime) -> list[Reply]:
    """A message that will never arrive is told to the admins, unless it was itself such news."""
    if item.reply.to in hub.policy().holders.get(Role.ADMIN, ()):
        return []
    reason = delivery.reason if isinstance(delivery, GivenUp | RetryLater) else ""
    who = members.firm(db, hub.policy()).name_of(item.reply.to)
    # what follows is for WeCom's support, and in our log
    text = platform.NOT_DELIVERED.format(who=f"{who}（{item.reply.to}）", reason=reason.partition(", hint:")[0])
    replies: list[Reply] = [Say(admin, text) for admin in hub.policy().holders.get(Role.ADMIN, ())]
    outbox.put(db, replies, f"outbox:{item.id}", now)
    return replies
