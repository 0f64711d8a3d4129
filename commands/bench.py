"""bench: measures the product and, where there is one, a peer in the same run; prints one table."""

import os
import platform
import sys
import time
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from benchmarks.figures import Figure, table
from commands.arguments import Arguments

#: modules of benchmarks/ in the order in which they run; each has `measure() -> list[Figure]`
BENCHMARKS = {
    "callbacks": "每秒能落盘并应答多少回调，和什么都不存的空应答比",
    "taps": "点按卡片到卡片更新",
    "voice": "30 秒语音到草稿卡片，同时别人在打字、点按",
    "footprint": "内存，和空闲时的 CPU",
    "speech": "听写的速度和错字率，和 openai-whisper 比",
}
_LATEST = Path("benchmarks/latest.md")


def main(name: str, arguments: list[str]) -> int:
    """Run all benchmarks, or those named. 1 when a goal is missed."""
    parser = Arguments(name, "性能测试：用真实的进程和模拟的企业微信。全部约六分钟；别的程序也在忙时，数字会差一些。")
    listed = "；".join(f"{key}：{what}" for key, what in BENCHMARKS.items())
    parser.add_argument("names", nargs="*", metavar="项目", help=f"不写就是全部。{listed}")
    names = parser.parse_args(arguments).names or list(BENCHMARKS)
    unknown = [one for one in names if one not in BENCHMARKS]
    if unknown:
        parser.error(f"没有 {'、'.join(unknown)} 这一项；可写 {'、'.join(BENCHMARKS)}")
    figures: list[Figure] = []
    for one in names:
        print(f"· {BENCHMARKS[one]}…", file=sys.stderr, flush=True)
        began = time.monotonic()
        figures += import_module(f"benchmarks.{one}").measure()
        print(f"  {time.monotonic() - began:.0f} 秒", file=sys.stderr, flush=True)
    text = f"{_setting()}\n\n{table(figures)}"
    _LATEST.write_text(text, encoding="utf-8")
    print(text)
    return 1 if any(figure.is_met is False for figure in figures) else 0


def _setting() -> str:
    """When and where it was measured: figures mean nothing without it."""
    return (
        f"{datetime.now(UTC):%Y-%m-%d}，{platform.system()} {platform.machine()}，{os.cpu_count()} 核，不用 GPU，"
        f"Python {platform.python_version()}；结束时一分钟的平均负载 {os.getloadavg()[0]:.1f}。"
    )
