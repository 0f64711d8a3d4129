"""check: every problem of config.yaml with its line and what is allowed there."""

from pathlib import Path

import config
from commands.arguments import Arguments
from commands.wiring import Refusal, load_settings, refuse
from settings import Clock


def main(name: str, arguments: list[str]) -> int:
    """Print the problems; 1 when the product would refuse the file."""
    parser = Arguments(name, "检查 config.yaml：逐条指出问题在第几行第几列、可以怎么写。")
    parser.add_argument("file", nargs="?", type=Path, metavar="文件", help="默认是环境变量 CONFIG 说的那个")
    path: Path | None = parser.parse_args(arguments).file
    try:
        path = path or load_settings().config
    except Refusal as refusal:
        return refuse(refusal)
    problems = config.check(path, Clock(None).now().date())
    if problems:
        print(config.describe(problems))
    errors = sum(problem.is_error for problem in problems)
    warnings = len(problems) - errors
    if errors:
        print(f"\n{errors} 个错误{f'，{warnings} 条提醒' if warnings else ''}；改好之前程序不会用它。")
        return 1
    print(f"{path} 没有错误{f'，有 {warnings} 条提醒' if warnings else '，可以使用'}。")
    return 0
