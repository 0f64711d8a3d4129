"""说的是谁: whom the words of a clause are about, named in it, meant by 他 or left out."""

import re
from collections.abc import Sequence

from nlp.people import Person, job_start
from nlp.segmentation import Clause

#: the person after these hears of it, another does it (要先跟老板汇报)
_TOLD = re.compile(
    r"(?:跟|向|给|和|与|找|请示|报|等|让|请|问|帮|陪|约|见了?|骂|转给|递给|交给|对)(?:他们|她们|它们|他|她|我们)?(?:家)?的?(?:领导|上面)?$"
)
_NEEDED = re.compile(r"(?:得|要|须|需|等|经|跟|向|给|找|让|请)(?:他们|她们)?的?$")
_KIN = re.compile(r"[他她](?:爸|妈|哥|姐|弟|老公|老婆|儿子|女儿|爱人|先生|父亲|领导|老板|上司)")
#: others than the person named before them
_OTHERS = re.compile(
    r"(?:他们|她们|人家|大家|工人们?|员工们?|客户|老乡|业务员|师傅们|司机|对手|厂家|供应商|代理商?|下面的?人?|底下的?人?|"
    r"老师傅|年轻人|车间|采购部|财务部|商务部|技术部|部门)(?:[都也就还最很老总是]{0,2})$"
)
_HE = re.compile(r"[他她](?!们)|自己|本人|其本人")
#: a clause that begins so goes on about the one told of before it
_GOES_ON = re.compile(
    r"^(?:但是?|不过|而且|所以|反正|然后|又|也|还|就|都|最|只|先|老|一直|反复|特别|比较|主要|有点|不太|很|挺|再|再三|另外|唯一|顺便|"
    r"嘴上|个人|其实|当场|说|讲|觉得|说是|据说|就是|负责|可以|能|会|要|想|准备|打算|得|帮忙?|把[^，。；]{1,6}|[跟向给][^，。；]{1,6})*$"
)
_HAS_DONE = re.compile(r"(?:要|让|叫|派|安排|请|催|催着)[他她](?!们)")
_WOMAN = re.compile(r"(?:姐|女士|阿姨|嫂|老板娘|小姐|大姐|妈)$")
#: a clause about a department or a crowd
_GROUP = re.compile(
    r".{0,4}?(?:他们|她们|人家|大家|工人们?|员工们?|客户|供应商|代理商?|(?:采购|财务|商务|技术|生产|销售|质量|行政|法务|信息|人事|市场)部|董事会|集团|总部)"
    r"(?:那边|都|也|就|还)?(?!的|给)"
)
HELD_BY_MANY = re.compile(
    r"(?:员|工|内勤|会计|出纳|司机|护士|导购|班长|工程师|仓管|库管|机长|调度|助理|师傅)$"
)  # offices that many hold: 他 is none of them while somebody with a name is told of
_FAR = 4  #: clauses back to which a clause without subject may refer


def subject(text: str, parts: Sequence[Clause], clause: Clause, at: int, persons: Sequence[Person]) -> Person | None:
    """The person a cue at offset `at` is about: the one named before it in the clause, else the one after
    “…的是”, else the one whom 他/她/自己 or nothing at all stands for."""
    inside = [(m, p) for p in persons for m in p.mentions if clause.start <= m.start < clause.end]
    doers = [(m, p) for m, p in inside if m.start < at and not _TOLD.search(text[clause.start : job_start(text, m)])]
    between = text[max((m.end for m, _ in doers if m.end <= at), default=clause.start) : at]
    if _KIN.search(between) or _OTHERS.search(between):
        return None
    if doers and _HAS_DONE.search(between):  # 总监要他先摸底: he is not the one who wants it
        wants = {person.name for _, person in doers}
        return _told_of(text, parts, clause, [p for p in persons if p.name not in wants], far=len(parts))
    if doers:
        return max(doers, key=lambda item: item[0].start)[1]
    after = [(m, p) for m, p in inside if m.start >= at]
    if _HE.search(text[clause.start : at]):
        return _told_of(text, parts, clause, persons, far=len(parts))
    if after and re.search(r"是|由|为|：|:|归|靠|在", text[at : min(m.start for m, _ in after)]):
        return min(after, key=lambda item: item[0].start)[1]
    if _HE.search(clause.text[: at - clause.start + 2]):
        return _told_of(text, parts, clause, persons, far=len(parts))
    return _gone_on_about(text, parts, clause, persons) if _GOES_ON.match(text[clause.start : at]) else None


def _gone_on_about(text: str, parts: Sequence[Clause], clause: Clause, persons: Sequence[Person]) -> Person | None:
    """Whom a clause without subject goes on about: the one whom the clauses right before it are about."""
    number = _number(parts, clause)
    for before in reversed(parts[max(0, number - _FAR) : number]):
        if any(before.start <= m.start < before.end for p in persons for m in p.mentions):
            return _told_of(text, parts, clause, persons, far=_FAR)
        if _HE.search(before.text):
            return _told_of(text, parts, before, persons, far=len(parts))
        if _GROUP.match(before.text):
            return None
    return None


def _number(parts: Sequence[Clause], clause: Clause) -> int:
    return next(n for n, part in enumerate(parts) if part.start == clause.start)


def _told_of(
    text: str, parts: Sequence[Clause], clause: Clause, persons: Sequence[Person], *, far: int
) -> Person | None:
    """The one told of last before the clause, of whom 他 or 她 in it may be said."""
    earliest = parts[max(0, _number(parts, clause) - far)].start
    earlier = [(m, p) for p in persons for m in p.mentions if earliest <= m.start < clause.start]
    earlier = [(m, p) for m, p in earlier if p.first.kind != "office" or not HELD_BY_MANY.search(p.name)] or earlier
    pronoun = _HE.search(clause.text)
    if pronoun and earlier:
        near = parts[max(0, _number(parts, clause) - 2)].start
        named = [(m, p) for m, p in earlier if p.first.kind != "office" or m.start >= near]
        earlier = named or earlier
    if pronoun:  # “得总经理同意”: whose consent is needed is not the one who speaks of it
        told = [(m, p) for m, p in earlier if m.kind != "office" or not _NEEDED.search(text[: m.start])]
        earlier = told or earlier
        women = [(m, p) for m, p in earlier if _WOMAN.search(p.name)]
        if pronoun[0] == "她":
            earlier = women or earlier
        elif pronoun[0] == "他":
            earlier = [item for item in earlier if item not in women] or earlier
    return max(earlier, key=lambda item: item[0].start)[1] if earlier else None
