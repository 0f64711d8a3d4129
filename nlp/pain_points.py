"""痛点: problems the customer has now, with the tag of the lexicon they belong to."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from domain.reading import Evidence, PainPoint, Said
from nlp.patterns import Phrasings, weight
from nlp.polarity import is_problem_now
from nlp.segmentation import Clause, trim

_LEAD = re.compile(
    r"^(?:说(?=[^不])|讲(?=[^不])|嗯|呃|然后|另外(?:就是)?|还有(?:就是)?|就是(?:说)?(?:吧)?|而且|但是|"
    r"不过|所以|问题(?:就)?是|主要(?:是)?|最大的问题是|现在|目前|那个|这个|他们?(?:反映|"
    r"说|讲|提到|那边)?|她们?(?:说|讲)?|客户(?:反映|反馈|说)|反映|反馈|"
    r"痛点(?:是|：|:)?|(?:电话里|微信上|微信里)?[一-龥]{1,4}?(?:说|讲|反映|提到)(?!不)|"
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
_GENERIC_PROBLEM = re.compile(
    r"老(?:是)?(?:往|被|不|没)|停不了|不了(?!解)|往下掉|下滑|下降|越来越(?:差|"
    r"少|难|慢|贵)|太(?:贵|慢|难|少|差|乱|高|长|吵|小)|修路|施工|围挡|堵|拆迁|"
    r"涨租|房租|租金|限流|被(?:封|投诉|停)|难(?:找|做|办)|扯皮|没人(?:管|看|"
    r"来|理)|吃不消|受不了|头疼|不够|下架|关门|违建|限电|搬"
)


@dataclass(frozen=True)
class _Match:
    tag: str
    start: int
    end: int
    weight: float


def pain_points(
    text: str, parts: Sequence[Clause], phrasings: Phrasings, *, answer: bool = False, heard: bool = False
) -> tuple[Said[PainPoint], ...]:
    """Every distinct problem, each tag once, in the order of the note.

    `heard`: clauses may run into each other, so of a long one only the words from the problem on are taken.
    """
    found: dict[str, Said[PainPoint]] = {}
    used: set[int] = set()
    for number, clause in enumerate(parts):
        if number in used or not clause.ours or not is_problem_now(parts, number):
            continue
        for piece in _pieces(clause, phrasings):
            match = _best(piece, phrasings)
            start, end = piece.start, piece.end
            if piece == clause:
                across = _across(parts, number, phrasings)
                if across is not None and (match is None or across.weight > match.weight):
                    match, start, end = across, clause.start, parts[number + 1].end
                    used |= {number, number + 1}
                elif match is not None:
                    start, end, taken = _grown(text, parts, number, match.tag, phrasings, used)
                    start = _begun(text, parts, number, phrasings, used)
                    used |= taken
            if match is None or match.tag in found:
                continue
            if heard and match.start - start > 6 and end - start > 14:
                start = match.start
            span = _span(text, start, end)
            if span:
                found[match.tag] = Said(
                    PainPoint(match.tag, text[slice(*span)]), Evidence(*span, text[slice(*span)], "lexicon")
                )
    untagged = _untagged(text, parts, phrasings, used, [s.evidence for s in found.values()], answer)
    return tuple(sorted([*found.values(), *untagged], key=lambda said: said.evidence.start))


def tag_of(words: str, phrasings: Phrasings) -> str | None:
    """The tag that these words alone would be read as."""
    best = _best_in(words, phrasings)
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
    tagged = [piece for piece in pieces if _best(piece, phrasings)]
    return tagged if len(tagged) > 1 else [clause]


def _best(clause: Clause, phrasings: Phrasings) -> _Match | None:
    """The tag whose words cover most of the clause; the earlier tag of the lexicon wins a tie."""
    best = _best_in(clause.text, phrasings)
    return replace(best, start=clause.start + best.start, end=clause.start + best.end) if best else None


@lru_cache(maxsize=256)  # a clause is looked at again with its neighbours
def _best_in(text: str, phrasings: Phrasings) -> _Match | None:
    best: _Match | None = None
    for tag, pattern in phrasings.rows:
        match = pattern.search(text)
        if match is not None and (best is None or weight(match) > best.weight):
            best = _Match(tag, match.start(), match.end(), weight(match))
    return best


def _across(parts: Sequence[Clause], number: int, phrasings: Phrasings) -> _Match | None:
    """A problem told in two clauses, neither of which says it alone (先手抄，晚上再补进系统)."""
    clause, following = parts[number], parts[number + 1] if number + 1 < len(parts) else None
    if (
        following is None
        or following.sentence != clause.sentence
        or not following.ours
        or len(clause.text) + len(following.text) > 40
    ):
        return None
    if not is_problem_now(parts, number + 1):
        return None
    both = _best(Clause(clause.start, following.end, clause.text + " " + following.text, clause.sentence), phrasings)
    if both is None or not both.start < clause.end < both.end:
        return None
    second = _best(following, phrasings)
    return both if second is None or second.tag == both.tag or second.weight < both.weight else None


def _grown(
    text: str, parts: Sequence[Clause], number: int, tag: str, phrasings: Phrasings, used: set[int]
) -> tuple[int, int, set[int]]:
    """The clause with the next one when that only says how bad it is (大客户插单多，原来排好的活全乱)."""
    clause = parts[number]
    start, end, taken = clause.start, clause.end, {number}
    following = parts[number + 1] if number + 1 < len(parts) else None
    joined = (
        following
        and following.sentence == clause.sentence
        and text[clause.end : following.start].strip(" ") in ("，", ",", "")
    )
    if following and joined and following.ours and is_problem_now(parts, number + 1):
        other = _best(following, phrasings)
        comma = "，" in text[clause.end : following.start]
        if (other is None and comma and (_RESULT.match(following.text) or _GENERIC_PROBLEM.search(following.text))) or (
            other is not None and other.tag == tag
        ):
            end = following.end
            taken.add(number + 1)
    return start, end, taken


def _begun(text: str, parts: Sequence[Clause], number: int, phrasings: Phrasings, used: set[int]) -> int:
    """Where the statement begins: the clause before may be its first half (想加个字段，原厂不给排期)."""
    clause, before = parts[number], parts[number - 1] if number else None
    if (
        before is None
        or before.sentence != clause.sentence
        or number - 1 in used
        or not before.ours
        or len(before.text) > 16
    ):
        return clause.start
    if _HALF.search(before.text) and _best(before, phrasings) is None and is_problem_now(parts, number - 1):
        return before.start
    return clause.start


def _span(text: str, start: int, end: int) -> tuple[int, int] | None:
    lead = _LEAD.match(text[start:end])
    if lead and lead.end() < end - start:
        start += lead.end()
    tail = re.search(r"(?:吧|啊|呢|哈|嘛|嗯)+$", text[start:end])
    start, end = trim(text, start, start + tail.start() if tail else end)
    return (start, end) if end - start >= 2 else None


def _untagged(
    text: str, parts: Sequence[Clause], phrasings: Phrasings, used: set[int], taken: Sequence[Evidence], answer: bool
) -> list[Said[PainPoint]]:
    """A problem no tag fits is kept in its own words."""
    found: list[Said[PainPoint]] = []
    for number, clause in enumerate(parts):
        if number in used or not clause.ours or not is_problem_now(parts, number):
            continue
        if not (answer or _GENERIC_PROBLEM.search(clause.text)) or any(
            e.start < clause.end and clause.start < e.end for e in taken
        ):
            continue
        if answer and _CHAT.match(clause.text):
            continue
        if not answer and (
            number == 0 or (number < 2 and len(clause.text) < 5) or re.search(r"我|定|签|同意|批", clause.text)
        ):
            continue
        span = _span(text, clause.start, clause.end)
        last = found[-1].evidence if found else None
        if (
            span
            and last
            and number
            and parts[number - 1].end >= last.end
            and parts[number - 1].sentence == clause.sentence
            and not answer
        ):
            found.pop()
            span = (last.start, span[1])
        if span:
            found.append(Said(PainPoint(None, text[slice(*span)]), Evidence(*span, text[slice(*span)])))
    return found
