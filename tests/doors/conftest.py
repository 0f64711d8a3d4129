"""The simulator over real HTTP on loopback, and our client against it."""

import logging
from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
import structlog
from flask import Flask
from structlog.testing import capture_logs

from bot.wecom.client import AppCredentials, Client
from bot.wecom.tokens import TokenStore
from simulator.app import create_simulator, start
from simulator.clock import FixedClock
from simulator.world import World


@dataclass
class Wecom:
    """A simulated WeCom. `slept` are the pauses our client made (without waiting), `time` its monotonic clock."""

    world: World
    url: str
    slept: list[float]
    time: float = 0.0

    def client(self, secret: str = "demo-secret", store: TokenStore | None = None, url: str | None = None) -> Client:
        app = AppCredentials(self.world.corp_id, self.world.app.agent_id, secret, url or self.url)
        return Client(app, store, sleep=self.slept.append, monotonic=lambda: self.time)

    def texts(self, member: str) -> list[str]:
        """What the member was told in words."""
        return [shown.body["content"] for shown in self.world.chat(member) if shown.kind in ("text", "markdown")]


@pytest.fixture(scope="session")
def served() -> Iterator[tuple[str, list[Flask]]]:
    """One server for all tests, because starting and stopping takes half a second: (URL, [the app behind it])."""
    behind = [Flask("none")]
    front = Flask("front")
    front.wsgi_app = lambda environ, start_response: behind[0].wsgi_app(environ, start_response)  # type: ignore[method-assign]
    url, stop = start(front)
    yield url, behind
    stop()


@pytest.fixture
def logs() -> Iterator[list[MutableMapping[str, Any]]]:
    """What was logged at info level and above; tests hear of errors only otherwise."""
    before = structlog.get_config()["wrapper_class"]
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.INFO))
    with capture_logs() as entries:
        yield entries
    structlog.configure(wrapper_class=before)


@pytest.fixture
def wecom(served: tuple[str, list[Flask]]) -> Wecom:
    url, behind = served
    world = World(FixedClock(datetime(2026, 3, 2, 1, 0, tzinfo=UTC)))
    behind[0] = create_simulator(world)
    return Wecom(world, url, [])
