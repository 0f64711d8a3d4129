"""web: the process that takes callbacks, answers the health pages and shows the pages that mails link to."""

import gc
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

from flask import Flask

from bot import intake
from bot.wecom.callback import callback_blueprint
from commands.importing.upload import taker
from commands.process import in_process
from commands.wiring import (
    Refusal,
    Wired,
    callback_keys,
    config_warnings,
    load_settings,
    open_migrated,
    policy_in_force,
    wire,
)
from domain.messages import Inbound
from scheduler.queue import PatientQueue
from storage import approvals, inbox, outbox
from storage.cache import SPEECH_READY, Cache
from web import server
from web.approval_link import approval_link_blueprint
from web.headers import add_headers
from web.health import Gauge, health_blueprint
from web.imports import imports_blueprint
from web.rate_limit import RateLimit


def main(name: str, arguments: list[str]) -> int:
    """Until SIGTERM."""
    return in_process(name, _serve)


def create_web(wired: Wired) -> Flask:
    """Callback, health pages, the pages that mails link to, and where IMPORT_TOKEN is set the import of lists."""
    app = Flask("genji", static_folder=None)
    add_headers(app)
    hub = replace(wired.hub, nudge=PatientQueue(wired.queue))  # WeCom waits for its 200: not for Redis too

    def accept(inbound: Inbound) -> None:
        intake.accept(inbound, hub)

    app.register_blueprint(callback_blueprint(callback_keys(wired.settings), accept, wired.hub.now))
    app.register_blueprint(health_blueprint(_checks(wired), _gauges(wired)))
    is_secure = wired.settings.page_url.startswith("https:")
    app.register_blueprint(approval_link_blueprint(hub, is_secure, RateLimit()))
    token = wired.settings.import_token
    if token:
        app.register_blueprint(imports_blueprint(token, taker(wired), RateLimit()))
    return app


def _serve() -> None:
    settings = load_settings()
    callback_keys(settings)
    database = open_migrated(settings)
    policy_in_force(settings, database)
    database.close()
    print(config_warnings(settings), end="", file=sys.stderr)
    trouble = server.why_not(*settings.host_and_port)
    if trouble is not None:
        raise Refusal(trouble)
    server.serve(_load, settings.bind)


def _load() -> Flask:
    app = create_web(wire())
    gc.collect()
    gc.freeze()  # all this stays: the collector need not walk it again and again
    return app


def _checks(wired: Wired) -> dict[str, partial[bool]]:
    return {
        "database": partial(_database_answers, wired),
        "queue": partial(wired.queue.is_alive),
        "speech": partial(_speech_is_ready, Cache(wired.redis_url)),
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


def _speech_is_ready(cache: Cache) -> bool:
    return cache.get(SPEECH_READY) is not None
