"""服务端 API: calls to WeCom with the shared token, bounded retries and the error table of [D90313]."""

import hashlib
import json
import random
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import structlog

from bot.wecom.errors import Kind, WecomError
from bot.wecom.metrics import API_CALLS
from bot.wecom.tokens import AccessTokens, MemoryTokens, TokenStore
from bot.wecom.transport import MAX_JSON, Exchange, Transport

log = structlog.get_logger(__name__)

Json = dict[str, Any]

_RETRIES = 2
_TOKEN_RETRIES = 1
_PATIENCE_SECONDS = 15.0  # no attempt starts later than this after the first
_MINUTE_WINDOW, _HOUR_WINDOW = 60.0, 3600.0


@dataclass(frozen=True)
class AppCredentials:
    """Of one self-built app. `base_url` is WeCom's, or the simulator's."""

    corp_id: str
    agent_id: int
    secret: str = field(repr=False)
    base_url: str = "https://qyapi.weixin.qq.com"


@dataclass(frozen=True)
class _Request:
    method: str
    path: str
    params: Mapping[str, str]
    body: Json | None = None
    files: dict[str, tuple[str, bytes]] | None = None
    headers: Mapping[str, str] | None = None
    most_bytes: int = MAX_JSON


class Client:
    """Calls the API for one app. Safe to share between threads.

    Retries: a refused token is renewed once and the call repeated once; transient failures at most twice, and
    failures that leave open whether the call took effect only where `repeatable` says that doing it twice is
    doing it once. Everything else is raised as WecomError at once.
    """

    def __init__(
        self,
        app: AppCredentials,
        store: TokenStore | None = None,
        sleep: Callable[[float], None] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.app = app
        self._transport = Transport(app.base_url)
        self._sleep = sleep
        self._monotonic = monotonic
        identity = f"{app.base_url} {app.corp_id} {app.secret}".encode()
        self._tokens = AccessTokens(store or MemoryTokens(), hashlib.sha256(identity).hexdigest(), self._fetch_token)
        self._gate = _RateGate(monotonic)

    def call(
        self,
        method: str,
        path: str,
        params: Mapping[str, str] | None = None,
        body: Json | None = None,
        files: dict[str, tuple[str, bytes]] | None = None,
        repeatable: bool | None = None,
    ) -> Json:
        """The answer's JSON (errcode 0). Default of `repeatable`: GET may be repeated, POST may not."""
        request = _Request(method, path, params or {}, body, files)
        return _parsed(self._exchange(request, method == "GET" if repeatable is None else repeatable))

    def fetch(
        self, path: str, params: Mapping[str, str], headers: Mapping[str, str] | None, most_bytes: int
    ) -> Exchange:
        """A raw GET for media: the bytes as they came; an error that hides in JSON is raised like any other."""
        return self._exchange(_Request("GET", path, params, headers=headers, most_bytes=most_bytes), True)

    def check_token(self) -> None:
        """Get a token if there is none: raises WecomError when the credentials are wrong."""
        self._tokens.current()

    def _exchange(self, request: _Request, repeatable: bool) -> Exchange:
        self._gate.check(request.path)
        started = self._monotonic()
        token = self._tokens.current()
        is_renewed = was_unanswered = False
        retries = 0
        while True:
            try:
                answer = self._once(request, {**request.params, "access_token": token})
            except WecomError as error:
                error.follows_unanswered = was_unanswered
                was_unanswered = was_unanswered or error.kind is Kind.UNANSWERED
                if error.kind is Kind.TOKEN and not is_renewed:
                    token, is_renewed = self._tokens.replace(token), True
                    continue
                if error.kind is Kind.RATE:
                    error.retry_after = self._gate.close(request.path)
                may_repeat = repeatable and error.kind in (Kind.TRANSIENT, Kind.UNANSWERED)
                is_patient = self._monotonic() - started < _PATIENCE_SECONDS
                if not may_repeat or retries >= _RETRIES or not is_patient:
                    raise
                retries += 1
                self._sleep(_pause(retries))
            else:
                self._gate.open(request.path)
                return answer

    def _once(self, request: _Request, params: Mapping[str, str]) -> Exchange:
        try:
            answer = self._transport.exchange(
                request.method,
                request.path,
                params,
                request.body,
                request.files,
                request.headers,
                request.most_bytes,
            )
            _raise_refusal(answer)
        except WecomError as error:
            API_CALLS.labels(request.path, error.kind.value).inc()
            log.info("wecom.call_failed", path=request.path, kind=error.kind.value, code=error.code)
            raise
        API_CALLS.labels(request.path, "ok").inc()
        return answer

    def _fetch_token(self) -> tuple[str, int]:
        params = {"corpid": self.app.corp_id, "corpsecret": self.app.secret}
        retries = 0
        while True:
            try:
                answer = _parsed(self._once(_Request("GET", "gettoken", params), params))
                token, seconds = answer.get("access_token"), answer.get("expires_in")
                if not isinstance(token, str) or not token or not isinstance(seconds, int):
                    raise WecomError(Kind.UNANSWERED, 0, "gettoken: no token in the answer")
                return token, seconds
            except WecomError as error:
                if error.kind not in (Kind.TRANSIENT, Kind.UNANSWERED) or retries >= _TOKEN_RETRIES:
                    raise
                retries += 1
                self._sleep(_pause(retries))


def _pause(retry: int) -> float:
    """0.15–0.45 s before the first retry, 0.45–1.35 s before the second."""
    return 0.1 * 3**retry * random.uniform(0.5, 1.5)


class _RateGate:
    """Stops an API that answered 45009: for a minute, and for an hour when that was not enough [D90312]."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._closed: dict[str, float] = {}  # path -> until; kept after that, until a call succeeds
        self._guard = threading.Lock()

    def check(self, path: str) -> None:
        with self._guard:
            left = self._closed.get(path, float("-inf")) - self._monotonic()
        if left > 0:
            raise WecomError(Kind.RATE, 45009, f"{path} is closed", timedelta(seconds=left))

    def close(self, path: str) -> timedelta:
        now = self._monotonic()
        with self._guard:
            until = self._closed.get(path)
            if until is None or until <= now:  # else somebody else has just closed it
                until = now + (_MINUTE_WINDOW if until is None else _HOUR_WINDOW)
                self._closed[path] = until
        return timedelta(seconds=until - now)

    def open(self, path: str) -> None:
        with self._guard:
            self._closed.pop(path, None)


def _raise_refusal(answer: Exchange) -> None:
    if answer.status >= 500:
        raise WecomError(Kind.UNANSWERED, 0, f"HTTP {answer.status}")
    if answer.status not in (200, 206):
        raise WecomError(Kind.CONFIG, 0, f"HTTP {answer.status}")  # a proxy, or a wrong base URL
    if not _is_file(answer):
        found = _parsed(answer)
        code = found.get("errcode", 0)
        if not isinstance(code, int):
            raise WecomError(Kind.UNANSWERED, 0, "errcode is no number")
        if code:
            raise WecomError.of_code(code, str(found.get("errmsg", "")))


def _is_file(answer: Exchange) -> bool:
    # media/get answers errors as HTTP 200 with JSON, and a member's own .json file is a file all the same [D90254].
    return "attachment" in answer.headers.get("Content-Disposition", "").lower()


def _parsed(answer: Exchange) -> Json:
    try:
        found = json.loads(answer.body)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise WecomError(Kind.UNANSWERED, 0, "answer is not JSON")
    return found
