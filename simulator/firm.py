"""示范企业: 智联云服, 132 people of whom 47 sell, in six provinces; the same people on every start."""

from dataclasses import dataclass
from itertools import product

CORP_NAME = "智联云服"


@dataclass(frozen=True)
class Department:
    id: int
    name: str
    parent_id: int
    order: int
    leaders: tuple[str, ...] = ()


@dataclass(frozen=True)
class Member:
    """成员. `leaders` are userids (direct_leader); `departments` the ids it belongs to, the main one first."""

    userid: str
    name: str
    departments: tuple[int, ...]
    position: str
    leaders: tuple[str, ...] = ()
    alias: str = ""
    status: int = 1
    leads: bool = False


@dataclass(frozen=True)
class Firm:
    members: tuple[Member, ...]
    departments: tuple[Department, ...]


ROOT, SALES, FINANCE, LEGAL, DELIVERY, IT = 1, 2, 3, 4, 5, 6
#: region -> (department id, its sales manager, how many reps besides those named below)
REGIONS = {
    "江苏": (21, "limgr", 9),
    "浙江": (22, "qianmgr", 8),
    "上海": (23, "songmgr", 8),
    "安徽": (24, "hemgr", 7),
    "山东": (25, "luomgr", 7),
    "福建": (26, "xumgr", 6),
}
NAMED = (
    Member("wangdir", "王总", (SALES,), "销售总监", leads=True),
    Member("limgr", "李经理", (21,), "江苏区销售经理", ("wangdir",), leads=True),
    Member("qianmgr", "钱经理", (22,), "浙江区销售经理", ("wangdir",), leads=True),
    Member("songmgr", "宋经理", (23,), "上海区销售经理", ("wangdir",), leads=True),
    Member("hemgr", "何经理", (24,), "安徽区销售经理", ("wangdir",), leads=True),
    Member("luomgr", "罗经理", (25,), "山东区销售经理", ("wangdir",), leads=True),
    Member("xumgr", "许经理", (26,), "福建区销售经理", ("wangdir",), leads=True),
    Member("zhangsan", "张三", (21,), "销售", ("limgr",)),
    Member("zhaoliu", "赵六", (22,), "销售", ("qianmgr",)),
    Member("sunfin", "孙会计", (FINANCE,), "会计主管", leads=True),
    Member("zhoulegal", "周法务", (LEGAL,), "法务主管", leads=True),
    Member("wudelivery", "吴交付", (DELIVERY,), "交付总监", leads=True),
    Member("admin", "管理员", (IT,), "系统管理员", leads=True),
)
#: department id -> (position, userid prefix, leader, how many besides the named)
BACK_OFFICE = {
    FINANCE: ("会计", "fin", "sunfin", 7),
    LEGAL: ("法务专员", "legal", "zhoulegal", 2),
    DELIVERY: ("交付工程师", "eng", "wudelivery", 59),
    IT: ("信息管理员", "it", "admin", 6),
}
SURNAMES = "陈林黄刘杨吴徐朱马胡郭高梁郑谢韩唐冯于董萧程曹袁邓傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜"
GIVEN = ("佳怡", "志强", "晓东", "雨桐", "建国", "思远", "海燕", "子涵", "文博", "丽娜")
#: (surname, given name) pairs, every one different, stepping so that neighbours do not share a surname
NAMES = tuple(s + g for g, s in product(GIVEN, SURNAMES))


def demo_firm() -> Firm:
    """132 members: 47 reps and their six managers and director, and the back office."""
    names = iter(NAMES)
    members = list(NAMED)
    for department, manager, count in REGIONS.values():
        members += [
            Member(f"rep{department}{n:02}", next(names), (department,), "销售", (manager,))
            for n in range(1, count + 1)
        ]
    for department, (position, prefix, leader, count) in BACK_OFFICE.items():
        members += [
            Member(f"{prefix}{n:02}", next(names), (department,), position, (leader,)) for n in range(1, count + 1)
        ]
    return Firm(tuple(members), _departments())


def _departments() -> tuple[Department, ...]:
    centre = (
        Department(ROOT, CORP_NAME, 0, 100_000_000),
        Department(SALES, "销售中心", ROOT, 900, ("wangdir",)),
        Department(FINANCE, "财务部", ROOT, 800, ("sunfin",)),
        Department(LEGAL, "法务部", ROOT, 700, ("zhoulegal",)),
        Department(DELIVERY, "交付中心", ROOT, 600, ("wudelivery",)),
        Department(IT, "信息部", ROOT, 500, ("admin",)),
    )
    regions = tuple(
        Department(number, f"{region}区", SALES, 1000 - number, (manager,))
        for region, (number, manager, _) in REGIONS.items()
    )
    return centre + regions
