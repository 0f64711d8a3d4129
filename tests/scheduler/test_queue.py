"""The queue over a real Valkey: nudges arrive, survive killed workers, and never hurt whoever nudges."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import redis

from scheduler.queue import Job, Queue, run_worker
from scheduler.stopping import Stop
from storage.valkey import EmbeddedValkey
from tests.waiting import wait_until


@contextmanager
def worker(url: str, *jobs: Job) -> Iterator[None]:
    stop = Stop()
    thread = threading.Thread(target=run_worker, args=(url, jobs, stop), kwargs={"heartbeat_seconds": 1})
    thread.start()
    try:
        yield
    finally:
        stop.ask()
        thread.join(20)
        assert not thread.is_alive()


def test_each_kind_of_nudge_reaches_its_job(valkey_url: str) -> None:
    seen: dict[str, list[object]] = {"work": [], "hear": [], "send": []}
    queue = Queue(valkey_url)
    assert queue.work("zhangsan")
    with worker(valkey_url, *(Job(name, seen[name].append) for name in seen)):
        assert queue.hear(7)
        assert queue.send("member:limgr")
        wanted = {"work": ["zhangsan"], "hear": [7], "send": ["member:limgr"]}
        wait_until(lambda: seen == wanted, "all three jobs ran")


def test_a_slow_queue_leaves_the_threads_of_the_others_alone(valkey_url: str) -> None:
    go_on = threading.Event()
    worked: list[str] = []
    queue = Queue(valkey_url)
    with worker(valkey_url, Job("send", lambda _: go_on.wait(60), at_once=2), Job("work", worked.append)):
        for number in range(6):
            queue.send(f"member:{number}")
        queue.work("zhangsan")
        wait_until(lambda: worked == ["zhangsan"], "work was done while six sends hang")
        go_on.set()


def test_a_job_that_raises_is_tried_again_and_stops_nobody(valkey_url: str) -> None:
    tries: list[str] = []
    queue = Queue(valkey_url)
    with worker(valkey_url, Job("work", _raising_once(tries))):
        queue.work("zhangsan")
        queue.work("zhaoliu")
        wait_until(lambda: sorted(tries) == ["zhangsan", "zhangsan", "zhaoliu", "zhaoliu"], "each was tried twice")


def test_what_a_killed_worker_had_begun_is_given_to_another(valkey_url: str, tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    killed = subprocess.Popen([sys.executable, "-m", "tests.scheduler.slow_worker", valkey_url, str(begun)])
    Queue(valkey_url).work("zhangsan")
    wait_until(begun.exists, "the first worker began")
    killed.kill()
    killed.wait()
    seen: list[str] = []
    with worker(valkey_url, Job("work", seen.append)):
        wait_until(lambda: seen == ["zhangsan"], "the second worker got it")


def test_without_redis_a_nudge_is_lost_quietly_and_later_ones_arrive(tmp_path: Path) -> None:
    server = EmbeddedValkey(tmp_path)
    server.ensure()
    queue = Queue(server.url, retry_seconds=0)
    seen: list[str] = []
    try:
        with worker(server.url, Job("work", seen.append)):
            queue.work("before")
            wait_until(lambda: "before" in seen, "the worker runs")
            os.kill(int(redis.Redis.from_url(server.url).info("server")["process_id"]), signal.SIGKILL)
            wait_until(lambda: not server.is_alive(), "Valkey is gone")
            assert not queue.is_alive()
            assert not queue.work("meanwhile")
            server.ensure()
            assert queue.work("after")
            wait_until(lambda: seen == ["before", "after"], "the worker found the new Valkey")
    finally:
        server.stop()


def _raising_once(tries: list[str]) -> Callable[[str], None]:
    def do(member: str) -> None:
        tries.append(member)
        if tries.count(member) == 1:
            raise RuntimeError("planted")

    return do
