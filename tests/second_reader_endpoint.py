"""An OpenAI-compatible endpoint on loopback whose answers are canned; it keeps every byte that it received."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from domain.second_reading import SecondReader


@dataclass(frozen=True)
class Canned:
    """One answer. `content` is what the model wrote; `body` goes out as it is instead."""

    content: str = "{}"
    status: int = 200
    body: bytes | None = None
    headers: tuple[tuple[str, str], ...] = ()
    drip_seconds: float = 0.0  # a byte of a header now and then, for so long

    def whole(self) -> bytes:
        message = {"choices": [{"message": {"role": "assistant", "content": self.content}}]}
        return json.dumps(message).encode() if self.body is None else self.body


@dataclass
class Endpoint:
    """`answer` is asked for each request what to say; `received` are the bodies, `keys` the Authorization headers."""

    url: str = ""
    answer: Callable[[dict[str, Any]], Canned] = lambda request: Canned()
    received: list[bytes] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)

    def says(self, *answers: Canned) -> None:
        """From now on these, one after the other; the last one for ever."""
        left = list(answers)
        self.answer = lambda request: left.pop(0) if len(left) > 1 else left[0]

    def reader(self, **changes: Any) -> SecondReader:
        """The settings that lead here."""
        usual: dict[str, Any] = {"timeout_seconds": 5.0, "notes_per_day": 100, "mask_names": True}
        return SecondReader(url=self.url, model="canned", **{**usual, **changes})


@contextmanager
def endpoint() -> Iterator[Endpoint]:
    """An endpoint until the block ends."""
    canned = Endpoint()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            canned.received.append(body)
            canned.keys.append(self.headers["Authorization"])
            self._send(canned.answer(json.loads(body)))

        def _send(self, answer: Canned) -> None:
            try:
                if answer.drip_seconds:
                    self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
                    until = time.monotonic() + answer.drip_seconds
                    while time.monotonic() < until and not canned.closing.wait(0.02):
                        self.wfile.write(b".")
                        self.wfile.flush()
                    return
                self.send_response(answer.status)
                for name, value in answer.headers:
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer.whole())))
                self.end_headers()
                self.wfile.write(answer.whole())
            except OSError:
                self.close_connection = True  # the product hung up, as it may

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    canned.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield canned
    finally:
        canned.closing.set()
        server.shutdown()
        thread.join(5)
        server.server_close()


def said(**fields: Any) -> Canned:
    """A well-formed answer with these fields."""
    return Canned(json.dumps(fields, ensure_ascii=False))
