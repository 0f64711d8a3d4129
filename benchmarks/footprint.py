"""占用: memory of all processes of `serve`, idle and while a note is heard, and what they cost when nothing happens."""

import os
import threading
import time
from pathlib import Path

from benchmarks.conversation import Rep
from benchmarks.figures import Figure
from benchmarks.product import running

_IDLE_SECONDS = 60
_SETTLE_SECONDS = 8
_MOST_MEGABYTES = 900
_MOST_CORE = 0.02


def measure() -> list[Figure]:
    """A 30-second note is heard, its highest sum noted; then nothing happens. Linux only: it reads /proc."""
    with running("serve") as product:
        pids = family(product.main.pid)
        with _Peak(pids) as peak:
            Rep(product, "zhangsan").voice_until_draft("demo1")
        time.sleep(_SETTLE_SECONDS)
        before, began = sum(map(_cpu_seconds, pids)), time.monotonic()
        time.sleep(_IDLE_SECONDS)
        share = (sum(map(_cpu_seconds, pids)) - before) / (time.monotonic() - began)
        parts = [(_name(pid), _megabytes(pid)) for pid in pids]
    total = sum(size for _, size in parts)
    each = "、".join(f"{name} {size:.0f}" for name, size in parts)
    return [
        Figure("空闲时全部进程的 CPU（60 秒）", "< 2 % 的一核", f"{share * 100:.1f} %", is_met=share < _MOST_CORE),
        Figure(
            "空闲内存（PSS，语音模型在内）", "< 900 MB", f"{total:.0f} MB（{each}）", is_met=total < _MOST_MEGABYTES
        ),
        Figure("听写 30 秒语音时的内存峰值（PSS）", "", f"{peak.highest:.0f} MB"),
    ]


def family(pid: int) -> list[int]:
    """The process and all its descendants."""
    parents = {int(path.name): _parent(path) for path in Path("/proc").iterdir() if path.name.isdigit()}
    found = [pid]
    for known in found:
        found += [child for child, parent in parents.items() if parent == known]
    return found


class _Peak:
    """The highest sum that was seen while it was open, looked at five times a second."""

    def __init__(self, pids: list[int]) -> None:
        self.highest = 0.0
        self._pids = pids
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> "_Peak":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._ended.wait(0.2):
            self.highest = max(self.highest, sum(map(_megabytes, self._pids)))


def _megabytes(pid: int) -> float:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _parent(path: Path) -> int:
    try:
        return int((path / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:  # it ended meanwhile
        return 0


def _name(pid: int) -> str:
    """The command of ours that it runs, or the name of its program."""
    words = [word.decode() for word in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")]
    return words[2] if words[1:2] == ["app.py"] else Path(f"/proc/{pid}/comm").read_text().strip()
