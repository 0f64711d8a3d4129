"""Faults: each spoils the calls it names, as often as it says, and nothing else."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests

from simulator.app import create_simulator, start
from simulator.world import World

Api = Callable[..., Any]


def codes(api: Api, count: int, path: str = "agent/list") -> list[int]:
    return [api(path)["errcode"] for _ in range(count)]


def test_times_and_paths(api: Api, world: World) -> None:
    world.faults.add(path="agent/list", code=-1, times=2)
    assert codes(api, 1, "department/list") == [0]
    assert codes(api, 3) == [-1, -1, 0]
    assert world.faults.hits == 2


def test_always_and_cleared(api: Api, world: World) -> None:
    world.faults.add(code=40014, times=None)
    assert codes(api, 4) == [40014] * 4
    world.faults.clear()
    assert codes(api, 1) == [0]


def test_a_window_ends_by_the_clock(api: Api, world: World) -> None:
    world.faults.add(path="agent/list", code=45009, seconds=60)
    assert codes(api, 2) == [45009, 45009]
    world.clock.forward(60)
    assert codes(api, 1) == [0]


def test_a_rate_repeats_itself(api: Api, world: World) -> None:
    world.faults.add(path="agent/list", code=45033, rate=0.5)
    first = codes(api, 40)
    assert 5 < first.count(45033) < 35
    again = World(world.clock)
    again.faults.add(path="agent/list", code=45033, rate=0.5)
    assert [45033 if again.faults.take("agent/list") else 0 for _ in range(40)] == first


def test_partial_81013(send: Api, world: World) -> None:
    world.faults.add(path="message/send", invalid=("LiMgr",))
    assert send("text", {"content": "x"}, to="zhangsan|limgr")["invaliduser"] == "limgr"
    world.faults.add(path="message/send", invalid=("limgr",))
    assert send("text", {"content": "x"}, to="limgr")["errcode"] == 81013
    assert (len(world.chat("zhangsan")), len(world.chat("limgr"))) == (1, 0)


def test_done_but_answered_with_an_error(send: Api, world: World) -> None:
    world.faults.add(path="message/send", code=-1, after=True)
    assert send("text", {"content": "x"})["errcode"] == -1
    assert len(world.chat("zhangsan")) == 1


@pytest.fixture
def url(world: World) -> Iterator[str]:
    base, stop = start(create_simulator(world))
    yield base
    stop()


def post(url: str, world: World, timeout: float = 10) -> requests.Response:
    body = {"touser": "zhangsan", "msgtype": "text", "agentid": 1000002, "text": {"content": "x"}}
    with requests.Session() as session:
        session.trust_env = False
        return session.post(
            f"{url}/cgi-bin/message/send?access_token={world.issue_token()}", json=body, timeout=timeout
        )


@pytest.mark.parametrize(("when", "shown"), [("before", 0), ("after", 1)])
def test_reset_before_and_after_it_was_sent(url: str, world: World, when: str, shown: int) -> None:
    world.faults.add(path="message/send", reset=when)
    with pytest.raises(requests.ConnectionError):
        post(url, world)
    assert len(world.chat("zhangsan")) == shown
    assert post(url, world).json()["errcode"] == 0


def test_answers_that_are_no_json(url: str, world: World) -> None:
    world.faults.add(path="message/send", status=502)
    answer = post(url, world)
    assert (answer.status_code, answer.headers["Content-Type"].startswith("text/html")) == (502, True)
    world.faults.add(path="message/send", truncate=True)
    answer = post(url, world)
    assert answer.status_code == 200
    with pytest.raises(requests.JSONDecodeError):
        answer.json()


def test_a_slow_answer(url: str, world: World) -> None:
    world.faults.add(path="message/send", delay=60)
    with pytest.raises(requests.ReadTimeout):
        post(url, world, timeout=0.2)


@pytest.mark.parametrize("bad", [{"delay": 61}, {"reset": "perhaps"}, {"no_such": 1}])
def test_a_fault_that_makes_no_sense(world: World, bad: dict[str, Any]) -> None:
    with pytest.raises((ValueError, TypeError)):
        world.faults.add(**bad)
