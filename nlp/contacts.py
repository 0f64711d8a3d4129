"""联系人: with whom the rep had direct exchange."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from domain.lexicon import Lexicon
from domain.reading import Contact, Evidence, Said
from nlp.decision_parts import PARTS
from nlp.names import Named
from nlp.people import Person, job_start
from nlp.roles import role
from nlp.segmentation import Clause
from nlp.subjects import subject

_TALKED = (
    r"聊|谈|碰|见了?|通(?:了|的|完|过|上)?(?:个|一个|次|了|半天|完)*(?:电话|视频|语音|话)|通(?:了|的)|[吃喝饮](?:了|的|个|着|饭|茶|酒|咖啡|面|火锅)|开(?:了|的|完|个|会)|"
    r"打(?:了|的|完|过|通)|沟通|交流|对接|确认|视频|语音|坐(?:了|的|下|着)?|碰(?:了|头|面)|约在|面谈|会谈|讨论|对(?:了|过|一下|方案|账)|过了|走(?:了|访)|"
    r"加(?:了|上)?(?:个|的)?微信|发(?:了|的)?微信|说(?:了|的|到|完|好)|讲(?:了|的|完)|(?:当面|现场|一起)"
)
#: 跟 and its like, with whatever company or department stands before the name
_WITH = re.compile(r"(?:^|[^不别没])(?:跟|和|与|同|找|陪|给|请|约)(?:了|着|到)?[^，。；\s说讲提问]{0,14}$")
_WITH_ACT = re.compile(
    rf"(?:[^，。；\s]{{0,6}}(?:和|跟|、|还有|与|加)[^，。；\s]{{1,10}}?)?[^，。；\s说讲]{{0,8}}?(?:{_TALKED})"
)
#: … which he only means to have: “约技术总监做一次线上交流”, but 今天约赵总喝茶 and 约钱总聊了
_MEANT = re.compile(r"(?:^|[，。；：、\s])(?:再|先|要|得|我|我们|想)?约[^，。；\s了过]{0,10}$")
_IS_DONE = re.compile(r"[^，。；]{0,12}?[了过的]")
#: verbs of contact before the name
_MET_BEFORE = re.compile(
    r"(?:通(?:了|的|过)(?:一?个)?(?:微信)?(?:语音|电话|视频)|到访|往访|会晤|见(?:了|着了?|的(?:就)?是|的|到了|到|过|面)|会见|拜访了?|拜会|登门|碰(?:了|到|上|见|着|了一下)了?|遇(?:到|见|上)了?|约(?:了|的|见了?)|"
    r"打给|打(?:了)?(?:个)?(?:电话|微信|视频|语音)?(?:电话)?(?:给|找)|电话给|打通了?|打到|(?:接|接待|对接|来|联系|陪同|出面|参会|出来|负责接待|回复|回|来电)(?:我们?)?(?:电话)?的?(?:人)?(?:还|就)?是|"
    r"对接人?|联系人?|联系(?:了|上了?|到)|对方|参加(?:的)?(?:人|人员|有|是)?|出席|在场的?(?:有|是|还有)?|聊的(?:是|人)?|找(?:了|到了?|的(?:是)?|上)|"
    r"接待(?:人|我们?)?的?是?|采访|参会的?(?:人|人员)?(?:有|是)?|到场的?(?:有|是)?|陪同的?(?:有|是)?|与会|人员|客户方|甲方|被访人|回访了?|走访了?|"
    r"面谈|会谈|面访|里跟|和他们|认识了?|问了|遇见|加了|发微信给|微信(?:上)?(?:找|问)了?|换成|来的(?:人)?是|来了|还有|(?:^|[\s，。、；：])见)[：:]?"
    r"(?:了|一个|一位|个|他们的?|她们的?|它们的?|客户的?|那边的?|公司的?|家的?|是|：|:|\s|叫|[呃嗯]|[他她]?(?:的)?(?:手底下|手下|底下|下面)的?|(?<=[人席话信方])，|(?:[两三四]个人|几个人)[，\s：]?)*$"
)
#: the company may stand between: 见了南通仁泰医疗的法规部薄经理
_MET_OF = re.compile(
    r"(?:见(?:了|到了?|着)|拜访了?|走访了?|回访了?|联系了?|约了|打给|打(?:了个)?电话给|碰到了?|碰了|找了?)(?!他(?!们)|她(?!们)|我)"
    r"[^，。；\s说讲提问要让由负定]{1,12}$"
)
_SEEN_OF = re.compile(r"(?:见(?:了|到了?|着了?)|拜访了?)[^，。；\s说讲]{1,8}$")
#: what somebody met does, behind the name
_MET_AFTER = re.compile(
    r"^(?:[\s，]*(?:我们俩?|我|本人|自己|亲自|也|都|就|今天|刚才?|刚刚|直接|主动|一直|又|终于|那边|他们|一起|两个人?|三个人?|开车|特地|专门|还|昨天|上午|下午|中午|在[^，。\s]{1,8}|(?:微信|电话|视频|邮件)(?:里|上)?))*"
    r"(?:接待|作陪|陪(?:我|着|同|了)|带(?:我|着我|路|我们)|约(?:我|了我|在)|请我|拉(?:我|着我)|找(?:我|到我|上)|问(?:我|了我|我们)|跟我|和我|给我|打(?:给我|来|过来|了?(?:个)?电话(?:来|过来|给我|找))|"
    r"来(?:电|电话|微信|消息|我们?|我司|公司|了)|发(?:的|来|了|给我|过来|我)(?:个|条|段)?(?:微信|消息|语音|邮件|信息)?|回(?:复|信|电|我|了我|微信)|在场|在旁边|在座|都在|也在|参加|出席|到场|接(?:的|了|电话|待)|在(?=[，。；\s]|$)|"
    r"(?:见着|见到|见上|碰到|碰上|碰着)了|当面|反馈|反映|原话|告诉我|让我|叫我|"
    r"开的|聊|谈|碰(?:了|头|面)|见(?:了|面)|来了|通了?电话|通的电话|吃的?饭|一起|打了|沟通|交流|开会|视频(?:会)?|现场|送我|签(?:了|收))"
)
_SAYS = re.compile(
    r"^(?:[\s，]*[嗯呃]?[\s，]*[他她])?(?:微信|电话|邮件|视频)?(?:里|上)?(?:人|这边|那边|自己|本人|呢|就|也|又|直接|还|先|一(?:上来|开口)|上来|主动|当场|反复|老|特别|很)*"
    r"(?:说(?!了算|的算|话(?!间)|行就|行才|可以就)|讲(?!究)|反映|提到|抱怨|介绍|告诉|透露|吐槽|诉苦|叫苦|倒苦水|发牢骚|补充|强调|表示|反馈|原话|回复|承认|坦言|演示|指着)"
)
_NOT_MET = re.compile(
    r"^(?:[\s，]*)(?:[他她])?(?:今天|这次|也|又|都|还|正好|刚好|临时|本人|人|最近|那天|这两天|说是|那边)*(?:出差|不在|没空|没见|没来|没在|没到|没参|没露|没接|没出|请假|休假|休息|去了?(?:外地|北京|上海|总部|客户)|出国|开会去|外出|走不开|生病|住院|缺席|未|才(?!出来|到|来)|本人(?=下|有空|不|没)|在(?=\s*我)|有空|没碰)"
)
_NOT_MET_BEFORE = re.compile(
    r"(?:没(?:有)?(?:见|碰|遇|找|约|联系)(?:着|到|上|成)?|见不(?:着|到)|碰不(?:着|到)|约好的?|原定|本来(?:约|要见|想见|说好)?|想见|要见|想找|想约|没找|替|代替|不是|换掉|转给|转交|接替|代)"
    r"(?:的|了|是|他们的?|跟|见|找)*$"
)
_FUTURE = re.compile(
    r"(?:下次|回头|下下?(?:个)?(?:周|礼拜|星期|月)|这?周[一二三四五六日]|明天|明后天|后天|大后天|改天|以后|到时|再约|再跟|再找|再去?(?:见|找|跟)|让我(?:去|再)?(?:找|联系|约)|等(?!了)|要我|月底|年后|节后|准备|打算|争取|想|[0-9一二三四五六七八九十]+号|之前|前)"
    r"[^，。；了过到]{0,8}$"
)
_LIST = re.compile(
    r"^\s*(?:[、+＋/／&]|和|及|与|跟|还有|以及|加上?|带着|[，,]\s?还有)?\s*(?:他们的?|还有|[他她](?:们)?(?:的)?(?:徒弟|手下|手底下|底下|助手|同事)?的?|[^，。；\s]{0,4}的?(?:女婿|儿子|女儿|弟弟|侄子|老婆|徒弟|助手|手下|同事))?\s*$|"
    r"^\s*(?:和|跟|还有|以及|加上?|带着|、)\s*(?:他们|她们|它们)?[^，。；\s说讲]{0,4}?(?:一个|一位|个叫?|个新来的|新来的)\s*$"
)
#: words that only a person absent is introduced by
_DECIDES_BEFORE = re.compile(
    r"(?:拍板的?(?:人)?(?:还)?是|(?:定|管|签字|做主|批)的(?:人)?是|决定的是|要|得|由|须|需要?|让|等|经|→|->|—|最后|最终|报给?|上面|他们的?|她们的?|看|这事|那就是|之后|转给|递给|听|归|"
    r"(?:跟|向|去找|去跟)|权在|手里|问|老板)\s*(?:他们|她们|我们|集团)?的?$"
)
_PART_OF_ABSENT = re.compile(
    r"^(?:那边|这边|那里|最|就|也|还|一起|共同|最后|最终|说他来|说他)?(?:盯|要求|关心|担心|怕|嫌|在乎|看重|批|审|签|拍|定|点头|卡|说了算|决定|同意|要|放话|提出|问|顾虑|抠)"
)
_SAID_BY = re.compile(r"(?:说|讲|据|听|透露|告诉我)(?:是)?(?:他们|她们)?(?:的)?$")
_SEPARATOR = r"[，、。；;：:｜|+＋/／（(）)\n\[\]【】\-—–,.·•&=＝\s✓✔️✅👤]"
_DOES = re.compile(r"[说讲见跟和给让要问由经找报给是有的等怕嫌]")
_HEADER_SENTENCES = 3
_LABELLED = re.compile(
    r"(?:对接人?|联系人?|人员|参会(?:人员?)?|参加(?:人员?)?|见到|见|对方|拜访(?:对象|人)?|与会|出席|陪同|客户方?|在场|接待(?:人)?|沟通对象|人|受访人?|访谈对象)\s?[：:]\s?$"
)


@dataclass(frozen=True)
class _Place:
    """One mention with the words before the office that belongs to it, and those behind it."""

    mention: Named
    start: int
    before: str
    after: str


def contacts(
    text: str, parts: Sequence[Clause], persons: Sequence[Person], lexicon: Lexicon, decided: dict[str, str]
) -> tuple[Said[Contact], ...]:
    """The people with whom the rep had direct exchange. `decided`: roles that their parts in deciding give by name."""
    places = {person.name: [_place(text, m) for m in person.mentions] for person in persons}
    met = [p for p in persons if any(_is_met(text, parts, place) for place in places[p.name])]
    met = _with_listed(text, persons, met, places)
    if not met:
        met = [p for p in persons if any(_speaks(place) for place in places[p.name])] or _speaking(
            text, parts, persons, places
        )
    else:
        met += [p for p in persons if p not in met and _speaks_first(text, places[p.name])]
    ordered = [p for p in persons if p in met]
    return tuple(
        Said(Contact(p.name, p.title, role(text, parts, p, persons, lexicon, decided)), _evidence(text, p))
        for p in ordered
    )


def _evidence(text: str, person: Person) -> Evidence:
    first = person.first
    return Evidence(first.start, first.end, text[first.start : first.end])


def _place(text: str, mention: Named) -> _Place:
    start = job_start(text, mention)
    return _Place(mention, start, text[max(0, start - 18) : start], text[mention.end : mention.end + 16])


def _is_met(text: str, parts: Sequence[Clause], place: _Place) -> bool:
    """Whether the words around a mention tell of direct exchange."""
    mention, before, after = place.mention, place.before, place.after
    if mention.kind == "label":
        return True
    if mention.instead_of is not None and _MET_BEFORE.search(
        text[max(0, mention.instead_of - 14) : mention.instead_of]
    ):
        return True
    if _is_absent(place):
        return False
    if _WITH.search(before) and _WITH_ACT.match(after):
        return not _MEANT.search(before) or bool(_IS_DONE.match(after))
    if _MET_BEFORE.search(before):
        return mention.kind != "office" or not re.search(r"(?:还有|对方|来了|问了)[：:\s]*$", before)
    if _MET_OF.search(before) and (mention.kind != "office" or _SEEN_OF.search(before)):
        return True
    if _MET_AFTER.match(after) and not re.match(r"\s?跟我吃", after):
        return not _DECIDES_BEFORE.search(before) or bool(re.match(r"(?:带我|约我|打来|打给我|来电|接待)", after))
    return _in_header(text, parts, place)


def _is_absent(place: _Place) -> bool:
    return bool(_NOT_MET.match(place.after) or _FUTURE.search(place.before) or _NOT_MET_BEFORE.search(place.before))


def _speaks(place: _Place) -> bool:
    return place.mention.kind != "office" and bool(_SAYS.match(place.after)) and not _SAID_BY.search(place.before)


_HE_SAYS = re.compile(
    r"^(?:然后|呃|嗯|那个|还有)?[他她](?:就|也|又|跟我|自己|今天)?(?:说|讲|问|反映|抱怨|告诉|吐槽|提到)"
)


def _speaking(
    text: str, parts: Sequence[Clause], persons: Sequence[Person], places: dict[str, list[_Place]]
) -> list[Person]:
    """Whom 他说 stands for, where nothing else tells who was met."""
    present = [p for p in persons if not any(_is_absent(place) for place in places[p.name])]
    said = (
        subject(text, parts, clause, clause.start + 1, present)
        for clause in parts
        if clause.ours and _HE_SAYS.match(clause.text)
    )
    first = next((person for person in said if person is not None), None)
    return [first] if first else []


def _speaks_first(text: str, places: Sequence[_Place]) -> bool:
    """Somebody who only speaks, while others were met: he was there too unless he is introduced as absent."""
    first = places[0]
    if any(_is_absent(place) for place in places) or not any(_speaks(place) for place in places[:2]):
        return False
    return not _DECIDES_BEFORE.search(first.before) and not any(_PART_OF_ABSENT.match(p.after) for p in places)


def _with_listed(
    text: str, persons: Sequence[Person], met: Sequence[Person], places: dict[str, list[_Place]]
) -> list[Person]:
    """Those met, and who stands in one list with them (臧部长、生管小臧)."""
    row = sorted(((pl.start, pl.mention.end, p) for p in persons for pl in places[p.name]), key=lambda item: item[:2])
    lists: list[list[tuple[int, int, Person]]] = []
    for item in row:
        between = text[lists[-1][-1][1] : item[0]] if lists else ""
        if lists and between and _LIST.match(between):
            lists[-1].append(item)
        else:
            lists.append([item])
    found = list(met)
    for one in lists:
        if len(one) > 1 and any(p in met for _, _, p in one):
            joined = [p for start, end, p in one if not _PART_OF_ABSENT.match(text[end : end + 8]) or p in met]
            found += [p for p in joined if p not in found]
    return found


def _in_header(text: str, parts: Sequence[Clause], place: _Place) -> bool:
    """A typed note lists whom it is about in its first lines: “合肥同和大药房，电话，信息科汤科长。”"""
    clause = next((c for c in parts if c.start <= place.mention.start < c.end), None)
    if clause is None:
        return False
    line = text[max(text.rfind("\n", 0, place.start), text.rfind("。", 0, place.start)) + 1 : place.start]
    labelled = any(_LABELLED.search(line[: m.end()]) for m in re.finditer(r"[：:]", line)) and len(line) < 40
    if place.mention.kind == "office" and not labelled:
        return False
    if clause.sentence > _HEADER_SENTENCES and not labelled:
        return _is_label(text, place)
    if any(part.cue.search(clause.text) for part in PARTS):
        return False
    listed = not place.before or re.search(rf"{_SEPARATOR}(?:他们的?|客户)?$|[和跟与及叫]$", place.before)
    opens = bool(listed) or (clause.sentence == 0 and not _DOES.search(line[-12:]))  # 海口椰风里超市财务邢会计：
    closes = not place.after or re.match(rf"(?:本人|一起|都在|（[^）]*）)?(?:{_SEPARATOR}|[和跟与及])", place.after)
    if opens and closes and not _is_said_of_deciding(text, place):
        return True
    return _is_label(text, place)


def _is_label(text: str, place: _Place) -> bool:
    """“罗曼：冻品到库里…”: somebody cited."""
    if place.mention.kind == "office" or not re.match(r"\s?[：:]", place.after):
        return False
    return bool(re.search(rf"^$|{_SEPARATOR}$", place.before)) and not _is_said_of_deciding(text, place)


def _is_said_of_deciding(text: str, place: _Place) -> bool:
    """Whether the words before or behind a name in a list say who decides: “决策：X”, “X：拍板”."""
    before, after = place.before[-8:], re.match(r"[\s：:，]*([^，。；\n]{0,8})", place.after)
    return bool(
        re.search(r"(?:决策|决定|拍板|定|谁定|审批|签字|权)[^，。；\n]{0,4}[：:]\s?$", before)
        or (after and any(part.cue.match(after[1]) for part in PARTS))
    )
