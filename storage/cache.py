"""缓存: what processes share and may lose at any time: the access token, who is ready. Lives in Redis."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from redis.exceptions import LockError

from storage.redis_client import open_redis

SPEECH_READY = "speech-ready"  #: there while a speech process has its model loaded
_PREFIX = "genji:"


class Cache:
    """A small shared key-value store. Raises redis.RedisError while Redis is away."""

    def __init__(self, redis_url: str) -> None:
        self._client = open_redis(redis_url)

    def get(self, key: str) -> str | None:
        """The value, or None when there is none or it has expired."""
        value = self._client.get(_PREFIX + key)
        return value.decode() if isinstance(value, bytes) else None

    def set(self, key: str, value: str, seconds: int) -> None:
        """Keep the value for that long."""
        self._client.set(_PREFIX + key, value, ex=seconds)

    @contextmanager
    def lock(self, key: str, seconds: int) -> Iterator[None]:
        """Hold the key's lock for at most that long; waits no longer for it, and then goes on without."""
        lock = self._client.lock(f"{_PREFIX}lock:{key}", timeout=seconds, blocking_timeout=seconds)
        is_held = lock.acquire()
        try:
            yield
        finally:
            if is_held:
                with suppress(LockError):  # it ran out while we held it
                    lock.release()
