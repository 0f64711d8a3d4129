"""说法把关: whether words may stand for a tag or a customer without harming how other notes are read."""

import re
from collections.abc import Sequence

from domain.learned_word import Kind, Refused, Unfit
from nlp.customers import hits
from nlp.pain_points import tag_of
from nlp.patterns import one_of, phrasing
from nlp.places import PLACES, TRADES
from nlp.segmentation import is_common_word
from nlp.vocabulary import Vocabulary

LONGEST_TAG, LONGEST_NAME = 40, 20
_LONGEST_PATTERN = 200  # of an admin's own phrasing with … and /
_MOST_PERCENT = 3  # of the notes
_FEWEST_NOTES = 100  # below it a share says nothing
_PLACE_OR_TRADE = re.compile(f"{one_of([*PLACES, *TRADES])}|有限公司|公司|工厂|[厂店]$")
_NOT_WORDS = re.compile(r"[^一-龥A-Za-z0-9]+")
#: words of any visit, which say nothing of a problem or of who is meant
_EVERYDAY = frozenset(
    """
    客户 对方 公司 老板 经理 他们 我们 你们 她们 这个 那个 这家 那家 这里 那里 这边 那边 问题 痛点 情况 事情 东西
    现在 目前 今天 明天 昨天 上午 下午 平时 经常 总是 老是 一直 每次 每天 每月 一个月 系统 软件 产品 设备 方案 价格
    报价 合同 项目 需求 业务 管理 数据 流程 工作 时间 人员 员工 部门 不好 不行 不够 不准 很慢 太慢 太贵 太高 太多
    太少 很多 没有 没人 不清楚 不知道 麻烦 头疼 有问题 不方便 比较 非常 特别 还行 可以 就是 还有 然后 因为 所以
    一般 不错 最大 主要 厉害 严重 难受 受不了 吃不消 新客户 老客户 都不是 已经 觉得 感觉 希望 考虑 担心
    """.split()
)


def as_phrasing(words: str) -> str:
    """Words of a note as a phrasing of the lexicon: punctuation within them becomes a gap."""
    return "…".join(piece for piece in _NOT_WORDS.split(words) if piece)


def refused(kind: Kind, target: str, words: str, known: Vocabulary, notes: Sequence[str]) -> Refused | None:
    """Why the words cannot mean `target` (a tag, or a customer's id); None when they can.

    `words` of a tag may be a phrasing; `notes` are what people said lately.
    """
    bare = _NOT_WORDS.sub("", words)
    alone = [bare] if "…" in words else words.split("/")  # what is enough to be read so
    if any(len(_NOT_WORDS.sub("", part)) < 2 for part in alone):
        return Refused(Unfit.TOO_SHORT)
    if any(part in _EVERYDAY for part in alone):
        return Refused(Unfit.COMMON)
    if kind is Kind.TAG:
        return _refused_tag(target, words, bare, known) or _too_frequent(phrasing(words), notes)
    return _refused_name(target, words, known) or _too_frequent(re.escape(words), notes)


def _refused_tag(tag: str, words: str, bare: str, known: Vocabulary) -> Refused | None:
    is_pattern = "/" in words
    if len(words) > (_LONGEST_PATTERN if is_pattern else LONGEST_TAG):
        return Refused(Unfit.TOO_LONG)
    if tag not in known.lexicon.tags:
        return Refused(Unfit.GONE)
    other = next((tag for tag, said in known.lexicon.tags.items() if words in said), None)
    other = other or (None if is_pattern else tag_of(bare, known.pains))
    if other is not None:
        return Refused(Unfit.KNOWN) if other == tag else Refused(Unfit.TAG, other)
    if bare in known.brands:
        return Refused(Unfit.BRAND, bare)
    named = next((hit.key.customer.name for hit in hits(bare, known.customers) if hit.exact), None)
    return Refused(Unfit.CUSTOMER, named) if named is not None else None


def _refused_name(customer_id: str, words: str, known: Vocabulary) -> Refused | None:
    if len(words) > LONGEST_NAME:
        return Refused(Unfit.TOO_LONG)
    if is_common_word(words) or len(_PLACE_OR_TRADE.sub("", words)) < 2:
        return Refused(Unfit.COMMON)
    if words in known.brands:
        return Refused(Unfit.BRAND, words)
    tag = tag_of(words, known.pains)
    if tag is not None:
        return Refused(Unfit.TAG, tag)
    own = next((one for one in known.book.customers if one.id == customer_id), None)
    if own is None:
        return Refused(Unfit.GONE)
    if words in (own.name, *own.short):
        return Refused(Unfit.KNOWN)
    own_score = 3 + (len(words) > 2)  # of a name written with the same characters (nlp.customers.Hit)
    for hit in hits(words, known.customers, believed=1):
        other, is_whole = hit.key.customer, hit.end - hit.start == len(words)
        if other.id != customer_id and (is_whole or hit.score >= own_score):
            return Refused(Unfit.CUSTOMER, other.name)
    return None


def _too_frequent(pattern: str, notes: Sequence[str]) -> Refused | None:
    if len(notes) < _FEWEST_NOTES:
        return None
    percent = 100 * sum(1 for note in notes if re.search(pattern, note)) / len(notes)
    return Refused(Unfit.FREQUENT, f"{percent:.0f}") if percent > _MOST_PERCENT else None
