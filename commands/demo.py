"""demo: the product against the simulated WeCom on this machine; no account, and nothing leaves it."""

import os
import shutil
import socket
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

from commands.serve import programs, valkey_of
from scheduler.stopping import Stop
from scheduler.supervisor import Program, supervise
from settings import Settings, load

_PAGE_PORT, _CALLBACK_PORT = 8090, 8080
_PREPARED = "--prepared"
_PATIENCE_SECONDS = 120


def main(name: str, arguments: list[str]) -> int:
    """`demo` runs all of it until Ctrl-C; `simulator` only the simulated WeCom."""
    if name == "simulator":
        return _simulate()
    if _PREPARED not in arguments:
        _prepare()
    settings = load()
    stop = Stop().on_signals()
    threading.Thread(target=_welcome, args=(settings, stop), daemon=True).start()
    simulator = Program("simulator", [sys.executable, "app.py", "simulator"])
    supervise([simulator, *programs(settings)], stop, valkey_of(settings))
    print("演示已结束。")
    return 0


def _prepare() -> None:
    """Choose ports, begin with empty data and the demo firm's customers; then begin anew without that memory."""
    data_dir = Path(os.environ.get("DATA_DIR", "var")) / "demo"
    shutil.rmtree(data_dir, ignore_errors=True)
    callback, page, smtp = _free_port(_CALLBACK_PORT), _free_port(_PAGE_PORT), _free_port(0)
    os.environ |= {
        "WECOM_API_BASE": f"http://127.0.0.1:{page}",
        "WECOM_CORP_ID": "ww0genji0demo0001",
        "WECOM_AGENT_ID": "1000002",
        "WECOM_SECRET": "the-secret-of-the-simulated-app",
        "WECOM_TOKEN": "genjidemotoken",
        "WECOM_AES_KEY": "genjidemoAESkey0123456789abcdefghijklmnopqr",
        "BIND": f"127.0.0.1:{callback}",
        "PUBLIC_URL": f"http://127.0.0.1:{callback}",
        "DATA_DIR": str(data_dir),
        "CLOCK_FILE": str(data_dir / "clock"),
        "SMTP_URL": f"smtp://127.0.0.1:{smtp}",
        "MAIL_FROM": "genji@example.com",
        "LOG_LEVEL": os.environ.get("LOG_LEVEL", "WARNING"),
    }
    for name in ("DATABASE_URL", "REDIS_URL"):
        os.environ.pop(name, None)
    from commands.import_file import keep_customers

    keep_customers(load(), Path("simulator/samples/customers.json"))
    os.execv(sys.executable, [sys.executable, "app.py", "demo", _PREPARED])


def _simulate() -> int:
    from simulator.app import run_simulator

    settings = load()
    if settings.clock_file is None or settings.smtp_url is None:
        print("模拟的企业微信要由 ./run 启动。", file=sys.stderr)
        return 1
    run_simulator(
        bind=settings.wecom_api_base.removeprefix("http://"),
        callback_url=f"{settings.public_url}/wecom/callback",
        corp_id=settings.corp_id,
        agent_id=settings.agent_id,
        secret=settings.secret,
        token=settings.token,
        aes_key=settings.aes_key,
        clock_file=settings.clock_file,
        smtp_port=int(settings.smtp_url.rpartition(":")[2]),
    )
    return 0


def _welcome(settings: Settings, stop: Stop) -> None:
    """Say where to go once everything is there, the speech model too."""
    print("正在启动（语音模型需要几秒）…", flush=True)
    began = time.monotonic()
    while not stop.wait(0.3):
        if _answers(f"{settings.public_url}/readyz") and _answers(f"{settings.wecom_api_base}/"):
            print(f"\n    演示已就绪，请打开：{settings.wecom_api_base}/\n\n    Ctrl-C 结束。", flush=True)
            return
        if time.monotonic() - began > _PATIENCE_SECONDS:
            print("启动得比平常慢，请看上面的提示；仍在等待…", flush=True)
            began = float("inf")


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _free_port(wanted: int) -> int:
    """The port that is wanted, or any free one when somebody else has it."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError("no free port")
