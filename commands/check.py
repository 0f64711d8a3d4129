"""check: every problem of config.yaml with its line and what is allowed there; --against: what it would change."""

from argparse import Namespace
from pathlib import Path

import config
from commands.arguments import Arguments
from commands.wiring import Refusal, load_settings, refuse
from settings import Clock


def main(name: str, arguments: list[str]) -> int:
    """Print the problems; 1 when the product would refuse the file."""
    parser = Arguments(name, "检查 config.yaml：逐条指出问题在第几行第几列、可以怎么写。")
    parser.add_argument("file", nargs="?", type=Path, metavar="文件", help="默认是环境变量 CONFIG 说的那个")
    parser.add_argument(
        "--against",
        metavar="多久",
        help="拿最近的真实历史按新文件重来一遍，说出会有什么不同：90d（天）、12m（月）或 2026-01-01",
    )
    parser.add_argument("--out", type=Path, metavar="文件", help="--against：全部不同的记录写进 .csv、.xlsx 或 .jsonl")
    parser.add_argument("--as-begun", action="store_true", help="--against：和每条开始时的版本比；不写就和在用的版本比")
    parser.add_argument("--read-again", action="store_true", help="--against：按新词表重读原话（每千句约几秒）")
    options = parser.parse_args(arguments)
    if options.against is None and (options.out or options.as_begun or options.read_again):
        parser.error("--out、--as-begun、--read-again 要和 --against 一起用")
    try:
        path: Path = options.file or load_settings().config
    except Refusal as refusal:
        return refuse(refusal)
    problems = config.check(path, Clock(None).now().date(), _members())
    if problems:
        print(config.describe(problems))
    errors = sum(problem.is_error for problem in problems)
    warnings = len(problems) - errors
    if errors:
        print(f"\n{errors} 个错误{f'，{warnings} 条提醒' if warnings else ''}；改好之前程序不会用它。")
        return 1
    print(f"{path} 没有错误{f'，有 {warnings} 条提醒' if warnings else '，可以使用'}。")
    return 0 if options.against is None else _replay(path, options)


def _members() -> dict[str, bool]:
    """Everybody in the database that is there, and whether he is still there; nobody when it cannot be looked at."""
    from commands.present import open_present  # loads the database, of which a file with errors needs nothing
    from storage import members

    try:
        database = open_present(load_settings())
    except Refusal:
        return {}
    try:
        with database.reading() as db:
            return members.presence(db)
    finally:
        database.close()


def _replay(path: Path, options: Namespace) -> int:
    from commands.replay_report import report  # loads the reader of texts and the database, which check alone needs not

    try:
        lines = report(
            load_settings(), config.load(path), options.against, options.out, options.as_begun, options.read_again
        )
        for line in lines:
            print(line)
    except Refusal as refusal:
        return refuse(refusal)
    except config.ConfigError as error:
        print(config.describe(error.problems))
        return 1
    return 0
