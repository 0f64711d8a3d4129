"""断句: a note cut into clauses, with or without punctuation; and jieba, loaded once."""

import logging
import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Any

#: full stops, and the signs with which lists are made (①, ❶, →, ✅, 🔸)
_HARD = re.compile(r"[。；;！!？?\n①-⓿❶-➓→➜▶■□◆●★☆☀-➿\U0001f300-\U0001faff]+|(?<=\n)\s*[-•·]\s*")
_SOFT = re.compile(r"[，：:]|(?<!\d),|,(?!\d{3}(?!\d))|(?<![A-Za-z0-9+]) +| +(?![A-Za-z0-9+])|[（(]|[）)]|[｜|]|——|…+")
#: where people write commas, a blank beside Latin letters and figures is but good typography (“给 3 个工作日”)
_SPACED = re.compile(r"(?<=[A-Za-z0-9+]) (?=[一-龥])|(?<=[一-龥]) (?=[A-Za-z0-9+])")
_FREQUENT = 300  # of the dictionary's counts
_LONG = 20  # a run without punctuation longer than this is cut at cue words …
_LONG_UNPUNCTUATED = 10  # … sooner where nobody writes commas

#: a new clause begins before these words when nobody wrote the punctuation
_BEFORE = re.compile(
    r"(?:然后|另外|还有|而且|但是|不过|所以|因为|嗯|呃|就是说|(?:目前|现在)(?=用|"
    r"没有系统|没用|在用|系统|他们|是用|没上)|他们用的|他们用|他们在用|系统是|"
    r"系统用|系统叫|系统没|系统的话|系统还是|系统就是|软件是|软件用|用的是|预算|报价是|竞品"
    r"|最后拍板|(?:最后|最终)(?:还是|还得|得)(?=他们|[一-龥]{1,3}[总董])|[他她](?=拍板|签字|定|批)|最终拍板|最后定|最终定|最后是|决策链|谁定|拍板的|这个事|这事|"
    r"下一步|接下来|客户退|客户说|(?:我|我们)?(?:大后天|后天|明天|下下?个?周|"
    r"下个?礼拜|下个?星期|下个?月|(?<![一二三四五六七八九十0-9])月底|节后|节前|[一两三四五六七八九十]天[内后]|[一两三]周[内后]|[一两三]个月[内后]|"
    r"回头|(?:周|礼拜|星期)[一二三四五六日天](?:之?前|下班|再|我|上午|下午|把|"
    r"给|去))"
    r"|(?:元旦|春节|清明|五一|端午|中秋|国庆)(?:节)?(?:之|以)?前|我(?=把|给|"
    r"再|先|下|明|后|周|月|回头|半个月|国庆|这|说|问|[一两二三五十][天周]|十号|[两三五]个工作日)|他们(?=用|在用|现在)|[他她](?:说|"
    r"讲|自己)|如果|(?<![主重需])要是|万一"
    r"|见了|见到|见的)"
)
#: … and after these
_AFTER = re.compile(
    r"(?:[他她们]说|[他她]讲|左右吧|的吧|(?<=[了的])[啊呀哈呢嘛]|[一-龥]{1,3}(?:说|"
    r"讲)(?=[^了话明服法得过]))"
)


@dataclass(frozen=True)
class Clause:
    """A stretch of the note: `text == note[start:end]`; `sentence` counts the hard stops before it.

    `ours` is False where the note speaks of another company than the one it is about.
    """

    start: int
    end: int
    text: str
    sentence: int
    ours: bool = True


def clauses(text: str, turns: Sequence[int] = (), pauses: Sequence[int] = ()) -> tuple[Clause, ...]:
    """The clauses of `text` in order, without the punctuation and blanks around them.

    `turns` are offsets at which a long clause may also be cut (see nlp.names.turns);
    at `pauses`, the ends of what a recogniser heard in one breath, every clause is.
    """
    longest = _LONG if _punctuated(text) and not pauses else _LONG_UNPUNCTUATED
    spaced = {blank.start() for blank in _SPACED.finditer(text)} if re.search("[，。；]", text) else frozenset()
    found: list[Clause] = []
    sentence, begin = 0, 0
    for stop in [*_HARD.finditer(text), None]:
        end = stop.start() if stop else len(text)
        pieces = _pieces(text, begin, end, longest, turns, pauses, spaced)
        found += [Clause(a, b, text[a:b], sentence) for a, b in pieces]
        sentence += bool(pieces)
        begin = stop.end() if stop else end
    return tuple(found)


def _punctuated(text: str) -> bool:
    return len(re.findall(r"[，。；、,.;]|(?<=[一-龥]) ", text)) * 25 >= len(text)


def _pieces(
    text: str,
    begin: int,
    end: int,
    longest: int,
    turns: Sequence[int],
    pauses: Sequence[int],
    spaced: Set[int],
) -> list[tuple[int, int]]:
    cuts = [begin]
    marks = [mark.span() for mark in _SOFT.finditer(text, begin, end) if mark.start() not in spaced]
    marks += [(p, p) for p in pauses if begin < p < end and not any(a <= p <= b for a, b in marks)]
    for mark in sorted(marks):
        cuts += mark
    cuts.append(end)
    pieces = []
    for a, b in zip(cuts[::2], cuts[1::2], strict=True):
        pieces += _by_cues(text, a, b, turns) if b - a > longest else [(a, b)]
    trimmed = (trim(text, a, b) for a, b in pieces)
    return [(a, b) for a, b in trimmed if a < b]


def _by_cues(text: str, begin: int, end: int, turns: Sequence[int]) -> list[tuple[int, int]]:
    places = (
        {m.start() for m in _BEFORE.finditer(text, begin, end)}
        | {m.end() for m in _AFTER.finditer(text, begin, end)}
        | set(turns)
    )
    edges = [begin, *sorted(p for p in places if begin < p < end), end]
    return list(pairwise(edges))


_EDGE = " \t\r\n，,。；;：:、！!？?-—…·•“”\"'（）()"


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch without punctuation and blanks at its edges."""
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    return start, end


def without(clause: Clause, ours: bool) -> Clause:
    """The same clause, told whether it speaks of our customer."""
    return replace(clause, ours=ours)


@lru_cache(maxsize=1)
def jieba() -> Any:
    """The segmenter, loaded on first use (about 0.7 s) and silent."""
    import jieba as library

    library.setLogLevel(logging.WARNING)
    library.initialize()
    return library


def is_common_word(word: str) -> bool:
    """Whether the dictionary knows `word` as a frequent word (供应, not 后赵)."""
    return bool(jieba().dt.FREQ.get(word, 0) >= _FREQUENT)


def is_word(word: str) -> bool:
    """Whether the dictionary knows `word` as a word of its own."""
    return bool(jieba().dt.FREQ.get(word, 0))
