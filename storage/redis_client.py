"""Redis 连接: clients that give up quickly, because nothing that Redis holds is worth waiting for."""

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

#: what a call on a client raises when Redis is away, overloaded or full
RedisAway = (redis.RedisError, OSError)


def open_redis(url: str, connect_seconds: float = 1.0, answer_seconds: float = 5.0) -> redis.Redis:
    """A thread-safe client of `redis://…`, `rediss://…` or `unix://…`; connects when first used.

    A call that finds its connection closed, as after a restart of Redis, is tried once more on a new one.
    """
    return redis.Redis.from_url(
        url,
        socket_connect_timeout=connect_seconds,
        socket_timeout=answer_seconds,
        retry=Retry(NoBackoff(), 1),
    )
