"""邮件: Chinese mail through a real SMTP server, and what becomes of a mail that is not taken."""

import email
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from bot.mail import check_login, send_mail
from domain.delivery import Delivered, Delivery, GivenUp, RetryLater
from domain.messages import Mail

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
MAIL = Mail("wangdir", "跟进记录超时升级：甲公司", "王总：\n\n张三的记录 24 小时未审批。\n. 一行只有点\n.\n")


class Server:
    """A mail server that does as `answers` say and keeps what it took."""

    def __init__(self) -> None:
        self.rcpt = "250 OK"
        self.data = "250 OK"
        self.taken: list[Any] = []

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.taken.append(envelope)
        return self.data

    def authenticate(self, _server: Any, _session: Any, _envelope: Any, _mechanism: Any, data: Any) -> AuthResult:
        return AuthResult(success=(data.login, data.password) == (b"genji", b"p:@ss"), handled=False)


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def port(server: Server) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number = int(probe.getsockname()[1])
    options = {"authenticator": server.authenticate, "auth_require_tls": False}
    controller = Controller(server, hostname="127.0.0.1", port=number, **options)  # type: ignore[arg-type]
    controller.start()
    yield number
    controller.stop()


def sent(port: int, to: str = "wang@x.example", mail: Mail = MAIL, login: str = "") -> Delivery:
    return send_mail(f"smtp://{login}127.0.0.1:{port}", "genji@x.example", to, mail, "outbox-7", NOW)


def test_chinese_arrives_and_a_repeat_can_be_recognised(server: Server, port: int) -> None:
    first, again = sent(port), sent(port)
    assert first == again == Delivered(msgid="<outbox-7@x.example>")
    message = email.message_from_bytes(server.taken[0].content, policy=default)
    assert message["Subject"] == MAIL.subject
    assert message.get_content().replace("\r\n", "\n") == MAIL.body
    assert message["Message-ID"] == "<outbox-7@x.example>"
    assert message["Date"].datetime == NOW
    assert (server.taken[0].mail_from, server.taken[0].rcpt_tos) == ("genji@x.example", ["wang@x.example"])


def test_a_subject_cannot_add_headers(server: Server, port: int) -> None:
    sent(port, mail=Mail("x", "一\r\nBcc: evil@x.example\n二", "正文"))
    assert b"\nBcc" not in server.taken[0].content
    assert server.taken[0].rcpt_tos == ["wang@x.example"]


@pytest.mark.parametrize("login", ["", "genji:p%3A%40ss@"])
def test_with_and_without_login(server: Server, port: int, login: str) -> None:
    assert isinstance(sent(port, login=login), Delivered)
    check_login(f"smtp://{login}127.0.0.1:{port}")


@pytest.mark.parametrize(
    ("rcpt", "data", "outcome"),
    [
        ("550 no such user", "250 OK", GivenUp("mail: 550 no such user", 550)),
        ("450 greylisted", "250 OK", RetryLater(timedelta(minutes=5), "mail: 450 greylisted")),
        ("250 OK", "552 too large", GivenUp("mail: 552 too large", 552)),
        ("250 OK", "452 disk full", RetryLater(timedelta(minutes=5), "mail: 452 disk full")),
    ],
)
def test_refusals(server: Server, port: int, rcpt: str, data: str, outcome: Delivery) -> None:
    server.rcpt, server.data = rcpt, data
    assert sent(port) == outcome


def test_a_wrong_password_or_no_server_is_an_outage(port: int) -> None:
    for outcome in (sent(port, login="genji:wrong@"), sent(port, login="genji:密码@"), sent(1)):
        assert isinstance(outcome, RetryLater)
        assert outcome.is_outage


@pytest.mark.parametrize("to", ["", "wang", "wang@", "@x.example", "a@b, c@d", "a@b\r\nBcc: c@d", "王@x.example"])
def test_an_address_that_is_none_is_given_up(to: str) -> None:
    assert sent(1, to=to) == GivenUp("mail: not an e-mail address")


def test_what_a_server_quotes_tells_nothing_of_a_link(server: Server, port: int) -> None:
    mail = Mail("wangdir", "题", "https://x.example/approve/SECRET-TOKEN", "SECRET-TOKEN")
    server.data = "554 blocked because of https://x.example/approve/SECRET-TOKEN"
    refused = sent(port, mail=mail)
    assert isinstance(refused, GivenUp)
    assert "SECRET-TOKEN" not in refused.reason
    assert "blocked" in refused.reason
