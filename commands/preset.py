"""preset list|use: a config.yaml for a firm of one's size, to begin with."""

import os
import shutil
from pathlib import Path

import config
from commands.arguments import Arguments
from commands.files import why, written_whole
from commands.wiring import Refusal, load_settings, refuse
from settings import Clock, Settings

_HOME = Path(__file__).parents[1]
PRESETS = {
    "small": "小微（不到 20 人）：老板一级审批，只问四项，不用邮件",
    "medium": "中型（20–200 人）：竞品型号、3 个痛点、决策链必填；主管审，24 小时升级总监；借样机、特价、新订单",
    "large": "大型（200 人以上）：分区域、按金额分级、会签，按工作时间升级，代批",
}


def main(name: str, arguments: list[str]) -> int:
    """Name the presets, or put one in the place of config.yaml."""
    parser = Arguments(name, "现成的配置：list 列出，use 用其中一个作 config.yaml（原来的留在旁边）。")
    parser.add_argument(
        "act",
        nargs="?",
        choices=["list", "use"],
        default="list",
        metavar="做什么",
        help="list 列出（不写就是它），use 换上",
    )
    parser.add_argument("preset", nargs="?", choices=list(PRESETS), metavar="名字", help="、".join(PRESETS))
    parser.add_argument("--yes", action="store_true", help="use：已有 config.yaml 也换上")
    options = parser.parse_args(arguments)
    if options.act == "list":
        for key, what in PRESETS.items():
            print(f"{key:8}{what}\n        presets/{key}/config.yaml")
        return 0
    if options.preset is None:
        parser.error(f"use 后面要写名字；可写 {'、'.join(PRESETS)}")
    try:
        for line in _use(options.preset, load_settings(), options.yes):
            print(line)
    except Refusal as refusal:
        return refuse(refusal)
    return 0


def _use(preset: str, settings: Settings, is_sure: bool) -> list[str]:
    path = settings.config
    shipped = _HOME / "presets" / preset / "config.yaml"
    text = _fitted(shipped.read_text(encoding="utf-8"), path.resolve().parent)
    lines = []
    try:
        if path.exists():
            if path.read_text(encoding="utf-8") == text:
                return [f"{path} 已经是它。"]
            if not is_sure:
                raise Refusal(
                    f"{path} 已经有内容。换上以后，运行中的程序几秒内就按新的办，里面是示例账号。"
                    f"可以先拿历史试试：./run check presets/{preset}/config.yaml --against 90d；要换就加 --yes。"
                )
            now = Clock(settings.clock_file).now().astimezone(config.load(shipped).calendar.zone)
            copy = path.with_name(f"{path.name}.before-preset-{now:%Y%m%d-%H%M%S}")
            shutil.copy2(path, copy)
            lines.append(f"原来的内容在 {copy}。")
        with written_whole(path) as draft:
            draft.write_text(text, encoding="utf-8")
            draft.chmod(0o644)
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(f"换不了 {path}：{why(error) if isinstance(error, OSError) else '不是 UTF-8 文字'}") from error
    problems = [problem for problem in config.check(path) if problem.is_error]
    lines += [config.describe(problems)] if problems else []
    return [
        *lines,
        f"已把 {PRESETS[preset].partition('：')[0]}的配置写进 {path}。",
        "请把 roles、people 里的示例账号换成自己的，再运行 ./run check。",
    ]


def _fitted(text: str, folder: Path) -> str:
    """The text with its paths as seen from the folder where it will lie."""
    for file in ("nlp/lexicon.yaml", "docs/config.schema.json"):
        text = text.replace(f"../../{file}", os.path.relpath(_HOME / file, folder))
    return text
