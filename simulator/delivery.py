"""投递: how a callback is sealed, how often it is tried, and what became of it."""

import os
import secrets
from dataclasses import dataclass
from typing import Any

from simulator import crypto, inbound_xml
from simulator.world import World

ANSWER_SECONDS, VERIFY_SECONDS = 5.0, 1.0


@dataclass(frozen=True)
class Manner:
    """How WeCom delivers; its pages leave some of this open, so it can be switched.

    retries: further attempts after the first. retry_on_status: whether a status other than 200 is retried.
    deliveries: how often every message is delivered although it was taken. fresh_cipher: retries carry a new nonce
    and ciphertext. pause: seconds of real time between attempts.
    """

    retries: int = 3
    retry_on_status: bool = True
    deliveries: int = 1
    fresh_cipher: bool = True
    pause: float = 0.0
    timeout: float = ANSWER_SECONDS


@dataclass(frozen=True)
class Delivery:
    """What became of one callback. `attempts` are HTTP statuses, or the name of what went wrong."""

    ok: bool
    plaintext: str
    attempts: tuple[int | str, ...]
    reply: dict[str, Any] | None = None
    shown_id: int | None = None


@dataclass(frozen=True)
class Oddity:
    """What is to be wrong with a callback."""

    receive_id: str | None = None
    agent_id: int | None = None
    envelope_agent_id: int | None = None
    signature: str | None = None
    time_shift: int = 0
    prefix: bytes | None = None


PLAIN = Oddity()


def sealed_post(world: World, xml: str, odd: Oddity = PLAIN) -> tuple[dict[str, str], bytes]:
    """(query, body) of one POST; every call has its own nonce and ciphertext."""
    app = world.app
    plain = xml if odd.agent_id is None else xml.replace(f"<AgentID>{app.agent_id}<", f"<AgentID>{odd.agent_id}<")
    receive_id = world.corp_id if odd.receive_id is None else odd.receive_id
    prefix = os.urandom(16) if odd.prefix is None else odd.prefix
    sealed = crypto.encrypt(plain.encode("utf-8", "surrogatepass"), app.aes_key, receive_id, prefix)
    outer_agent = app.agent_id if odd.envelope_agent_id is None else odd.envelope_agent_id
    return signed_query(world, sealed, odd), inbound_xml.envelope(world.corp_id, outer_agent, sealed).encode()


def signed_query(world: World, sealed: str, odd: Oddity = PLAIN) -> dict[str, str]:
    stamp, nonce = str(int(world.clock().timestamp()) + odd.time_shift), str(secrets.randbelow(10**10))
    signed = crypto.signature(world.app.token, stamp, nonce, sealed)
    return {"msg_signature": odd.signature or signed, "timestamp": stamp, "nonce": nonce}


def failure_text(delivery: Delivery) -> str:
    """Why a message did not arrive, for the page."""
    last = delivery.attempts[-1]
    return f"应用回答了 {last}" if isinstance(last, int) else "应用没有回应"
