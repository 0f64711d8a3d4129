"""时钟: calls each tick at its interval in whichever process leads; the only home of APScheduler.

It keeps nothing: what is due is a row in SQL (promise 4). A tick only says “look now”.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from prometheus_client import Counter

from scheduler.stopping import Stop
from storage.leader import Lock

log = structlog.get_logger(__name__)

#: a waiting clock asks this often whether it may lead, a leading one whether it still does
_LOOK_SECONDS = 1.0

FAILED_TICKS = Counter("clock_failed_ticks", "Ticks that raised, by name", ["tick"])


@dataclass(frozen=True)
class Tick:
    """What is looked after every `seconds`: `look` is short, idempotent, and never runs twice at the same time."""

    name: str
    seconds: float
    look: Callable[[], object]


def run_clock(ticks: Sequence[Tick], leader_lock: Lock, stop: Stop) -> None:
    """Lead when nobody else does, until `stop`. A tick under way is finished first."""
    while not stop.wait(0):
        if leader_lock.try_acquire():
            try:
                _lead(ticks, leader_lock, stop)
            finally:
                leader_lock.release()
        else:
            stop.wait(_LOOK_SECONDS)


def _lead(ticks: Sequence[Tick], leader_lock: Lock, stop: Stop) -> None:
    scheduler = BackgroundScheduler(
        timezone=UTC,
        executors={"default": ThreadPoolExecutor(max(1, len(ticks)))},
        # A tick that comes late is still wanted, but once: it looks at all that is due.
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    for tick in ticks:
        scheduler.add_job(
            _guarded(tick), "interval", seconds=tick.seconds, id=tick.name, next_run_time=datetime.now(UTC)
        )
    scheduler.start()
    log.info("clock.leads", ticks=len(ticks))
    try:
        while not stop.wait(_LOOK_SECONDS):
            if not leader_lock.held():
                log.warning("clock.lost_the_lead")
                return
    finally:
        scheduler.shutdown(wait=True)
        log.info("clock.stopped")


def _guarded(tick: Tick) -> Callable[[], None]:
    def run() -> None:
        try:
            tick.look()
        except Exception:  # the next tick, and the others, must come all the same
            FAILED_TICKS.labels(tick.name).inc()
            log.exception("clock.tick_failed", tick=tick.name)

    return run
