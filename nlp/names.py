"""姓名: Chinese surnames, forms of address, and the people a note names with their titles."""

import re
from dataclasses import dataclass, replace

from nlp.name_words import (
    ADDRESSES,
    DOUBLE_SURNAMES,
    FUNCTIONS,
    NEVER_FIRST,
    NO_OFFICE,
    NOT_ADDRESSED,
    NOT_AFTER,
    NOT_FAMILIAR,
    NOT_FULL,
    SINGLE_SURNAMES,
    TITLE_ADDRESSES,
    TITLES,
    UNLIKELY_FIRST,
)
from nlp.patterns import one_of
from nlp.segmentation import is_common_word, is_word

SURNAME = rf"(?:{'|'.join(DOUBLE_SURNAMES)}|[{SINGLE_SURNAMES}])"
_TITLED = re.compile(rf"(?:{one_of(FUNCTIONS)}|副)*(?:{one_of(TITLES)})(?!们)")
_OFFICE = re.compile(rf"(?:{one_of(FUNCTIONS)}|副)*(?:{one_of(set(TITLES) - NO_OFFICE)})")
_DEPARTMENT = re.compile(
    rf"[A-Z]{{2,3}}(?:部|科|中心)|(?:{one_of(FUNCTIONS)})+(?:部门|部|科|室|处|中心|车间|办公室|"
    rf"班组|组)?|[一-龥]{{1,2}}(?:车间|部|科)(?=的|[一-龥])"
)
_ADDRESSED = re.compile(rf"(?P<surname>{SURNAME})(?P<address>{one_of(ADDRESSES)})")
_FAMILIAR = re.compile(rf"(?P<name>[老小大]{SURNAME}(?:总|工|姐|哥)?|阿(?:[A-Z][a-z]+|[一-龥][姐哥叔]|[一-龥]))")
_FULL = re.compile(rf"(?:{'|'.join(DOUBLE_SURNAMES)})[一-龥]{{1,2}}|[{SINGLE_SURNAMES}][一-龥]{{1,2}}")
_NEXT = re.compile(
    r"$|[\s、，。：；（()）,.;:→\-！!？?]|说|讲|负责|管|拍|定|审|批|提|推|压|"
    r"把|在|和|跟|都|也|是|本人|他|她|这|那|最|觉|想|问|让|要|会|能|只|就|不|"
    r"没|已|口头|出|认|担|怕|嫌|看|盯|关心|比|聊|谈|碰|见|接|打|介绍|反映|写|"
    r"点头|抓|到|做|牵|签|决|把关|同意|反对|支持|顾虑|自己|两|三|一起|参|约|"
    r"通了|对了|回访|催|卡|用|天天|每天|确认|出差|当面|一直|直接|跟着|陪|带|才|还|先|再|比较|特别|很|没空|不在|"
    r"了"
)


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
    found: list[Named] = []
    position = 0
    while position < len(text):
        person = _at(text, position)
        if person is None:
            position += 1
            continue
        after = _TITLE_AFTER.match(text, person.end) if person.kind == "full" and person.title is None else None
        if after:  # “张伟，设备部工程师”, “刘建国，职位是总经理”
            person = replace(person, title=after["title"].replace("的", ""))
        found.append(person)
        position = after.end() if after else person.end
    return found


_TITLE_AFTER = re.compile(
    rf"\s?[，,（(、]?\s?(?:(?:他|她)?(?:是|职位是?|职务是?|担任)[：:]?)?(?P<title>(?:{_DEPARTMENT.pattern}"
    rf")?的?{_TITLED.pattern})(?=[，。,）)；、\s]|$)"
)


def named_again(text: str, found: list[Named]) -> list[Named]:
    """`found` with every further place where a full or misheard name of it stands without a title."""
    more = []
    written = {text[p.start : p.end]: p for p in found if p.kind == "full" or text[p.start : p.end] != p.name}
    for said, first in written.items():
        for match in re.finditer(re.escape(said), text):
            if not any(person.start < match.end() and match.start() < person.end for person in found):
                more.append(Named(match.start(), match.end(), first.name, None, first.kind))
    return sorted([*found, *more], key=lambda person: person.start)


_TURN = re.compile(
    r"\s?(?:说(?!了算)|讲|负责|拍板|推荐|说了算|最后|最关心|担心|怕|嫌|盯|看重|"
    r"在乎|点头|提(?:意见|建议|需求|方案)|[定审批](?![金价位计量]))"
)


def turns(text: str) -> list[int]:
    """Offsets at which somebody named begins to speak or to decide: a new clause even without a comma."""
    found = []
    for person in named_people(text):
        if _TURN.match(text, person.end):
            start = person.start
            title = person.title or ""
            if person.kind != "office" and title and text[:start].endswith(title):
                start -= len(title)
            found.append(start)
    return found


def _at(text: str, start: int) -> Named | None:
    plain = _name(text, start, False)
    if plain is not None and plain[1] == "addressed":
        return Named(start, start + len(plain[0]), plain[0], _own_title(*plain), "addressed")
    job_end, title = _job(text, start)
    name_start = job_end
    if title is not None:
        while name_start < len(text) and text[name_start] in " 的":
            name_start += 1
        called = re.match(r"(?:是|叫|本人\s?叫|姓名)?\s?叫", text[name_start:])
        if called:
            name_start += called.end()
    name = _name(text, name_start, title is not None)
    if name is not None and name[1] == "full" and title in FUNCTIONS and title not in TITLES and is_word(name[0]):
        name = None  # 客户印象: a field of work and a word, nobody
    if name is not None and " " in text[job_end:name_start]:
        own = _own_title(*name)
        if own and title and not title.endswith(own):
            name = None  # “两个工程师 段总监”: the office before the blank is somebody else's
    if name is not None:
        said, kind = name
        own = _own_title(said, kind)
        return Named(name_start, name_start + len(said), said, _joined(title, own), kind)
    if title is not None and title not in FUNCTIONS and _OFFICE.fullmatch(text, start, job_end):
        return Named(start, job_end, text[start:job_end], text[start:job_end], "office")
    return None


def _job(text: str, start: int) -> tuple[int, str | None]:
    """The end of the department and title that begin at `start`, and them joined (采购部的 → 采购部)."""
    position, parts = start, []
    for pattern in (_TITLED, _DEPARTMENT):
        match = pattern.match(text, start)
        if match and match.end() > position:
            position, parts = match.end(), [match[0]]
    if not parts:
        return start, None
    rest = re.match(r"(?:那边)?的?", text[position:])
    after = position + (rest.end() if rest else 0)
    more = _TITLED.match(text, after)
    if more and not _ADDRESSED.match(text, after) and parts[0] != more[0]:
        return more.end(), parts[0] + more[0]
    return position, parts[0]


def _name(text: str, start: int, after_title: bool) -> tuple[str, str] | None:
    addressed = _ADDRESSED.match(text, start)
    if addressed and _address_holds(text, addressed, after_title):
        return addressed[0], "addressed"
    familiar = _FAMILIAR.match(text, start)
    if familiar and _familiar_holds(text, familiar, after_title):
        return familiar[0], "familiar"
    if after_title or _introduced(text, start):
        full = _full_name(text, start, after_title)
        if full:
            return full, "full"
    return None


def _address_holds(text: str, match: re.Match[str], after_title: bool) -> bool:
    surname, address = match["surname"], match["address"]
    if match[0] in NOT_ADDRESSED:
        return False
    following = text[match.end() : match.end() + 1]
    if following and following in NOT_AFTER.get(address, ""):
        return False
    before = text[match.start() - 1 : match.start()]
    if not after_title and before and len(surname) == 1 and is_common_word(before + surname):
        return not _is_inside_word(before + surname)
    if is_word(surname + address) and surname in UNLIKELY_FIRST | set("施干"):
        return False
    return not (surname == "施" and address == "工" and not after_title)


def _is_inside_word(pair: str) -> bool:
    return pair[0] not in "的和跟与见找陪约是由让给请了说那去到在"


def _familiar_holds(text: str, match: re.Match[str], after_title: bool) -> bool:
    said = match["name"]
    if said[:2] in NOT_FAMILIAR:
        return False
    if said[0] == "阿" or said[-1] in "姐哥总工":
        return True
    after = _NEXT.match(text, match.end()) or _ADDRESSED.match(text, match.end())
    before = text[max(0, match.start() - 1) : match.start()]
    if said[0] == "大":
        return after_title and bool(after)
    if is_word(said) and not after_title and before not in ("的", "见", "跟", "和", "、", " ", ""):
        return False
    return bool(after) and (
        after_title
        or before in ("", " ", "的", "见", "跟", "和", "、", "，", "。", "找", "给", "是", "陪", "约", "嗯", "说", "个")
        or bool(re.match(r"说|讲|负责|管|自己|跟", text[match.end() :]))
    )


def _introduced(text: str, start: int) -> bool:
    """Whether a bare full name may stand here: after 叫/见了/对, or alone between blanks."""
    return (
        bool(
            re.search(
                r"(?:叫|见了|见的是|见的|见到了?|拜访|对\s|姓名[：:]|联系人[：:]?|[、，。：\s→])$",
                text[max(0, start - 4) : start],
            )
        )
        or start == 0
    )


_NOT_A_NAME = re.compile(r"[说讲在了的不是会要没很就都也去来给把被跟与及那这们什么怎吧呢嘛啊呃嗯第几个块点]")
_SPEAKS = re.compile(r"(?:微信上|电话里|那边|又|也)?(?:说|讲|反映|提到|告诉|推荐|负责)")


def _full_name(text: str, start: int, after_title: bool) -> str | None:
    match = _FULL.match(text, start)
    if not match:
        return None
    surname_length = 2 if text[start : start + 2] in DOUBLE_SURNAMES else 1
    for length in (surname_length + 2, surname_length + 1):
        said = text[start : start + length]
        if (
            len(said) < length
            or not re.fullmatch(r"[一-龥]+", said)
            or _NOT_A_NAME.search(said)
            or said in NOT_FULL
            or said[:2] in NOT_FULL
        ):
            continue
        if not _NEXT.match(text, start + length):
            continue
        closed = re.match(r"$|[、，。；（）\s]", text[start + length :])
        if length == surname_length + 2 and not closed and _NEXT.match(text, start + length - 1):
            continue  # 何静打了, 易安负责: the third character begins the next word
        if not after_title and (is_word(said) or said[0] in UNLIKELY_FIRST):
            continue
        if (
            not after_title
            and length == 2
            and not (_TITLE_AFTER.match(text, start + length) or _SPEAKS.match(text, start + length))
        ):
            continue
        doubtful = said[0] in NEVER_FIRST or (said[0] in UNLIKELY_FIRST and is_word(said))
        if after_title and length == 2 and doubtful and (is_word(said) or not closed):
            continue
        return said
    return None


def _own_title(said: str, kind: str) -> str | None:
    if kind != "addressed":
        return None
    address = next(a for a in sorted(TITLE_ADDRESSES | {""}, key=len, reverse=True) if said.endswith(a))
    return address or None


def _joined(title: str | None, own: str | None) -> str | None:
    """采购部 + 经理 → 采购部经理; 运营经理 + 经理 → 运营经理."""
    if not title or not own:
        return title or own
    return title if title.endswith(own) else title + own
