"""看护: runs the product's processes, restarts one that dies, and leaves none behind.

Standard library only: it stays in memory as long as the product runs.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol

from scheduler.stopping import Stop

_SHORTEST_BACKOFF = 0.5
_LONGEST_BACKOFF = 10.0
#: a process that ran this long was well: its next death starts from the shortest backoff
_WELL_SECONDS = 30.0
_LOOK_SECONDS = 0.25
#: the server is asked for a sign of life this often; one that will not start is tried again as often
_SERVER_SECONDS = 2.0


@dataclass(frozen=True)
class Program:
    """One process to keep running: what the log calls it, its command, what it adds to our environment."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)


class Server(Protocol):
    """What has to run before the programs and end after them: the embedded Valkey."""

    def ensure(self, in_child: Callable[[], None] | None = None) -> bool:
        """Start it unless it runs; RuntimeError when it will not start."""

    def stop(self) -> None:
        """End it."""


def supervise(
    programs: Sequence[Program],
    stop: Stop,
    server: Server | None = None,
    grace_seconds: float = 25.0,
    say: Callable[[str], None] = lambda line: print(line, file=sys.stderr, flush=True),
) -> None:
    """Keep them running until `stop`; then end them all, by force after `grace_seconds`.

    Call it from the main thread: the kernel ends the children when that thread ends, even by kill -9 (Linux).
    A server that will not start does not keep the programs from running.
    """
    in_child = dies_with_parent()
    children = [_Child(program, in_child, say) for program in programs]
    next_ask = 0.0
    try:
        while True:
            if server is not None and time.monotonic() >= next_ask:
                try:
                    server.ensure(in_child)
                except RuntimeError as error:
                    say(str(error))
                next_ask = time.monotonic() + _SERVER_SECONDS
            for child in children:
                child.look()
            if stop.wait(_LOOK_SECONDS):
                return
    finally:
        _end(children, grace_seconds)
        if server is not None:
            server.stop()


class _Child:
    """A program and the process that runs it now. Each is a process group, so that its own children end too."""

    def __init__(self, program: Program, in_child: Callable[[], None], say: Callable[[str], None]) -> None:
        self._program = program
        self._in_child = in_child
        self._say = say
        self._process: subprocess.Popen[bytes] | None = None
        self._start_at = 0.0
        self._backoff = _SHORTEST_BACKOFF

    def look(self) -> None:
        """Start it when its time has come; note its death."""
        now = time.monotonic()
        if self._process is None:
            if now >= self._start_at:
                self._start()
        elif self._process.poll() is not None:
            if now - self._start_at >= _WELL_SECONDS:
                self._backoff = _SHORTEST_BACKOFF
            self._say(f"{self._program.name} 意外退出（{self._process.returncode}），{self._backoff:g} 秒后重启")
            self._kill_group()
            self._start_at = now + self._backoff
            self._backoff = min(self._backoff * 2, _LONGEST_BACKOFF)

    def terminate(self) -> None:
        """Ask it to end."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()

    def end_by(self, deadline: float) -> None:
        """Wait for its end, then make sure of it."""
        if self._process is not None:
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(max(0.0, deadline - time.monotonic()))
            self._kill_group()

    def _start(self) -> None:
        self._start_at = time.monotonic()
        self._process = subprocess.Popen(
            list(self._program.command),
            env={**os.environ, **self._program.environment},
            stdin=subprocess.DEVNULL,
            # Ctrl-C on the terminal reaches only us, so that we end them in good order
            start_new_session=True,
            preexec_fn=self._in_child,
        )

    def _kill_group(self) -> None:
        if self._process is not None:
            # macOS says PermissionError of a group in which all are dead
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None


def _end(children: Sequence[_Child], grace_seconds: float) -> None:
    for child in children:
        child.terminate()
    deadline = time.monotonic() + grace_seconds
    for child in children:
        child.end_by(deadline)


def dies_with_parent() -> Callable[[], None]:
    """A `preexec_fn`: the child gets SIGTERM when the thread that started it ends, however that comes (Linux)."""
    parent = os.getpid()
    # looked up now: between fork and exec nothing may be loaded, another thread could hold the lock for that
    prctl = ctypes.CDLL(None).prctl if sys.platform == "linux" else None
    number = int(signal.SIGTERM)

    def in_child() -> None:
        if prctl is not None:
            prctl(1, number)  # PR_SET_PDEATHSIG
        if os.getppid() != parent:
            os._exit(1)  # it ended before we asked

    return in_child
