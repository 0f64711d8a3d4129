"""YAML 写法: what broke a file's syntax, where an admin has to look, and what to write instead.

A parser stops where it can no longer make sense of a file, often a line below the slip. So the usual slips are looked
for there and in the line above: a full-width colon or comma, no space after a colon, a lost dash or bracket, a line
that was moved.
"""

import re
from collections.abc import Iterator

from ruamel.yaml.error import MarkedYAMLError

#: words in ruamel's message or context → what to tell the admin
_SYNTAX = (
    ("'\\t'", "这里用了制表符（Tab），YAML 的缩进只能用空格"),
    ("quoted scalar", "引号没有成对"),
    ("unknown escape", "双引号里不能有这样的反斜杠，改用单引号即可"),
    ("mapping values are not allowed", "冒号的位置不对：上一行可能缺冒号或缩进不齐；值里有冒号时要加引号"),
    ("but found ','", "逗号之间没有内容，或多了一个逗号"),
    ("flow sequence", "方括号 [ ] 没有成对，或少了逗号"),
    ("flow mapping", "花括号 { } 没有成对，或少了逗号"),
    ("could not find expected ':'", "这一行缺少冒号，写作 键: 值"),
    ("expected <block end>", "缩进与上面不齐"),
    ("expected '<document start>'", "缩进与上面不齐"),
    ("cannot start any token", "值不能以这个符号开头，请给值加引号"),
    ("undefined alias", "不支持 * 引用，请直接写出内容"),
    ("another document", "一个文件里只能有一份配置，请删掉 ---"),
    ("block scalar", "| 或 > 后面的写法不对"),
)
#: what ruamel says when a slip made a key, a list item or an indent unreadable
_OUT_OF_STEP = (
    "mapping values are not allowed",
    "could not find expected ':'",
    "expected <block end>",
    "'<document start>'",
)
_WIDE_COLON = re.compile(r"\s*(?:- +)?(?P<key>[^\s'\"#：:，,{}\[\]]+)\s*(?P<here>：)")
_NO_SPACE = re.compile(r"\s*(?:- +)?(?P<key>(?!user|role|field|hub|http)[a-z_]+)(?P<here>:)(?=[^\s:])")
_KEY_OR_ITEM = re.compile(r"\s*(- |-$|[^\s'\"{\[,]+:(\s|$))")
Place = tuple[int, int, str]


def diagnosis(text: str, error: MarkedYAMLError) -> Place:
    """Line and column from 1 of what is wrong in this text, and what to tell the admin."""
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return 1, 1, _message(error)
    lines = text.splitlines()
    at = min(mark.line, len(lines) - 1)
    said = f"{error.problem} {error.context or ''}"
    if "\\t" not in said:
        if "flow" in said:
            found = _in_brackets(lines, error)
        else:
            found = _out_of_step(lines, at) if any(words in said for words in _OUT_OF_STEP) else None
        if found:
            return found
    begin = error.context_mark
    if begin and "could not find expected ':'" in said:  # noticed below the line that lacks it
        return begin.line + 1, begin.column + 1, _message(error)
    started = f"（从第 {begin.line + 1} 行开始）" if begin and begin.line < mark.line and "block" not in said else ""
    return mark.line + 1, mark.column + 1, _message(error) + started


def _message(error: MarkedYAMLError) -> str:
    said = f"{error.problem} {error.context or ''}"
    return next((message for words, message in _SYNTAX if words in said), f"YAML 写法有误：{error.problem}")


def _out_of_step(lines: list[str], at: int) -> Place | None:
    above = next(_content_above(lines, at), None)
    for n in (above, at):
        if n is not None:
            wide, tight = _WIDE_COLON.match(lines[n]), _NO_SPACE.match(lines[n])
            if wide:
                advice = f"这里是中文冒号「：」，要用英文冒号加一个空格，写作 {wide['key']}: 值"
                return n + 1, wide.start("here") + 1, advice
            if tight:
                return n + 1, tight.start("here") + 1, f"冒号后面要有一个空格，写作 {tight['key']}: 值"
    if above is None:
        return None
    here, before = _indent(lines[at]), _indent(lines[above])
    if re.fullmatch(r"\s*[a-z_]+\s*(#.*)?", lines[above]):
        return above + 1, before + 1, f"这一行缺少冒号，写作 {lines[above].partition('#')[0].strip()}:"
    is_lost = here == before and _is_item(lines[at]) and not _is_item(lines[above])
    if is_lost or lines[above].lstrip().startswith("{") or _is_without_dash(lines, above, here - before):
        return above + 1, before + 1, "这一行前面少了「- 」：列表的每一项都以它开头"
    others = (n for n in _content_above(lines, at) if abs(_indent(lines[n]) - here) == 1)
    # the line that moved by a blank; else the one above, when both should stand alike
    other = next(others, above if here != before and _is_item(lines[above]) == _is_item(lines[at]) else None)
    if other is not None and ":" in lines[other] and _KEY_OR_ITEM.match(lines[at]):
        told = f"这一行前面空了 {here} 格，第 {other + 1} 行空了 {_indent(lines[other])} 格"
        return at + 1, here + 1, f"缩进与上面不齐：{told}；同一层要一样多"
    return None


def _in_brackets(lines: list[str], error: MarkedYAMLError) -> Place | None:
    """A comma of Chinese, or brackets that nobody closed before the next key or item began."""
    mark, begin = error.problem_mark, error.context_mark
    if mark is None or begin is None or "but found ','" in str(error.problem):
        return None
    if mark.line < len(lines):
        start = begin.column if begin.line == mark.line else 0
        comma = lines[mark.line].rfind("，", start, mark.column)
        if comma >= 0:
            return (
                mark.line + 1,
                comma + 1,
                "这里是中文逗号「，」，要用英文逗号加一个空格；文字里的逗号请连文字一起加引号",
            )
    if begin.line < mark.line and (mark.line >= len(lines) or _KEY_OR_ITEM.match(lines[mark.line])):
        return begin.line + 1, begin.column + 1, _message(error)
    return None


def _is_without_dash(lines: list[str], at: int, step: int) -> bool:
    """Whether this line stands where the list above it has its dashes, but has none.

    A key may stand there too when the list's own key does; then only what follows tells, as deep as an item's keys are.
    """
    indent = _indent(lines[at])
    above = [n for n in _content_above(lines, at) if _indent(lines[n]) <= indent]
    if _is_item(lines[at]) or not above or _indent(lines[above[0]]) < indent or not _is_item(lines[above[0]]):
        return False
    owner = next((n for n in above if not _is_item(lines[n])), None)
    return owner is None or _indent(lines[owner]) < indent or step == 2


def _is_item(line: str) -> bool:
    return line.lstrip().startswith("-")


def _content_above(lines: list[str], at: int) -> Iterator[int]:
    return (n for n in range(at - 1, -1, -1) if lines[n].strip() and not lines[n].lstrip().startswith("#"))


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
