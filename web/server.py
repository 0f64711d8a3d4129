"""网页服务器: gunicorn inside our own process: one worker with threads, quiet, ending in good order."""

import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

#: more than WeCom sends at once; while a thread waits for the disk the others take callbacks
THREADS = 16
_GRACE_SECONDS = 10


def serve(load_app: Callable[[], Any], bind: str, threads: int = THREADS) -> None:
    """Serve the WSGI application that `load_app` makes in the worker process, until SIGTERM or SIGINT; never returns.

    `bind` is `address:port`. A worker that dies is replaced.
    """
    # Loaded here, so that whoever only asks why_not() stays small.
    from gunicorn.app.base import BaseApplication
    from gunicorn.glogging import Logger

    class Log(Logger):
        """Hands everything to the logging of the process (logs.py)."""

        def setup(self, cfg: Any) -> None:
            self.error_log.handlers.clear()
            self.error_log.propagate = True
            self.access_log.disabled = True

    class Server(BaseApplication):
        def load_config(self) -> None:
            options = {
                "bind": bind,
                "workers": 1,
                "worker_class": "gthread",
                "threads": threads,
                "graceful_timeout": _GRACE_SECONDS,
                "logger_class": Log,
                "control_socket_disable": True,
                # the worker's sign of life is a file: not on a disk that may be slow
                "worker_tmp_dir": "/dev/shm" if Path("/dev/shm").is_dir() else None,
            }
            for name, value in options.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            return load_app()

    Server().run()


def why_not(host: str, port: int) -> str | None:
    """Why nobody can listen there now, in a sentence, or None when one can."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host.strip("[]"), port))
        except OSError as error:
            return f"不能使用 {host}:{port}：{error.strerror}。可以用环境变量 BIND 换一个，例如 BIND=127.0.0.1:8081"
    return None
