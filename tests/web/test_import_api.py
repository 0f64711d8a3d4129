"""POST /api/import/<kind>: only with the token, once for each key, and an answer that says what became of each row."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from commands.importing.upload import taker
from commands.web import create_web
from commands.wiring import Wired, wire
from storage import contracts
from tests.importing.conftest import a_list
from tests.importing.test_contracts import rows_of
from web.imports import imports_blueprint
from web.rate_limit import RateLimit

TOKEN = "0123456789abcdef0123"
ROOT = Path(__file__).parents[2]


@pytest.fixture
def wired(tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Wired]:
    environment = {
        "WECOM_API_BASE": "http://127.0.0.1:9", "WECOM_CORP_ID": "wwtest", "WECOM_AGENT_ID": "1000002",
        "WECOM_SECRET": "secret", "WECOM_TOKEN": "token", "WECOM_AES_KEY": "a" * 43,
        "REDIS_URL": f"unix://{tmp_path}/nobody", "DATABASE_URL": sqlite_url, "DATA_DIR": str(tmp_path),
        "CONFIG": str(ROOT / "config.yaml"), "IMPORT_TOKEN": TOKEN,
    }  # fmt: skip
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    found = wire()
    yield found
    found.database.close()


@pytest.fixture
def client(wired: Wired) -> FlaskClient:
    return create_web(wired).test_client()


def headers(key: str = "k1", token: str = TOKEN) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", "Idempotency-Key": key}


def test_a_list_is_taken_once_for_each_key(client: FlaskClient, wired: Wired) -> None:
    text = a_list(*rows_of(), *rows_of("HT-002", 合同金额="0"))
    path = "/api/import/contracts?filename=合同.csv"
    first = client.post(path, data=text.encode("gbk"), headers=headers())
    assert first.status_code == 200
    said = first.get_json()
    assert (said["kind"], said["rows"], said["counts"]["新增合同"], said["fault_count"]) == ("contracts", 6, 1, 3)
    assert said["faults"][0] == {"row": 5, "column": "合同金额", "reason": "应大于 0"}
    assert said["error_file"].splitlines()[0].endswith("行,列,原因")
    again = client.post(path, data=text.encode("gbk"), headers=headers())
    assert again.get_json() == said
    other = client.post(path, data=text.encode("gbk"), headers=headers("k2")).get_json()
    assert (other["counts"]["新增合同"], other["counts"]["没有变化"]) == (0, 1)
    assert client.post(path, data=b"x", headers=headers()).status_code == 422
    assert client.post(path, data=a_list(*rows_of("HT-3")).encode(), headers=headers()).status_code == 409
    with wired.database.reading() as db:
        assert list(contracts.numbered(db, ["HT-001", "HT-002", "HT-3"])) == ["HT-001"]


def test_many_at_once_do_it_once(wired: Wired) -> None:
    app = create_web(wired)
    text = a_list(*rows_of()).encode()

    def post(_: int) -> dict[str, object]:
        answer = app.test_client().post("/api/import/contracts?filename=a.csv", data=text, headers=headers())
        found: dict[str, object] = answer.get_json()
        return found

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(post, range(6)))
    assert answers == [answers[0]] * 6
    assert answers[0]["counts"] == {"新增合同": 1, "新增分期": 3, "更新合同": 0, "没有变化": 0, "新增客户": 1}


def test_a_form_and_a_rehearsal(client: FlaskClient) -> None:
    sent = {"file": (BytesIO(a_list(*rows_of()).encode()), "../../合同.csv")}
    only_token = {"Authorization": f"Bearer {TOKEN}"}
    answer = client.post("/api/import/contracts?dry_run=1", data=sent, headers=only_token)
    assert (answer.get_json()["is_rehearsal"], answer.get_json()["counts"]["新增合同"]) == (True, 1)
    answer = client.post("/api/import/contracts?dry_run=1&filename=a.csv", data=a_list(*rows_of()), headers=only_token)
    assert answer.get_json()["counts"]["新增合同"] == 1, "the first one kept nothing"


@pytest.mark.parametrize(
    ("path", "given", "data", "status", "word"),
    [
        ("contracts?filename=a.csv", {}, b"x", 401, "令牌"),
        ("contracts?filename=a.csv", headers(token="0123456789abcdef0124"), b"x", 401, "令牌"),
        ("contracts?filename=a.csv", headers(token="令牌"), b"x", 401, "令牌"),
        ("contracts?filename=a.csv", headers(""), b"x", 400, "Idempotency-Key"),
        ("contracts?filename=a.csv", headers("k" * 201), b"x", 400, "Idempotency-Key"),
        ("contracts?filename=a.csv", headers(), b"", 400, "没有收到文件"),
        ("contracts", headers(), b"x", 422, "格式不认识"),
        ("contracts?filename=a.csv", headers(), "客户名称\n甲".encode(), 422, "缺少“合同编号”"),
        ("contracts?filename=a.csv&mapping=../x", headers(), b"x", 422, "没有 ../x 这个对应"),
        ("invoices?filename=a.csv", headers(), b"x", 404, "没有 invoices 这一种"),
        ("contracts?filename=a.xlsx", headers(), b"PK\x03\x04", 422, "打不开"),
    ],
)
def test_what_is_refused(
    client: FlaskClient, path: str, given: dict[str, str], data: bytes, status: int, word: str
) -> None:
    given = {name: value.encode().decode("latin-1") for name, value in given.items()}
    answer = client.post(f"/api/import/{path}", data=data, headers=given)
    assert answer.status_code == status
    assert word in answer.get_json()["error"]


def test_size_and_pace_have_limits(wired: Wired) -> None:
    app = Flask("test")
    app.register_blueprint(imports_blueprint(TOKEN, taker(wired), RateLimit(3), most_bytes=1000))
    client = app.test_client()
    path = "/api/import/contracts?filename=a.csv"
    assert client.post(path, data=b"x" * 1001, headers=headers()).status_code == 413
    form = {"file": (BytesIO(b"x" * 1001), "a.csv")}
    assert client.post(path, data=form, headers=headers()).status_code == 413
    assert client.post(path, data=b"x", headers=headers(token="wrong")).status_code == 401
    assert client.post(path, data=b"x", headers=headers()).status_code == 429


def test_without_a_token_there_is_no_such_page(wired: Wired, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("IMPORT_TOKEN")
    again = wire()
    answer = create_web(again).test_client().post("/api/import/contracts", headers=headers())
    assert answer.status_code == 404
    again.database.close()
