"""A worker process that never finishes what it begins: python -m tests.scheduler.slow_worker REDIS_URL FILE."""

import sys
import time
from pathlib import Path

from scheduler.queue import Job, run_worker
from scheduler.stopping import Stop


def begin(member: str) -> None:
    """Tell that it began, then take forever."""
    Path(sys.argv[2]).write_text(member)
    time.sleep(3600)


if __name__ == "__main__":
    run_worker(sys.argv[1], [Job("work", begin)], Stop().on_signals(), grace_seconds=0.5, heartbeat_seconds=1)
