"""speech: the process that hears, so that a long voice note never delays a text or a card."""

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

import structlog

from bot import intake
from bot.hub import Hub
from bot.wording import policy as wording
from commands.policy_file import machine
from commands.process import in_process
from commands.wiring import Refusal, load_settings, wire
from domain.messages import Say
from domain.people import Role
from domain.speech_settings import SpeechSettings
from domain.transcript import NotHeard, Progress, Transcript
from nlp.audio import decode
from nlp.packaged_model import ModelUnusable
from nlp.speech import Engine, load_engine
from scheduler.queue import Job, run_worker
from scheduler.stopping import Stop
from storage import outbox
from storage.cache import SPEECH_READY, Cache
from storage.redis_client import RedisAway

log = structlog.get_logger()

_SIGN_SECONDS = 10
_LOOK_SECONDS = 1.0


def main(name: str, arguments: list[str]) -> int:
    """Until SIGTERM."""
    return in_process(name, _hear)


def _hear() -> None:
    ears = Ears(load_settings().data_dir)
    wired = wire(ears.transcribe)
    speech = wired.hub.policy().speech
    try:
        ears.follow(speech)
    except ModelUnusable as error:
        raise Refusal(str(error)) from error
    stop = Stop().on_signals()
    threading.Thread(target=_say_ready, args=(Cache(wired.redis_url), stop), daemon=True).start()
    threading.Thread(target=_follow, args=(ears, speech, wired.hub, stop), daemon=True).start()
    run_worker(wired.redis_url, [Job("hear", partial(intake.hear, hub=wired.hub), 1)], stop)


class Ears:
    """From the bytes of a recording to its words, by the engine of the settings that were followed last.

    Another engine is loaded beside the one in use, which hears on meanwhile: for that time both are in memory.
    """

    def __init__(self, data_dir: Path, load: Callable[[SpeechSettings, Path], Engine] = load_engine) -> None:
        self._data_dir = data_dir
        self._load = load
        self._now: tuple[SpeechSettings, Engine] | None = None

    def follow(self, settings: SpeechSettings) -> None:
        """Hear by these settings from the next note on; ModelUnusable leaves those of before."""
        if self._now is not None and _same_engine(self._now[0], settings):
            self._now = settings, self._now[1]
        else:
            self._now = settings, self._load(settings, self._data_dir)

    def transcribe(self, data: bytes, progress: Progress) -> Transcript | NotHeard:
        """What is said in a recording."""
        if self._now is None:
            raise RuntimeError("no settings were followed yet")
        settings, engine = self._now
        audio = decode(data, settings.max_seconds)
        return audio if isinstance(audio, NotHeard) else engine.transcribe(audio, progress)


def follow_policy(ears: Ears, followed: SpeechSettings, hub: Hub) -> SpeechSettings:
    """Take over speech settings that have changed; the admins are told once when they cannot be. Those followed now."""
    policy = hub.policy()
    if policy.speech == followed:
        return followed
    try:
        ears.follow(policy.speech)
    except Exception as error:  # whatever an engine does with a strange model: hearing goes on with the one it has
        log.exception("speech.not_changed", version=policy.version)
        reason = str(error) if isinstance(error, ModelUnusable) else type(error).__name__
        text, now = wording.model_unusable(machine(), reason), hub.now()
        with hub.database.writing() as db:
            admins = policy.holders.get(Role.ADMIN, ())
            outbox.put(db, [Say(admin, text) for admin in admins], f"speech:{policy.version}", now)
    else:
        log.info("speech.changed", version=policy.version)
    return policy.speech


def _same_engine(one: SpeechSettings, other: SpeechSettings) -> bool:
    return replace(one, max_seconds=other.max_seconds) == other


def _follow(ears: Ears, followed: SpeechSettings, hub: Hub, stop: Stop) -> None:
    while not stop.wait(_LOOK_SECONDS):
        try:
            followed = follow_policy(ears, followed, hub)
        except Exception:  # the database is away: the next look comes
            log.exception("speech.look_failed")


def _say_ready(cache: Cache, stop: Stop) -> None:
    """The model is loaded and the process alive: say so for /readyz, again and again."""
    while True:
        with suppress(*RedisAway):  # /readyz says so itself
            cache.set(SPEECH_READY, "1", 3 * _SIGN_SECONDS)
        if stop.wait(_SIGN_SECONDS):
            return
