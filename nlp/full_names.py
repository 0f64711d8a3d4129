"""全名: where a surname with a given name stands, and what only looks like one."""

import re

from nlp.name_words import (
    ADDRESSES,
    DOUBLE_SURNAMES,
    FUNCTIONS,
    NEVER_FIRST,
    NOT_FULL,
    SINGLE_SURNAMES,
    TITLE_ADDRESSES,
    TITLES,
    UNLIKELY_FIRST,
)
from nlp.patterns import one_of
from nlp.segmentation import is_common_word, is_word

SURNAME = rf"(?:{'|'.join(DOUBLE_SURNAMES)}|[{SINGLE_SURNAMES}])"
_FULL = re.compile(rf"(?:{'|'.join(DOUBLE_SURNAMES)})[一-龥]{{1,2}}|[{SINGLE_SURNAMES}][一-龥]{{1,2}}")
#: what may follow a name
NEXT = re.compile(
    r"$|[\s、，。：；（()）,.;:→\-！!？?+＋/／|｜—【】\[\]“”]|说|讲|负责|管|拍|定|审|批|提|推|压|"
    r"把|在|和|跟|都|也|是|本人|他|她|这|那|最|觉|想|问|让|要|会|能|只|就|不|"
    r"没|已|口头|出|认|担|怕|嫌|看|盯|关心|比|聊|谈|碰|见|接|打|介绍|反映|写|"
    r"点头|抓|到|做|牵|签|决|把关|同意|反对|支持|顾虑|自己|两|三|一起|参|约|"
    r"通了|对了|回访|催|卡|用|天天|每天|确认|出差|当面|一直|直接|跟着|陪|带|才|还|先|再|比较|特别|很|没空|不在|"
    r"了|来|发|微信|电话|今天|原话|倾向|汇报|递|评|作陪|亲自|回复|表|告|吐槽|抱怨"
)
_CLOSED = re.compile(r"$|[、，。；：:（）()\s+＋/｜|]")
_NOT_A_NAME = re.compile(
    r"[说讲在了的不是会要没很就都也去来给把被跟与及那这们什么怎吧呢嘛啊呃嗯第几个块点我你他她今昨从向着吗每各次两自]|^周[一二三四五六日末]"
)
#: what only a person does: a bare name at the head of a clause may stand before it
ACTS = re.compile(
    r"\s?[，,（(、]?\s?(?:微信上?|电话里?|那边|又|也|今天|昨天|刚才?|刚刚|自己|亲自|本人|一直|私下|当场|负责|主动)*"
    r"(?:说|讲|反映|提到|告诉|推荐|负责|来电|打来|打电话|发来|发微信|发了|约|带|接待|作陪|陪|牵头|评估|审|批|签|拍板|"
    r"认可|支持|反对|同意|担心|怕|顾虑|嫌|要求|倾向|在推|力推|原话|反馈|回复|表示|表态|吐槽|抱怨|介绍|透露|开车|写|递|推)"
)
_TALKS = re.compile(r"聊|谈|见|碰|通|打|吃|约|在(?=[，。；\s]|$)")
_WHO_DOES = re.compile(r"(?:定|管|负责|压价|谈价|比价|拍板|签字|评估|牵头|对接|联系|推|选型|把关)的?(?:人)?是$")
_WITH_ANOTHER = re.compile(
    rf"\s?[和跟与、+＋/]\s?(?:[一-龥A-Z]{{0,4}}?{SURNAME}(?:{one_of(ADDRESSES)})|[老小]{SURNAME})"
)
_STRONG_TITLES = sorted(TITLE_ADDRESSES | {"总裁", "副总裁", "董事长", "女士", "先生", "老师", "师傅", "工"}, key=len)
_WITH_ADDRESS = re.compile(
    rf"(?P<name>(?P<surname>{SURNAME})[一-龥]{{1,2}}?)"
    rf"(?:\s?(?P=surname)(?P<again>{one_of(ADDRESSES)})|(?P<title>{one_of(_STRONG_TITLES)}))"
)
_NO_GIVEN = re.compile(rf"[副总正代前原老新小大区店部科厂班组队]|(?:{one_of(FUNCTIONS)})$")
_ADDRESS = re.compile(one_of(ADDRESSES))
_BOUNDARY = re.compile(
    r"(?:^|叫|见了|见的是|见的|见到了?|见|拜访|对\s|姓名[：:]|名字|全名|大名|联系人[：:]?|[、，。：:；;\s→+＋/／|｜【】\[\]（(—\-•·=＝]|"
    r"[和跟与找给的是约]|[他她它]们)$"
)
_HEAD = re.compile(r"(?:^|[、，。：:；;\s→+＋/／|｜【】\[\]—\-•·])$")


def with_address(text: str, start: int, after_title: bool) -> tuple[str, str, int] | None:
    """A full name with a form of address, its title or "", and where both end: 潘嵩经理, 舒畅舒主任."""
    match = _WITH_ADDRESS.match(text, start)
    if not match or not (after_title or _BOUNDARY.search(text[max(0, start - 4) : start])):
        return None
    if len(match["surname"]) == 1 and text[start : start + 2] in DOUBLE_SURNAMES:
        return None
    name, given = match["name"], match["name"][len(match["surname"]) :]
    if _NOT_A_NAME.search(name) or name in NOT_FULL or name[:2] in NOT_FULL or _ADDRESS.match(given):
        return None
    if match["title"] and (_NO_GIVEN.search(given) or name[0] in NEVER_FIRST | UNLIKELY_FIRST):
        return None
    if (
        match["title"]
        and (is_word(name) if len(name) == 2 else is_common_word(name))
        and not (_HEAD.search(text[:start]) and _CLOSED.match(text, match.end()))
    ):
        return None
    address = match["again"] or match["title"]
    return name, address if address in TITLE_ADDRESSES | {"总裁", "副总裁"} else "", match.end()


def full_name(text: str, start: int, after_title: bool) -> str | None:
    """The full name that begins at `start`, if the words around it let one stand there."""
    match = _FULL.match(text, start)
    if not match or not (after_title or _BOUNDARY.search(text[max(0, start - 4) : start])):
        return None
    surname_length = 2 if text[start : start + 2] in DOUBLE_SURNAMES else 1
    for length in (surname_length + 2, surname_length + 1):
        said = text[start : start + length]
        if len(said) < length or not re.fullmatch(r"[一-龥]+", said):
            continue
        if _NOT_A_NAME.search(said) or said in NOT_FULL or said[:2] in NOT_FULL:
            continue
        if not NEXT.match(text, start + length):
            continue
        closed = _CLOSED.match(text, start + length)
        if length == surname_length + 2 and not closed and NEXT.match(text, start + length - 1):
            continue  # 何静打了, 易安负责: the third character begins the next word
        if _is_likely(text, start, said, after_title, bool(closed)):
            return said
    return None


_AFTER_TITLE = re.compile(rf"(?:{one_of(TITLES)})\s?$")
#: 小普 普朗, 钱总本人 钱正国
_CALLED_BEFORE = re.compile(rf"(?P<surname>{SURNAME})(?:{one_of(ADDRESSES)})?(?:本人)?[\s，=]+$")


def _is_likely(text: str, start: int, said: str, after_title: bool, closed: bool) -> bool:
    end, before = start + len(said), text[max(0, start - 6) : start]
    is_short = len(said) == 2
    if after_title:
        if is_short and _AFTER_TITLE.search(before) and closed and said[0] not in NEVER_FIRST:
            return True
        if not is_short and said[2] in "签批定审拍推提管报选":
            return False
        doubtful = said[0] in NEVER_FIRST or (said[0] in UNLIKELY_FIRST and is_word(said))
        known = is_common_word(said) if ACTS.match(text, end) or _TALKS.match(text, end) else is_word(said)
        return not (is_short and doubtful and (known or not (closed or _TALKS.match(text, end))))
    if closed and _WHO_DOES.search(before):
        return True
    if _HEAD.search(before[-1:]) and _WITH_ANOTHER.match(text, end):
        return True
    called_before = _CALLED_BEFORE.search(before) if closed else None
    if called_before and called_before["surname"] == said[0]:
        return True
    if is_word(said) or said[0] in UNLIKELY_FIRST:
        return False
    called = re.search(r"叫\s?$", before)
    if is_short and not called:
        return bool(_HEAD.search(before[-1:]) and ACTS.match(text, end)) or bool(_TITLED_AFTER.match(text, end))
    if called or ACTS.match(text, end) or _WITH_ANOTHER.match(text, end) or _TALKS.match(text, end):
        return not re.search(r"用的是$", before)
    return closed and not ((re.search(r"[的是给]$", before) and is_common_word(said[1:])) or before.endswith("用的是"))


_TITLED_AFTER = re.compile(
    rf"\s?[，,（(、]?\s?(?:(?:他|她)?(?:是|职位是?|职务是?|担任)[：:]?)?[一-龥A-Z]{{0,6}}?(?:{one_of(TITLE_ADDRESSES)})"
    r"(?=[，。,）)；、\s]|$)"
)
