"""How a callback reaches the product: over HTTP, or straight into a WSGI app in tests."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import requests
from werkzeug.test import Client


class Unreachable(Exception):
    """No answer: refused, reset or timed out."""


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes


#: (method, query, body, seconds to wait) -> Answer; raises Unreachable
Transport = Callable[[str, Mapping[str, str], bytes | None, float], Answer]


def http_transport(url: str) -> Transport:
    """Without connection reuse, proxies or redirects: WeCom connects anew each time."""

    def call(method: str, query: Mapping[str, str], body: bytes | None, timeout: float) -> Answer:
        headers = {"Content-Type": "text/xml", "Connection": "close"} if body is not None else {"Connection": "close"}
        with requests.Session() as session:
            session.trust_env = False
            try:
                answer = session.request(
                    method, url, params=query, data=body, headers=headers, timeout=timeout, allow_redirects=False
                )
            except requests.RequestException as error:
                raise Unreachable(type(error).__name__) from error
            return Answer(answer.status_code, answer.content)

    return call


def wsgi_transport(app: Any, path: str = "/wecom/callback") -> Transport:
    """Into a WSGI app in this process; there is no time-out."""
    client = Client(app)

    def call(method: str, query: Mapping[str, str], body: bytes | None, timeout: float) -> Answer:
        answer = client.open(path, method=method, query_string=dict(query), data=body, content_type="text/xml")
        return Answer(answer.status_code, answer.get_data())

    return call
