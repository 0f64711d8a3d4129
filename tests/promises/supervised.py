"""Some processes of the product and a Valkey under the supervisor: python -m tests.promises.supervised web worker …

They are the real ones; only what a killed sender had taken is free again after seconds, not after a minute.
"""

import sys
from datetime import timedelta

from app import main
from scheduler.stopping import Stop
from scheduler.supervisor import Program, supervise
from settings import load
from storage import outbox
from storage.valkey import EmbeddedValkey

_HASTY = "--hasty"

if __name__ == "__main__":
    if sys.argv[1] == _HASTY:
        outbox.LEASE = timedelta(seconds=5)
        sys.exit(main(sys.argv[2:]))
    programs = [
        Program(name, [sys.executable, "-m", "tests.promises.supervised", _HASTY, name]) for name in sys.argv[1:]
    ]
    supervise(programs, Stop().on_signals(), EmbeddedValkey(load().data_dir))
