"""bench: measures the product and, where there is one, a peer in the same run; prints one table."""

import os
import platform
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from benchmarks.figures import Figure, table
from commands.arguments import Arguments

#: name → what it measures, and the function of benchmarks/ that does (module:function); in the order in which they run
BENCHMARKS = {
    "callbacks": ("每秒能落盘并应答多少回调，和什么都不存的空应答比", "callbacks:measure"),
    "taps": ("点按卡片到卡片更新", "taps:measure"),
    "voice": ("30 秒语音到草稿卡片，同时别人在打字、点按", "voice:measure"),
    "footprint": ("内存，和空闲时的 CPU", "footprint:measure"),
    "speech": ("听写的速度和错字率，和 openai-whisper 比", "speech:measure"),
    "reading": ("从笔记读出的字段对不对、多快，和只查词表比", "reading_score:measure"),
    "customers": ("十万客户里找一家，和逐个比对比", "customer_lookup:measure"),
    "match": ("十万条流水对十万期未收，核销得对不对，和只看金额户名比", "bank_match:measure"),
    "papers": ("一万份合同的三单比对，和只读出同样的行比", "papers:measure"),
    "imports": ("导入十万行合同，和只用库读同一个文件比", "contract_list:measure"),
    "dunning": ("一百万期里一千期到期，看一遍要多久，和期数有没有关系", "dunning:measure"),
    "replay": ("新的 config.yaml 重放一年的历史要多久", "replay:measure"),
    "reading-held-out": ("同样读留着最后打分的两套 60 条；只在写明时运行", "reading_score:measure_held_out"),
}
#: notes that must stay unseen while the reader is worked on
_ONLY_BY_NAME = frozenset({"reading-held-out"})
_LATEST = Path("benchmarks/latest.md")


def main(name: str, arguments: list[str]) -> int:
    """Run all benchmarks, or those named. 1 when a goal is missed."""
    parser = Arguments(name, "性能测试：用真实的进程和模拟的企业微信。全部约六分钟；别的程序也在忙时，数字会差一些。")
    listed = "；".join(f"{key}：{what}" for key, (what, _) in BENCHMARKS.items())
    parser.add_argument("names", nargs="*", metavar="项目", help=f"不写就是全部。{listed}")
    names = parser.parse_args(arguments).names or by_default()
    unknown = [one for one in names if one not in BENCHMARKS]
    if unknown:
        parser.error(f"没有 {'、'.join(unknown)} 这一项；可写 {'、'.join(BENCHMARKS)}")
    figures: list[Figure] = []
    for one in names:
        what, place = BENCHMARKS[one]
        print(f"· {what}…", file=sys.stderr, flush=True)
        began = time.monotonic()
        module, _, function = place.partition(":")
        measure: Callable[[], list[Figure]] = getattr(import_module(f"benchmarks.{module}"), function)
        figures += measure()
        print(f"  {time.monotonic() - began:.0f} 秒", file=sys.stderr, flush=True)
    text = f"{_setting()}\n\n{table(figures)}"
    _LATEST.write_text(text, encoding="utf-8")
    print(text)
    return 1 if any(figure.is_met is False for figure in figures) else 0


def by_default() -> list[str]:
    """What runs when nothing is named."""
    return [name for name in BENCHMARKS if name not in _ONLY_BY_NAME]


def _setting() -> str:
    """When and where it was measured: figures mean nothing without it."""
    return (
        f"{datetime.now(UTC):%Y-%m-%d}，{platform.system()} {platform.machine()}，{os.cpu_count()} 核，不用 GPU，"
        f"Python {platform.python_version()}；结束时一分钟的平均负载 {os.getloadavg()[0]:.1f}。"
    )
