"""Logs: one line per event, of ours and of libraries alike, and never a secret."""

import json
import subprocess
import sys

import pytest

from logs import scrubber

PROGRAM = """if True:
    import logging, structlog
    from logs import configure
    configure("worker", "json", secrets=["S3cret-of-the-app"])
    log = structlog.get_logger("ours")
    log.info("message.sent", member="zhangsan", access_token="abc")
    log.debug("not.shown")
    logging.getLogger("urllib3").warning("not shown")
    logging.getLogger("library").warning("GET %s", "https://api/x?access_token=AbC-1_2&id=S3cret-of-the-app")
    try:
        raise ValueError("redis://user:hunter2@host said\\nno")
    except ValueError:
        log.exception("step.failed")
"""


def test_every_line_is_json_without_secrets() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert [line["event"] for line in lines] == [
        "message.sent",
        "GET https://api/x?access_token=***&id=***",
        "step.failed",
    ]
    assert all(line["process"] == "worker" and line["timestamp"].endswith("Z") for line in lines)
    assert (lines[0]["member"], lines[0]["access_token"]) == ("zhangsan", "***")
    assert "redis://user:***@host said" in lines[2]["exception"]


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("corpsecret=abc&x=1", "corpsecret=***&x=1"),
        ('{"access_token": "abc", "n": 1}', '{"access_token": "***", "n": 1}'),
        ("postgresql://genji:p%40ss@db/genji", "postgresql://genji:***@db/genji"),
        ("smtp://127.0.0.1:25", "smtp://127.0.0.1:25"),
        (f"Exception on /approve/{'aZ-_' * 10}abc [POST]", "Exception on /approve/*** [POST]"),
        (f"/files/{'a' * 64}", f"/files/{'a' * 64}"),
        ("no token here", "no token here"),
        (["a", {"password": "x", "kept": 1}], ["a", {"password": "***", "kept": 1}]),
    ],
)
def test_secrets_are_hidden_wherever_they_are(said: object, written: object) -> None:
    assert scrubber()(None, "info", {"event": said}) == {"event": written}
