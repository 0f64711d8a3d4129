"""A product that takes callbacks and answers as each test wants."""

from typing import Any
from xml.etree import ElementTree

from simulator import crypto
from simulator.transport import Answer, Unreachable
from simulator.world import World


class Product:
    """Takes callbacks; keeps each plaintext and ciphertext; answers from `answers` (a status, a body, or silence)."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.answers: list[int | bytes | None] = []
        self.plaintexts: list[bytes] = []
        self.requests: list[tuple[dict[str, str], bytes]] = []
        self.tails: list[str] = []

    def __call__(self, method: str, query: Any, body: bytes | None, timeout: float) -> Answer:
        app = self.world.app
        if body is None:
            return Answer(200, crypto.decrypt(query["echostr"], app.aes_key)[0])
        sealed = ElementTree.fromstring(body).findtext("Encrypt") or ""
        plain, tail = crypto.decrypt(sealed, app.aes_key)
        self.requests.append((dict(query), body))
        self.plaintexts.append(plain)
        self.tails.append(tail)
        answer = self.answers.pop(0) if self.answers else 200
        if answer is None:
            raise Unreachable("ReadTimeout")
        return Answer(answer, b"") if isinstance(answer, int) else Answer(200, answer)

    def fields(self) -> ElementTree.Element:
        return ElementTree.fromstring(self.plaintexts[-1])
