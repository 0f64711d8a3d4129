"""Waiting for other processes in tests: as short as possible, and with an end."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest


def wait_until(is_so: Callable[[], object], what: str, seconds: float = 30.0) -> None:
    """Return as soon as `is_so()`; fail the test when that never happens."""
    deadline = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > deadline:
            pytest.fail(f"waited {seconds:g} s in vain: {what}")
        time.sleep(0.01)


def is_running(pid: int) -> bool:
    """Whether the process lives; a zombie, which only waits to be counted, does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"
