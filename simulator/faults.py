"""故障注入: what goes wrong with an API call, how often, and for how long."""

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass
class Fault:
    """One fault. The first that fits a call is taken.

    path: the API after /cgi-bin/ ("message/send"), or "*".
    code: errcode to answer, without doing anything (with `after`: having done it).
    invalid: userids that message/send shall treat as unreachable (81013 in part).
    delay: seconds of real time before anything else, at most 60.
    reset: "before" the call is processed, or "after" it (sent but unacknowledged).
    status: HTTP status with a page that is not JSON. truncate: cut the JSON answer in half.
    times: how many calls it spoils (None: always); rate: the share of calls; until: the simulated end of it.
    """

    path: str = "*"
    code: int | None = None
    invalid: tuple[str, ...] = ()
    delay: float = 0.0
    reset: str = ""
    status: int | None = None
    truncate: bool = False
    after: bool = False
    times: int | None = 1
    rate: float = 1.0
    until: datetime | None = None


class Faults:
    """The faults in force. Rates are drawn from a seeded generator, so a run repeats itself."""

    def __init__(self, clock: Callable[[], datetime], seed: int = 7) -> None:
        self._clock = clock
        self._random = random.Random(seed)
        self._lock = threading.Lock()
        self._faults: list[Fault] = []
        self.hits = 0

    def add(self, seconds: float | None = None, **fields: object) -> Fault:
        """Put a fault in force (fields of Fault); `seconds` makes it a window with no limit of times."""
        fault = Fault(**fields)  # type: ignore[arg-type]
        if fault.reset not in ("", "before", "after"):
            raise ValueError("reset is “before” or “after”")
        if not 0 <= fault.delay <= 60:
            raise ValueError("delay is 0 to 60 seconds")
        fault.invalid = tuple(user.lower() for user in fault.invalid)
        if seconds is not None:
            fault.until = self._clock() + timedelta(seconds=seconds)
            if "times" not in fields:
                fault.times = None
        elif "rate" in fields and "times" not in fields:
            fault.times = None
        with self._lock:
            self._faults.append(fault)
        return fault

    def clear(self) -> None:
        with self._lock:
            self._faults.clear()

    def take(self, path: str) -> Fault | None:
        """The fault that spoils this call of `path`, counted as used."""
        with self._lock:
            now = self._clock()
            self._faults = [f for f in self._faults if f.times != 0 and (f.until is None or f.until > now)]
            for fault in self._faults:
                if fault.path in ("*", path) and self._random.random() < fault.rate:
                    if fault.times is not None:
                        fault.times -= 1
                    self.hits += 1
                    return fault
            return None

    def listed(self) -> list[Fault]:
        with self._lock:
            return list(self._faults)
