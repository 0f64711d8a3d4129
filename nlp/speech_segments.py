"""听清了没有: which of an engine's stretches are really speech, and how they are written."""

import re
from dataclasses import dataclass, replace
from functools import cache

from opencc import OpenCC

from domain.transcript import SILENT, NotHeard, Segment, Transcript

#: What Whisper tries in turn: a second time with a little chance when it finds its first answer doubtful. Its
#: own list goes on to 1.0: six passes over a bad recording, for words that come from chance.
TEMPERATURES = (0.0, 0.2)

# Measured on 58 clips of speech (no_speech_prob at most 0.23, avg_logprob at least -1.25) and on noises, tones and
# tunes that got past the voice detector (no_speech_prob at least 0.74); see docs/speech.md.
_NO_SPEECH = 0.5
_LOGPROB = -1.5

#: What Whisper says where nobody speaks: the credits and farewells of the films it learned from.
_CREDITS = re.compile(
    "Amara\\.?org|明镜与点点|点点栏目|优优独播剧场|YoYo Television|字幕(由|志愿者|制作|组|提供|君|by)|中文字幕|"
    "不吝点赞|请?点赞.{0,2}订阅|订阅.{0,4}(转发|打赏)|(谢谢|感谢)(大家|您|你|各位)?的?(观看|收看|收听)|"
    "(作词|作曲|编曲|词曲)[，：:、 ]|^(词曲?|作词|作曲|编曲|音乐|MING ?PAO.*)[，。]*$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class RawSegment:
    """A stretch as an engine gives it; times in seconds of the samples it was given.

    `avg_logprob` and `no_speech_prob` are Whisper's, of the half minute around; None where the engine has none.
    """

    start: float
    end: float
    text: str
    avg_logprob: float | None = None
    no_speech_prob: float | None = None

    def later(self, seconds: float) -> "RawSegment":
        """The same in a recording of which this was heard from `seconds` on."""
        return replace(self, start=self.start + seconds, end=self.end + seconds)


def transcript(raw: list[RawSegment], seconds: float) -> Transcript | NotHeard:
    """The stretches that are speech, tidied and put together; SILENT if none is."""
    kept = []
    for segment in raw:
        text = tidy(segment.text)
        if is_speech(segment, text):
            start, end = (round(min(max(second, 0.0), seconds), 2) for second in (segment.start, segment.end))
            kept.append(Segment(start, max(start, end), text))
    if not kept:
        return NotHeard(SILENT)
    return Transcript(_joined(kept), seconds, tuple(kept))


def is_speech(segment: RawSegment, text: str) -> bool:
    """Whether somebody said this. `text` is the tidied text of the segment."""
    return (
        any(c.isalnum() for c in text)
        and (segment.no_speech_prob or 0.0) < _NO_SPEECH
        and (segment.avg_logprob or 0.0) > _LOGPROB
        and _CREDITS.search(text) is None
    )


_CJK = "\u3400-\u9fff"
_LOOP = re.compile(r"(.{2,12}?)\1{3,}|(.)\2{6,}")  # Whisper caught in a circle; nobody says a word four times over
_LEDGER = re.compile("帐(?=[面期户单款目])|(?<=[对转入结记欠])帐")  # t2s cannot tell 账 from 帐篷
_FULL_WIDTH = str.maketrans(",?!;:", "，？！；：")
_MARKS = "，。？！；：、"


def tidy(text: str) -> str:
    """Simplified, full-width marks, no stray spaces; Whisper's space between two characters is a pause: “，”."""
    text = " ".join(_LEDGER.sub("账", _converter().convert(text)).split())
    text = re.sub(r"(?<!\d)[,?!;:]|[,?!;:](?!\d)", lambda mark: mark[0].translate(_FULL_WIDTH), text)
    text = re.sub(rf"(?<=[{_CJK}])\.$", "。", text)
    text = re.sub(rf" ?([{_MARKS}]) ?", r"\1", text)
    text = re.sub(rf"(?<=[{_CJK}]) (?=[{_CJK}])", "，", text)
    text = re.sub(rf"(?<=[{_CJK}]) | (?=[{_CJK}])", "", text)  # beside Latin letters it is mere typography
    return _LOOP.sub(lambda loop: loop[1] or loop[2], text).strip("， ")


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


def _joined(segments: list[Segment]) -> str:
    """Segments end where the speaker pauses: a comma stands there if the engine wrote no mark."""
    text = ""
    for segment in segments:
        if text and text[-1] not in _MARKS:
            text += "，"
        text += segment.text
    return text
