"""派发: accept → hear → work off → outbox; every journey of a message passes through here.

1. `accept` stores a callback once, before it is answered.
2. `hear` listens to a voice note, in a process of its own, with no transaction open.
3. `work_off` takes a member's messages in their order, each in one transaction together with its effect, its
   outgoing messages and its timers.
"""

from datetime import datetime, timedelta

import structlog

from bot.handlers import card_click, event, text, voice
from bot.hub import Hub, NotThere, Unreachable
from bot.wording import platform
from bot.wording import visit_record as wording
from domain.messages import CardClick, Event, Inbound, Reply, Say, Text, Voice
from domain.people import Role
from domain.policy import Policy
from domain.transcript import EXPIRED, UNDECODABLE, UNREACHABLE, NotHeard, Transcript
from storage import inbox, members, outbox
from storage.database import Db, lock
from storage.inbox import Letter

log = structlog.get_logger()

#: how often a note is tried while WeCom is away or the process dies of it, 10 s apart and then longer: ten minutes
_MOST_HEARINGS = 6


def accept(inbound: Inbound, hub: Hub) -> None:
    """Store a callback; answered with 200 only when this returns. A second delivery changes nothing."""
    now = hub.now()
    with hub.database.writing() as db:
        letter_id = inbox.accept(db, inbound, now)
        replies: list[Reply] = []
        if letter_id is not None and isinstance(inbound.content, Voice):
            replies = voice.received(inbound, hub.policy())
            outbox.put(db, replies, inbound.key, now)
    if letter_id is None:
        log.info("inbox.repeated", key=inbound.key, member=inbound.member)
        return
    if isinstance(inbound.content, Voice):
        hub.nudge.hear(letter_id)
    else:
        hub.nudge.work(inbound.member)
    _nudge_lanes(replies, hub)


def hear(letter_id: int, hub: Hub) -> None:
    """Fetch and transcribe one voice note. Safe to repeat: the first result stays."""
    with hub.database.writing() as db:
        letter = inbox.begin_hearing(db, letter_id)
    if letter is None or not isinstance(letter.inbound.content, Voice):
        return
    if letter.attempts > _MOST_HEARINGS:
        _keep_heard(letter, NotHeard(UNDECODABLE), hub)
        return
    audio = hub.wecom.download(letter.inbound.content.media_id)
    if isinstance(audio, Unreachable) and letter.attempts < _MOST_HEARINGS:
        until = hub.now() + timedelta(seconds=5 * 2**letter.attempts)
        log.warning("voice.not_fetched", letter=letter_id, reason=audio.reason)
        with hub.database.writing() as db:
            inbox.put_off_hearing(db, [letter_id], until)
        return
    _keep_heard(letter, _heard(audio, hub), hub)


def _keep_heard(letter: Letter, heard: Transcript | NotHeard, hub: Hub) -> None:
    with hub.database.writing() as db:
        inbox.keep_heard(db, letter.id, heard)
    log.info("voice.heard", letter=letter.id, result=getattr(heard, "reason", "words"))
    hub.nudge.work(letter.inbound.member)


def work_off(member: str, hub: Hub) -> None:
    """Let the member's messages take effect, one by one, until nothing is left that can go on now."""
    _introduce(member, hub)
    while True:
        letter = None
        try:
            with hub.database.writing() as db:
                lock(db, f"inbox:{member}")
                now = hub.now()
                letter = inbox.next_of(db, member, now)
                if letter is None:
                    return
                replies = _effect(letter, db, hub.policy(), now)
                outbox.put(db, replies, letter.inbound.key, now)
                inbox.mark_done(db, letter.id, now)
        except Exception as error:
            if letter is None:
                raise
            log.exception("inbox.failed", key=letter.inbound.key, member=member)
            replies = _put_aside(letter, error, hub)
        _nudge_lanes(replies, hub)


def _effect(letter: Letter, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    inbound, content = letter.inbound, letter.inbound.content
    if isinstance(content, Event):
        return event.on_event(inbound, content, policy)
    if members.firm(db, policy).person(inbound.member) is None:
        return [Say(inbound.member, platform.STRANGER)]
    match content:
        case Text():
            return text.on_text(inbound, content, db, policy, now)
        case Voice() if letter.heard is not None:
            return voice.on_heard(inbound, letter.heard, db, policy, now)
        case CardClick():
            return card_click.on_card_click(inbound, content, db, policy, now)
    return [Say(inbound.member, wording.OTHER_KINDS)]


def _heard(audio: bytes | Unreachable | NotThere, hub: Hub) -> Transcript | NotHeard:
    match audio:
        case bytes():
            return hub.transcribe(audio)
        case NotThere():
            return NotHeard(EXPIRED)
    return NotHeard(UNREACHABLE)


def _introduce(member: str, hub: Hub) -> None:
    """Read a member from WeCom when he writes for the first time."""
    with hub.database.reading() as db:
        if members.is_known(db, member):
            return
    person = hub.wecom.read_member(member)
    if isinstance(person, Unreachable | NotThere):
        log.warning("member.unknown", member=member, why=type(person).__name__)
        return
    with hub.database.writing() as db:
        members.keep(db, [person], hub.now())


def _put_aside(letter: Letter, error: Exception, hub: Hub) -> list[Reply]:
    """Count the failure; after the last try tell the member and the admins, and let the next message go on."""
    now = hub.now()
    inbound = letter.inbound
    with hub.database.writing() as db:
        if not inbox.record_failure(db, letter.id, repr(error), now):
            return []
        told = platform.DEAD_LETTER.format(member=inbound.member, key=inbound.key, error=type(error).__name__)
        replies: list[Reply] = [Say(inbound.member, platform.SORRY)]
        replies += [Say(admin, told) for admin in hub.policy().holders.get(Role.ADMIN, ())]
        outbox.put(db, replies, inbound.key, now)
    return replies


def _nudge_lanes(replies: list[Reply], hub: Hub) -> None:
    for lane in dict.fromkeys(outbox.lane_of(reply) for reply in replies):
        hub.nudge.send(lane)
