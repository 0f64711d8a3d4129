"""speech: the process that hears, so that a long voice note never delays a text or a card."""

import threading
from contextlib import suppress
from functools import partial

from bot import intake
from bot.hub import Transcribe
from commands.process import in_process
from commands.wiring import Refusal, load_policy, load_settings, wire
from domain.speech_settings import SpeechSettings
from domain.transcript import NotHeard, Progress, Transcript
from nlp.audio import decode
from nlp.packaged_model import ModelUnusable
from nlp.speech import Engine, load_engine
from scheduler.queue import Job, run_worker
from scheduler.stopping import Stop
from storage.cache import SPEECH_READY, Cache
from storage.redis_client import RedisAway

_SIGN_SECONDS = 10


def main(name: str, arguments: list[str]) -> int:
    """Until SIGTERM."""
    return in_process(name, _hear)


def _hear() -> None:
    settings = load_settings()
    speech = load_policy(settings).speech
    try:
        engine = load_engine(speech, settings.data_dir)
    except ModelUnusable as error:
        raise Refusal(str(error)) from error
    wired = wire(transcriber(engine, speech))
    stop = Stop().on_signals()
    threading.Thread(target=_say_ready, args=(Cache(wired.redis_url), stop), daemon=True).start()
    run_worker(wired.redis_url, [Job("hear", partial(intake.hear, hub=wired.hub), 1)], stop)


def transcriber(engine: Engine, settings: SpeechSettings) -> Transcribe:
    """From the bytes of a recording to its words."""

    def transcribe(data: bytes, progress: Progress) -> Transcript | NotHeard:
        audio = decode(data, settings.max_seconds)
        return audio if isinstance(audio, NotHeard) else engine.transcribe(audio, progress)

    return transcribe


def _say_ready(cache: Cache, stop: Stop) -> None:
    """The model is loaded and the process alive: say so for /readyz, again and again."""
    while True:
        with suppress(*RedisAway):  # /readyz says so itself
            cache.set(SPEECH_READY, "1", 3 * _SIGN_SECONDS)
        if stop.wait(_SIGN_SECONDS):
            return
