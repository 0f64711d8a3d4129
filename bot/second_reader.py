"""第二读者: one question to an OpenAI-compatible endpoint, within its time, with nothing of it in any log."""

import json
import threading
import time
from collections.abc import Sequence
from queue import Empty, Queue
from typing import Any

import requests

from bot.hub import NoAnswer
from domain.endpoints import is_inside
from domain.second_reading import SecondReader
from nlp.second_prompt import SCHEMA

MOST_BYTES = 64 * 1024
_MOST_TOKENS = 2000
#: how an endpoint may be told to answer in JSON, the strictest first; not every server knows every way
_WAYS: tuple[dict[str, Any], ...] = (
    {"response_format": {"type": "json_schema", "json_schema": {"name": "visit", "strict": True, "schema": SCHEMA}}},
    {"response_format": {"type": "json_object"}},
    {},
)
_NOT_KNOWN = (400, 404, 415, 422, 501)


class SecondReaderModel:
    """Asks whichever endpoint it is given; remembers of each which way to ask for JSON it knows."""

    def __init__(self, key: str) -> None:
        self._key = key
        self._ways: dict[tuple[str, str], int] = {}

    def __call__(self, reader: SecondReader, messages: Sequence[dict[str, str]]) -> str | NoAnswer:
        """The text that the model wrote. Never raises; takes no longer than `reader.timeout_seconds`."""
        answers: Queue[str | NoAnswer] = Queue()
        until = time.monotonic() + reader.timeout_seconds
        # in a thread, because an endpoint that answers byte by byte never lets a socket's own time-out pass
        asking = threading.Thread(
            target=lambda: answers.put(self._asked(reader, messages, until)), daemon=True, name="second-reader"
        )
        asking.start()
        try:
            return answers.get(timeout=reader.timeout_seconds)
        except Empty:
            return NoAnswer("timeout")

    def _asked(self, reader: SecondReader, messages: Sequence[dict[str, str]], until: float) -> str | NoAnswer:
        endpoint = (reader.url, reader.model)
        answer: str | NoAnswer = NoAnswer("no way to ask")
        try:
            with requests.Session() as session:
                session.trust_env = not is_inside(reader.url)  # no proxy between us and what stands beside us
                session.auth = self._sign
                for number in range(self._ways.get(endpoint, 0), len(_WAYS)):
                    answer = _exchange(session, reader, {**_body(reader, messages), **_WAYS[number]}, until)
                    if isinstance(answer, str):
                        self._ways[endpoint] = number
                    if isinstance(answer, str) or answer.status not in _NOT_KNOWN:
                        return answer
        except (requests.RequestException, ValueError, OSError) as error:
            return NoAnswer(type(error).__name__)  # its text may hold the address, and what was sent
        return answer

    def _sign(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        # as `auth`, so that requests takes no password of its own from a .netrc
        if self._key:
            request.headers["Authorization"] = f"Bearer {self._key}"
        return request


def _body(reader: SecondReader, messages: Sequence[dict[str, str]]) -> dict[str, Any]:
    return {
        "model": reader.model, "messages": list(messages), "temperature": 0, "max_tokens": _MOST_TOKENS,
        "stream": False,
    }  # fmt: skip


def _exchange(session: requests.Session, reader: SecondReader, body: dict[str, Any], until: float) -> str | NoAnswer:
    left = until - time.monotonic()
    if left <= 0:
        return NoAnswer("timeout")
    with session.post(
        f"{reader.url.rstrip('/')}/chat/completions",
        data=json.dumps(body, ensure_ascii=False).encode(),
        headers={"Content-Type": "application/json", "Accept-Encoding": "identity"},
        timeout=left,
        allow_redirects=False,
        stream=True,
    ) as response:
        if response.status_code != 200:
            return NoAnswer(f"http {response.status_code}", response.status_code)
        if response.headers.get("Content-Encoding", "identity") != "identity":
            return NoAnswer("packed")
        return _content(_whole(response, until))


def _whole(response: requests.Response, until: float) -> bytes | None:
    """All of the answer; None when it is too large or too slow."""
    parts, size = [], 0
    for part in response.iter_content(1024):
        size += len(part)
        if size > MOST_BYTES or time.monotonic() > until:
            return None
        parts.append(part)
    return b"".join(parts)


def _content(answer: bytes | None) -> str | NoAnswer:
    if answer is None:
        return NoAnswer("too much")
    try:
        content = json.loads(answer)["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError):
        return ""  # it is there, and says nothing that we understand
    return content if isinstance(content, str) else ""
