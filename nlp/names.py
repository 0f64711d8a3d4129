"""姓名: Chinese surnames, forms of address, and the people a note names with their titles."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from nlp.full_names import ACTS, NEXT, SURNAME, full_name, with_address
from nlp.name_words import (
    ADDRESSES,
    DOUBLE_SURNAMES,
    ENGLISH,
    FUNCTIONS,
    GIVEN,
    NEVER_FIRST,
    NOT_ADDRESSED,
    NOT_AFTER,
    NOT_FAMILIAR,
    SINGLE_SURNAMES,
    TITLES,
    UNLIKELY_FIRST,
)
from nlp.patterns import one_of
from nlp.positions import (
    ADDRESSED,
    DEPARTMENT,
    OFFICE,
    TITLE_AFTER,
    TITLE_IN_BRACKETS,
    TITLED,
    job_at,
    joined,
    own_title,
)
from nlp.segmentation import is_common_word, is_word, jieba

_FAMILIAR = re.compile(
    rf"(?P<name>[老小][向斯]|[老小大]{SURNAME}(?:总|工|姐|哥)?|阿(?:[A-Z][a-z]+|[一-龥][姐哥叔]|[一-龥])|"
    rf"[{GIVEN}][姐哥]|(?P<twice>[{GIVEN}])(?P=twice)|(?P<english>{one_of(ENGLISH)})(?![A-Za-z0-9]))"
)
#: who has a department or an office before him may go by any name
_FIELD = re.compile(rf"(?:{one_of(set(FUNCTIONS) - set(TITLES))})+")
_COMES = re.compile(r"来|说|讲|是|打电话|约|带我")
_STANDS_ALONE = re.compile(r"(?:对接人|联系人|[的见跟和、，。；：/|｜+\s]|^)$")
_FOREIGN = re.compile(r"[A-Z][a-z]{2,9}(?![A-Za-z0-9])")
_UNUSUAL = re.compile(r"[一-龥]{2,3}(?=[，。；：、（）]|$)")
#: what may stand between an office and the name of its holder: 主管叫 呃 叫冉静
_CALLED = re.compile(
    r"(?:本人|姓名|名字|是|姓[一-龥])?了?(?:[，,\s]*[呃嗯啊哦]?[，,\s]*叫(?:做|什么)?)+[，\s]*[呃嗯啊哦]?\s*"
)
#: “总监姓哈”: a surname that no list holds
_DECLARED = re.compile(r"姓([一-龥])")


@dataclass(frozen=True)
class Named:
    """One place where a person is named or meant: `name` as said, `title` with department if said."""

    start: int
    end: int
    name: str
    title: str | None
    kind: str  # addressed 王经理 · familiar 小方 · full 施一帆 · office 董事长
    instead_of: int | None = None  # where the name stood that the speaker took back

    @property
    def surname(self) -> str:
        """The surname, or empty for a designation."""
        bare = self.name.lstrip("老小大") if self.kind == "familiar" else self.name
        return "" if self.kind == "office" else next((d for d in DOUBLE_SURNAMES if bare.startswith(d)), bare[:1])


def named_people(text: str) -> list[Named]:
    """Everyone named in `text`, in order, without overlaps; not yet who is the same person."""
    return list(_named_people(text))


@lru_cache(maxsize=16)  # a note's people are wanted by several readers
def _named_people(text: str) -> tuple[Named, ...]:
    found = _found(text, _declared(text))
    full = {person.name for person in found if person.kind == "full"}
    return tuple(_without_verb(p) if p.kind == "full" and p.name[:-1] in full else p for p in found)


def _without_verb(person: Named) -> Named:
    """“舒畅推” where 舒畅 is known: what the third character says is what he does."""
    return replace(person, name=person.name[:-1], end=person.end - 1) if len(person.name) > 2 else person


def _declared(text: str) -> re.Pattern[str] | None:
    """Forms of address with surnames that the note itself gives (“总监姓哈”)."""
    surnames = "".join(sorted(set(_DECLARED.findall(text)) - set(SINGLE_SURNAMES) - set("什啥哪名氏的")))
    return re.compile(rf"(?P<surname>[{surnames}])(?P<address>{one_of(ADDRESSES)})") if surnames else None


def _found(text: str, declared: re.Pattern[str] | None) -> list[Named]:
    found: list[Named] = []
    position = 0
    while position < len(text):
        rare = declared.match(text, position) if declared else None
        person = (
            Named(position, rare.end(), rare[0], own_title(rare[0], "addressed"), "addressed")
            if rare
            else _at(text, position)
        )
        if person is None:
            position += 1
            continue
        after = None
        if person.title is None:  # “张伟，设备部工程师”, “老周（车间主任）”
            after = (TITLE_AFTER if person.kind == "full" else TITLE_IN_BRACKETS).match(text, person.end)
        if after:
            person = replace(person, title=after["title"].replace("的", ""))
        found.append(person)
        position = after.end() if after else person.end
    return found


def named_again(text: str, found: list[Named]) -> list[Named]:
    """`found` with every further place where a full or misheard name of it stands without a title."""
    more = []
    written = {
        text[p.start : p.end]: p for p in found if p.kind in ("full", "familiar") or text[p.start : p.end] != p.name
    }
    written |= {p.name: p for p in found if p.kind == "full"}
    written |= {p.name + "是": p for p in found if p.kind == "addressed" and p.name.endswith("总")}  # 沈总是总经理
    for said, first in written.items():
        for match in re.finditer(re.escape(said), text):
            if not any(person.start < match.end() and match.start() < person.end for person in found):
                end = match.start() + len(said.removesuffix("是"))
                more.append(Named(match.start(), end, first.name, None, first.kind))
    return sorted([*found, *more], key=lambda person: person.start)


_TURN = re.compile(
    r"\s?(?:说(?!了算)|讲|负责|拍板|推荐|说了算|最后|就问|就一|只要|最关心|最怕|支持|反对|关心|担心|怕|嫌|盯|看重|"
    r"在乎|点头|提(?:意见|建议|需求|方案)|[定审批](?![金价位计量]))"
)


def turns(text: str) -> list[int]:
    """Offsets at which somebody named begins to speak or to decide: a new clause even without a comma."""
    found = []
    earlier = ""
    for person in named_people(text):
        is_again = text[: person.start].endswith(earlier) and earlier == text[person.start : person.end]
        earlier = text[person.start : person.end]
        if is_again or _TURN.match(text, person.end):
            start = person.start
            title = person.title or ""
            if person.kind != "office" and title and text[:start].endswith(title):
                start -= len(title)
            found.append(start)
    return found


def _at(text: str, start: int) -> Named | None:
    plain = _name(text, start, False)
    if plain is not None and plain[1] == "addressed" and not with_address(text, start, False):
        return Named(start, start + len(plain[0]), plain[0], own_title(*plain), "addressed")
    job_end, title = job_at(text, start)
    name_start = job_end
    if title is not None:
        while name_start < len(text) and text[name_start] in " 的":
            name_start += 1
        called = _CALLED.match(text, job_end) or _CALLED.match(text, name_start)
        if called:
            name_start = called.end()
    both = with_address(text, name_start, title is not None)
    if both:
        return Named(name_start, both[2], both[0], joined(title, both[1] or None), "full")
    name = _name(text, name_start, title is not None)
    if name is not None and name[1] == "full" and title and _FIELD.fullmatch(title) and is_word(name[0]):
        name = None  # 客户印象: a field of work and a word, nobody
    if name is not None and " " in text[job_end:name_start]:
        own = own_title(*name)
        if own and title and not title.endswith(own) and TITLED.search(title):
            name = None  # “两个工程师 段总监”: the office before the blank is somebody else's
    if name is not None:
        said, kind = name
        own = own_title(said, kind)
        return Named(name_start, name_start + len(said), said, joined(title, own), kind)
    if title is not None and title not in FUNCTIONS and OFFICE.fullmatch(text, start, job_end):
        return Named(start, job_end, text[start:job_end], text[start:job_end], "office")
    return None


def _name(text: str, start: int, after_title: bool) -> tuple[str, str] | None:
    """The name as said that begins at `start`, and its kind."""
    addressed = ADDRESSED.match(text, start)
    if addressed and _address_holds(text, addressed, after_title):
        return addressed[0], "addressed"
    familiar = _FAMILIAR.match(text, start)
    if familiar and _familiar_holds(text, familiar, after_title):
        return familiar[0], "familiar"
    full = full_name(text, start, after_title)
    if full:
        return full, "full"
    if after_title:
        foreign = _FOREIGN.match(text, start) or (text[start - 1] == " " and _unusual(text, start))
        if foreign:
            return foreign[0], "full"
    return None


def _unusual(text: str, start: int) -> re.Match[str] | None:
    """“冷库班长 布赫”: a name without one of our surnames, alone behind an office."""
    match = _UNUSUAL.match(text, start)
    if match is None or is_word(match[0]) or TITLED.search(match[0]) or DEPARTMENT.match(match[0]):
        return None
    cut = [word for word in jieba().cut(match[0]) if len(word) > 1]
    return match if not any(is_common_word(word) for word in cut) else None


def _address_holds(text: str, match: re.Match[str], after_title: bool) -> bool:
    surname, address = match["surname"], match["address"]
    if match[0] in NOT_ADDRESSED:
        return False
    following = text[match.end() : match.end() + 1]
    if following and following in NOT_AFTER.get(address, ""):
        return False
    before = text[match.start() - 1 : match.start()]
    if not after_title and before and len(surname) == 1:
        known = is_word if surname in NEVER_FIRST else is_common_word
        if before + surname in TITLES:
            return False
        if known(before + surname):
            return not _is_inside_word(before + surname)
    if is_word(surname + address) and surname in UNLIKELY_FIRST | set("施干"):
        return after_title or bool(_COMES.match(text, match.end()))
    return not (surname == "施" and address == "工" and not after_title)


def _is_inside_word(pair: str) -> bool:
    return pair[0] not in "的和跟与见找陪约是由让给请了说那去到在"


def _familiar_holds(text: str, match: re.Match[str], after_title: bool) -> bool:
    said = match["name"]
    if said[:2] in NOT_FAMILIAR and (not after_title or is_common_word(said[:2])):
        return False
    if said[0] == "阿" or said[-1] in "姐哥总工":
        return True
    if match["english"]:
        return after_title or bool(re.search(r"(?:^|[一-龥、，。；：\s/+|｜·])$", text[: match.start()][-1:]))
    if match["twice"]:
        return not is_common_word(said) and (after_title or bool(_STANDS_ALONE.search(text[: match.start()][-4:])))
    if after_title and not is_word(said):
        return True
    after = NEXT.match(text, match.end()) or ADDRESSED.match(text, match.end())
    before = text[max(0, match.start() - 1) : match.start()]
    if said[0] == "大":
        return after_title and bool(after)
    if before == "叫":
        return True
    if before and before in "员师长管任监工事了着" and NEXT.match(text, match.end()):
        return True  # 质管员小陆, 他同事小范
    if not is_word(said) and (ACTS.match(text, match.end()) or re.match(r"$|[，。；、（(]", text[match.end() :])):
        return not is_common_word(before + said[0])
    if is_word(said) and not after_title and before not in ("的", "见", "跟", "和", "、", " ", ""):
        return False
    return bool(after) and (
        after_title
        or before
        in (
            "",
            " ",
            "的",
            "见",
            "跟",
            "和",
            "、",
            "，",
            "。",
            "；",
            "：",
            "\n",
            "/",
            "+",
            "找",
            "给",
            "是",
            "陪",
            "约",
            "嗯",
            "说",
            "个",
        )
        or bool(re.match(r"管|自己|跟", text[match.end() :]) or ACTS.match(text, match.end()))
    )
