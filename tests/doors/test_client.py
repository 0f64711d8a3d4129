"""服务端 API: the retry table, the shared token, and secrets that stay secret; against the simulator."""

import logging
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest

from bot.wecom import transport
from bot.wecom.client import Client
from bot.wecom.errors import KIND_OF_CODE, Kind, WecomError, scrub
from bot.wecom.sending import send_message
from bot.wecom.tokens import MemoryTokens, SturdyTokens
from tests.doors.conftest import Wecom

SEND = "message/send"


def send(client: Client, repeatable: bool = True) -> dict[str, Any]:
    return send_message(client, "zhangsan", "text", {"content": "你好"}, repeatable)


@pytest.mark.parametrize(
    "fault",
    [
        {"code": -1},
        {"code": -1, "times": 2},
        {"status": 502},
        {"truncate": True},
        {"reset": "before"},
        {"reset": "after"},
    ],
    ids=str,
)
def test_what_passes_is_repeated_and_told_once(wecom: Wecom, fault: dict[str, Any]) -> None:
    wecom.world.faults.add(path=SEND, **fault)
    assert send(wecom.client())["msgid"]
    assert wecom.texts("zhangsan") == ["你好"]
    assert wecom.world.calls[SEND] == 1 + fault.get("times", 1) == 1 + len(wecom.slept)


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ({"code": -1}, Kind.TRANSIENT),
        ({"code": 45033}, Kind.TRANSIENT),
        ({"status": 502}, Kind.UNANSWERED),
        ({"truncate": True}, Kind.UNANSWERED),
        ({"reset": "after"}, Kind.UNANSWERED),
    ],
    ids=str,
)
@pytest.mark.parametrize("repeatable", [True, False])
def test_what_lasts_is_raised_after_two_repeats_or_none(
    wecom: Wecom, fault: dict[str, Any], kind: Kind, repeatable: bool
) -> None:
    wecom.world.faults.add(path=SEND, times=None, **fault)
    with pytest.raises(WecomError) as raised:
        send(wecom.client(), repeatable)
    assert raised.value.kind is kind
    assert wecom.world.calls[SEND] == (3 if repeatable else 1)


@pytest.mark.parametrize("code", [*sorted(set(KIND_OF_CODE) - {-1}), 99999])
def test_every_other_code_is_called_once(wecom: Wecom, code: int) -> None:
    wecom.world.faults.add(path=SEND, code=code, times=None)
    with pytest.raises(WecomError) as raised:
        send(wecom.client(), repeatable=False)
    assert (raised.value.code, raised.value.kind) == (code, KIND_OF_CODE.get(code, Kind.OTHER))
    assert wecom.world.calls[SEND] == (2 if raised.value.kind is Kind.TOKEN else 1)


@pytest.mark.parametrize("code", [40014, 42001, 41001])
def test_a_refused_token_is_renewed_once_and_never_in_a_loop(wecom: Wecom, code: int) -> None:
    client = wecom.client()
    wecom.world.faults.add(path=SEND, code=code, times=1)
    wecom.world.rotate_tokens = True
    assert send(client, repeatable=False)["msgid"]
    assert wecom.world.calls["gettoken"] == 2
    wecom.world.faults.add(path=SEND, code=code, times=None)
    with pytest.raises(WecomError) as raised:
        send(client)
    assert raised.value.kind is Kind.TOKEN
    assert (wecom.world.calls["gettoken"], wecom.world.calls[SEND]) == (3, 4)


def test_tokens_that_die_early_or_expire_go_unnoticed(wecom: Wecom) -> None:
    client = wecom.client()
    send(client)
    wecom.world.kill_tokens()
    send(client)
    wecom.world.clock.forward(7300)
    send(client)
    assert wecom.world.calls["gettoken"] == 3


def in_threads(count: int, work: Callable[[], object]) -> None:
    barrier = threading.Barrier(count)
    errors: list[Exception] = []

    def run() -> None:
        barrier.wait()
        try:
            work()
        except Exception as error:  # noqa: BLE001  raised below, in the test's own thread
            errors.append(error)

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert errors == []


def test_many_threads_and_processes_fetch_one_token(wecom: Wecom) -> None:
    shared = MemoryTokens()
    clients = [wecom.client(store=shared) for _ in range(3)]
    wecom.world.rotate_tokens = True  # a second gettoken would kill the first token
    turns = iter(clients * 4)
    in_threads(12, lambda: send(next(turns)))
    assert wecom.world.calls["gettoken"] == 1
    wecom.world.kill_tokens()
    turns = iter(clients * 4)
    in_threads(12, lambda: send(next(turns)))
    assert wecom.world.calls["gettoken"] == 2


class GoneStore:
    """A Redis that has gone away."""

    def get(self, key: str) -> str | None:
        raise ConnectionError(key)

    def set(self, key: str, value: str, seconds: int) -> None:
        raise ConnectionError(key)

    def lock(self, key: str, seconds: int) -> AbstractContextManager[object]:
        raise ConnectionError(key)


def test_a_lost_token_store_stops_no_message(wecom: Wecom) -> None:
    client = wecom.client(store=SturdyTokens(GoneStore()))
    send(client)
    in_threads(4, lambda: send(client))
    wecom.world.kill_tokens()
    send(client)
    assert wecom.world.calls["gettoken"] == 2


def test_sturdy_tokens_release_what_they_hold() -> None:
    store = SturdyTokens(MemoryTokens())
    for _ in range(2):
        with pytest.raises(RuntimeError), store.lock("key", 1):
            raise RuntimeError


def test_a_wrong_secret_is_tried_once_not_until_the_address_is_banned(wecom: Wecom) -> None:
    client = wecom.client(secret="wrong")
    for _ in range(20):
        with pytest.raises(WecomError) as raised:
            send(client)
        assert (raised.value.kind, raised.value.code) == (Kind.CONFIG, 40001)
    assert wecom.world.calls["gettoken"] == 1


def test_45009_closes_the_api_for_a_minute_and_then_for_an_hour(wecom: Wecom) -> None:
    client = wecom.client()
    wecom.world.faults.add(path=SEND, code=45009, times=2)

    def refusal() -> timedelta | None:
        with pytest.raises(WecomError) as raised:
            send(client)
        assert raised.value.kind is Kind.RATE
        return raised.value.retry_after

    assert refusal() == timedelta(seconds=60)
    wecom.time = 30
    assert refusal() == timedelta(seconds=30)
    assert wecom.world.calls[SEND] == 1
    assert client.call("GET", "agent/get", {"agentid": "1000002"})["name"] == "跟迹"
    wecom.time = 61
    assert refusal() == timedelta(seconds=3600)
    wecom.time = 3662
    assert send(client)["msgid"]
    wecom.world.faults.add(path=SEND, code=45009, times=1)
    assert refusal() == timedelta(seconds=60)


def test_a_wecom_that_is_not_there_or_says_nothing(wecom: Wecom, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(WecomError) as raised:
        send(wecom.client(url="http://127.0.0.1:1"), repeatable=False)
    assert raised.value.kind is Kind.TRANSIENT
    client = wecom.client()
    client.check_token()
    monkeypatch.setattr(transport, "_READ_SECONDS", 0.1)
    wecom.world.faults.add(path=SEND, delay=0.5)
    with pytest.raises(WecomError) as raised:
        send(client, repeatable=False)
    assert raised.value.kind is Kind.UNANSWERED


def test_nothing_secret_in_logs_and_exceptions(wecom: Wecom, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    client = wecom.client()
    send(client)
    wecom.world.faults.add(path=SEND, reset="before", times=None)
    said = ""
    for failing in (client, wecom.client(url="http://127.0.0.1:1")):
        with pytest.raises(WecomError) as raised:
            send(failing)
        said += repr(raised.value) + repr(raised.value.__cause__) + repr(failing.app)
    assert "/cgi-bin/gettoken" in caplog.text  # urllib3 does write about it
    for secret in ("demo-secret", *wecom.world.tokens):
        assert secret not in caplog.text + said


def test_scrub() -> None:
    assert scrub("GET /x?access_token=abc&id=1 corpsecret=s") == "GET /x?access_token=***&id=1 corpsecret=***"
