"""时钟: the simulator's time, real plus an offset kept in a file, or fixed for tests."""

import os
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol


class Clock(Protocol):
    """Tells the time as an aware UTC datetime and can be put forward."""

    def __call__(self) -> datetime: ...

    def forward(self, seconds: float) -> None: ...


class FixedClock:
    """Stands still until it is put forward."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def __call__(self) -> datetime:
        return self._now

    def forward(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)


class FileClock:
    """Real time plus the number of seconds in a file, read anew each time: the product reads the same file."""

    def __init__(self, path: Path, real: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._path = path
        self._real = real

    def __call__(self) -> datetime:
        return self._real() + timedelta(seconds=self.offset())

    def offset(self) -> float:
        """Seconds ahead of real time; 0 while there is no file."""
        try:
            text = self._path.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return 0.0
        return float(text or 0)

    def forward(self, seconds: float) -> None:
        """Replaces the file in one step, so that no reader ever sees half a number."""
        offset = self.offset() + seconds
        self._path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._path.parent, prefix=".clock-")
        with os.fdopen(handle, "w", encoding="ascii") as out:
            out.write(f"{offset:.0f}\n")
        os.chmod(name, 0o644)
        os.replace(name, self._path)
