"""进程: web, worker, speech and clock, one each; `serve` runs all of them under a supervisor."""

import os
import threading
from datetime import UTC, datetime, timedelta
from functools import partial

from flask import Flask

from bot import dispatch
from bot.wecom.callback import callback_blueprint
from commands.wiring import Refusal, Wired, callback_keys, load_policy, load_settings, refuse, wire
from domain.messages import Inbound
from domain.transcript import NotHeard, Transcript
from logs import configure
from scheduler import jobs
from scheduler.clock import Tick, run_clock
from scheduler.queue import Job, run_worker
from scheduler.stopping import Stop
from storage import approvals, inbox, outbox
from storage.cache import Cache
from storage.leader import lock_for
from web import server
from web.health import Gauge, health_blueprint

#: messages of so many members are worked off, and so many lanes sent, at the same time
_AT_ONCE = 4
_EARS = "speech-ready"
_EARS_SECONDS = 10


def main(name: str, arguments: list[str]) -> int:
    """One process of the product, until SIGTERM."""
    configure(name, os.environ.get("LOG_FORMAT", ""), os.environ.get("LOG_LEVEL", "INFO"))
    try:
        {"web": _web, "worker": _worker, "speech": _speech, "clock": _clock}[name]()
    except Refusal as refusal:
        return refuse(refusal)
    return 0


def create_web(wired: Wired) -> Flask:
    """Callback, health pages."""
    app = Flask("genji")
    keys = callback_keys(wired.settings)

    def accept(inbound: Inbound) -> None:
        dispatch.accept(inbound, wired.hub)

    app.register_blueprint(callback_blueprint(keys, accept, wired.hub.now))
    app.register_blueprint(health_blueprint(_checks(wired), _gauges(wired)))
    return app


def _web() -> None:
    settings = load_settings()
    callback_keys(settings)
    load_policy(settings)
    trouble = server.why_not(*settings.host_and_port)
    if trouble is not None:
        raise Refusal(trouble)
    server.serve(lambda: create_web(wire()), settings.bind)


def _worker() -> None:
    wired = wire()
    hub = wired.hub
    run_worker(
        wired.redis_url,
        [
            Job("work", partial(dispatch.work_off, hub=hub), _AT_ONCE),
            Job("send", partial(jobs.send, hub=hub), _AT_ONCE),
        ],
        Stop().on_signals(),
    )


def _speech() -> None:
    # loaded here: no other process pays for the recogniser
    from nlp.audio import decode
    from nlp.packaged_model import ModelUnusable
    from nlp.speech import load_engine

    settings = load_settings()
    speech = load_policy(settings).speech
    try:
        engine = load_engine(speech, settings.data_dir)
    except ModelUnusable as error:
        raise Refusal(str(error)) from error

    def transcribe(data: bytes) -> Transcript | NotHeard:
        audio = decode(data, speech.max_seconds)
        return audio if isinstance(audio, NotHeard) else engine.transcribe(audio)

    wired = wire(transcribe)
    stop = Stop().on_signals()
    threading.Thread(target=_say_ready, args=(Cache(wired.redis_url), stop), daemon=True).start()
    run_worker(wired.redis_url, [Job("hear", partial(dispatch.hear, hub=wired.hub), 1)], stop)


def _clock() -> None:
    wired = wire()
    run_clock(ticks(wired), lock_for(wired.settings.database_url, "clock"), Stop().on_signals())


def ticks(wired: Wired) -> list[Tick]:
    """What is looked after, and how often (seconds)."""
    hub = wired.hub
    return [
        Tick("timers", 2, partial(jobs.run_timers, hub)),
        Tick("sweep", 5, partial(jobs.sweep, hub)),
        Tick("members", 30, partial(jobs.sync_members_daily, hub)),
        Tick("audit", 24 * 3600, partial(jobs.verify_audit_log, hub)),
    ]


def _checks(wired: Wired) -> dict[str, partial[bool]]:
    return {
        "database": partial(_database_answers, wired),
        "queue": partial(wired.queue.is_alive),
        "speech": partial(_ears_are_ready, Cache(wired.redis_url)),
    }


def _gauges(wired: Wired) -> list[Gauge]:
    def of(table: str, place: int) -> float:
        with wired.database.reading() as db:
            found = (inbox.backlog(db) if table == "inbox" else outbox.backlog(db))[place]
        if isinstance(found, datetime):
            return max(0.0, (datetime.now(UTC) - found) / timedelta(seconds=1))
        return float(found or 0)

    def pending() -> float:
        with wired.database.reading() as db:
            return approvals.pending_count(db)

    return [
        Gauge("genji_inbox_open", "Messages not worked off yet", partial(of, "inbox", 0)),
        Gauge("genji_inbox_oldest_seconds", "Age of the oldest of them", partial(of, "inbox", 1)),
        Gauge("genji_inbox_dead", "Messages put aside after the last try", partial(of, "inbox", 2)),
        Gauge("genji_outbox_open", "Messages not sent yet", partial(of, "outbox", 0)),
        Gauge("genji_outbox_oldest_seconds", "Age of the oldest of them", partial(of, "outbox", 1)),
        Gauge("genji_outbox_lost", "Messages given up", partial(of, "outbox", 2)),
        Gauge("genji_approvals_pending", "Visit records that wait for a decision", pending),
    ]


def _database_answers(wired: Wired) -> bool:
    with wired.database.reading() as db:
        approvals.pending_count(db)
    return True


def _ears_are_ready(cache: Cache) -> bool:
    return cache.get(_EARS) is not None


def _say_ready(cache: Cache, stop: Stop) -> None:
    """The model is loaded and the process alive: say so for /readyz, again and again."""
    from storage.redis_client import RedisAway

    while not stop.wait(_EARS_SECONDS):
        try:
            cache.set(_EARS, "1", 3 * _EARS_SECONDS)
        except RedisAway:
            continue
