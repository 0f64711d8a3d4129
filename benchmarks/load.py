"""负载: prepared requests over kept connections from one thread, so that the sender costs little beside the server."""

import selectors
import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from simulator.callbacks import Sender
from simulator.delivery import sealed_post
from simulator.inbound_xml import text

_ANSWERED = b"\r\n\r\n"


@dataclass(frozen=True)
class Run:
    """`seconds` for all requests, the `waits` of each, `sender_share` of a core that the sender took itself."""

    seconds: float
    waits: list[float]
    refused: int
    sender_share: float

    @property
    def per_second(self) -> float:
        """Requests answered with 200."""
        return (len(self.waits) - self.refused) / self.seconds


def prepared(sender: Sender, url: str, count: int) -> list[bytes]:
    """Whole HTTP requests: encrypted texts of all members in turn, each with a MsgId of its own."""
    address = urlsplit(url)
    members = list(sender.world.members)
    requests = []
    for number in range(count):
        words = text(f"第{number}条：下午去了华鼎，见了采购部的王经理")
        xml = sender.message_xml(members[number % len(members)], "text", words, sender.new_msg_id(), None)
        query, body = sealed_post(sender.world, xml)
        head = (
            f"POST {address.path}?{urlencode(query)} HTTP/1.1\r\nHost: {address.netloc}\r\n"
            f"Content-Type: text/xml\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        requests.append(head.encode() + body)
    return requests


def as_fast_as_possible(url: str, requests: Sequence[bytes], connections: int) -> Run:
    """Each connection sends its next request when the last one was answered."""
    return _drive(url, iter(requests), connections, pace=None)


def at_rate(url: str, requests: Sequence[bytes], connections: int, per_second: float) -> Run:
    """Requests at fixed moments; a wait counts from that moment, also when no connection was free then."""
    return _drive(url, iter(requests), connections, pace=1 / per_second)


def _drive(url: str, requests: Iterator[bytes], connections: int, pace: float | None) -> Run:
    free = [_Connection(url) for _ in range(connections)]
    waits: list[float] = []
    refused, number = 0, 0
    following = next(requests, None)
    with selectors.DefaultSelector() as ready:
        began, busy = time.perf_counter(), time.process_time()
        while following is not None or ready.get_map():
            now = time.perf_counter()
            while following is not None and free and (pace is None or now >= began + number * pace):
                connection = free.pop()
                connection.send(following, now if pace is None else began + number * pace)
                ready.register(connection.socket, selectors.EVENT_READ, connection)
                following, number = next(requests, None), number + 1
            pause = None if pace is None or following is None else max(0.0, began + number * pace - now)
            for key, _ in ready.select(pause):
                connection = key.data
                status = connection.read()
                if status is None:
                    continue
                waits.append(time.perf_counter() - connection.due)
                refused += status != 200
                ready.unregister(connection.socket)
                free.append(connection)
        seconds, share = time.perf_counter() - began, time.process_time() - busy
    for connection in free:
        connection.close()
    return Run(seconds, waits, refused, share / seconds)


class _Connection:
    """One connection, made anew when the server has closed it while it was idle."""

    def __init__(self, url: str) -> None:
        address = urlsplit(url)
        self._address = (address.hostname or "127.0.0.1", address.port or 80)
        self.due = 0.0
        self._answer = b""
        self.socket = self._connected()

    def send(self, request: bytes, due: float) -> None:
        self.due, self._answer = due, b""
        if self._is_closed():
            self.socket.close()
            self.socket = self._connected()
        self.socket.sendall(request)

    def read(self) -> int | None:
        """The status once the answer is whole (ours and the peer's have no body)."""
        piece = self.socket.recv(4096)
        if not piece:
            raise ConnectionError("the server closed a connection instead of answering")
        self._answer += piece
        return int(self._answer.split(b" ", 2)[1]) if self._answer.endswith(_ANSWERED) else None

    def close(self) -> None:
        self.socket.close()

    def _connected(self) -> socket.socket:
        connection = socket.create_connection(self._address, timeout=30)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def _is_closed(self) -> bool:
        self.socket.setblocking(False)
        try:
            return self.socket.recv(1) == b""
        except BlockingIOError:
            return False
        finally:
            self.socket.settimeout(30)
