"""数字: what a benchmark found, and the table that shows it."""

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One line of the table. `ours` and `peer` are as measured, with their unit; `is_met` is None without a goal."""

    name: str
    goal: str
    ours: str
    peer: str = ""
    ratio: str = ""
    is_met: bool | None = None


def percentile(values: Iterable[float], percent: float) -> float:
    """The smallest value that at least `percent` of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100).__trunc__() - 1)]


def spread(values: Sequence[float]) -> str:
    """“median (lowest–highest)”, because the machine is never alone."""
    return f"{statistics.median(values):.0f}（{min(values):.0f}–{max(values):.0f}）"


def table(figures: Iterable[Figure]) -> str:
    """The figures as a Markdown table."""
    lines = ["| 指标 | 目标 | 跟迹 | 对比 | 比值 | |", "| --- | --- | --- | --- | --- | --- |"]
    for figure in figures:
        mark = {True: "✓", False: "✗", None: ""}[figure.is_met]
        lines.append(f"| {figure.name} | {figure.goal} | {figure.ours} | {figure.peer} | {figure.ratio} | {mark} |")
    return "\n".join(lines) + "\n"
