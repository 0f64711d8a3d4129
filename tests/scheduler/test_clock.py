"""The clock: every tick comes, one process leads, and the next takes over."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from scheduler.clock import Tick, run_clock
from scheduler.stopping import Stop
from storage.leader import lock_for
from tests.waiting import wait_until


@contextmanager
def clock(database_url: str, *ticks: Tick) -> Iterator[None]:
    stop = Stop()
    thread = threading.Thread(target=run_clock, args=(ticks, lock_for(database_url, "clock"), stop))
    thread.start()
    try:
        yield
    finally:
        stop.ask()
        thread.join(20)
        assert not thread.is_alive()


def test_a_tick_that_raises_stops_neither_itself_nor_the_others(sqlite_url: str) -> None:
    looks: list[str] = []

    def broken() -> None:
        looks.append("broken")
        raise RuntimeError("planted")

    with clock(sqlite_url, Tick("broken", 0.05, broken), Tick("sound", 0.05, lambda: looks.append("sound"))):
        wait_until(lambda: min(looks.count("broken"), looks.count("sound")) >= 3, "both ticks came three times")


def test_one_clock_leads_and_the_next_takes_over(database_url: str) -> None:
    first: list[int] = []
    second: list[int] = []
    with clock(database_url, Tick("sweep", 0.05, lambda: first.append(1))):
        wait_until(lambda: first, "the first clock ticks")
        with clock(database_url, Tick("sweep", 0.05, lambda: second.append(1))):
            before = len(first)
            wait_until(lambda: len(first) > before + 20, "the first goes on")
            assert not second
    with clock(database_url, Tick("sweep", 0.05, lambda: second.append(1))):
        wait_until(lambda: second, "the lead was let go")


def test_a_killed_leader_is_followed_by_the_next(database_url: str) -> None:
    hold = f"""if True:
        import sys, time
        from storage.leader import lock_for
        lock = lock_for({database_url!r}, "clock")
        print(lock.try_acquire(), flush=True)
        time.sleep(3600)"""
    leader = subprocess.Popen([sys.executable, "-c", hold], stdout=subprocess.PIPE)
    assert leader.stdout is not None
    assert leader.stdout.readline() == b"True\n"
    looks: list[int] = []
    with clock(database_url, Tick("sweep", 0.05, lambda: looks.append(1))):
        assert not looks
        leader.kill()
        leader.communicate()
        wait_until(lambda: looks, "the waiting clock took over")


def test_a_lost_connection_loses_the_lead(database_url: str) -> None:
    if database_url.startswith("sqlite"):
        return  # a file lock is held as long as the process lives
    from sqlalchemy import create_engine, text

    lock, other = lock_for(database_url, "clock"), lock_for(database_url, "clock")
    assert lock.try_acquire()
    assert lock.held()
    assert not other.try_acquire()
    engine = create_engine(database_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(
            text("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted")
        )
    engine.dispose()
    assert not lock.held()
    wait_until(other.try_acquire, "the other may lead now")
    other.release()
