"""客户方的人: who was met (contacts) and who decides (决策链), with role, influence and concern."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.lexicon import Lexicon
from domain.reading import Contact, Evidence, Said
from nlp.names import Named, named_again, named_people
from nlp.patterns import one_of
from nlp.segmentation import Clause

_OURS = re.compile(r"(?:我们|咱们|我司|我方|公司|我跟|我和)(?:公司|部门)?(?:的)?$")
_CORRECTED = re.compile(r"^[^。；\n]{0,4}?(?:不是|不对|呃不|哦不|啊不|说错)[^。；\n]{0,8}$")


@dataclass(frozen=True)
class Person:
    """One person of the customer's side with every place where the note means them."""

    name: str
    title: str | None
    mentions: tuple[Named, ...]

    @property
    def first(self) -> Named:
        """The mention that gave the name."""
        return next((m for m in self.mentions if m.name == self.name), self.mentions[0])


def people(text: str, parts: Sequence[Clause], *, heard: bool = False) -> list[Person]:
    """The people of the main customer named in the note, in order of appearance, each once."""
    ours = [m for m in named_again(text, named_people(text, heard=heard)) if _in_focus(m, parts) and not _is_colleague(text, m)]
    kept = _without_corrected(text, ours)
    persons: list[Person] = []
    for mention in kept:
        index = next((i for i, person in enumerate(persons) if _same(person, mention)), None)
        if index is None:
            persons.append(Person(mention.name, mention.title, (mention,)))
        else:
            persons[index] = _merged(persons[index], mention)
    return [p for p in persons if not _only_an_office_of_another(p, persons, text)]


def _in_focus(mention: Named, parts: Sequence[Clause]) -> bool:
    return any(part.start <= mention.start < part.end and part.ours for part in parts)


def _is_colleague(text: str, mention: Named) -> bool:
    before = text[max(0, mention.start - 8) : mention.start]
    return bool(re.search(r"(?:我们|咱们|咱|我司|我方)(?:公司|部门|这边)?的?[一-龥]{0,3}$", before)) and not re.search(r"[说讲跟给让请找要]$", before)


def _without_corrected(text: str, found: list[Named]) -> list[Named]:
    """Leaves out a name that the speaker takes back at once (郝工 不是 好像是贺工)."""
    kept: list[Named] = []
    for mention in found:
        while kept and _takes_back(text[kept[-1].end : mention.start]):
            wrong = kept.pop()
            mention = replace(mention, instead_of=_job_start(text, wrong) if wrong.instead_of is None else wrong.instead_of)
        kept.append(mention)
    return kept


def _takes_back(between: str) -> bool:
    return len(between) <= 14 and bool(re.search(r"(?:^|[\s，,])(?:呃|哦|啊|嗯)?\s?(?:不是|不对|说错了?|记错了?)(?![那做个])", between)) and "（" not in between


def _same(person: Person, mention: Named) -> bool:
    if person.name == mention.name:
        return True
    first = person.first
    if "office" in (first.kind, mention.kind):
        return _office_of(person.title, mention) if mention.kind == "office" else False
    if first.surname != mention.surname:
        return False
    kinds = {first.kind, mention.kind}
    if "full" not in kinds or kinds == {"full"}:
        return False
    if "familiar" in kinds:
        return False
    titles = [t for t in (person.title, mention.title) if t]
    return len(titles) < 2 or titles[0][-2:] == titles[1][-2:] or titles[0].endswith(titles[1]) or titles[1].endswith(titles[0])


def _office_of(title: str | None, mention: Named) -> bool:
    """A bare 厂长 said of someone already known to be 厂长 (生产厂长 is another)."""
    return bool(title) and (title == mention.name)


def _merged(person: Person, mention: Named) -> Person:
    name = mention.name if mention.kind == "full" and person.first.kind != "full" else person.name
    title = person.title
    if mention.title and (title is None or (len(mention.title) > len(title) and mention.title.endswith(title))):
        title = mention.title
    return Person(name, title, (*person.mentions, mention))


def _only_an_office_of_another(person: Person, persons: Sequence[Person], text: str) -> bool:
    """“是厂长本人 叫麦国栋”: the office that stands right before a name is that name's title."""
    if person.first.kind != "office":
        return False
    for other in persons:
        if other is person or other.first.kind == "office":
            continue
        between = text[person.first.end : other.first.start] if other.first.start > person.first.start else None
        if between is not None and re.fullmatch(r"[\s，]*(?:本人|就是)?[\s，]*(?:名字|姓名)?(?:叫|是|就是)?", between):
            return True
        if other.title == person.name:
            return True
    return False


# --- contacts ----------------------------------------------------------------------------------

_MET_BEFORE = re.compile(
    r"(?:见(?:了|的是|的|到了|到|过)?|会见|拜访了?|拜会|登门|碰了一下|碰到|约了?|跟|和|与|同|陪|打给|打电话给|电话给|打通了?|接电话的(?:就)?是?|对方|对接人|联系人?|"
    r"参加(?:人|人员)?|出席|在场的?(?:有|是)?|聊的是|找了|接待我?们?的?是?|采访|面谈|会谈|微信上?|电话|问了|里跟|和他们|认识了?)[：:]?"
    r"(?:了|一个|他们的?|她们|客户的?|那边的?|公司的?|家的?|是|(?<=[人席话信方])，|：|\s)*$"
)
_MET_AFTER = re.compile(
    r"^(?:都|也|一起|今天|刚才?|直接|在[^，。\s]{1,6}|那边|两个人|约在[^，。\s]{1,6})?(?:开的|聊|谈|碰|见了|都来了|来了|接的|接电话|在场|通了?电话|通的电话|约在|吃的?饭|一起|当面|确认|打了|沟通|交流|开会|视频|说过?|讲|跟我|问我|告诉|反映|提到|吐槽|抱怨|介绍|叫苦|透露)"
)
_SAYS = re.compile(r"^(?:[\s，]*[嗯呃]?[\s，]*[他她])?(?:也|就|又|直接|老)?(?:说|讲|反映|提到|抱怨|介绍|告诉|透露|吐槽|叫苦|嫌|问(?!一句)|跟我[讲说]|让我|想让|带我)")
_NOT_MET = re.compile(r"^(?:[\s]*)(?:出差|不在|没空|没见|没来|请假|没露面|今天不在|休假|才|本人|在(?=\s*我)|有空)")
_FUTURE = re.compile(r"(?:下次|回头|下周|下个?月|明天|后天|改天|以后|到时|再约|再跟|再找|让我找|等)[^，。；]{0,8}$")
_LIST = re.compile(r"^\s*(?:、|和|及|与|跟|还有|以及)\s*(?:他们的?|还有)?\s*$")
#: words of a part in deciding: such a clause lists nobody who was met
_DECIDES = re.compile(r"拍|定|批|审|签|推荐|评估|选|压价|把关|点头|申请|报方案|提方案|影响力|最关心|担心|怕")
_DECIDES_BEFORE = re.compile(
    r"(?:拍板的?(?:人)?(?:还)?是|定的(?:人)?是|决定的是|要|得|由|须|需要?|让|等|经|→|->|最后|最终|签字的是|做主的是|报给?|上面|他们的?|看|这事|那就是|之后)\s*(?:他们|她们|我们|集团)?的?$"
)


def decides(words: str) -> bool:
    """Whether the words speak of a part in deciding."""
    return bool(_DECIDES.search(words))


def contacts(text: str, parts: Sequence[Clause], persons: Sequence[Person], lexicon: Lexicon) -> tuple[Said[Contact], ...]:
    """The people with whom the rep had direct exchange."""
    met = [p for p in persons if any(_is_met(text, parts, mention) for mention in p.mentions)]
    met = [p for p in persons if p in met or _listed_with(text, p, persons, met)]
    return tuple(Said(Contact(p.name, p.title, role(text, parts, p, persons, lexicon)), _evidence(text, p)) for p in met)


def _evidence(text: str, person: Person) -> Evidence:
    first = person.first
    return Evidence(first.start, first.end, text[first.start : first.end])


def _job_start(text: str, mention: Named) -> int:
    """Where the words of office before a name begin."""
    title = mention.title or ""
    for length in range(min(10, mention.start), 0, -1):
        stretch = text[mention.start - length : mention.start]
        bare = stretch.replace("的", "").replace(" ", "").replace("叫", "")
        if bare and title.startswith(bare) and stretch[0] not in "的 叫":
            return mention.start - length
    return mention.start


def _is_met(text: str, parts: Sequence[Clause], mention: Named) -> bool:
    start = _job_start(text, mention)
    before, after = text[max(0, start - 14) : start], text[mention.end : mention.end + 10]
    if mention.instead_of is not None and _MET_BEFORE.search(text[max(0, mention.instead_of - 14) : mention.instead_of]):
        return True
    if _NOT_MET.match(after) or _FUTURE.search(before):
        return False
    if _MET_BEFORE.search(before):
        by_the_way = mention.kind == "office" and re.search(r"[跟和与向同找]$", before)
        return not by_the_way or bool(re.match(r"[^，。\s]{0,4}(?:聊|谈|见|通|吃|碰|打|开|沟通)", after))
    if mention.kind != "office" and _SAYS.match(after) and not re.match(r"说了算|说的算|说话", after):
        return True
    if _MET_AFTER.match(after) and not re.match(r"说了算|说的算|说话|跟我吃", after) and not _DECIDES_BEFORE.search(before):
        return mention.kind != "office"
    return _in_header(text, parts, mention, start)


def _listed_with(text: str, person: Person, persons: Sequence[Person], met: Sequence[Person]) -> bool:
    """Whether the person stands in one list with somebody met (臧部长、生管小臧)."""
    row = sorted(((_job_start(text, m), m.end, p) for p in persons for m in p.mentions), key=lambda item: item[:2])
    lists: list[list[tuple[int, int, Person]]] = []
    for item in row:
        if lists and _LIST.match(text[lists[-1][-1][1] : item[0]]):
            lists[-1].append(item)
        else:
            lists.append([item])
    return any(any(p is person for _, _, p in one) and any(p in met for _, _, p in one) for one in lists if len(one) > 1)


def _in_header(text: str, parts: Sequence[Clause], mention: Named, start: int) -> bool:
    """A typed note lists whom it is about in its first clauses: “合肥同和大药房，电话，信息科汤科长。”"""
    number = next((n for n, c in enumerate(parts) if c.start <= mention.start < c.end), None)
    if number is None or number > 5 or parts[number].sentence > 1 or mention.kind == "office":
        return False
    clause, rest = parts[number], parts[number].text
    for other in named_people(clause.text):
        job = clause.text[_job_start(clause.text, other) : other.end]
        rest = rest.replace(job, "", 1)
    return len(re.sub(r"[、和及与\s]|参加|对接|联系人|：", "", rest)) <= 2 and not decides(clause.text)


def role(text: str, parts: Sequence[Clause], person: Person, persons: Sequence[Person], lexicon: Lexicon) -> str | None:
    """决策人, 影响者, 使用者: by a cue about this very person, else by title, else None."""
    said = _said_role(text, parts, person, persons, lexicon)
    return said or role_of_title(person.title, person.name, lexicon)


def role_of_title(title: str | None, name: str, lexicon: Lexicon) -> str | None:
    """The role that goes with a title: matched as suffix, longest first."""
    title = title or ""
    best = max(((t, words.role) for words in lexicon.roles for t in words.titles if title.endswith(t)), key=lambda x: len(x[0]), default=None)
    if best is None:
        return None
    if best[0] in ("总经理", "总裁") and len(title) > len(best[0]) and not title.startswith(("公司", "集团公司")):
        return "影响者"
    return best[1]


def _said_role(text: str, parts: Sequence[Clause], person: Person, persons: Sequence[Person], lexicon: Lexicon) -> str | None:
    for clause in parts:
        if not clause.ours:
            continue
        for words in lexicon.roles:
            cue = re.search(one_of(words.cues) or "$^", clause.text)
            if cue and subject(text, parts, clause, clause.start + cue.start(), persons) is person:
                if not re.search(r"[不没]$|^(?:不|没)", clause.text[max(0, cue.start() - 1) : cue.start()]):
                    return words.role
    return None


#: the person after these hears of it, another does it (要先跟老板汇报)
_TOLD = re.compile(r"(?:跟|向|给|和|找|请示|报|等|让|请)(?:他们|她们)?的?$")
_KIN = re.compile(r"[他她](?:爸|妈|哥|姐|弟|老公|老婆|儿子|女儿|爱人|先生|父亲|领导|老板|上司)")


def subject(text: str, parts: Sequence[Clause], clause: Clause, at: int, persons: Sequence[Person]) -> Person | None:
    """The person a cue at offset `at` is about: the one named before it in the clause, else the one after
    “…的是”, else the one whom 他/她/自己 stands for."""
    inside = [(m.start, p) for p in persons for m in p.mentions if clause.start <= m.start < clause.end]
    before = [(s, p) for s, p in inside if s < at]
    doers = [(s, p) for s, p in before if not _TOLD.search(text[clause.start : s])] or before
    if _KIN.search(text[max(doers, default=(clause.start, None), key=lambda x: x[0])[0] : at]):
        return None
    if doers:
        return max(doers, key=lambda x: x[0])[1]
    after = [(s, p) for s, p in inside if s >= at]
    if after and re.search(r"是|由|为|：|:", text[at : min(s for s, _ in after)]):
        return min(after, key=lambda x: x[0])[1]
    if re.search(r"[他她]|自己|本人|^(?:说|讲|觉得|就|也|最|只|比较|主要|影响力|最关心|担心|怕)", clause.text):
        earlier = [(m.start, p) for p in persons for m in p.mentions if m.start < clause.start]
        if re.search(r"[他她]", clause.text):  # 店长 is seldom “she”
            earlier = [item for item in earlier if item[1].first.kind != "office"] or earlier
        return max(earlier, key=lambda x: x[0])[1] if earlier else None
    return None
