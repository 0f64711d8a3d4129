"""同一个人: whether two names with their titles mean the same person of one customer; when in doubt, they do not."""

import re
from dataclasses import dataclass

_DOUBLE_SURNAMES = frozenset(
    "欧阳 上官 司马 司徒 诸葛 皇甫 尉迟 公孙 慕容 令狐 夏侯 东方 "
    " 端木 南宫 宇文 长孙 钟离 呼延 独孤 轩辕 申屠 鲜于 闻人".split()
)
#: forms of address that are no titles, with the ends of the titles that go with them (李总 is 总经理, 副总 or 总监)
_GOES_WITH = {
    "副总": ("副总", "副总经理", "副总裁"),
    "总": ("总", "总经理", "总裁", "总监", "董事长", "CEO"),
    "董": ("董事长", "董事"),
    "工": ("工程师", "总工", "技术员", "工艺员", "架构师"),
}
_TITLES = frozenset(
    "经理 总经理 主任 部长 科长 课长 股长 处长 厂长 主管 会计 店长 院长 所长 站长 队长 "
    "组长 班长 书记 校长 行长 总监 总工 "
    "工程师 助理 秘书 老板 老板娘 董事长 局长 场长 园长 护士长 药师 律师 采购 仓管".split()
)
_POLITE = frozenset("女士 先生 小姐 老师 师傅 姐 哥 叔 嫂 阿姨".split())  #: say nothing of a title
_DEPARTMENT = re.compile(r"(?<=[一-龥]{2})(?:部门?|科|处|室|中心)(?![长员])")

FULL, ADDRESSED, FAMILIAR, OFFICE = 3, 2, 1, 0  #: how much a name tells: 王建国, 王经理, 老王, 厂长


@dataclass(frozen=True)
class _Form:
    kind: int
    surname: str = ""
    address: str = ""


def fullness(name: str, title: str | None) -> int:
    """FULL, ADDRESSED, FAMILIAR or OFFICE."""
    return _form(name, title).kind


def is_same_person(name: str, title: str | None, other_name: str, other_title: str | None) -> bool:
    """Whether both mean one person.

    The same full name does, whatever the title. 王经理 is 王建国 when 王建国 is some 经理, and no known title speaks
    against it; 老王 or 王女士 only when both titles are known. 王总 and 王经理 are two unless their titles are one.
    """
    one, other = _form(name, title), _form(other_name, other_title)
    if name == other_name:
        return (
            FULL in (one.kind, other.kind) or title is None or other_title is None or titles_agree(title, other_title)
        )
    if not one.surname or one.surname != other.surname or (one.kind == other.kind == FULL):
        return False
    if FULL not in (one.kind, other.kind):
        return title is not None and other_title is not None and _bare(title) == _bare(other_title)
    if one.kind == FULL:
        return _goes_with(other.address, other_title, title)
    return _goes_with(one.address, title, other_title)


def titles_agree(title: str, other: str) -> bool:
    """Whether both may be one title, said more or less fully: 经理, 采购经理, 采购部经理; not 总经理 and 经理."""
    short, long = sorted((_bare(title), _bare(other)), key=len)
    if short == long:
        return True
    if long.endswith(short):
        return not long[: -len(short)].endswith(("副", "总"))
    return long.startswith(short) and not long.endswith(("助理", "秘书"))


def _goes_with(address: str, own_title: str | None, title: str | None) -> bool:
    """Whether somebody so addressed, perhaps with a title of his own, may be one with that title."""
    if title is None or (own_title is not None and not titles_agree(own_title, title)):
        return False
    if address in _GOES_WITH:
        return title.endswith(_GOES_WITH[address])
    return titles_agree(address, title) if address in _TITLES else own_title is not None


def _bare(title: str) -> str:
    return _DEPARTMENT.sub("", title.replace("的", "").replace(" ", ""))


def _form(name: str, title: str | None) -> _Form:
    if name == title or name in _TITLES or (title or "").endswith(name):
        return _Form(OFFICE)
    if name[:1] in "老小大" and (len(name) == 2 or name[2:] in _GOES_WITH or name[2:] in _POLITE):
        return _Form(FAMILIAR, name[1])
    surname = name[:2] if name[:2] in _DOUBLE_SURNAMES else name[:1]
    address = name[len(surname) :]
    if address in _GOES_WITH or address in _TITLES or address in _POLITE:
        return _Form(ADDRESSED, surname, address)
    return _Form(FULL, surname if re.fullmatch(r"[一-龥·]+", name) else "")
