"""policy list|show|diff|rollback: the versions of config.yaml that were in force, and the way back to one of them."""

import difflib
from argparse import Namespace
from collections.abc import Iterator
from itertools import islice

import config
from commands import policy_rollback
from commands.arguments import Arguments
from commands.columns import padded
from commands.present import open_present
from commands.wiring import Refusal, load_settings, present_policy, refuse
from config import Texts
from settings import Settings
from storage import policies
from storage.database import Database, Db
from storage.policies import Act, Adopted, UnderWay

_ACTS = {Act.START: "启动", Act.FILE: "改文件", Act.ROLLBACK: "退回"}
_FEWEST_LETTERS = 4


def main(name: str, arguments: list[str]) -> int:
    """Look at the versions, or go back to one."""
    parser = Arguments(name, "采用过的配置（config.yaml 和词表）：看有哪些、原文、差别，退回到其中一个。")
    acts = "list 列出，show 看原文，diff 看差别，rollback 退回"
    parser.add_argument("act", choices=["list", "show", "diff", "rollback"], metavar="做什么", help=acts)
    parser.add_argument(
        "versions",
        nargs="*",
        default=[],
        metavar="版本",
        help="版本的前几位；show 不写就是在用的，diff 只写一个就是和在用的比，不写就是看最近改了什么",
    )
    parser.add_argument("--lexicon", action="store_true", help="show：看词表，不看 config.yaml")
    if not arguments:
        parser.exit(2, parser.format_help())
    options = parser.parse_args(arguments)
    fewest, most = {"list": (0, 0), "show": (0, 1), "diff": (0, 2), "rollback": (1, 1)}[options.act]
    if not fewest <= len(options.versions) <= most:
        parser.error(f"{options.act} 后面要写{f' {fewest} 个' if fewest == most else f' {fewest} 到 {most} 个'}版本")
    try:
        settings = load_settings()
        database = open_present(settings)
        try:
            return _do(options, settings, database)
        finally:
            database.close()
    except Refusal as refusal:
        return refuse(refusal)


def _do(options: Namespace, settings: Settings, database: Database) -> int:
    with database.reading() as db:
        newest = policies.in_force(db)
        if newest is None:
            raise Refusal("还没有采用过配置；运行过 ./run serve 才有。")
        wanted = [_version(db, beginning) for beginning in options.versions]
        if options.act == "diff" and not wanted:
            wanted = [_before(db)]
    match options.act:
        case "list":
            lines = _list(settings, database)
        case "show":
            one = wanted[0] if wanted else newest
            print(one.lexicon if options.lexicon else one.config, end="")
            return 0
        case "diff":
            lines = _differences(wanted[0], wanted[1] if len(wanted) > 1 else newest)
        case _:
            lines = policy_rollback.roll_back(wanted[0], settings, database)
    for line in lines:
        print(line)
    return 0


def _before(db: Db) -> Adopted:
    """The version that was in force before the one of now, or Refusal."""
    latest = list(islice(policies.every(db), 2))
    if len(latest) < 2:
        raise Refusal("只采用过一个版本，还没有可比的。")
    return latest[1]


def _version(db: Db, beginning: str) -> Adopted:
    """The version that begins so, or Refusal."""
    alike = policies.versions_like(db, beginning.lower()) if len(beginning) >= _FEWEST_LETTERS else []
    one = policies.kept(db, alike[0]) if len(alike) == 1 else None
    if one is None:
        why = (
            f"不止一个：{'、'.join(alike)}"
            if alike
            else f"没有采用过；至少写前 {_FEWEST_LETTERS} 位，见 ./run policy list"
        )
        raise Refusal(f"版本 {beginning} {why}")
    return one


def _list(settings: Settings, database: Database) -> Iterator[str]:
    zone = present_policy(settings, database).calendar.zone
    with database.reading() as db:
        under_way, unusable = policies.under_way(db), policies.unusable_files(db)
        adopted = list(policies.every(db))
    yield padded("版本", 16) + padded("采用时间", 20) + padded("由来", 10) + padded("谁", 24) + "进行中"
    for number, one in enumerate(adopted):
        is_last_of_version = one.version not in {later.version for later in adopted[:number]}
        left = under_way.pop(one.version, None) if is_last_of_version else None
        yield (
            padded(f"{'*' if number == 0 else ' '} {one.version}", 16)
            + padded(f"{one.at.astimezone(zone):%Y-%m-%d %H:%M:%S}", 20)
            + padded(_ACTS[one.act], 10)
            + padded(one.who, 24)
            + _left(left)
        ).rstrip()
    for version, left in under_way.items():
        yield f"  {padded(version, 68)}{_left(left)}（这个版本没有存下来，按在用的办）"
    yield "* 是在用的；已经开始的拜访和审批按开始时的版本办完。"
    for file in unusable:
        yield f"\n{file.file} 现在不能用，没有采用：\n{file.problems}"


def _left(left: UnderWay | None) -> str:
    words = [f"草稿 {left.drafts}"] if left and left.drafts else []
    return "，".join([*words, *([f"待审 {left.approvals}"] if left and left.approvals else [])])


def _differences(old: Adopted, new: Adopted) -> Iterator[str]:
    if old.version == new.version:
        yield f"都是版本 {old.version}，没有差别。"
        return
    yield f"从 {old.version} 到 {new.version}："
    for line in config.changes(Texts(old.config, old.lexicon), Texts(new.config, new.lexicon)):
        yield f"· {line}"
    for name, one, other in (("config.yaml", old.config, new.config), ("词表", old.lexicon, new.lexicon)):
        lines = difflib.unified_diff(
            one.splitlines(), other.splitlines(), f"{name} {old.version}", f"{name} {new.version}", lineterm=""
        )
        yield from ["", *lines] if one != other else []
