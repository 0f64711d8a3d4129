"""The health pages tell the truth about a product that is half there."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.waiting import wait_until
from web.health import Gauge, health_blueprint
from web.server import why_not


def raises() -> bool:
    raise OSError("no such database")


def page(checks: dict[str, Callable[[], bool]], *gauges: Gauge) -> FlaskClient:
    app = Flask("test")
    app.register_blueprint(health_blueprint(checks, gauges))
    return app.test_client()


@pytest.mark.parametrize(
    ("checks", "status", "found"),
    [
        ({"database": lambda: True, "queue": lambda: True}, 200, {"database": True, "queue": True}),
        ({"database": lambda: True, "queue": lambda: False}, 503, {"database": True, "queue": False}),
        ({"database": raises, "queue": lambda: True}, 503, {"database": False, "queue": True}),
    ],
)
def test_ready_only_when_every_part_is(
    checks: dict[str, Callable[[], bool]], status: int, found: dict[str, bool]
) -> None:
    client = page(checks)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json) == (status, found)
    assert client.get("/healthz").status_code == 200


def test_metrics_show_the_gauges_that_can_be_read() -> None:
    client = page({}, Gauge("genji_broken", "?", raises), Gauge("genji_open", "Open messages", lambda: 3.0))
    text = client.get("/metrics").text
    assert "\ngenji_open 3.0\n" in text
    assert "genji_broken" not in text
    assert "process_start_time_seconds" in text


def test_metrics_add_up_the_counters_of_all_processes(tmp_path: Path) -> None:
    environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    count = "from prometheus_client import Counter; Counter('genji_sent', 'Sent').inc(2)"
    show = """if True:
        from flask import Flask
        from web.health import health_blueprint
        app = Flask("test")
        app.register_blueprint(health_blueprint({}, []))
        print(app.test_client().get("/metrics").text)"""
    for _ in range(2):
        subprocess.run([sys.executable, "-c", count], env=environment, check=True)
    done = subprocess.run([sys.executable, "-c", show], env=environment, check=True, capture_output=True, text=True)
    assert "genji_sent_total 4.0" in done.stdout


def test_the_server_answers_and_ends_in_good_order() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    program = f"""if True:
        from flask import Flask
        from web.health import health_blueprint
        from web.server import serve
        app = Flask("test")
        app.register_blueprint(health_blueprint({{}}, []))
        serve(lambda: app, "127.0.0.1:{port}", threads=2)"""
    process = subprocess.Popen([sys.executable, "-c", program], start_new_session=True)
    try:
        wait_until(lambda: _answers(port), "it listens")
        assert "BIND" in (why_not("127.0.0.1", port) or "")
        process.terminate()
        assert process.wait(20) == 0
        assert why_not("127.0.0.1", port) is None
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
