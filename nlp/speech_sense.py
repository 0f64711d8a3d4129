"""听清了没有: which of an engine's stretches are really speech, and how they are written."""

import re
from dataclasses import dataclass
from functools import cache

from opencc import OpenCC

from domain.transcript import SILENT, NotHeard, Segment, Transcript


@dataclass(frozen=True)
class RawSegment:
    """A stretch as an engine gives it; times in seconds of the whole recording.

    `avg_logprob`, `no_speech_prob` and `compression_ratio` are Whisper's; None where the engine has none.
    """

    start: float
    end: float
    text: str
    avg_logprob: float | None = None
    no_speech_prob: float | None = None
    compression_ratio: float | None = None


def transcript(raw: list[RawSegment], seconds: float) -> Transcript | NotHeard:
    """The stretches that are speech, tidied and put together; SILENT if none is."""
    kept = []
    for segment in raw:
        text = tidy(segment.text)
        if is_speech(segment, text):
            kept.append(Segment(round(max(segment.start, 0.0), 2), round(min(segment.end, seconds), 2), text))
    if not kept:
        return NotHeard(SILENT)
    return Transcript(_joined(kept), seconds, tuple(kept))


def is_speech(segment: RawSegment, text: str) -> bool:
    return bool(text)


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


_CJK = "\u3400-\u9fff"
_LEDGER = re.compile("帐(?=[面期户单款目])|(?<=[对转入结记欠])帐")  # t2s cannot tell 账 from 帐篷
_FULL_WIDTH = str.maketrans(",?!;:", "，？！；：")


def tidy(text: str) -> str:
    """Simplified, without stray spaces; Whisper's space between two characters is a pause: “，”."""
    text = " ".join(_LEDGER.sub("账", _converter().convert(text)).split())
    text = re.sub(rf"(?<=[{_CJK}]) (?=[{_CJK}0-9A-Za-z])|(?<=[0-9A-Za-z]) (?=[{_CJK}])", "，", text)
    text = re.sub(r"(?<!\d)[,?!;:]|[,?!;:](?!\d)", lambda mark: mark[0].translate(_FULL_WIDTH), text)
    text = re.sub(rf"(?<=[{_CJK}])\.$", "。", text)
    return re.sub(r"(?<=[，。？！；：]) ", "", text).strip("， ")


def _joined(segments: list[Segment]) -> str:
    text = ""
    for segment in segments:
        if text and text[-1] not in "，。？！；：、":
            text += "，"
        text += segment.text
    return text
