"""参数: what is typed after a command, with help and errors in Chinese."""

import argparse
import re
import sys
from typing import NoReturn

#: what argparse says → what we say
_SAYINGS = (
    (r"the following arguments are required: (.*)", r"还缺：\1"),
    (r"unrecognized arguments: (.*)", r"不认识的参数：\1"),
    (r"argument (.*): invalid choice: '(.*)' \(choose from (.*)\)", r"\1 没有 \2 这一种；可写 \3"),
    (r"argument (.*): expected .*argument.*", r"\1 后面要写一个值"),
    (r"argument (.*): (.*)", r"\1：\2"),
)
_HEADINGS = {"positional arguments": "参数", "options": "选项"}


class Arguments(argparse.ArgumentParser):
    """The arguments of one command; like argparse it ends the program with 2 when they are wrong, 0 after --help."""

    def __init__(self, command: str, description: str) -> None:
        super().__init__(prog=f"./run {command}", description=description, add_help=False, allow_abbrev=False)
        self.add_argument("-h", "--help", action="help", help="显示这段说明")

    def error(self, message: str) -> NoReturn:
        for said, ours in _SAYINGS:
            if re.fullmatch(said, message):
                message = re.sub(said, ours, message).replace("', '", "、").replace("'", "")
                break
        print(f"{message}\n\n{self.format_help()}", file=sys.stderr)
        sys.exit(2)

    def format_help(self) -> str:
        text = super().format_help().replace("usage:", "用法：", 1)
        for theirs, ours in _HEADINGS.items():
            text = text.replace(f"{theirs}:", f"{ours}：", 1)
        return text


def kind_argument(parser: argparse.ArgumentParser, kinds: dict[str, str]) -> None:
    """What a command is about: one of `kinds`, each with its Chinese name."""

    def kind(text: str) -> str:
        if text not in kinds:
            raise argparse.ArgumentTypeError(f"没有 {text} 这一种；可写 {'、'.join(kinds)}")
        return text

    names = "、".join(f"{name} {what}" for name, what in kinds.items())
    parser.add_argument("kind", type=kind, metavar="种类", help=names)
