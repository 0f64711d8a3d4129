"""提到的公司: every company named in a note, known or new."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from domain.reading import CustomerMention, Evidence, Said
from nlp.customers import CustomerIndex, Hit, hits
from nlp.focus import mentioned
from nlp.patterns import one_of
from nlp.places import PLACES, TRADES
from nlp.segmentation import is_word

_DENIED = re.compile(r"(?:不是|并非|别跟|不要跟|不要和|区别于)[^，。；\s（）()]{0,10}$")
#: words of trade that also are what anybody has or does
_EVERYDAY = frozenset(
    "设备 装备 工具 网络 数据 信息 技术 检测 工程 培训 教育 物流 仓储 运输 快递 物业 保险 银行 软件 建设 "
    "集成 文化 传媒 便利 连锁 零售 旅游 配件 机器人 传感器 仪器 仪表 智能 自动化 空调 电梯 汽车 "
    "家具 空调 医院 酒店 饭店 超市 药房 健身 体育 集团 企业 实业 股份".split()
)
_TRADE = one_of(TRADES)
_STOP = r"(?=做|搞|卖|开|是|的|他们|那边|这边|今天|上午|下午|刚|我|联系|见|聊|老板|[，,。；;、：:\s（(]|$)"
_INTRODUCED = re.compile(
    rf"(?:新客户|新的客户|新开发的?客户|陌生客户|一家|个客户|家公司|家客户)[：:，,\s]*(?:是|叫做?|名字叫|名叫)\s*(?P<name>[一-龥A-Za-z0-9]{{2,12}}?){_STOP}"
    rf"|(?:新客户|新的客户)[：:\s]*(?P<bare>[一-龥]{{2,6}}?(?:{_TRADE}){{1,3}}(?:有限公司|公司|厂)?)"
    rf"|第[一二三四五六七八九十\d]{{1,2}}(?:家|个客户)(?:去的?)?[，,：:\s]?(?:是|叫做?|去的?是?)?\s*"
    rf"(?P<nth>(?!是|没|不|就|在|也|还|去|跟|和|他|她|我|客户|我们|那边|说|要)[一-龥A-Za-z0-9]{{2,8}}?){_STOP}"
)
_PLACED = re.compile(
    rf"(?P<name>(?:{one_of(PLACES)})(?:市|省)?(?!的|那|这)(?P<head>[一-龥]{{2,4}}?)(?:{_TRADE}){{1,3}}(?:有限公司|公司|厂|集团)?)"
)
_TRADED = re.compile(
    rf"(?<=[去到了趟访见给])(?P<name>(?P<head>(?![的做是了去在这那个家他她我们跟和与见聊一])[一-龥]{{2,3}}?)(?P<trade>(?:{_TRADE}){{1,2}})"
    rf"(?P<form>有限公司|公司|厂|集团)?)"
)
_NO_HEAD = re.compile(
    r"[的做是了去在这那他她我们跟和与见聊说]|车间|仓库|现场|生产|财务|采购|办公|隔壁|工厂|总部|展会|客户"
)


@dataclass(frozen=True)
class Company:
    """A company named at [start, end). `ids`: the known customers it may be, none for one that nobody knows."""

    start: int
    end: int
    said: Said[CustomerMention]
    ids: frozenset[str] = frozenset()
    denied: bool = False

    def is_same(self, other: "Company") -> bool:
        """Whether both may be the same company."""
        if self.ids and other.ids:
            return bool(self.ids & other.ids)
        mine, theirs = self.said.evidence.words, other.said.evidence.words
        return mine in theirs or theirs in mine


def companies(text: str, index: CustomerIndex) -> tuple[Company, ...]:
    """Every company named, in order, without overlaps; known ones first where two readings compete."""
    found: list[Company] = []
    for group in _together(hits(text, index)):
        said = mentioned(text, group, index)
        at = said.evidence
        best = max(hit.score for hit in group)
        ids = {hit.key.customer.id for hit in group if hit.score == best} | set(said.value.candidates)
        found.append(_company(text, said, at.start, at.end, frozenset(ids)))
    for start, end in _unknown(text):
        if not any(start < one.end and one.start < end for one in found):
            said = Said(CustomerMention(text[start:end]), Evidence(start, end, text[start:end]))
            found.append(_company(text, said, start, end, frozenset()))
    return tuple(sorted(found, key=lambda one: one.start))


def _company(text: str, said: Said[CustomerMention], start: int, end: int, ids: frozenset[str]) -> Company:
    return Company(start, end, said, ids, bool(_DENIED.search(text[max(0, start - 15) : start])))


def _together(found: Iterable[Hit]) -> Iterator[list[Hit]]:
    """Hits of the same words."""
    group: list[Hit] = []
    for hit in sorted(found, key=lambda hit: hit.start):
        if group and hit.start >= max(one.end for one in group):
            yield group
            group = []
        group.append(hit)
    if group:
        yield group


def _unknown(text: str) -> Iterator[tuple[int, int]]:
    for match in _INTRODUCED.finditer(text):
        yield match.span(next(name for name in ("name", "bare", "nth") if match[name]))
    for match in _PLACED.finditer(text):
        if not _NO_HEAD.search(match["head"]):
            yield match.span("name")
    for match in _TRADED.finditer(text):
        is_plain = match["trade"] in _EVERYDAY and not match["form"]
        if not is_plain and not is_word(match["head"]) and not _NO_HEAD.search(match["head"]):
            yield match.span("name")
