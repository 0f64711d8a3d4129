"""自检: each thing that goes wrong on the first day is named, with what to do."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask, Response
from werkzeug.serving import make_server

from bot.wecom.callback import callback_blueprint
from bot.wecom.client import AppCredentials, Client
from bot.wecom.doctor import Finding, examine, explain
from bot.wecom.envelope import CallbackKeys
from bot.wecom.errors import WecomError
from simulator.mailbox import start_mailbox
from simulator.world import World
from tests.doors.conftest import Wecom


@dataclass(frozen=True)
class Said:
    """The settings an admin made."""

    wecom_api_base: str
    corp_id: str
    agent_id: int
    secret: str
    token: str
    aes_key: str
    public_url: str
    bind: str
    smtp_url: str | None


@pytest.fixture(scope="module")
def product() -> Iterator[tuple[str, list[Flask]]]:
    """A product that runs: (address, [the app behind it])."""
    behind = [Flask("none")]
    server = make_server(
        "127.0.0.1", 0, lambda environ, start_response: behind[0].wsgi_app(environ, start_response), threaded=True
    )
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield f"127.0.0.1:{server.server_port}", behind
    server.shutdown()
    server.server_close()


@pytest.fixture
def said(wecom: Wecom, product: tuple[str, list[Flask]]) -> Said:
    bind, behind = product
    app, world = Flask("product"), wecom.world
    keys = CallbackKeys(world.app.token, world.app.aes_key, world.corp_id, world.app.agent_id)
    app.register_blueprint(callback_blueprint(keys, print))
    app.add_url_rule("/wrapped/wecom/callback", "wrapped", lambda: Response('"1616140317555161061"'))
    behind[0] = app
    return Said(
        wecom_api_base=wecom.url,
        corp_id=world.corp_id,
        agent_id=world.app.agent_id,
        secret=world.app.secret,
        token=world.app.token,
        aes_key=world.app.aes_key,
        public_url=f"http://{bind}",
        bind=bind,
        smtp_url=None,
    )


def report(wecom: Wecom, said: Said, skew: float = 0) -> list[Finding]:
    credentials = AppCredentials(said.corp_id, said.agent_id, said.secret, said.wecom_api_base)
    client = Client(credentials, sleep=wecom.slept.append)
    return examine(said, client, lambda: datetime.now(UTC) + timedelta(seconds=skew))


def problems(wecom: Wecom, said: Said, skew: float = 0) -> str:
    bad = [finding for finding in report(wecom, said, skew) if not finding.is_ok]
    assert all(finding.advice for finding in bad)
    return "\n".join(f"{finding.what} {finding.advice}" for finding in bad)


def test_when_all_is_well(wecom: Wecom, said: Said) -> None:
    mailbox = start_mailbox(wecom.world)
    try:
        findings = report(wecom, replace(said, smtp_url=f"smtp://127.0.0.1:{mailbox.port}"))
    finally:
        mailbox.stop()
    assert [finding for finding in findings if not finding.is_ok] == []
    assert len(findings) == 6
    assert wecom.world.chat("zhangsan") == []  # nobody was bothered


def spoil(**fields: object) -> Callable[[World], None]:
    def change(world: World) -> None:
        for name, value in fields.items():
            setattr(world.app, name, value)

    return change


@pytest.mark.parametrize(
    ("settings", "change", "word"),
    [
        ({"secret": ""}, None, "没有设置 WECOM_SECRET"),
        ({"aes_key": "short"}, None, "WECOM_AES_KEY 不是 43 位"),
        ({"token": "有 空格"}, None, "WECOM_TOKEN 不是"),
        ({"token": "another"}, None, "拒绝了校验（HTTP 403）"),
        ({"bind": "127.0.0.1:1"}, None, "先运行 ./run serve"),
        ({"public_url": "http://127.0.0.1:1"}, None, "请检查域名解析"),
        ({"secret": "wrong"}, None, "Secret 不对（40001）"),
        ({}, spoil(agent_id=7), "AgentId 不对（40056）"),
        ({}, spoil(visible=frozenset()), "可见范围是空的"),
        ({}, spoil(trusted_ips=frozenset({"10.0.0.1"})), "「企业可信IP」里加入 127.0.0.1，"),
        ({"smtp_url": "smtp://127.0.0.1:1"}, None, "连不上邮件服务器"),
        ({}, None, "没有设置 SMTP_URL"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_what_is_wrong_is_named(
    wecom: Wecom, said: Said, settings: dict[str, str], change: Callable[[World], None] | None, word: str
) -> None:
    if change is not None:
        change(wecom.world)
    assert word in problems(wecom, replace(said, **settings))  # type: ignore[arg-type]


def test_a_proxy_that_changes_path_or_answer(wecom: Wecom, said: Said) -> None:
    assert "返回 HTTP 404" in problems(wecom, replace(said, public_url=f"{said.public_url}/elsewhere"))
    assert "不是原样的明文" in problems(wecom, replace(said, public_url=f"{said.public_url}/wrapped"))


def test_a_clock_that_is_wrong(wecom: Wecom, said: Said) -> None:
    assert "本机时钟快了 15 分钟" in problems(wecom, said, skew=900)
    assert "本机时钟慢了" in problems(wecom, said, skew=-900)


def test_an_address_is_read_out_of_wecoms_words() -> None:
    words = "not allow to access from your ip, hint: [1], from ip: 9.30.0.138, more info at https://x?e=60020"
    assert "9.30.0.138" in explain(WecomError.of_code(60020, words)).what
