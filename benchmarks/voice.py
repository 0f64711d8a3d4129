"""语音: from a 30-second note until its draft card, while others type and tap."""

import itertools
import statistics
import threading
from collections.abc import Callable

from benchmarks.conversation import Rep
from benchmarks.figures import Figure, percentile
from benchmarks.product import running
from benchmarks.taps import figure, reps, visit

_NOTES = 10
_GOAL_SECONDS = 12.0
_OTHERS_GOAL_SECONDS = 1.0
_PAUSE_SECONDS = 0.5
_QUESTION = "帮助"


def measure() -> list[Figure]:
    """Notes of different reps, one after the other; all the while others write and whole visits are approved."""
    with running("serve") as product:
        everybody = reps(product, 45)
        speakers, writers, visitors = everybody[:_NOTES], everybody[_NOTES::2], everybody[_NOTES + 1 :: 2]
        done = threading.Event()
        texts = _Stream(done, lambda rep: [rep.say(_QUESTION)], writers)
        taps = _Stream(done, lambda rep: visit(product, rep), visitors)
        try:
            notes = [speaker.voice_until_draft("demo1") for speaker in speakers]
        finally:
            done.set()
            texts.thread.join()
            taps.thread.join()
    p95 = percentile(notes, 95)
    ours = f"{p95:.1f} s（中位 {statistics.median(notes):.1f}，{len(notes)} 条）"
    return [
        Figure("30 秒语音 → 草稿卡片（p95）", "≤ 12 s", ours, is_met=p95 <= _GOAL_SECONDS),
        figure("同时：别人的文字 → 回答（p95）", texts.waits, _OTHERS_GOAL_SECONDS),
        figure("同时：点按 → 卡片已更新（p95）", taps.waits, _OTHERS_GOAL_SECONDS),
    ]


class _Stream:
    """Does the same for one rep after the other, with a pause between, until `done`; keeps how long each took."""

    def __init__(self, done: threading.Event, act: Callable[[Rep], list[float]], reps: list[Rep]) -> None:
        self.waits: list[float] = []
        self._done = done
        self._act = act
        self._reps = itertools.cycle(reps)
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def _run(self) -> None:
        while not self._done.wait(_PAUSE_SECONDS):
            self.waits += self._act(next(self._reps))
