"""访问令牌: one access token per app, shared by all processes and renewed by one of them at a time [D91039]."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Protocol

import structlog

from bot.wecom.errors import Kind, WecomError
from bot.wecom.metrics import TOKENS

log = structlog.get_logger(__name__)

_MARGIN_SECONDS = 300  # renewed this long before WeCom's own expiry
_REFUSAL_SECONDS = 120  # wrong secrets in a row get the address banned for an hour [D90313 45009]
_LOCK_SECONDS = 25  # a little longer than the slowest fetch; others wait as long when its holder dies


class TokenStore(Protocol):
    """A small shared key-value store."""

    def get(self, key: str) -> str | None:
        """The value, or None when there is none or it has expired."""

    def set(self, key: str, value: str, seconds: int) -> None:
        """Keep the value for that long."""

    def lock(self, key: str, seconds: int) -> AbstractContextManager[object]:
        """Hold the key's lock, for at most that long; waits for it."""


class MemoryTokens:
    """A TokenStore inside one process."""

    def __init__(self) -> None:
        self._values: dict[str, tuple[str, float]] = {}
        self._locks: dict[str, threading.Lock] = {}
        self._guard = threading.Lock()

    def get(self, key: str) -> str | None:
        value, until = self._values.get(key, (None, 0.0))
        return value if time.monotonic() < until else None

    def set(self, key: str, value: str, seconds: int) -> None:
        self._values[key] = (value, time.monotonic() + seconds)

    @contextmanager
    def lock(self, key: str, seconds: int) -> Iterator[None]:
        with self._guard:
            lock = self._locks.setdefault(key, threading.Lock())
        is_ours = lock.acquire(timeout=seconds)
        try:
            yield
        finally:
            if is_ours:
                lock.release()


class SturdyTokens:
    """The shared store while it answers, this process's memory while it does not: a lost Redis stops no message."""

    def __init__(self, shared: TokenStore) -> None:
        self._shared = shared
        self._own = MemoryTokens()

    def get(self, key: str) -> str | None:
        try:
            return self._shared.get(key)
        except Exception as error:  # noqa: BLE001  whatever the store raises when it is gone
            _note_loss(error)
            return self._own.get(key)

    def set(self, key: str, value: str, seconds: int) -> None:
        self._own.set(key, value, seconds)
        try:
            self._shared.set(key, value, seconds)
        except Exception as error:  # noqa: BLE001
            _note_loss(error)

    @contextmanager
    def lock(self, key: str, seconds: int) -> Iterator[None]:
        with self._own.lock(key, seconds), ExitStack() as held:
            try:
                held.enter_context(self._shared.lock(key, seconds))
            except Exception as error:  # noqa: BLE001
                _note_loss(error)
            try:
                yield
            finally:
                _leave(held)


def _leave(held: ExitStack) -> None:
    try:
        held.close()
    except Exception as error:  # noqa: BLE001  the lock has run out or its store has gone
        _note_loss(error)


def _note_loss(error: Exception) -> None:
    log.warning("wecom.token_store_gone", error=type(error).__name__)


class AccessTokens:
    """The token of one app. `name` tells apps apart in the store and holds no secret.

    `fetch` calls gettoken: (token, seconds it lives); it raises WecomError.
    """

    def __init__(self, store: TokenStore, name: str, fetch: Callable[[], tuple[str, int]]) -> None:
        self._store = store
        self._key = f"wecom-token:{name}"
        self._fetch = fetch

    def current(self) -> str:
        """The shared token, fetched when there is none."""
        return self._store.get(self._key) or self._renew(stale=None)

    def replace(self, stale: str) -> str:
        """Another token than `stale`, which WeCom refused: the one somebody else has fetched since, or a new one."""
        return self._renew(stale)

    def _renew(self, stale: str | None) -> str:
        with self._store.lock(f"{self._key}:lock", _LOCK_SECONDS):
            known = self._store.get(self._key)
            if known is not None and known != stale:
                return known
            self._raise_recent_refusal()
            try:
                token, seconds = self._fetch()
            except WecomError as error:
                TOKENS.labels(error.kind.value).inc()
                if error.kind in (Kind.CONFIG, Kind.RATE):
                    self._store.set(f"{self._key}:refused", f"{error.code} {error.reason}", _REFUSAL_SECONDS)
                raise
            TOKENS.labels("ok").inc()
            self._store.set(self._key, token, max(1, seconds - min(_MARGIN_SECONDS, seconds // 5)))
            return token

    def _raise_recent_refusal(self) -> None:
        refused = self._store.get(f"{self._key}:refused")
        if refused is not None:
            code, _, reason = refused.partition(" ")
            raise WecomError.of_code(int(code), reason)
