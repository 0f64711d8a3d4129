"""频率限制: how many in a sliding window, per key [D90312]."""

from collections import defaultdict, deque
from datetime import datetime, timedelta


class Window:
    """Counts events per key; `is_full` asks, `add` counts. Windows slide, where WeCom's may be fixed."""

    def __init__(self, limit: int, seconds: int) -> None:
        self.limit = limit
        self.span = timedelta(seconds=seconds)
        self._seen: defaultdict[str, deque[datetime]] = defaultdict(deque)

    def is_full(self, key: str, now: datetime) -> bool:
        seen = self._seen[key]
        while seen and seen[0] <= now - self.span:
            seen.popleft()
        return len(seen) >= self.limit

    def add(self, key: str, now: datetime) -> None:
        self._seen[key].append(now)


class Limits:
    """All limits of one corp. Tests may replace a window by a smaller one."""

    def __init__(self) -> None:
        self.member_minute = Window(30, 60)
        self.member_hour = Window(1000, 3600)
        self.corp_minute = Window(10_000, 60)
        self.corp_hour = Window(150_000, 3600)
        self.tickets_corp = Window(400, 3600)
        self.tickets_agent = Window(100, 3600)
        #: WeCom names no number of wrong secrets after which the address is shut out; thirty is ours.
        self.wrong_secrets = Window(30, 3600)
