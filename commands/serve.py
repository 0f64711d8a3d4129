"""serve: every process of the product under one supervisor, against the real WeCom."""

import os
import shutil
import sys
from typing import NoReturn

from scheduler.stopping import Stop
from scheduler.supervisor import Program, supervise
from settings import Settings, load
from storage.valkey import EmbeddedValkey

PROCESSES = ("web", "worker", "speech", "clock")
_CHECKED = "--checked"


def main(name: str, arguments: list[str]) -> int:
    """Run until Ctrl-C."""
    if _CHECKED not in arguments:
        _check_first()
    settings = load()
    where = f"回调地址 {settings.public_url}/wecom/callback　健康检查 http://{settings.bind}/readyz"
    print(f"跟迹已启动：{where}", flush=True)
    supervise(programs(settings), Stop().on_signals(), valkey_of(settings))
    return 0


def programs(settings: Settings) -> list[Program]:
    """The processes, run by this Python. They share the files of their counters, so that /metrics shows all."""
    counters = settings.data_dir.resolve() / "counters"
    shutil.rmtree(counters, ignore_errors=True)
    counters.mkdir(parents=True)
    environment = {"PROMETHEUS_MULTIPROC_DIR": str(counters)}
    return [Program(name, [sys.executable, "app.py", name], environment) for name in PROCESSES]


def valkey_of(settings: Settings) -> EmbeddedValkey | None:
    """The Valkey to look after, or None where REDIS_URL names another Redis."""
    return None if settings.redis_url else EmbeddedValkey(settings.data_dir)


def _check_first() -> NoReturn:
    """Find what keeps the product from starting, then begin anew without the memory that finding it took."""
    from commands.wiring import Refusal, begin_policy, callback_keys, load_settings, open_migrated, refuse

    try:
        settings = load_settings()
        callback_keys(settings)
        database = open_migrated(settings)
        if trouble := begin_policy(settings, database):
            print(trouble, file=sys.stderr)
        database.close()
    except Refusal as refusal:
        sys.exit(refuse(refusal))
    os.execv(sys.executable, [sys.executable, "app.py", "serve", _CHECKED])
