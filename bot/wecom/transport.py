"""HTTP to WeCom: one exchange with time-outs, size caps, and nothing secret in any log or exception."""

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter

from bot.wecom.errors import Kind, WecomError, scrub

_CONNECT_SECONDS = 3.05
_READ_SECONDS = 8.0
_BODY_SECONDS = 25.0  # for all of an answer, however slowly it drips; senders lease a row for 60 s
MAX_JSON = 16 * 1024 * 1024


@dataclass(frozen=True)
class Exchange:
    """What came back, whole."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Transport:
    """A pool of connections to one WeCom. Safe to share between threads."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url.rstrip("/").removesuffix("/cgi-bin")
        self._session = session_for(self.base_url)
        self._session.mount("http://", HTTPAdapter(pool_maxsize=16))
        self._session.mount("https://", HTTPAdapter(pool_maxsize=16))
        _scrub_connection_log()

    def exchange(
        self,
        method: str,
        path: str,
        params: Mapping[str, str],
        body: dict[str, Any] | None = None,
        files: dict[str, tuple[str, bytes]] | None = None,
        headers: Mapping[str, str] | None = None,
        most_bytes: int = MAX_JSON,
    ) -> Exchange:
        """Send and read everything. Raises WecomError: TRANSIENT when nothing was sent, else UNANSWERED or MEDIA."""
        try:
            with self._session.request(
                method,
                f"{self.base_url}/cgi-bin/{path}",
                params=params,
                json=body,
                files=files,
                headers=headers,
                timeout=(_CONNECT_SECONDS, _READ_SECONDS),
                allow_redirects=False,
                stream=True,
            ) as response:
                return Exchange(response.status_code, response.headers, _read(response, most_bytes))
        except requests.RequestException as error:
            # `from None`: the exception's text holds the URL, and with it the token.
            kind = Kind.TRANSIENT if _was_never_sent(error) else Kind.UNANSWERED
            raise WecomError(kind, 0, f"{path}: {type(error).__name__}") from None


def session_for(url: str) -> requests.Session:
    """A session that takes the proxies of the environment for the way out, never for a server beside us."""
    session = requests.Session()
    session.trust_env = not _is_loopback(url)
    return session


def _read(response: requests.Response, most_bytes: int) -> bytes:
    until = time.monotonic() + _BODY_SECONDS
    parts: list[bytes] = []
    size = 0
    for part in response.iter_content(64 * 1024):
        size += len(part)
        if size > most_bytes:
            raise WecomError(Kind.MEDIA, 0, f"answer over {most_bytes} bytes")
        if time.monotonic() > until:
            raise requests.ReadTimeout()
        parts.append(part)
    return b"".join(parts)


def _was_never_sent(error: requests.RequestException) -> bool:
    if isinstance(error, requests.exceptions.ConnectTimeout | requests.exceptions.SSLError):
        return True
    cause = error.args[0] if error.args else None
    return type(getattr(cause, "reason", None)).__name__ in ("NewConnectionError", "NameResolutionError")


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class _ScrubQueries(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = scrub(record.getMessage()), ()
        return True


def _scrub_connection_log() -> None:
    # urllib3 writes whole URLs at debug level, the corp secret of gettoken among them.
    logger = logging.getLogger("urllib3.connectionpool")
    if not any(isinstance(known, _ScrubQueries) for known in logger.filters):
        logger.addFilter(_ScrubQueries())
