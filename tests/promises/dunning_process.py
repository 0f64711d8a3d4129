"""A process that looks at what is due, again and again: `python -m tests.promises.dunning_process DATABASE_URL NOW`."""

import sys
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import config
from bot.flows import dunning
from bot.hub import Hub
from scheduler import jobs
from storage.database import open_database


class Nobody:
    """Has nobody to nudge."""

    def work(self, member: str) -> None:
        """Not needed."""

    def hear(self, inbox_id: int) -> None:
        """Not needed."""

    def send(self, lane: str) -> None:
        """Not needed."""


def main() -> None:
    """Until it is killed; small batches, so that there are many places to die."""
    database, policy = open_database(sys.argv[1]), config.load(Path("config.yaml"))
    now = datetime.fromisoformat(sys.argv[2])
    dunning.BATCH = 7
    nothing = cast(Any, None)
    hub = Hub(database, lambda: policy, lambda: now, nothing, nothing, nothing, Nobody())
    while True:
        jobs.remind(hub)


if __name__ == "__main__":
    main()
