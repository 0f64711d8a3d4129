"""决策链: what part each person has in the purchase, how much weight, and what worries them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.lexicon import Lexicon
from domain.reading import Evidence, Said, Stakeholder
from nlp.people import Person, role_of_title, subject
from nlp.segmentation import Clause, trim

#: a part in deciding, with its weight; the first that matches a clause at a place wins
_PARTS = (
    ("低", re.compile(
    r"(?:只能|只|就是|仅|只是|就)(?:负责)?(?:提(?:个)?(?:点)?(?:建议|意见|需求|要求)|"
    r"给(?:个)?(?:建议|意见)|参考|出出主意)"
)),
    ("高", re.compile(

    r"拍板|定夺|拿主意|做决定|说了算|说的算|最终决定|最后决定|做主|一票否决|"
    r"否决权|点头|(?:最后|最终)(?:是|由|还是|还要|要|得|再)?[^，。；\s]{0,6}?(?:拍|"
    r"批|定|签|审|同意)|"


    r"定的是|决定的是|自己(?:就)?能?定|能定|能批|可以批|有权批|(?<![不没待预固确稳肯约一规决制商])定(?=$|"
    r"[，。；、\s→，])|说(?:了)?定|来定|签字|能签|(?:要|得|须|需|等|经)[^，。；\s]{0,12}(?:同意|"
    r"批|签|审批)(?!评)|"


    r"(?<![审报]|一)批(?=$|[，。；\s]|准)|直接抓|亲自抓|决策人|决策者|才算数|终审|终批|"
    r"做(?:最后|最终)的?决定|一个人定|就定了|决策的?(?:还)?是|说话有分量|分量很?重|意见很?(?:关键|重要)|"
    r"影响力(?:最|是|比较|很|也|算|挺|：|:)*(?:高|大)|话语权(?:最)?(?:高|大)"
)),
    ("中", re.compile(

    r"评估|评审|审核|审(?=$|[，。；、\s→预技方价合])|把关|选型|负责选|推荐|报上去|"
    r"整理需求|往上递|报方案|(?:跟|向|去)[^，。；\s]{1,5}提(?!到|过|供|起)|提方案|出方案选|写申请|提申请|申请(?!表)|汇报|上报|"
    r"往上报|压价|砍价|谈价|议价|比价|在推|能推|力推|推动|"


    r"出需求|出具意见|打报告|立项|卡预算|卡费用|卡价格|管钱|管采购|管[^，。；\s]{0,4}招标|主导|"
    r"提需求|提要求|写需求|初审|复核|初筛|牵头|管技术|技术关|影响者|过一遍|影响力(?:是|"
    r"算|也|：|:)*(?:中|一般)|预算(?:归|由)|管预算|定技术|定标准|会签|参与(?:选|"
    r"评|决)"
)),
    ("低", re.compile(r"影响力(?:是|算|也|比较|：|:)*(?:低|小|不大)|提(?:个)?(?:意见|建议)|没什么话语权|使用者")),
)  # fmt: skip
_STANCE = re.compile(
    r"口头同意|同意(?:了|先|我|试|合作)|可以做|愿意|支持(?!系统)|反对|不同意|"
    r"犹豫|不太想|不看好|看好我们|有抵触|赞成|不赞成|认可|舍不得|他认了|拒绝|倾向(?:于)?(?:我们|咱|选我)"
)
_CONCERN = re.compile(
    r"(?P<verb>担心的是|担心|(?<![恐害可哪])怕的?是?|顾虑的?是?|嫌|看重的?是?|"
    r"在乎的?是?|在意的?是?|关心的?是?|盯(?:的是|着|得紧的是)?|关注的?是?|忌讳|"
    r"只问(?:了)?(?:一句)?|发愁|要求(?!我们?|很)|(?<=就是)(?=别|不能|不要))"
)
_WEIGHT = re.compile(r"影响力\s*(?:是|比较|最|很|也)?\s*(?P<level>高|大|中等?|一般|低|小)")
_NOT_CONCERN = re.compile(r"^(?:是)?(?:$|了|吗|的$)")
_NEGATED = re.compile(r"(?:不|没|没有|不太|不怎么|倒不|并不)$")
_UNKNOWN = re.compile(r"没定|未定|定不|谁定|还不清楚|不清楚|不知道|没说|没讲|不是他|不归|定不了|没权|不管")
_LEAD = re.compile(r"^(?:是|的是|的就是|着|：|:|\s|就是|比较|主要是|着的是)+")
_ARROW = re.compile(r"→|->|—>|➡")


_LONGEST_EVIDENCE = 80  #: characters that a person still reads at a glance


@dataclass(frozen=True)
class _Part:
    person: Person
    influence: str | None
    concern: tuple[int, int] | None
    start: int
    end: int


def decision_chain(
    text: str, parts: Sequence[Clause], persons: Sequence[Person], lexicon: Lexicon
) -> tuple[Said[Stakeholder], ...]:
    """Everyone whose part in the purchase the note states, in the order in which it names them."""
    found: dict[int, _Part] = {}
    for clause in parts:
        if clause.ours:
            for part in _parts_of(text, parts, clause, persons):
                key = persons.index(part.person)
                found[key] = _joined(found[key], part) if key in found else part
    return tuple(_stakeholder(text, found[key], lexicon) for key in sorted(found))


def _stakeholder(text: str, part: _Part, lexicon: Lexicon) -> Said[Stakeholder]:
    influence = part.influence
    if influence is None:
        role = role_of_title(part.person.title, part.person.name, lexicon)
        influence = lexicon.influence_of_role.get(role or "")
    concern = text[slice(*part.concern)] if part.concern else None
    start, end = min(part.start, part.person.first.start), max(part.end, part.person.first.end)
    if end - start > _LONGEST_EVIDENCE // 2:  # named in one place, described in another: show the description
        start, end = part.start, part.end
    if part.concern and max(end, part.concern[1]) - min(start, part.concern[0]) <= _LONGEST_EVIDENCE:
        start, end = min(start, part.concern[0]), max(end, part.concern[1])
    value = Stakeholder(part.person.name, part.person.title, influence, concern)
    return Said(value, Evidence(start, end, text[start:end]))


_ORDER = {"高": 3, "中": 2, "低": 1, None: 0}


def _joined(one: _Part, other: _Part) -> _Part:
    influence = max(one.influence, other.influence, key=lambda level: _ORDER[level])
    if "低" in (one.influence, other.influence):
        influence = "低"
    concern = one.concern or other.concern
    near = other if _ORDER[other.influence] > _ORDER[one.influence] else one
    return replace(near, influence=influence, concern=concern)


def _parts_of(text: str, parts: Sequence[Clause], clause: Clause, persons: Sequence[Person]) -> list[_Part]:
    if _ARROW.search(clause.text):
        return _chain_of_arrows(clause, persons)
    taken: list[_Part] = []
    for level, cue in _PARTS:
        for match in cue.finditer(clause.text):
            if _NEGATED.search(clause.text[: match.start()]) or _UNKNOWN.search(clause.text):
                continue
            who = _bearer(text, parts, clause, match, persons)
            if who is not None and not any(p.person is who and p.influence for p in taken):
                taken.append(_Part(who, level, None, clause.start, clause.end))
    stance = _STANCE.search(clause.text)
    if stance and not re.search(r"如果|要是|万一", clause.text):
        who = _bearer(text, parts, clause, stance, persons)
        if who is not None and not any(p.person is who for p in taken):
            taken.append(_Part(who, None, None, clause.start, clause.end))
    worry = _CONCERN.search(clause.text)
    if worry and not _NEGATED.search(clause.text[: worry.start()]):
        who = _bearer(text, parts, clause, worry, persons)
        span = _concern_span(text, clause, worry)
        if who is not None and span:
            taken.append(_Part(who, None, span, clause.start, clause.end))
    return taken


def _bearer(
    text: str, parts: Sequence[Clause], clause: Clause, match: re.Match[str], persons: Sequence[Person]
) -> Person | None:
    """Who has the part: “要X同意” holds its person inside, else the subject."""
    inside = [
        (m.start, p)
        for p in persons
        for m in p.mentions
        if clause.start + match.start() <= m.start < clause.start + match.end()
    ]
    doers = [(start, person) for start, person in inside if not re.search(r"[跟向给报]$", text[clause.start : start])]
    if doers:
        return max(doers, key=lambda x: x[0])[1]
    return subject(text, parts, clause, clause.start + match.start(), persons)


def _chain_of_arrows(clause: Clause, persons: Sequence[Person]) -> list[_Part]:
    """“臧部长→副总郦总→董事长瞿总”: the last one decides, the others pass it on."""
    named = sorted(
        {(m.start, i) for i, p in enumerate(persons) for m in p.mentions if clause.start <= m.start < clause.end}
    )
    last = len(named) - 1
    return [
        _Part(persons[i], "高" if n == last else "中", None, clause.start, clause.end) for n, (_, i) in enumerate(named)
    ]


def _concern_span(text: str, clause: Clause, worry: re.Match[str]) -> tuple[int, int] | None:
    start, end = clause.start + worry.end(), clause.end
    lead = _LEAD.match(text[start:end])
    start += lead.end() if lead else 0
    start, end = trim(text, start, end)
    tail = re.search(r"(?:了|吧|呢|啊|这块|的问题)$", text[start:end])
    end = start + tail.start() if tail and tail[0] in ("吧", "呢", "啊") else end
    return (start, end) if end > start and not _NOT_CONCERN.match(text[start:end]) else None


def stakeholder_parts(text: str, lacking: Stakeholder) -> tuple[Said[Stakeholder], ...]:
    """The parts a bare answer gives of the person asked about: “影响力高，担心切换风险”, “价格”."""
    start, end = trim(text, 0, len(text))
    level = _WEIGHT.search(text) or re.fullmatch(r"(?P<level>高|中|低)(?:吧|的)?", text[start:end])
    influence = lacking.influence or (
        {"大": "高", "小": "低", "一般": "中", "中等": "中"}.get(level["level"], level["level"]) if level else None
    )
    concern = lacking.concern
    worry = _CONCERN.search(text)
    if worry and concern is None:
        clause = Clause(0, len(text), text, 0)
        stop = re.search(r"[，。；,;]", text[worry.end() :])
        span = _concern_span(text, replace(clause, end=worry.end() + stop.start()) if stop else clause, worry)
        concern = text[slice(*span)] if span else None
    elif concern is None and level is None and lacking.influence and 2 <= end - start <= 20:
        concern = text[start:end]
    if (influence, concern) == (lacking.influence, lacking.concern):
        return ()
    value = Stakeholder(lacking.name, lacking.title, influence, concern)
    return (Said(value, Evidence(start, end, text[start:end])),)
