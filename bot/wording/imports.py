"""What admins and finance read of files that were imported from the folder."""

from collections.abc import Sequence

OUR_FAULT = "程序出错，已记入日志；请联系管理员"
_SHOWN = 3
_NOT_TAKEN = "导入{title}：{name} 没有导入。{reason}\n文件在 failed 文件夹里，改好后请重新放入。"
_WITH_FAULTS = (
    "导入{title}：{name}，{counts}有问题 {count} 行：\n{shown}\n"
    "全部原因在 failed 文件夹的“-错误.csv”里，改好后放回来即可。"
)


def not_taken(title: str, name: str, reason: str) -> str:
    """A file of which nothing could be taken."""
    return _NOT_TAKEN.format(title=title, name=name, reason=reason)


def with_faults(title: str, name: str, counts: str, faults: Sequence[str], count: int) -> str:
    """A file of which `count` rows could not be taken; `faults` say why of those with a reason of their own."""
    shown = [*faults[:_SHOWN], "……"] if len(faults) > _SHOWN else faults
    good = f"{counts}，" if counts else ""
    return _WITH_FAULTS.format(title=title, name=name, counts=good, count=count, shown="\n".join(shown))
