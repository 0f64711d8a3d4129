"""收件: a callback is stored once before it is answered, and a voice note is listened to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.handlers import voice
from bot.hub import Hub, NotThere, Unreachable
from domain.messages import Inbound, Reply, Voice
from domain.transcript import EXPIRED, UNDECODABLE, UNREACHABLE, NotHeard, Progress, Transcript
from storage import inbox, outbox
from storage.database import Db
from storage.inbox import Letter

log = structlog.get_logger()

#: a rep reads no more often how far his long recording has come
_PROGRESS_EVERY = timedelta(seconds=60)
#: how often a note is tried while WeCom is away or the process dies of it, 10 s apart and then longer: five minutes
_MOST_HEARINGS = 6


@dataclass(frozen=True)
class _Arrival:
    """A callback with what is said to it at once."""

    inbound: Inbound
    replies: list[Reply]
    at: datetime


def accept(inbound: Inbound, hub: Hub) -> None:
    """Store a callback; answered with 200 only when this returns. A second delivery changes nothing."""
    replies = voice.received(inbound, hub.policy()) if isinstance(inbound.content, Voice) else []
    letter_id = hub.database.write_together(_store, _Arrival(inbound, replies, hub.now()))
    if letter_id is None:
        log.info("inbox.repeated", key=inbound.key, member=inbound.member)
        return
    if isinstance(inbound.content, Voice):
        hub.nudge.hear(letter_id)
    else:
        hub.nudge.work(inbound.member)
    for lane in outbox.lanes_of(replies):
        hub.nudge.send(lane)


def _store(db: Db, arrivals: Sequence[_Arrival]) -> list[int | None]:
    ids = inbox.accept(db, [arrival.inbound for arrival in arrivals], arrivals[0].at)
    for letter_id, arrival in zip(ids, arrivals, strict=True):
        if letter_id is not None:
            outbox.put(db, arrival.replies, arrival.inbound.key, arrival.at)
    return ids


def hear(letter_id: int, hub: Hub) -> None:
    """Fetch and transcribe one voice note, with no transaction open. Safe to repeat: the first result stays."""
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
    _keep_heard(letter, _heard(letter, audio, hub), hub)


def _heard(letter: Letter, audio: bytes | Unreachable | NotThere, hub: Hub) -> Transcript | NotHeard:
    match audio:
        case bytes():
            return hub.transcribe(audio, _progress(letter, hub))
        case NotThere():
            return NotHeard(EXPIRED)
    return NotHeard(UNREACHABLE)


def _progress(letter: Letter, hub: Hub) -> Progress:
    """Tells the rep in chat, in short transactions of their own, and never after the result of another try."""
    said_at = hub.now()

    def say(seconds: float, of_seconds: float) -> None:
        nonlocal said_at
        now = hub.now()
        if now - said_at < _PROGRESS_EVERY:
            return
        said_at = now
        replies = voice.progress(letter.inbound, seconds, of_seconds)
        with hub.database.writing() as db:
            if not inbox.go_on_hearing(db, letter.id, now + inbox.HEARING_PATIENCE):
                return
            outbox.put(db, replies, letter.inbound.key, now)
        for lane in outbox.lanes_of(replies):
            hub.nudge.send(lane)

    return say


def _keep_heard(letter: Letter, heard: Transcript | NotHeard, hub: Hub) -> None:
    with hub.database.writing() as db:
        inbox.keep_heard(db, letter.id, heard)
    log.info("voice.heard", letter=letter.id, result=getattr(heard, "reason", "words"))
    hub.nudge.work(letter.inbound.member)
