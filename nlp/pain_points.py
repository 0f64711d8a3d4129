"""痛点: problems the customer has now, with the tag of the lexicon they belong to."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from domain.reading import Evidence, PainPoint, Said
from nlp.pain_model import Judgement, judged
from nlp.patterns import Phrasings, weight
from nlp.polarity import is_problem_now
from nlp.segmentation import Clause, trim

_LEAD = re.compile(
    r"^(?:说(?![不好得是的清])|讲(?=[^不])|嗯|呃|然后|另外(?:就是)?|还有(?:就是)?|就是(?:说)?(?:吧)?|而且|但是|"
    r"不过|所以|问题(?:就)?是|主要(?:是)?|最大的问题是|(?:现在|目前)的?|那个|这个|他们?(?:反映|"
    r"说|讲|提到|那边)?|她们?(?:说|讲)?|客户(?:反映|反馈|说(?!好))|反映|反馈|"
    r"痛点(?:是|：|:)?|(?:电话里|微信上|微信里)?(?!没人|没法|谁)[一-龥]{1,4}?(?:说|讲|反映|提到|吐槽)(?![不好得是的清])|"
    r"(?:见了|见到了?|见的)[一-龥]{1,3}?(?:经理|主任|总监|部长|科长|厂长|主管|总|工)(?=[一-龥]{4})|"
    r"对方说|再就是|再一个|一个是|一是|二是|三是|其次|首先|(?:别的|其他)[^，。；\s]{0,6}就是|"
    r"第[一二三](?:个)?(?:是)?|其中|以及|和|吧|啊|呀|哈|、|，|,|：|:|\s|①|②|"
    r"③|\d[.、)）])+"
)
_RESULT = re.compile(
    r"^(?:[一二三四五六七八九十两几\d]|经常|天天|每|占|一(?:个|天|等|半|次)|"
    r"导致|造成|结果|压着|害得|得|要|才|常常|老是|总是|都|全|原来|外面|第二天|"
    r"晚上|最后|还|搞得|弄得|所以)"
)
_HALF = re.compile(r"老是|总是|经常|想(?:在|要|看|改|加|查)|每次|先(?:写|抄|记|填)|一到|(?:多|差|慢|乱|难|高|少|大)$")
_CHAT = re.compile(r"我|等|稍|晚点|一会|好的?$|嗯|哦|收到|先|知道|行$")  # said to the assistant, not about the customer

#: the model's word is taken from these chances on
_PROBLEM, _TAG, _UNTAGGED = 0.5, 0.3, 0.95
_MORE = 0.15  #: … for a clause that looks like the second half of the one before
_GLUE = 0.05  #: how much less clear the tag of two clauses together may be than of each
_CLEAR = 0.5  #: two tags of which each is as clear as this are two problems
_LONGEST = 40  #: characters of two clauses that may be one statement
_LEARNED, _LEXICON = "learned", "lexicon"


@dataclass(frozen=True)
class _Told:
    """Words that tell a problem; `sure` compares two of them: what the lexicon says goes before what is guessed."""

    tag: str | None
    start: int
    end: int
    sure: float
    source: str


def pain_points(
    text: str, parts: Sequence[Clause], phrasings: Phrasings, *, answer: bool = False, heard: bool = False
) -> tuple[Said[PainPoint], ...]:
    """Every distinct problem, each tag once, in the order of the note.

    `answer`: the rep was asked for them, so that whatever he says is one. `heard`: clauses may run into each other,
    so of a long one only the words from the problem on are taken.
    """
    found: list[Said[PainPoint]] = []
    tags: set[str] = set()
    used: set[int] = set()
    for number, clause in enumerate(parts):
        if number in used or not _may_tell(parts, number):
            continue
        for piece in _pieces(clause, phrasings):
            told, start, end = _told(piece, phrasings), piece.start, piece.end
            if piece == clause:
                joined = _joined(parts, number, told, phrasings)
                if joined is not None:
                    told, end = joined, joined.end
                    used.add(number + 1)
            if told is None and answer and not _CHAT.match(clause.text):
                told = _Told(None, start, end, 0, "rule")
            if told is None or told.tag in tags:
                continue
            if heard and told.source == _LEXICON and told.start - start > 6 and end - start > 14:
                start = told.start
            span = _span(text, start, end)
            if span:
                words = text[slice(*span)]
                found.append(Said(PainPoint(told.tag, words), Evidence(*span, words, told.source)))
                tags |= {told.tag} if told.tag else set()
    return tuple(found)


def lead(words: str) -> str:
    """`words` without what leads up to them (然后, 他说)."""
    led = _LEAD.match(words)
    return words[led.end() :] if led and led.end() < len(words) else words


def _may_tell(parts: Sequence[Clause], number: int) -> bool:
    return parts[number].ours and is_problem_now(parts, number)


def tag_of(words: str, phrasings: Phrasings) -> str | None:
    """The tag that these words alone would be read as."""
    best = _told_in(words, phrasings)
    return best.tag if best else None


def _pieces(clause: Clause, phrasings: Phrasings) -> list[Clause]:
    """“库存不准、人手不足和对账难” is three: each part of a list that has a tag of its own."""
    cuts = list(re.finditer(r"、|还有|以及|(?<=[慢长高多乱差准难大足])和", clause.text))
    if not cuts:
        return [clause]
    pieces, begin = [], 0
    for edge in [*cuts, None]:
        end = edge.start() if edge else len(clause.text)
        if end > begin:
            pieces.append(Clause(clause.start + begin, clause.start + end, clause.text[begin:end], clause.sentence))
        begin = edge.end() if edge else end
    told = [(piece, one) for piece in pieces if (one := _told(piece, phrasings)) and one.tag]
    return [piece for piece, _ in told] if len({one.tag for _, one in told}) > 1 else [clause]


def _told(clause: Clause, phrasings: Phrasings) -> _Told | None:
    """The problem told in this clause: by the words of the lexicon, else as the model has learned."""
    best = _told_in(clause.text, phrasings)
    return replace(best, start=clause.start + best.start, end=clause.start + best.end) if best else None


@lru_cache(maxsize=256)  # a clause is looked at again with its neighbours
def _told_in(text: str, phrasings: Phrasings) -> _Told | None:
    """Of the lexicon's words those that cover most; the earlier tag of the lexicon wins a tie."""
    best: _Told | None = None
    for tag, pattern in phrasings.rows:
        match = pattern.search(text)
        if match is not None and (best is None or 1 + weight(match) > best.sure):
            best = _Told(tag, match.start(), match.end(), 1 + weight(match), _LEXICON)
    return best or _guessed(text, phrasings)


def _guessed(text: str, phrasings: Phrasings) -> _Told | None:
    judgement = judged(lead(text))
    if judgement.chance < _PROBLEM:
        return None
    tag = _known(judgement, phrasings)
    if tag is None and judgement.chance < _UNTAGGED:
        return None
    return _Told(tag, 0, len(text), judgement.chance * judgement.tag_chance, _LEARNED)


def _joined(parts: Sequence[Clause], number: int, first: _Told | None, phrasings: Phrasings) -> _Told | None:
    """What this clause and the next tell together, where that is one problem and not two (先手抄，晚上再补进系统).

    Two problems in one breath blur each other's tag, the halves of one make it clearer.
    """
    clause, following = parts[number], parts[number + 1] if number + 1 < len(parts) else None
    if (
        following is None
        or following.sentence != clause.sentence
        or len(clause.text) + len(following.text) > _LONGEST
        or not _may_tell(parts, number + 1)
    ):
        return None
    second = _told(following, phrasings)
    if first is not None and second is not None and first.tag != second.tag and _are_clear(first, second):
        return None
    apart = (judged(lead(clause.text)), judged(following.text))
    together = judged(lead(clause.text) + "，" + following.text)
    likely = together.chance * together.tag_chance
    least = _MORE if _RESULT.match(following.text) or _HALF.search(clause.text) else _PROBLEM
    if together.chance < _PROBLEM or min(one.chance for one in apart) < least:
        return None
    if likely + _GLUE < sum(one.chance * one.tag_chance for one in apart) / 2:
        return None
    sure = [one for one in (first, second) if one is not None and one.source == _LEXICON]
    tag = sure[0].tag if sure else _known(together, phrasings)
    return _Told(tag, clause.start, following.end, likely, sure[0].source if sure else _LEARNED)


def _are_clear(*several: _Told) -> bool:
    return all(told.tag is not None and told.sure >= _CLEAR for told in several)


def _known(judgement: Judgement, phrasings: Phrasings) -> str | None:
    """The likeliest tag, if it is likely and the company has it."""
    is_known = judgement.tag_chance >= _TAG and any(tag == judgement.tag for tag, _ in phrasings.rows)
    return judgement.tag if is_known else None


def _span(text: str, start: int, end: int) -> tuple[int, int] | None:
    start = end - len(lead(text[start:end]))
    tail = re.search(r"(?:吧|啊|呢|哈|嘛|嗯)+$", text[start:end])
    start, end = trim(text, start, start + tail.start() if tail else end)
    return (start, end) if end - start >= 2 else None
