"""A supervisor with two programs and a Valkey: python -m tests.scheduler.supervised FOLDER.

Each program appends its process id to FOLDER/<name>; `stubborn` ignores SIGTERM and has a child of its own.
"""

import sys
from pathlib import Path

from scheduler.stopping import Stop
from scheduler.supervisor import Program, supervise
from storage.valkey import EmbeddedValkey

POLITE = """if True:
    import os, sys, time
    print(os.getpid(), file=open(sys.argv[1], "a"), flush=True)
    time.sleep(3600)"""

STUBBORN = """if True:
    import os, signal, sys, time
    if os.fork() == 0 or sys.argv[2:]:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    print(os.getpid(), file=open(sys.argv[1], "a"), flush=True)
    time.sleep(3600)"""

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    programs = [
        Program("polite", [sys.executable, "-c", POLITE, str(folder / "polite")]),
        Program("stubborn", [sys.executable, "-c", STUBBORN, str(folder / "stubborn"), *sys.argv[2:]]),
    ]
    supervise(programs, Stop().on_signals(), EmbeddedValkey(folder), grace_seconds=1)
