"""说到下一家: where a note turns to another customer, by a contact of the speaker's own told there.

References, neighbours, partners, plans and other people's visits open nothing.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

from nlp.company_mentions import Company, companies
from nlp.customers import CustomerIndex
from nlp.focus import main_customer

HAN_NUMBERS = "一二三四五六七八九十"
_NTH = rf"(?:第[{HAN_NUMBERS}\d]{{1,2}}(?:家|个(?:客户)?))"
#: what moves the tale on to the next visit
_THEN = (
    r"然后|接着|紧接着|之后|后来|再后来|完了|完事(?:了|儿)?|随后|接下来|最后|末了|回来(?:的)?路上|路上|顺路|顺道|顺便|"
    r"吃完饭|午饭后|饭后"
)
_ANOTHER = rf"{_NTH}|(?:另|另外|还有|再)(?:有)?一家"
_TIME = (
    r"(?:今天|昨天|前天|今儿|昨儿|(?:上|这|本)?(?:个)?(?:周|礼拜|星期)[一二三四五六日天]|\d{1,2}[号日])?"
    r"(?:早上|上午|中午|下午|晚上|傍晚|一早|一大早)|今天|昨天|前天|今儿|昨儿|刚才|刚刚|刚|"
    r"(?:上|这|本)?(?:个)?(?:周|礼拜|星期)[一二三四五六日天]|\d{1,2}月\d{1,2}[号日]|\d{1,2}[号日]|"
    rf"[{HAN_NUMBERS}两\d]{{1,3}}点(?:多|半|钟)?"
)
_FILLER = r"嗯|呃|啊|哦|那个|就|还|又|再|也|先|另外|还有|对了|我们?|是"
_LEAD = re.compile(rf"(?:(?:{_ANOTHER}|{_THEN}|{_TIME}|{_FILLER})[，,、：:\s]*)+$")
_WENT = (
    r"(?:电话|微信|上门)?(?:拜访|走访|回访|登门|上门)(?:了|过|完)?|(?:去|到|跑到|赶到|转到|拐到|绕到|赶去|转去|跑去|跑|见|看|"
    r"会|转战|杀到)(?:了|过|完)?(?:一?(?:趟|下|次|回))?|(?:又|再)?(?:打(?:了|过)?(?:个)?电话给|打给|"
    r"打了(?:个)?电话到|致电|联系了|联系上了?|电话(?:联系|回访|拜访)(?:了)?|约见了?|碰了)"
)
_LINK = (
    r"(?:(?:另外?)?[一二两]?家|了?一?个)?(?:老客户|新客户|客户|新公司|公司)?[，,：:\s]?"
    r"(?:叫做?|就是|是|名叫)?(?:的|那个)?\s?"
)
_VERB = re.compile(rf"(?P<verb>{_WENT})\s?{_LINK}$")
_INTRODUCED = re.compile(r"(?:一?个)?(?:老|新|新的)?(?:客户|公司)[，,：:\s]?(?:叫做?|就是|是|名叫)?\s?$")
_WITH = re.compile(r"(?:微信上?|电话(?:里|上)?|线上|视频)?(?:跟|和|给|同|与|找)$")
_WITH_DONE = re.compile(
    r"(?:那边|这边)?(?:的)?[^，。；\n]{0,12}?(?:通了|打了|打过|聊了|聊的|聊完|聊得|谈了|沟通了|联系了|视频了|碰了|碰头|见了|见的|吃了|"
    r"开了|发了(?:个|封|条)?(?:微信|邮件|短信|消息))"
)
#: a contact told right behind a company's name
_DONE = re.compile(
    r"见了|见到|见的|见着|会了|聊了|聊的|聊得|聊天|聊完|谈了|谈的|谈完|通了|通完|打了|打的|打来|打(?:了|过|来)?(?:一?个)?电话|来电|来了电话|电话里|微信上|微信聊|微信沟通|"
    r"电话沟通|视频会|上门|登门|面访|拜访|走访|去的|到的|碰了|碰到|沟通了|接待|跟[^，。；\n]{1,8}(?:聊|谈|碰)"
)
_SAYS = re.compile(r"见了?|聊|谈|说|讲|电话|微信|碰|沟通|反馈|提到|反映|在用|用的|上门|拜访|要|想|问")
_NOT_MINE = re.compile(
    r"明天|后天|下下?个?(?:周|月|礼拜|星期)|下次|改天|打算|准备|计划|想去|要去|等着?|没|不|本来|原定|原本|以前|之前|上次|"
    r"上回|去年|前年|上个?月|当年|曾经|建议|如果|要是|万一|可能|应该|听说|据说|他们|她们|[他她]|对方|客户说|人家|别人|"
    r"介绍|推荐|带我|让我|叫我|请我|陪我|派我|约了|约好|路过|好像"
)
#: a subject may end so: “王经理又去了恒瑞” was none of our doing
_SUBJECT_END = re.compile(r"(?:[他她们方总工理任长管姐哥师董主科带让叫请派劝说催荐绍])$")
_OURS = re.compile(rf"然后|接着|之后|后来|完了|完事|随后|我|{_NTH}|(?:另|另外|还有|再)(?:有)?一家|[午上]又|又[去跑到]")
_REFERENCE_BEFORE = re.compile(
    r"(?:不是|并非|别跟|区别于|像|类似|好比|如同|比如|跟|和|与|同|及|被|把|给|帮|替|供|卖给|推荐|介绍|提到|说起|提起|参考|隔壁|"
    r"旁边|对面|竞争对手|对手|供应商|客户是|下游|上游|母公司|总部是|属于|合作方?|从)(?:的|了|是|叫|那个|一下)?$"
)
_REFERENCE_AFTER = re.compile(
    r"(?:那边|那里|那家)?(?:也|都|已经)?(?:在用|用了|上了|做过|的案例|案例|的项目|那样|一样|跳槽|出来的|过来的|合作|的子公司|"
    r"的母公司|介绍|推荐|集团|抢|挖)|(?:的)?[^，。；\n]{0,8}(?:介绍我|推荐我|让我去|带我去)|(?:那边|那里)?(?:我|我们)?(?:明天|后天|下周|改天|上次|之前|以前)"
)
_LEAVING = re.compile(r"(?:那边|那里)?(?:出来|回来|过来|离开)(?!的)")  # 刚从华鼎出来
_RETURNS = re.compile(
    r"(?:回头再说|回过头(?:来)?(?:再)?说?|再说回?说?|说回到?|回到|再补充|补充(?:一下|一点)?|刚才(?:说的|那个|去的)?|"
    r"前面(?:说的)?|对了|还有|至于|另外|上午的?|下午的?|然后|那)[，,：:\s]*$"
)
EDGE = "，。；;：:、！!？?\n \t…—（()）-•·.①②③④⑤⑥⑦⑧⑨“”\"'"
_HARD = "。；;！!？?\n"
_NUMBERED = re.compile(rf"(?:^|[\n。；;，,\s])(?:[（(]?[{HAN_NUMBERS}\d][、.．)）]\s*|[①-⑨]\s*)$")
_KEPT_APART = re.compile(
    r"(?:我|再)?(?:另外|另行|单独|回头|稍后|晚点|待会儿?|等下)(?:再)?(?:记|录|写|发|补)|另行?记|"
    r"(?:这条|本条|这次|主要|重点)(?:主要|重点|只)?(?:是)?(?:记|说|写|讲)"
)
_GOES_ON = re.compile(rf"{_THEN}|{_ANOTHER}|我|[午上]又")
_FOLLOWS = re.compile(rf"{_THEN}|{_ANOTHER}|又|还|再|[上中下]午|晚上")
_IN_TURN = re.compile(r"[上中下]午|晚上|早上|然后|接着|后来|之后|完了")
_NOT_NOW = re.compile(r"上次|之前|以前|去年|[他她]聊|明天|下周|改天")
_TOLD_BY = re.compile(r"(?!也|都|在)[^，。；\n]{0,8}?(?:说|讲|见了|聊)")
_FIRST = "第一家"  #: what a number before a line stands for
_LOOK_BACK = 80  #: characters of the sentence before a name
_LOOK_AHEAD, _NEAR = 40, 30  #: characters behind a name that may tell of the contact
#: several visits are announced: whoever is named at the head of a clause then was one of them
_ANNOUNCED = re.compile(
    r"(?<!们)(?:跑|去|走|拜访|走访|见|看|聊|打|联系|回访)了?[两二三四五六七八几\d]+(?:家|个客户|个电话)|"
    r"(?:^|今天|昨天|上午|下午|[，,。\s])[两三四五六]家都"
)
_LISTED = re.compile(r"\s?(?:[和跟、与及]|还有)+\s?")


@dataclass(frozen=True)
class Turn:
    """Where the tale turns to a company; `follows`: as the next of a row (“下午又去了…”)."""

    start: int
    company: Company
    follows: bool = False


def openings(text: str, found: tuple[Company, ...], index: CustomerIndex, pauses: tuple[int, ...]) -> list[Turn]:
    """The turns to companies, in order; none where the rep says that he will record the others apart."""
    if _KEPT_APART.search(text):
        return []
    is_announced = bool(listed(text, found) or announces(text))
    opened = [turn for one in found if (turn := _opening(text, one, pauses, is_announced)) is not None]
    return _with_first(text, opened, index)


def announces(text: str) -> bool:
    """Whether the words say that several customers were seen (“跑了三家”)."""
    return bool(_ANNOUNCED.search(text))


def listed(text: str, found: tuple[Company, ...]) -> tuple[Company, ...]:
    """Companies visited and named in one breath (“先后拜访了华鼎和恒瑞”): the first of each such pair."""
    return tuple(
        one
        for one, other in pairwise(found)
        if _LISTED.fullmatch(text[one.end : other.start])
        and re.search(r"[去到访跑见]了?$", text[max(0, one.start - 2) : one.start])
    )


def _opening(text: str, company: Company, pauses: tuple[int, ...], is_announced: bool) -> Turn | None:
    """The turn to a company, if the words around its name tell of a contact of the speaker's own."""
    if company.denied or _REFERENCE_AFTER.match(text, company.end):
        return None
    earliest = max(0, company.start - _LOOK_BACK)
    begin = max((text.rfind(mark, earliest, company.start) + 1 for mark in _HARD), default=0) or earliest
    before, after = text[begin : company.start], text[company.end : company.end + _LOOK_AHEAD]
    verb = _VERB.search(before)
    with_ = None if verb else _WITH.search(before)
    ahead = verb or with_
    ahead_of_name = ahead or _INTRODUCED.search(before)
    cut = ahead_of_name.start() if ahead_of_name else len(before)
    number = None if ahead else _NUMBERED.search(before)
    lead = number or _LEAD.search(before[:cut])
    start = begin + (lead.start() if lead else cut)
    told = _FIRST if number else lead[0] if lead else ""
    is_soft = start == 0 or text[start - 1] in EDGE or any(start <= pause <= begin + cut for pause in pauses)
    if not _is_ours(text, begin, start, told, is_soft):
        return None
    if verb:
        is_opening = _is_done(verb["verb"], after, told)
    elif with_:
        is_opening = _WITH_DONE.match(after) is not None
    else:
        is_opening = _is_heading(after, told, is_soft, begin == start)
        is_opening = is_opening or (is_announced and is_soft and not told and _TOLD_BY.match(after) is not None)
    return Turn(start, company, bool(_FOLLOWS.search(told))) if is_opening else None


def _is_ours(text: str, begin: int, start: int, told: str, is_soft: bool) -> bool:
    """Whether nothing before the lead makes it a plan, or somebody else's deed (“王经理又去了恒瑞”)."""
    if _GOES_ON.search(told):
        return not re.search(r"[带陪让叫派请约劝催]$", text[begin:start])
    if not is_soft and (not _OURS.search(told) or _SUBJECT_END.search(text[begin:start])):
        return False
    soft = max((text.rfind(mark, begin, start) for mark in "，,、：: "), default=-1)
    return not _NOT_MINE.search(text[max(begin, soft + 1) : start])


def _is_done(verb: str, after: str, told: str) -> bool:
    """Whether the contact took place, and is not only meant to."""
    if _NOT_MINE.search(told):
        return False
    is_past = verb.endswith(("了", "过", "完", "趟", "下", "次", "回")) or "了" in verb or after[:1] in ("了", "过")
    heard_there = ("访" in verb or "电话" in verb) and re.match(r"[^。；\n]{0,12}[说讲]", after)
    return bool(is_past or _DONE.search(after) or heard_there or re.search(_ANOTHER, told))


def _is_heading(after: str, told: str, is_soft: bool, starts_sentence: bool) -> bool:
    """“第二家恒瑞，见了李总”, “下午恒瑞，李总说…”, “恒瑞那边，微信上和陈工聊了一下” at the beginning of a sentence."""
    near = re.split(r"[。；;\n]", after[:_NEAR])[0]
    if _NOT_NOW.search(near):
        return False
    if re.search(_ANOTHER, told):
        return is_soft or bool(_SAYS.search(near))
    if _IN_TURN.search(told):
        is_titled = is_soft and re.match(r"(?:那边|这边)?[，,：:]", after) and _SAYS.search(near)
        return bool(_DONE.search(near) or is_titled)
    return starts_sentence and bool(_DONE.search(near))


def _with_first(text: str, opened: list[Turn], index: CustomerIndex) -> list[Turn]:
    """Before the first visit that is opened by its own words stands, as in a note about one, what its customer is."""
    if not opened or opened[0].start == 0:
        return opened
    before = text[: opened[0].start]
    main, _ = main_customer(before, index)
    if main is None or not (_DONE.search(before) or _SAYS.search(before)):
        return opened
    first = next((one for one in companies(before, index) if one.start <= main.evidence.start < one.end), None)
    if first is None:
        return opened
    lead = before[: first.start]
    clause = re.split(r"[，,。；;：:、\s]", lead)[-1]
    refers = _REFERENCE_BEFORE.search(lead) and not _LEAVING.match(text, first.end)
    if first.denied or refers or _NOT_MINE.search(clause) or _REFERENCE_AFTER.match(text, first.end):
        return opened
    return [Turn(0, first), *opened]


def return_at(text: str, company: Company) -> int | None:
    """Where the tale goes back to a company that was told of before, if it does at this mention."""
    if company.denied or _REFERENCE_AFTER.match(text, company.end):
        return None
    earliest = max(0, company.start - _LOOK_BACK)
    cue = _RETURNS.search(text[earliest : company.start])
    if cue:
        return earliest + cue.start()
    return company.start if company.start == 0 or text[company.start - 1] in EDGE.replace("、", "") else None
