"""客户方的人: the people a note names, each once, and whom a cue in a clause is about."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.lexicon import Lexicon
from nlp.names import Named, named_again, named_people
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


def people(text: str, parts: Sequence[Clause]) -> list[Person]:
    """The people of the main customer named in the note, in order of appearance, each once."""
    ours = [m for m in named_again(text, named_people(text)) if _in_focus(m, parts) and not _is_colleague(text, m)]
    kept = _without_corrected(text, ours)
    persons: list[Person] = []
    for mention in kept:
        index = next((i for i, person in enumerate(persons) if _same(person, mention)), None)
        if index is None:
            persons.append(Person(mention.name, mention.title, (mention,)))
        else:
            persons[index] = _merged(persons[index], mention)
    persons = [_with_office_before(text, p, persons) for p in _with_surname_said_apart(text, persons)]
    return [p for p in persons if not _only_an_office_of_another(p, persons, text)]


def _with_surname_said_apart(text: str, persons: list[Person]) -> list[Person]:
    """“副总姓区，区总…”: the office and the name are one person."""
    kept = list(persons)
    for office in persons:
        called = (re.match(r"姓(.)", text[m.end :]) for m in office.mentions if m.kind == "office")
        said = next((match for match in called if match), None)
        named = next((p for p in kept if said and p is not office and p.first.surname == said[1]), None)
        if named is not None and office in kept:
            title = office.title if not named.title or (office.title or "").endswith(named.title) else named.title
            mentions = tuple(sorted((*office.mentions, *named.mentions), key=lambda m: m.start))
            kept = [Person(named.name, title, mentions) if p is named else p for p in kept if p is not office]
    return kept


#: what may stand between an office and its holder's name
_SAME_PERSON = re.compile(r"[\s，]*(?:本人|就是)?[\s，]*(?:名字|姓名)?(?:叫|是|就是)?")


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


def _is_colleague(text: str, mention: Named) -> bool:
    before = text[max(0, mention.start - 8) : mention.start]
    if _INTRODUCES.search(before) or _GREETED.match(text, mention.end):
        return True
    return bool(re.search(r"(?:我们|咱们|咱|我司|我方)(?:公司|部门|这边)?的?[一-龥]{0,3}$", before)) and not re.search(
        r"[说讲跟给让请找要]$", before
    )


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
        return _office_of(person.title, mention) if mention.kind == "office" else False
    if first.surname != mention.surname:
        return False
    kinds = {first.kind, mention.kind}
    if "full" not in kinds or kinds == {"full"}:
        return False
    if "familiar" in kinds and mention.name[:1] not in "小老" and first.name[:1] not in "小老":
        return False
    titles = [t for t in (person.title, mention.title) if t]
    return (
        len(titles) < 2
        or titles[0][-2:] == titles[1][-2:]
        or titles[0].endswith(titles[1])
        or titles[1].endswith(titles[0])
    )


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
    if re.match(r"(?:办公|常务)?会(?!说|讲|去|来)", text[person.first.end :]):  # 总经理办公会 is nobody
        return True
    for other in persons:
        if other is person or other.first.kind == "office":
            continue
        between = text[person.first.end : other.first.start] if other.first.start > person.first.start else None
        if between is not None and _SAME_PERSON.fullmatch(between):
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


#: the person after these hears of it, another does it (要先跟老板汇报)
_TOLD = re.compile(r"(?:跟|向|给|和|找|请示|报|等|让|请)(?:他们|她们)?的?$")
_NEEDED = re.compile(r"(?:得|要|须|需|等|经|跟|向|给|找|让|请)(?:他们|她们)?的?$")
_KIN = re.compile(r"[他她](?:爸|妈|哥|姐|弟|老公|老婆|儿子|女儿|爱人|先生|父亲|领导|老板|上司)")


def subject(text: str, parts: Sequence[Clause], clause: Clause, at: int, persons: Sequence[Person]) -> Person | None:
    """The person a cue at offset `at` is about: the one named before it in the clause, else the one after
    “…的是”, else the one whom 他/她/自己 stands for."""
    inside = [(m.start, p) for p in persons for m in p.mentions if clause.start <= m.start < clause.end]
    before = [(s, p) for s, p in inside if s < at]
    doers = [(s, p) for s, p in before if not _TOLD.search(text[clause.start : s])]
    if _KIN.search(text[max(doers, default=(clause.start, None), key=lambda x: x[0])[0] : at]):
        return None
    if doers:
        return max(doers, key=lambda x: x[0])[1]
    after = [(s, p) for s, p in inside if s >= at]
    if after and re.search(r"是|由|为|：|:", text[at : min(s for s, _ in after)]):
        return min(after, key=lambda x: x[0])[1]
    if re.search(r"[他她]|自己|本人|^(?:说|讲|觉得|就|也|最|只|比较|主要|影响力|最关心|担心|怕)", clause.text):
        earlier = [(m.start, p) for p in persons for m in p.mentions if m.start < clause.start]
        if re.search(r"[他她]", clause.text):  # “得总经理同意”: whose consent is needed is not the one who speaks of it
            told = [(s, p) for s, p in earlier if p.first.kind != "office" or not _NEEDED.search(text[:s])]
            earlier = told or earlier
        return max(earlier, key=lambda x: x[0])[1] if earlier else None
    return None
