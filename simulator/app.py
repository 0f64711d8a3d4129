"""The simulated WeCom as one process: server API, callbacks, chat page, mailbox."""

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, abort, request
from werkzeug.serving import BaseWSGIServer, make_server

from simulator.api_login import create_authorize_page
from simulator.callbacks import Manner, Sender
from simulator.chat_page import create_chat_page
from simulator.clock import FileClock
from simulator.mailbox import start_mailbox
from simulator.samples import SAMPLES_DIR, load_samples
from simulator.script_api import create_script_api
from simulator.server_api import create_server_api
from simulator.transport import http_transport
from simulator.world import World

MAX_REQUEST_BYTES = 25 * 1024 * 1024
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def create_simulator(world: World, sender: Sender | None = None, samples_dir: Path = SAMPLES_DIR) -> Flask:
    """The Flask app. Without a sender there is only the server API and the authorize page."""
    app = Flask("simulator", root_path=str(Path(__file__).parent))
    app.config["MAX_CONTENT_LENGTH"] = MAX_REQUEST_BYTES
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.register_blueprint(create_server_api(world))
    app.register_blueprint(create_authorize_page(world))
    if sender is not None:
        app.register_blueprint(create_script_api(world, sender, load_samples(samples_dir)))
        app.register_blueprint(create_chat_page(world))
        app.before_request(_only_our_own_pages)
    return app


def _only_our_own_pages() -> None:
    """No other web page may drive the simulator through a visitor's browser, nor reach it by a name of its own."""
    if urlsplit(f"//{request.host}").hostname not in LOOPBACK:
        abort(400)
    origin = request.headers.get("Origin")
    if request.method != "GET" and origin and origin != request.host_url.rstrip("/"):
        abort(403)


def start(app: Flask, host: str = "127.0.0.1", port: int = 0) -> tuple[str, Callable[[], None]]:
    """Serve in a thread: (base URL, stop). Threaded; only on loopback."""
    server = _server(app, host, port)
    # it looks this often whether it shall stop, and tests stop many
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True, name="simulator")
    thread.start()

    def stop() -> None:
        server.shutdown()
        thread.join(5)
        server.server_close()

    return f"http://{host}:{server.server_port}", stop


def _server(app: Flask, host: str, port: int) -> BaseWSGIServer:
    if host not in LOOPBACK:
        raise ValueError("the simulator listens on loopback only")
    logging.getLogger("werkzeug").setLevel(logging.WARNING)  # its access log would print tokens
    server = make_server(host, port, app, threaded=True)
    server.daemon_threads = True  # type: ignore[attr-defined]  # an open page must not keep the process alive
    return server


def run_simulator(
    bind: str,
    callback_url: str,
    corp_id: str,
    agent_id: int,
    secret: str,
    token: str,
    aes_key: str,
    clock_file: str | Path,
    smtp_port: int,
    samples_dir: str | Path = SAMPLES_DIR,
    ready: Callable[[str], Any] | None = None,
) -> None:
    """Serve until interrupted. `bind` is "127.0.0.1:PORT"; `ready` is called with the page's URL once it listens."""
    world = World(
        FileClock(Path(clock_file)), corp_id=corp_id, agent_id=agent_id, secret=secret, token=token, aes_key=aes_key
    )
    sender = Sender(world, http_transport(callback_url), Manner(pause=1.0))
    host, _, port = bind.rpartition(":")
    server = _server(create_simulator(world, sender, Path(samples_dir)), host, int(port))
    mailbox = start_mailbox(world, smtp_port)
    threading.Thread(target=_connect, args=(sender,), daemon=True, name="verify-url").start()
    if ready is not None:
        ready(f"http://{host}:{server.server_port}/")
    try:
        server.serve_forever()
    finally:
        mailbox.stop()
        server.server_close()


def _connect(sender: Sender) -> None:
    """Check the callback URL until the product answers; it may start later than we do."""
    pause = 0.5
    while not sender.verify_url():
        time.sleep(pause)
        pause = min(5.0, pause * 1.2)
