"""The web process answers what it promises, and nothing else."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from commands.web import create_web
from commands.wiring import wire

PROMISED = {
    "/wecom/callback": {"GET", "HEAD", "POST"},
    "/healthz": {"GET", "HEAD"},
    "/readyz": {"GET", "HEAD"},
    "/metrics": {"GET", "HEAD"},
    "/approve/<token>": {"GET", "HEAD", "POST"},
}
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND"]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The web process as it is wired, with no Redis behind it."""
    folder = tmp_path_factory.mktemp("web")
    environment = {
        "WECOM_API_BASE": "http://127.0.0.1:9",
        "WECOM_CORP_ID": "wwtest",
        "WECOM_AGENT_ID": "1000002",
        "WECOM_SECRET": "secret",
        "WECOM_TOKEN": "token",
        "WECOM_AES_KEY": "a" * 43,
        "REDIS_URL": f"unix://{folder}/nobody",
        "DATABASE_URL": f"sqlite:///{folder}/genji.sqlite3",
        "DATA_DIR": str(folder),
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        wired = wire()
        yield create_web(wired)
        wired.database.close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def test_only_the_promised_pages_exist(app: Flask) -> None:
    found: dict[str, set[str]] = {}
    for rule in app.url_map.iter_rules():
        found[rule.rule] = found.get(rule.rule, set()) | (rule.methods or set())
    assert found == PROMISED


@pytest.mark.parametrize("path", PROMISED)
@pytest.mark.parametrize("method", METHODS)
def test_other_methods_are_refused(client: FlaskClient, path: str, method: str) -> None:
    status = client.open(path, method=method).status_code
    assert (status == 405) == (method not in PROMISED[path])


@pytest.mark.parametrize(
    "path",
    ["/", "/static/config.yaml", "/config.yaml", "/.env", "/../config.yaml", "/wecom/callback/", "/wecom", "/sim/state",
     "/admin", "/approve", "/approve/", "/healthz/../.env", "//evil.example", "/%2e%2e/.env"],
)  # fmt: skip
def test_nothing_else_is_there(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert b"Traceback" not in answer.data


@pytest.mark.parametrize("path", [*PROMISED, "/nowhere"])
def test_every_answer_says_what_a_browser_may_not_do(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in headers


def test_the_health_pages_tell_nothing_of_members_or_secrets(client: FlaskClient) -> None:
    said = b"".join(client.get(path).data for path in ("/healthz", "/readyz", "/metrics"))
    for secret in (b"secret", b"wwtest", b"a" * 43, b"sqlite", b"unix://"):
        assert secret not in said
