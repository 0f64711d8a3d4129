"""联系人: with whom the rep had direct exchange, and in which role."""

import re
from collections.abc import Sequence

from domain.lexicon import Lexicon
from domain.reading import Contact, Evidence, Said
from nlp.names import Named, named_people
from nlp.patterns import one_of
from nlp.people import Person, job_start, role_of_title, subject
from nlp.segmentation import Clause

_MET_BEFORE = re.compile(
    r"(?:见(?:了|着|的是|的|到了|到|过)?|会见|拜访了?|拜会|登门|碰了一下|碰到|约了?|"
    r"跟|和|与|同|陪|打给|打电话给|电话给|打通了?|接电话的(?:就)?是?|对方|对接人|"
    r"联系人?|"
    r"参加(?:人|人员)?|出席|在场的?(?:有|是)?|聊的是|找了|接待我?们?的?是?|采访|"
    r"参会的?(?:人|人员)?(?:有|是)?|到场的?(?:有|是)?|陪同的?(?:有|是)?|回访了?|走访了?|联系了?|"
    r"面谈|会谈|微信上?|电话|问了|里跟|和他们|认识了?)[：:]?"
    r"(?:了|一个|他们的?|她们|客户的?|那边的?|公司的?|家的?|是|(?<=[人席话信方])，|：|\s)*$"
)
#: the company may stand between: 刚跟南通仁泰医疗的法规部薄经理
_MET_OF = re.compile(r"(?:跟|和|与|见了|见到|拜访了?|打给)[^，。；]{2,14}(?:的|那边的?|家的?)$")
#: the company and the department without 的: 拜访锐锋刀具生产副总雷总
_MET_AT = re.compile(
    r"(?:拜访了?|走访了?|回访了?|联系了?|见了|见到了?|约了|打给|打电话给)(?!他|她)[^，。；\s说讲提问要让由负定]{2,10}$"
)
_MET_AFTER = re.compile(
    r"^(?:都|也|一起|今天|刚才?|直接|在[^，。\s]{1,6}|那边|(?:微信|电话|视频)(?:上|里)?|两个人|约在[^，。\s]{1,6})?(?:开的|"
    r"聊|谈|碰|见了|都来了|来了|接的|接电话|在场|通了?电话|通的电话|约在|吃的?饭|"
    r"一起|当面|确认|打了|沟通|交流|开会|视频|说过?|讲|跟我|问我|告诉|反映|提到|"
    r"吐槽|抱怨|介绍|叫苦|透露)"
)
_SAYS = re.compile(
    r"^(?:[\s，]*[嗯呃]?[\s，]*[他她])?(?:也|就|又|直接|老)?(?:说|讲|反映|提到|"
    r"抱怨|介绍|告诉|透露|吐槽|叫苦|嫌|问(?!一句)|跟我[讲说]|让我|想让|带我)"
)
_NOT_MET = re.compile(
    r"^(?:[\s]*)(?:出差|不在|没空|没见|没来|请假|没露面|今天不在|休假|才|本人(?=下|"
    r"有空|不|没)|在(?=\s*我)|有空)"
)
_FUTURE = re.compile(r"(?:下次|回头|下周|下个?月|明天|后天|改天|以后|到时|再约|再跟|再找|让我找|等)[^，。；]{0,8}$")
_LIST = re.compile(r"^\s*(?:、|和|及|与|跟|还有|以及)\s*(?:他们的?|还有)?\s*$")
#: words of a part in deciding: such a clause lists nobody who was met
_DECIDES = re.compile(r"拍|定|批|审|签|推荐|评估|选|压价|把关|点头|申请|报方案|提方案|影响力|最关心|担心|怕")
_DECIDES_BEFORE = re.compile(
    r"(?:拍板的?(?:人)?(?:还)?是|定的(?:人)?是|决定的是|要|得|由|须|需要?|让|"
    r"等|经|→|->|最后|最终|签字的是|做主的是|报给?|上面|他们的?|看|这事|那就是|"
    r"之后)\s*(?:他们|她们|我们|集团)?的?$"
)


_DENIED = re.compile(r"[不没]$")
_FAILS = re.compile(r"不了|不下")  # 他定不了


def decides(words: str) -> bool:
    """Whether the words speak of a part in deciding."""
    return bool(_DECIDES.search(words))


def contacts(
    text: str, parts: Sequence[Clause], persons: Sequence[Person], lexicon: Lexicon
) -> tuple[Said[Contact], ...]:
    """The people with whom the rep had direct exchange."""
    met = [p for p in persons if any(_is_met(text, parts, mention) for mention in p.mentions)]
    met = [p for p in persons if p in met or _listed_with(text, p, persons, met)]
    return tuple(
        Said(Contact(p.name, p.title, role(text, parts, p, persons, lexicon)), _evidence(text, p)) for p in met
    )


def _evidence(text: str, person: Person) -> Evidence:
    first = person.first
    return Evidence(first.start, first.end, text[first.start : first.end])


def _is_met(text: str, parts: Sequence[Clause], mention: Named) -> bool:
    start = job_start(text, mention)
    before, after = text[max(0, start - 14) : start], text[mention.end : mention.end + 10]
    if mention.instead_of is not None and _MET_BEFORE.search(
        text[max(0, mention.instead_of - 14) : mention.instead_of]
    ):
        return True
    if _NOT_MET.match(after) or _FUTURE.search(before):
        return False
    if _MET_BEFORE.search(before):
        by_the_way = mention.kind == "office" and re.search(r"[跟和与向同找]$", before)
        return not by_the_way or bool(re.match(r"[^，。\s]{0,4}(?:聊|谈|见|通|吃|碰|打|开|沟通)", after))
    if mention.kind != "office" and _MET_AT.search(before):
        return True
    if mention.kind != "office" and _SAYS.match(after) and not re.match(r"说了算|说的算|说话", after):
        return True
    if (
        _MET_AFTER.match(after)
        and not re.match(r"说了算|说的算|说话|跟我吃", after)
        and not _DECIDES_BEFORE.search(before)
    ):
        return mention.kind != "office"
    return _in_header(text, parts, mention, start)


def _listed_with(text: str, person: Person, persons: Sequence[Person], met: Sequence[Person]) -> bool:
    """Whether the person stands in one list with somebody met (臧部长、生管小臧)."""
    row = sorted(((job_start(text, m), m.end, p) for p in persons for m in p.mentions), key=lambda item: item[:2])
    lists: list[list[tuple[int, int, Person]]] = []
    for item in row:
        if lists and _LIST.match(text[lists[-1][-1][1] : item[0]]):
            lists[-1].append(item)
        else:
            lists.append([item])
    return any(
        any(p is person for _, _, p in one) and any(p in met for _, _, p in one) for one in lists if len(one) > 1
    )


def _in_header(text: str, parts: Sequence[Clause], mention: Named, start: int) -> bool:
    """A typed note lists whom it is about in its first clauses: “合肥同和大药房，电话，信息科汤科长。”"""
    number = next((n for n, c in enumerate(parts) if c.start <= mention.start < c.end), None)
    if number is None or number > 5 or parts[number].sentence > 1 or mention.kind == "office":
        return False
    clause, rest = parts[number], parts[number].text
    for other in named_people(clause.text):
        job = clause.text[job_start(clause.text, other) : other.end]
        rest = rest.replace(job, "", 1)
    return len(re.sub(r"[、和及与\s]|参加|对接|联系人|：", "", rest)) <= 2 and not decides(clause.text)


def role(text: str, parts: Sequence[Clause], person: Person, persons: Sequence[Person], lexicon: Lexicon) -> str | None:
    """决策人, 影响者, 使用者: by a cue about this very person, else by title, else None."""
    said = _said_role(text, parts, person, persons, lexicon)
    return said or role_of_title(person.title, person.name, lexicon)


def _said_role(
    text: str, parts: Sequence[Clause], person: Person, persons: Sequence[Person], lexicon: Lexicon
) -> str | None:
    for clause in parts:
        if not clause.ours:
            continue
        for words in lexicon.roles:
            cue = re.search(one_of(words.cues) or "$^", clause.text)
            if cue is None or _DENIED.search(clause.text[: cue.start()]) or _FAILS.match(clause.text[cue.end() :]):
                continue
            if subject(text, parts, clause, clause.start + cue.start(), persons) is person:
                return words.role
    return None
