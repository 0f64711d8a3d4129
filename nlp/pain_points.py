"""痛点: problems the customer has now, with the tag of the lexicon they belong to."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from domain.reading import Evidence, PainPoint, Said
from nlp.patterns import Phrasings, weight
from nlp.segmentation import Clause, trim

_NEGATED = re.compile(
    r"没(?:什么|啥)?(?:明显)?(?:问题|毛病|抱怨|意见)|没问题|没毛病|还行|还好|"
    r"还可以|还不错|还能控制|能控制|不缺|不愁|挺(?:准|好|稳|顺|快)|很(?:准|好|"
    r"稳|顺|快)|倒(?:是)?(?:没|不|还)|(?:的)?情况(?:倒)?没有|没出现过|没有出现|"
    r"没发生|不存在|够用|正常|"
    r"没算过|心里有数|不清楚|不错|满意|没(?:有)?(?:过)?这个问题|不是问题|准了|"
    r"好了|解决了|不用(?:再)?(?:打|抄|录|写)|没反映|没提|没抱怨|谈不上|不算(?:慢|"
    r"高|多|严重)|高不高|多不多|慢不慢|倒没有|没觉得|没有(?:反映|提到|出现)|"
    r"没(?:怎么)?(?:断|缺|坏|卡|停)过|都(?:挺|很)"
)
_HYPOTHETICAL = re.compile(
    r"万一|如果|(?<![主重需])要是|假如|若|以后(?!.*就)|将来|到时|明年|二期|后年|"
    r"万一|怕|担心|顾虑|避免|防止|希望(?!.*但)|想要?(?!.*(?:不|一直|没))"
)
_SOLVED = re.compile(
    r"(?:以前|之前|过去|原来|早先|去年).*(?:现在|今年|已经?|后来|上了|换).*(?:好|"
    r"准|正常|不用|解决|没了|合格|快了|少了)|已(?:经)?(?:解决|改善|整改完|验收合格)|"
    r"现在(?:不|没).*了$|不用.*了$"
)
_OLD = re.compile(r"以前|过去|原来(?!的|排|定|说|计划|那)|早先|曾经|去年.*(?:过|停)|上一?年.*过")
_LEAD = re.compile(
    r"^(?:嗯|呃|然后|另外(?:就是)?|还有(?:就是)?|就是(?:说)?(?:吧)?|而且|但是|"
    r"不过|所以|问题(?:就)?是|主要(?:是)?|最大的问题是|现在|目前|那个|这个|他们?(?:反映|"
    r"说|讲|提到|那边)?|她们?(?:说|讲)?|客户(?:反映|反馈|说|反昏)|反映|反馈|"
    r"痛点(?:是|：|:)?|(?:电话里|微信上|微信里)?[一-龥]{1,4}?(?:说|讲|反映|提到)(?!不)|"
    r"对方说|再就是|再一个|一个是|一是|二是|三是|其次|首先|(?:别的|其他)[^，。；\s]{0,6}就是|"
    r"第[一二三](?:个)?(?:是)?|其中|以及|和|吧|啊|呀|哈|、|，|,|：|:|\s|①|②|"
    r"③|\d[.、)）])+"
)
_NOT_PAIN = re.compile(
    r"→|->|竞品|(?<!没)(?<!没有)(?<!无)预算(?!紧|被砍|砍|冻|不够|没了|没批|有限|"
    r"压缩|卡)|报了|报价单|我[^，。]{0,4}(?:给|发|出|做|带|寄)|方案|签约|演示|"
    r"拍板|审批上限|合同款|报价(?:每|是|的|了)|我们报"
)
_RESULT = re.compile(
    r"^(?:[一二三四五六七八九十两几\d]|经常|天天|每|占|一(?:个|天|等|半|次)|"
    r"导致|造成|结果|压着|害得|得|要|才|常常|老是|总是|都|全|原来|外面|第二天|"
    r"晚上|最后|还|搞得|弄得|所以)"
)
_HALF = re.compile(r"老是|总是|经常|想(?:在|要|看|改|加|查)|每次|先(?:写|抄|记|填)|一到|(?:多|差|慢|乱|难|高|少|大)$")
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
        if number in used or not clause.ours or not _may_be_pain(parts, number):
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


def _may_be_pain(parts: Sequence[Clause], number: int) -> bool:
    clause = parts[number]
    if number == 0 and len(clause.text) < 4:  # a heading: 补录
        return False
    following = parts[number + 1] if number + 1 < len(parts) else None
    near = clause.text + (
        "，" + following.text
        if following
        and following.sentence == clause.sentence
        and re.match(r"(?:现在|今年|已|上了|换|后来|这个我们|那是|但现在|倒|他说还|还能|没)", following.text)
        else ""
    )
    if _NEGATED.search(clause.text) or _SOLVED.search(near):
        return False
    if following is not None and re.match(
        r"(?:那是后面|是以后|这倒没|倒还|还能|他说还能|已经解决|现在好了|后来好了)", following.text
    ):
        return False
    if (
        number
        and re.search(r"万一|如果|(?<![主重需])要是|假如|若(?!干)", parts[number - 1].text)
        and parts[number - 1].sentence == clause.sentence
        and not re.search(r"现在|目前", clause.text)
    ):
        return False
    if _HYPOTHETICAL.search(clause.text) and not re.search(r"想(?:看|要个|在|加|改|查)", clause.text):
        return False
    return not (_OLD.search(clause.text) and not re.search(r"现在|还是|至今", clause.text)) and not _NOT_PAIN.search(
        clause.text
    )


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
    if not _may_be_pain(parts, number + 1):
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
    if following and joined and following.ours and _may_be_pain(parts, number + 1):
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
    if _HALF.search(before.text) and _best(before, phrasings) is None and _may_be_pain(parts, number - 1):
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
        if number in used or not clause.ours or not _may_be_pain(parts, number):
            continue
        if not (answer or _GENERIC_PROBLEM.search(clause.text)) or any(
            e.start < clause.end and clause.start < e.end for e in taken
        ):
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
