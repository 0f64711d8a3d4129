"""规矩的变化: what admins read when config.yaml was taken over, could not be, or was taken back."""

from collections.abc import Sequence

_MOST_LINES = 8

UNDER_WAY = "已经开始的拜访和审批仍按开始时的版本办完。"


def adopted(version: str, before: str, changes: Sequence[str]) -> str:
    """The file was changed and is in force."""
    return f"已采用新配置（版本 {version}，之前是 {before}）。{_changes(changes)}\n{UNDER_WAY}"


def rolled_back(version: str, before: str, who: str, changes: Sequence[str]) -> str:
    """Somebody took an earlier version back into force."""
    return f"{who} 已把配置退回到版本 {version}（之前是 {before}）。{_changes(changes)}\n{UNDER_WAY}"


def refused(problems: Sequence[str], in_force: str) -> str:
    """The file cannot be used; the last good one goes on."""
    return (
        f"config.yaml 有 {len(problems)} 个错误，没有采用，仍按版本 {in_force} 运行：\n"
        f"{_lines(problems, '运行 ./run check 看全部')}\n改好保存，几秒钟后自动采用。"
    )


def mended(version: str) -> str:
    """The file is good again and holds what is in force anyway."""
    return f"config.yaml 已改好，和正在用的版本 {version} 相同。"


def old_copy(file: str, version: str, in_force: str) -> str:
    """A machine that was not there before has a file that was in force long ago."""
    return (
        f"{file} 是以前的版本 {version}，没有采用，仍按版本 {in_force} 运行。"
        f"想用它请运行 ./run policy rollback {version}，否则请换成新的文件。"
    )


def model_unusable(machine: str, reason: str) -> str:
    """The speech settings changed to something that this machine has not."""
    return f"{machine} 上的听写没有换成新的语音设置，仍用原来的模型：{reason}"


def _changes(changes: Sequence[str]) -> str:
    if not changes:
        return "内容没有变，只改了注释或写法。"
    return f"改动：\n{_lines([f'· {line}' for line in changes], '运行 ./run policy diff 看全部')}"


def _lines(lines: Sequence[str], where: str) -> str:
    more = len(lines) - _MOST_LINES
    return "\n".join([*lines[:_MOST_LINES], *([f"还有 {more} 处，{where}。"] if more > 0 else [])])
