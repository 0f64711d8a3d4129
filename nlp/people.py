"""客户方的人: the people a note names, each once, and whom a cue in a clause is about."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.lexicon import Lexicon
from nlp.name_words import DOUBLE_SURNAMES
from nlp.names import Named, named_again, named_people
from nlp.patterns import one_of
from nlp.positions import own_title
from nlp.segmentation import Clause


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


def people(text: str, parts: Sequence[Clause], companies: Sequence[tuple[int, int]] = ()) -> list[Person]:
    """The people of the main customer named in the note, in order of appearance, each once.

    `companies`: where companies are named; no full name begins there.
    """
    ours = [
        mention
        for mention in (_without_company(text, one, companies) for one in named_again(text, named_people(text)))
        if _in_focus(mention, parts) and not is_colleague(text, mention) and not is_anybody(text, mention)
        if mention.kind != "full" or not any(start <= mention.start < end for start, end in companies)
    ]
    kept = _without_corrected(text, ours)
    persons: list[Person] = []
    for mention in kept:
        index = next((i for i, person in enumerate(persons) if _same(person, mention)), None)
        if index is None:
            persons.append(Person(mention.name, mention.title, (mention,)))
        else:
            persons[index] = _merged(persons[index], mention)
    persons = [_with_office_before(text, p, persons) for p in _with_surname_said_apart(text, persons)]
    persons = [p for p in persons if not _only_an_office_of_another(p, persons, text)]
    return [_with_labels(text, p, persons) for p in persons]


def _without_company(text: str, mention: Named, companies: Sequence[tuple[int, int]]) -> Named:
    """恒通物流的赵总: the end of a company's name is nobody's department."""
    if mention.kind == "office" or not mention.title:
        return mention
    begins = job_start(text, mention)
    if not any(start < begins < end for start, end in companies):
        return mention
    return replace(mention, title=own_title(mention.name, mention.kind))


_LABEL = re.compile(
    rf"(?:^|(?<=[\n。；;、，\s（(①-⑳]))(?:{one_of(DOUBLE_SURNAMES)}|[一-龥])(?=\s?[：:)）]|自己|说|怕|嫌)"
)


def _with_labels(text: str, person: Person, persons: Sequence[Person]) -> Person:
    """“罗：冻品到库里…”: who is cited in a typed note by the surname alone."""
    surname = person.first.surname
    if not surname or any(p is not person and p.first.surname == surname for p in persons):
        return person
    more = [
        Named(m.start(), m.end(), person.name, None, "label")
        for m in _LABEL.finditer(text)
        if m[0] == surname and m.start() > person.mentions[0].start
    ]
    return replace(person, mentions=tuple(sorted((*person.mentions, *more), key=lambda m: m.start))) if more else person


_SURNAME_SAID = re.compile(r"(?:[，,\s]?(?:是|[他她])?|[^。；]{0,16}[他她])姓([一-龥])(?!名)")


def _with_surname_said_apart(text: str, persons: list[Person]) -> list[Person]:
    """“副总姓区，区总…”: the office and the name are one person."""
    kept = list(persons)
    for office in persons:
        called = (_SURNAME_SAID.match(text, m.end) for m in office.mentions if m.kind == "office")
        said = next((match for match in called if match), None)
        alike = [p for p in kept if said and p is not office and p.first.surname == said[1]]
        alike.sort(key=lambda p: not p.name.endswith(office.name))
        named = alike[0] if alike else None
        if named is not None and office in kept:
            title = office.title if not named.title or (office.title or "").endswith(named.title) else named.title
            mentions = tuple(sorted((*office.mentions, *named.mentions), key=lambda m: m.start))
            kept = [Person(named.name, title, mentions) if p is named else p for p in kept if p is not office]
    return kept


#: what may stand between an office and its holder's name
_SAME_PERSON = re.compile(r"[\s，]*(?:本人|就是|也就是)?了?[\s，（(]*(?:名字|姓名)?(?:叫|是|就是)?\s?")


#: “卓总 就是管运营的副总”
_IS = re.compile(r"[\s，,]*(?:他|她)?(?:就|也就)?是(?:他们|她们|我们)?(?:的|那个|(?:分)?管[^，。；\s]{1,5}的)?")


def _with_office_before(text: str, person: Person, persons: Sequence[Person]) -> Person:
    """“是厂长本人 叫麦国栋”: 麦国栋 is 厂长."""
    if person.title is not None or person.first.kind == "office":
        return person
    for office in persons:
        ends = [m.end for m in office.mentions if m.kind == "office" and m.end <= person.first.start]
        if any(_SAME_PERSON.fullmatch(text[end : person.first.start]) for end in ends):
            return Person(person.name, office.title, person.mentions)
    return person


def _in_focus(mention: Named, parts: Sequence[Clause]) -> bool:
    return any(part.start <= mention.start < part.end and part.ours for part in parts)


_INTRODUCES = re.compile(r"(?:^|[，。！\s好])我(?:是|叫)[^，。；\s]{0,6}$")  # 我是销售部小陈: the rep himself …
_GREETED = re.compile(r"[，\s]?[您你]好")  # … and 王总您好 whom he tells it


_OUR_SIDE = re.compile(
    r"(?:(?:我们|咱们|咱|我司|我方)(?:公司|部门|这边|自己)?的?(?:售前|售后|技术|交付部?|实施|产品|研发|销售|同事|项目|工程)?[一-龥]{0,3}"
    r"|(?<![他她们])同事(?:的)?|我(?:跟|和)(?:我们|咱们|同事)[一-龥]{0,4}"
    r"|(?:我|咱们?)[^，。；\s他她]{0,4}(?:带着|带了|带上|叫上|拉上|领着|派|安排|让)(?:我们|公司)?(?:的)?[一-龥]{0,4}?(?:的)?"
    r"|^(?:喂|哎|诶)?\s?)$"
)
_ADDRESSEE = re.compile(r"\s*[：:，,]\s*(?:今|昨|我|您|你|现|[上下]午|汇报|报告|跟您|向您|关于|\d+月\d+)|[您你]好")
_APPROVES_THEN = re.compile(r"(?:点头|拍板|批|定|签|同意|说了算|做主)")
_CUSTOMERS_AFTER_ALL = re.compile(r"(?:[说讲跟给请找要与和见]|他们的?|让我|对接的?)$")


def is_colleague(text: str, mention: Named) -> bool:
    """Whether the words before a name make it one of our own people (我们售前小李, 带了技术老王)."""
    start = job_start(text, mention)
    before = text[max(0, start - 10) : start]
    if _INTRODUCES.search(text[max(0, mention.start - 10) : mention.start]) or _GREETED.match(text, mention.end):
        return True
    if re.match(r"(?:小|老)?[一-龥]{1,2}?[，,\s]?(?:帮我|给我|你)(?:记|录|写|看)", text[mention.end - 1 :]):
        return True
    if _ADDRESSEE.match(text[mention.end :]) and re.fullmatch(r"\s*(?:尊敬的|亲爱的)?", text[: mention.start]):
        return True
    if re.search(r"(?:我方|我司|我们这边|我们)[：:][^。；;\n]*$", text[:start]):
        return True
    ours = _OUR_SIDE.search(before) if start else None
    if not (ours and ours[0].strip()) or _CUSTOMERS_AFTER_ALL.search(before):
        return False
    return not _APPROVES_THEN.match(text[mention.end :])  # 他说要我们段总点头: the customer speaks


_ONE_OF_MANY = re.compile(
    r"(?:[一二两三四五六七八九十几\d]+[个名位]|新来的|新招的|这些|那些|每个|各个?|所有的?|哪个|任何)$"
)


def is_anybody(text: str, mention: Named) -> bool:
    """Whether an office names no definite person (三个文员, 机长都是…)."""
    start = mention.start
    if mention.kind != "office":  # a company that is called like a person: 供给徐工的结构件
        return bool(re.search(r"(?:供给|卖给|供应|供货给|发给|配套|代工)$", text[max(0, start - 4) : start]))
    before = text[max(0, start - 5) : start]
    if re.search(r"(?:^|[^\d一二三四五六七八九十])一[个位名]$", before):
        return False
    return bool(_ONE_OF_MANY.search(before) or re.match(r"们|都是|都得|都要会|以上", text[mention.end :]))


def _without_corrected(text: str, found: list[Named]) -> list[Named]:
    """Leaves out a name that the speaker takes back at once (郝工 不是 好像是贺工)."""
    kept: list[Named] = []
    for mention in found:
        while kept and _takes_back(text[kept[-1].end : mention.start]):
            wrong = kept.pop()
            mention = replace(
                mention, instead_of=job_start(text, wrong) if wrong.instead_of is None else wrong.instead_of
            )
        kept.append(mention)
    return kept


def _takes_back(between: str) -> bool:
    return (
        len(between) <= 14
        and bool(re.search(r"(?:^|[\s，,])(?:呃|哦|啊|嗯)?\s?(?:不是|不对|说错了?|记错了?)(?![那做个])", between))
        and "（" not in between
    )


def _same(person: Person, mention: Named) -> bool:
    if person.name == mention.name:
        return True
    first = person.first
    if "office" in (first.kind, mention.kind):
        return _office_of(person, mention) if mention.kind == "office" else False
    if first.surname != mention.surname:
        return False
    kinds = {first.kind, mention.kind}
    if "full" not in kinds or kinds == {"full"}:
        return False
    if "familiar" in kinds and mention.name[:1] not in "小老" and first.name[:1] not in "小老":
        return False
    titles = [t.replace("总工程师", "总工") for t in (person.title, mention.title) if t]
    return (
        len(titles) < 2
        or titles[0][-2:] == titles[1][-2:]
        or titles[0].endswith(titles[1])
        or titles[1].endswith(titles[0])
    )


def _office_of(person: Person, mention: Named) -> bool:
    """A bare 厂长 said of who is known to be 厂长 (生产厂长 is another); 总监 after 采购总监, who has no name."""
    title = person.title or ""
    bare = mention.name not in ("总经理", "董事长", "总裁", "老板", "经理") and not title.endswith("副" + mention.name)
    return title == mention.name or (person.first.kind == "office" and bare and title.endswith(mention.name))


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
    if re.match(r"(?:办公|常务)?会(?!说|讲|去|来)", text[person.first.end :]):  # 总经理办公会 is nobody
        return True
    for other in persons:
        if other is person or other.first.kind == "office":
            continue
        between = text[person.first.end : other.first.start] if other.first.start > person.first.start else None
        if between is not None and _SAME_PERSON.fullmatch(between):
            return True
        if any(
            person.first.start - m.end >= 0 and _IS.fullmatch(text[m.end : person.first.start]) for m in other.mentions
        ):
            return True
        if other.title == person.name:
            return True
    return False


def job_start(text: str, mention: Named) -> int:
    """Where the words of office before a name begin."""
    title = mention.title or ""
    for length in range(min(10, mention.start), 0, -1):
        stretch = text[mention.start - length : mention.start]
        bare = stretch.replace("的", "").replace(" ", "").replace("叫", "")
        if bare and title.startswith(bare) and stretch[0] not in "的 叫":
            return mention.start - length
    return mention.start


def role_of_title(title: str | None, name: str, lexicon: Lexicon) -> str | None:
    """The role that goes with a title: matched as suffix, longest first."""
    title = title or ""
    best = max(
        ((t, words.role) for words in lexicon.roles for t in words.titles if title.endswith(t)),
        key=lambda x: len(x[0]),
        default=None,
    )
    if best is None:
        return None
    if best[0] in ("总经理", "总裁") and len(title) > len(best[0]) and not title.startswith(("公司", "集团公司")):
        return "影响者"
    return best[1]
