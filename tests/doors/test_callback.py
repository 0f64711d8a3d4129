"""回调: what WeCom, a scanner and an attacker get to see of /wecom/callback."""

from collections.abc import MutableMapping
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bot.wecom.callback import callback_blueprint
from bot.wecom.metrics import REJECTED
from domain.messages import Inbound, Text
from tests.doors.wecom_post import KEYS, message, outer, query_for, sealed

PATH = "/wecom/callback"
Logs = list[MutableMapping[str, Any]]
HELLO = message("text", "<Content>机密</Content>")
NOW = datetime.fromtimestamp(1700000030, UTC)


@pytest.fixture
def taken() -> list[Inbound]:
    return []


@pytest.fixture
def door(taken: list[Inbound]) -> FlaskClient:
    app = Flask("door")
    app.register_blueprint(callback_blueprint(KEYS, taken.append, now=lambda: NOW))
    return app.test_client()


def rejected(reason: str) -> float:
    return float(REJECTED.labels(reason)._value.get())


def test_the_url_check_is_answered_with_the_bare_plaintext(door: FlaskClient) -> None:
    for echo in ("1616140317555161061", "ECHO"):
        encrypt = sealed(echo)
        answer = door.get(PATH, query_string=query_for(encrypt) | {"echostr": encrypt})
        assert (answer.status_code, answer.data) == (200, echo.encode())


def test_a_message_is_accepted_before_the_empty_200(door: FlaskClient, taken: list[Inbound]) -> None:
    encrypt = sealed(HELLO)
    answer = door.post(PATH, query_string=query_for(encrypt), data=outer(encrypt))
    assert (answer.status_code, answer.data) == (200, b"")
    assert [inbound.content for inbound in taken] == [Text("机密")]


def test_when_the_inbox_fails_wecom_is_asked_to_come_again() -> None:
    def full(_: Inbound) -> None:
        raise OSError("disk full")

    app = Flask("door")
    app.register_blueprint(callback_blueprint(KEYS, full, now=lambda: NOW))
    encrypt = sealed(HELLO)
    assert app.test_client().post(PATH, query_string=query_for(encrypt), data=outer(encrypt)).status_code == 500


def test_refusals_are_counted_and_say_nothing(door: FlaskClient, taken: list[Inbound], logs: Logs) -> None:
    good, foreign = sealed(HELLO), sealed(HELLO, "ww0000000000000000")
    other_app = sealed(message("text", "<Content>机密</Content>", agent="7"))
    refusals = [
        (query_for(good) | {"msg_signature": "0" * 40}, outer(good), 403, "signature"),
        ({}, outer(good), 403, "signature"),
        (query_for(good) | {"nonce": ""}, outer(good), 403, "signature"),
        (query_for(foreign), outer(foreign), 400, "receive_id"),
        (query_for(other_app), outer(other_app), 400, "agent"),
        (query_for(good), "<xml></xml>", 400, "envelope"),
        (query_for(good), '<!DOCTYPE x [<!ENTITY a "b">]><xml/>', 400, "dtd"),
        (query_for(good), outer(good) + " " * 1024 * 1024, 413, "size"),
    ]
    for query, body, status, reason in refusals:
        before = rejected(reason)
        logs.clear()
        answer = door.post(PATH, query_string=query, data=body)
        assert (answer.status_code, answer.data) == (status, b"")
        assert rejected(reason) == before + 1
        assert [(entry["log_level"], entry["reason"]) for entry in logs] == [("info", reason)]
        assert "机密" not in str(logs) and good not in str(logs)
    assert taken == []


def test_an_unsigned_body_is_never_parsed(door: FlaskClient) -> None:
    # The body is a DTD bomb, yet the answer is about the missing signature.
    answer = door.post(PATH, data='<!DOCTYPE x [<!ENTITY a "b">]><xml/>')
    assert answer.status_code == 403


def test_only_get_and_post(door: FlaskClient) -> None:
    assert {door.open(PATH, method=method).status_code for method in ("PUT", "DELETE", "PATCH", "OPTIONS")} == {405}


@pytest.mark.parametrize(("timestamp", "is_noted"), [("1700000000", False), ("1699990000", True), ("soon", True)])
def test_an_old_pair_is_noted_and_taken(
    door: FlaskClient, taken: list[Inbound], logs: Logs, timestamp: str, is_noted: bool
) -> None:
    encrypt = sealed(HELLO)
    assert door.post(PATH, query_string=query_for(encrypt, timestamp), data=outer(encrypt)).status_code == 200
    assert len(taken) == 1 and [entry["event"] for entry in logs] == ["wecom.old_callback"] * is_noted
