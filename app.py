"""跟迹: the command line. `./run COMMAND` comes here; each command is loaded only when it is called."""

import os
import sys
from difflib import get_close_matches
from importlib import import_module

#: command → (module of commands/, what it does)
COMMANDS = {
    "demo": ("demo", "演示：本机模拟企业微信，不需要账号；打印要打开的网页"),
    "serve": ("serve", "对接真实企业微信，所有进程由一个看护进程管理"),
    "web": ("web", "只运行网页进程（接收回调）"),
    "worker": ("worker", "只运行处理进程（可多个）"),
    "speech": ("speech", "只运行听写进程（可多个）"),
    "clock": ("clock", "只运行时钟进程（一个领头，其余等待）"),
    "simulator": ("demo", "只运行模拟的企业微信"),
    "check": ("check", "检查 config.yaml，逐行指出问题；--against 90d 说换上以后会有什么不同"),
    "preset": ("preset", "现成的配置（小微、中型、大型）：list 列出，use 换上"),
    "policy": ("policy", "采用过的配置：list 列出，show 原文，diff 差别，rollback 退回"),
    "due": ("due", "到某个时间会发什么给谁；不发送"),
    "hear": ("hear", "听写录音文件，每个文件一行 JSON"),
    "read": ("read", "从文字里读出拜访记录，每条一行 JSON"),
    "lexicon": ("lexicon", "审核销售点选出来的新说法；每个痛点标签有几条记录"),
    "import": ("import_file", "导入合同、客户、交付（.xlsx .csv .json），有问题的行写进另一个文件"),
    "export": ("export", "导出拜访、单子、审批、客户、合同、分期、流水、三单、更正、留痕（.csv .xlsx .jsonl）"),
    "menu": ("menu", "设置企业微信里的应用菜单"),
    "audit": ("audit", "audit verify：核对留痕有没有被改动"),
    "backup": ("backup", "备份到一个文件"),
    "restore": ("backup", "从备份恢复"),
    "doctor": ("doctor", "检查这台机器和企业微信的设置哪里不对、该怎么办"),
    "bench": ("bench", "性能测试，和同类方案比"),
}

_HELP = "\n".join(
    (
        "跟迹：企业微信里的销售助手\n\n用法：./run [命令 …]　不写命令就是演示；./run 命令 --help 看它的用法\n",
        *(f"  {name:10} {what}" for name, (_, what) in COMMANDS.items()),
        "  test       全部测试　　setup  只准备环境",
    )
)


def main(arguments: list[str]) -> int:
    """Run one command; its exit code."""
    name = arguments[0] if arguments else "demo"
    if name in ("help", "-h", "--help"):
        print(_HELP)
        return 0
    if name not in COMMANDS:
        meant = get_close_matches(name, COMMANDS, n=1)
        hint = f"您是不是想写 ./run {meant[0]}？全部命令：./run help" if meant else f"\n\n{_HELP}"
        print(f"没有 {name} 这个命令。{hint}", file=sys.stderr)
        return 2
    module = import_module(f"commands.{COMMANDS[name][0]}")
    try:
        code: int = module.main(name, arguments[1:])
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # `… | head`: nobody reads on; Python's own farewell to stdout must not fail too
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
