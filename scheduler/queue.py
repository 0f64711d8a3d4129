"""队列: carries “there is work for U” between processes; the only home of dramatiq.

A message is only a nudge. What there is to do is in SQL, so that a nudge may come late, twice or never: the sweep
nudges again. Whoever nudges therefore never fails because Redis is away.
"""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import dramatiq
import structlog
from dramatiq.brokers.redis import RedisBroker, _RedisConsumer
from dramatiq.errors import ConnectionClosed
from dramatiq.middleware import Retries
from prometheus_client import Counter

from scheduler.stopping import Stop
from storage.redis_client import RedisAway, open_redis

log = structlog.get_logger(__name__)

#: a worker that was not heard of for so long is dead, and what it had taken is given to others
_HEARTBEAT_SECONDS = 15.0
#: the dead are looked for with each command: an idle worker sends but a few a second, and looking is cheap
_MAINTENANCE_CHANCE = 1_000_000
_RETRIES = Retries(max_retries=3, min_backoff=100, max_backoff=2_000)
#: an idle worker looks this often whether it shall stop: its connection to Redis, and its threads
_IDLE_SECONDS = 1.0
_IDLE_THREAD_MILLISECONDS = 250
#: nudges that may wait in a process; the sweep repeats what is too much
_MOST_PENDING = 10_000
_DAY_MILLISECONDS = 24 * 3600 * 1000

_NAMESPACE = "dramatiq"  #: of the keys in Redis, as dramatiq has it

Nudge = tuple[str, str | int]  #: (queue, member or inbox id or lane)

NUDGES = Counter("queue_nudges", "Nudges, by queue and whether Redis took them", ["queue", "outcome"])


@dataclass(frozen=True)
class Job:
    """What a worker does with the nudges of one queue, `at_once` of them at the same time.

    `do` gets the member, inbox id or lane; it has to be idempotent. What it raises is logged and tried again three
    times within seconds. A slow job never takes the threads of another queue.
    """

    queue: str
    do: Callable[[Any], object]
    at_once: int = 1


class Queue:
    """The sending side: three kinds of nudge. Each returns False when Redis could not take it."""

    def __init__(self, redis_url: str, retry_seconds: float = 1.0) -> None:
        # Whoever nudges may be a callback that WeCom waits for: better no nudge than a late answer.
        self._client = open_redis(redis_url, connect_seconds=0.5, answer_seconds=1.0)
        self._retry_seconds = retry_seconds
        self._away_until = 0.0

    def work(self, member: str) -> bool:
        """This member has messages to be worked off."""
        return self.nudge_all([("work", member)])

    def hear(self, inbox_id: int) -> bool:
        """This voice note is to be listened to."""
        return self.nudge_all([("hear", inbox_id)])

    def send(self, lane: str) -> bool:
        """Something is to be sent in this lane of the outbox."""
        return self.nudge_all([("send", lane)])

    def is_alive(self) -> bool:
        """Whether Redis answers."""
        try:
            return bool(self._client.ping())
        except RedisAway:
            return False

    def nudge_all(self, nudges: Sequence[Nudge]) -> bool:
        """Several nudges in one exchange with Redis."""
        if time.monotonic() < self._away_until:
            return self._count(nudges, "lost")
        try:
            self._put(nudges)
        except RedisAway as error:
            # A Redis that swallows packets costs a second each time: others need not wait for it as well.
            self._away_until = time.monotonic() + self._retry_seconds
            log.warning("queue.away", nudges=len(nudges), error=type(error).__name__)
            return self._count(nudges, "lost")
        return self._count(nudges, "taken")

    def _put(self, nudges: Sequence[Nudge]) -> None:
        # What dramatiq's script does to enqueue, without its script: a third of the work, and several at once.
        messages: dict[str, dict[Any, bytes]] = {}
        for queue, about in nudges:
            message_id = str(uuid4())
            message: dramatiq.Message[None] = dramatiq.Message(
                queue_name=queue, actor_name=queue, args=(about,), kwargs={}, options={"redis_message_id": message_id}
            )
            messages.setdefault(queue, {})[message_id] = message.encode()
        with self._client.pipeline(transaction=False) as pipe:
            for queue, by_id in messages.items():
                pipe.hset(f"{_NAMESPACE}:{queue}.msgs", mapping=by_id)
                pipe.rpush(f"{_NAMESPACE}:{queue}", *by_id)
            pipe.execute()

    def _count(self, nudges: Sequence[Nudge], outcome: str) -> bool:
        for queue, _ in nudges:
            NUDGES.labels(queue, outcome).inc()
        return outcome == "taken"


class PatientQueue:
    """Nudges from a thread of its own: whoever nudges waits for nothing.

    What is named again before its nudge has left is named once, so that a rush costs Redis little. What is pending
    when the process dies is named by the sweep.
    """

    def __init__(self, queue: Queue) -> None:
        self._queue = queue
        self._pending: dict[Nudge, None] = {}
        self._changed = threading.Condition()
        threading.Thread(target=self._run, daemon=True, name="nudges").start()

    def work(self, member: str) -> None:
        """This member has messages to be worked off."""
        self._add("work", member)

    def hear(self, inbox_id: int) -> None:
        """This voice note is to be listened to."""
        self._add("hear", inbox_id)

    def send(self, lane: str) -> None:
        """Something is to be sent in this lane of the outbox."""
        self._add("send", lane)

    def _add(self, queue: str, about: str | int) -> None:
        with self._changed:
            if len(self._pending) < _MOST_PENDING:
                self._pending[queue, about] = None
                self._changed.notify()

    def _run(self) -> None:
        while True:
            with self._changed:
                while not self._pending:
                    self._changed.wait()
                pending, self._pending = self._pending, {}
            self._queue.nudge_all(list(pending))


def run_worker(
    redis_url: str,
    jobs: Sequence[Job],
    stop: Stop,
    grace_seconds: float = 20.0,
    heartbeat_seconds: float = _HEARTBEAT_SECONDS,
) -> None:
    """Do jobs in this process until `stop`, then finish those begun, for at most `grace_seconds`.

    One per process. What is not finished is given to another worker; so is what a killed worker had taken.
    """
    broker = _Broker(redis_url, jobs, heartbeat_seconds)
    threads = sum(job.at_once for job in jobs)
    worker = dramatiq.Worker(broker, worker_threads=threads, worker_timeout=_IDLE_THREAD_MILLISECONDS)
    worker.start()
    log.info("worker.started", queues=",".join(job.queue for job in jobs))
    stop.wait()
    worker.stop(timeout=int(grace_seconds * 1000))
    log.info("worker.stopped")


class _Broker(RedisBroker):
    """The receiving side: as many nudges at once as each job allows."""

    def __init__(self, redis_url: str, jobs: Sequence[Job], heartbeat_seconds: float) -> None:
        super().__init__(
            client=open_redis(redis_url),
            namespace=_NAMESPACE,
            middleware=[_RETRIES],
            heartbeat_timeout=int(heartbeat_seconds * 1000),
            maintenance_chance=_MAINTENANCE_CHANCE,
            dead_message_ttl=_DAY_MILLISECONDS,
        )
        self._at_once = {job.queue: job.at_once for job in jobs}
        for job in jobs:
            dramatiq.actor(actor_name=job.queue, queue_name=job.queue, broker=self)(_silenced(job.do))

    def consume(self, queue_name: str, prefetch: int = 1, timeout: int = 5000) -> "_Consumer":
        """Nothing is taken that cannot begin at once: another worker may be free for it."""
        return _Consumer(self, queue_name, self._at_once.get(queue_name, prefetch), 0)


class _Consumer(_RedisConsumer):
    """Waits in Redis for the next nudge, where dramatiq would ask again and again: prompt, and idle when idle."""

    def __init__(self, broker: _Broker, queue_name: str, prefetch: int, timeout: int) -> None:
        super().__init__(broker, queue_name, prefetch, timeout)
        self._has_room = threading.Event()

    def __next__(self) -> Any:
        if not self.message_cache and self.outstanding_message_count >= self.prefetch:
            self._has_room.wait(_IDLE_SECONDS)
            self._has_room.clear()
            return None
        message = super().__next__()
        if message is None:
            self._wait_for_message()
        return message

    def ack(self, message: Any) -> None:
        """As dramatiq does; the next one may come."""
        super().ack(message)
        self._has_room.set()

    def nack(self, message: Any) -> None:
        """As dramatiq does; the next one may come."""
        super().nack(message)
        self._has_room.set()

    def _wait_for_message(self) -> None:
        if self.outstanding_message_count and self.queue_name.endswith(".DQ"):
            # a nudge to be tried again soon: dramatiq looks after each of our answers whether its time has come
            time.sleep(0.05)
            return
        key = f"{self.broker.namespace}:{self.queue_name}"
        try:
            # Moves the first entry to where it was: changes nothing, but waits until there is one.
            self.broker.client.blmove(key, key, _IDLE_SECONDS, "LEFT", "LEFT")
        except RedisAway as error:
            raise ConnectionClosed(error) from None


def _silenced(do: Callable[[Any], object]) -> Callable[[Any], None]:
    def run(about: Any) -> None:
        do(about)  # dramatiq would warn of a result that nobody fetches

    return run
