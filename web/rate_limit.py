"""限速: how often one address may ask for pages, so that nobody keeps the database busy with guesses."""

import time
from collections import OrderedDict
from collections.abc import Callable
from ipaddress import ip_address
from threading import Lock

from flask import Request

MOST_PER_MINUTE = 60  #: a whole office may share one address
_MINUTE = 60.0
_MOST_ADDRESSES = 10_000


class RateLimit:
    """Counts the requests of each address within the present minute, in this process. For threads."""

    def __init__(self, most: int = MOST_PER_MINUTE, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._monotonic = monotonic
        self._lock = Lock()
        self._counted: OrderedDict[str, tuple[float, int]] = OrderedDict()  # address: (since, how many)

    def allows(self, address: str) -> bool:
        """Count one request; False when the address had its share."""
        now = self._monotonic()
        with self._lock:
            since, count = self._counted.pop(address, (now, 0))
            if now - since >= _MINUTE:
                since, count = now, 0
            self._counted[address] = (since, count + 1)
            if len(self._counted) > _MOST_ADDRESSES:
                self._counted.popitem(last=False)
        return count < self._most


def address_of(request: Request) -> str:
    """Who asks. Behind a proxy inside the company it is the last one of X-Forwarded-For, which that proxy wrote."""
    peer = request.remote_addr or ""
    said = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return said[:50] if said and _is_inside(peer) else peer


def _is_inside(address: str) -> bool:
    try:
        return ip_address(address).is_private
    except ValueError:
        return False
