"""语音: what was heard in a voice note goes on as words; what was not is answered with what to do."""

from datetime import datetime

from bot.handlers.text import on_words
from bot.wording import visit_record as wording
from domain.messages import Inbound, Reply, Say, Utterance
from domain.policy import Policy
from domain.transcript import NotHeard, Transcript
from storage.database import Db


def received(inbound: Inbound, policy: Policy) -> list[Reply]:
    """Said at once, before the note is heard."""
    return [Say(inbound.member, wording.voice_received(inbound.sent_at, policy.calendar.zone))]


def on_heard(inbound: Inbound, heard: Transcript | NotHeard, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """The voice note has been listened to."""
    if isinstance(heard, NotHeard):
        text = wording.NOT_HEARD[heard.reason].format(minutes=int(policy.speech.max_seconds // 60))
        return [Say(inbound.member, text)]
    return on_words(Utterance(inbound.member, inbound.sent_at, heard.text, heard), db, policy, now)
