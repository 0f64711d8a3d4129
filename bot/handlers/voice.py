"""语音: a voice note as words, or what to do when nothing was heard."""

from bot.wording import hearing as wording
from domain.messages import Inbound, Reply, Say, Utterance
from domain.policy import Policy
from domain.transcript import NotHeard, Transcript


def received(inbound: Inbound, policy: Policy) -> list[Reply]:
    """Said at once, before the note is heard."""
    return [Say(inbound.member, wording.voice_received(inbound.sent_at, policy.calendar.zone))]


def progress(inbound: Inbound, seconds: float, of_seconds: float) -> list[Reply]:
    """Said while a long note is heard."""
    return [Say(inbound.member, wording.heard_so_far(seconds, of_seconds))]


def utterance(inbound: Inbound, heard: Transcript | NotHeard, policy: Policy) -> Utterance | list[Reply]:
    """What was heard in the note."""
    if isinstance(heard, NotHeard):
        text = wording.NOT_HEARD[heard.reason].format(minutes=int(policy.speech.max_seconds // 60))
        return [Say(inbound.member, text)]
    return Utterance(inbound.member, inbound.sent_at, heard.text, heard)
