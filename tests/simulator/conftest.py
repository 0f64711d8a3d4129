"""A world at a fixed time, the server API in a test client, and a product that answers as each test wants."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient

from simulator.app import create_simulator
from simulator.callbacks import Manner, Sender
from simulator.clock import FixedClock
from simulator.world import World
from tests.simulator.product import Product

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.fixture
def world() -> World:
    return World(FixedClock(START))


@pytest.fixture
def product(world: World) -> Product:
    return Product(world)


@pytest.fixture
def sender(world: World, product: Product) -> Sender:
    return Sender(world, product, Manner())


@pytest.fixture
def client(world: World, sender: Sender) -> FlaskClient:
    app = create_simulator(world, sender)
    app.testing = True
    return app.test_client()


Api = Callable[..., Any]


@pytest.fixture
def api(client: FlaskClient, world: World) -> Api:
    """api("message/send", {…}) posts JSON, api("user/get", userid=…) gets; with a good token unless told."""

    def call(path: str, body: Any = None, token: str | None = None, **query: Any) -> Any:
        query["access_token"] = world.issue_token() if token is None else token
        if body is None:
            return client.get(f"/cgi-bin/{path}", query_string=query).get_json()
        return client.post(f"/cgi-bin/{path}", query_string=query, json=body).get_json()

    return call


@pytest.fixture
def send(api: Api) -> Api:
    """send("text", {…}, to="zhangsan", **fields of the request) through message/send."""

    def call(kind: str, body: Any, to: str = "zhangsan", **fields: Any) -> Any:
        return api("message/send", {"touser": to, "msgtype": kind, "agentid": 1000002, kind: body, **fields})

    return call


@pytest.fixture
def button_card() -> Callable[..., dict[str, Any]]:
    """A good button card; keyword arguments replace its parts."""

    def make(**parts: Any) -> dict[str, Any]:
        card = {
            "card_type": "button_interaction",
            "main_title": {"title": "跟进记录待确认"},
            "task_id": "visit-1@a",
            "button_list": [{"text": "确认", "style": 1, "key": "ok"}, {"text": "修改", "style": 2, "key": "edit"}],
        }
        card.update(parts)
        return {name: part for name, part in card.items() if part is not None}

    return make
