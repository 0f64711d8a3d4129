"""What admins do to a config.yaml by mistake: each key, value and line spoilt in turn, always the same way."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

#: values that must be one of the names that the product knows
_NAMES = re.compile(
    r"(visit\.fields\[\d+\]\.parts|visit\.fields\[[01]\]\.key|\.(kind|approver|to|by|all_of|any_of|of|field|repeat|pace|engine|require)"
    r"|^(timezone|lexicon)|sales_director\..*\.key)(\[\d+\])?$"
)


@dataclass(frozen=True)
class Spoilt:
    """A file with one mistake in it: `line` (from 1) is where it was made, `says` what was done to what."""

    text: str
    line: int
    says: str


def spoilt_values(text: str) -> Iterator[Spoilt]:
    """Each key and value spoilt, so that the file is YAML as before."""
    root = YAML(typ="safe", pure=True).compose(text)
    yield from _of(text, root, "")


def spoilt_lines(text: str) -> Iterator[Spoilt]:
    """Each line spoilt in what YAML itself is made of: indents, colons, commas, dashes, brackets."""
    lines = text.splitlines()
    for n, line in enumerate(lines):
        for how, instead in _line(line):
            if instead != line:
                spoilt = "\n".join([*lines[:n], instead, *lines[n + 1 :]]) + "\n"
                yield Spoilt(spoilt, n + 1, f"{how}: {line.strip()}")


def _line(line: str) -> Iterator[tuple[str, str]]:
    indent = len(line) - len(line.lstrip())
    if not line.strip() or line.lstrip().startswith("#"):
        return
    if indent:
        yield "one space more", " " + line
        yield "one space less", line[1:]
        yield "a tab", "\t" + line.lstrip()
    yield "colon ：", re.sub(r":(?=\s|$)", "：", line, count=1)
    yield "no space after the colon", re.sub(r": +(?=\S)", ":", line, count=1)
    yield "comma ，", line.replace(", ", "，", 1)
    yield "no dash", re.sub(r"^( *)- ", r"\1", line)
    yield "no bracket at the end", re.sub(r"[\]}]$", "", line)


def _of(text: str, node: Node, path: str) -> Iterator[Spoilt]:
    if isinstance(node, MappingNode):
        for n, (key, value) in enumerate(node.value):
            inner = f"{path}.{key.value}".lstrip(".")
            yield _with(text, key, _misspelt(key.value), f"misspelt {inner}")
            yield _twice(text, node, key, value, f"twice {inner}")
            if path and len(node.value) > 1:
                yield _without(text, node, n, f"without {inner}")
            yield from _value(text, value, inner, key)
    elif isinstance(node, SequenceNode):
        for n, item in enumerate(node.value):
            yield from _value(text, item, f"{path}[{n}]", None)


def _value(text: str, node: Node, path: str, key: Node | None) -> Iterator[Spoilt]:
    yield from _of(text, node, path)
    for instead in _instead(node, path, is_entry=key is not None):
        spoilt = _with(text, node, instead, f"{path} = {instead or 'nothing'}")
        # of what ends a key's line and goes on below, the key's line is what can be named
        yield Spoilt(spoilt.text, key.start_mark.line + 1, spoilt.says) if key and not instead else spoilt


def _instead(node: Node, path: str, is_entry: bool) -> Iterator[str]:
    is_flat = isinstance(node, ScalarNode)
    if is_entry:
        yield ""
    if not is_flat:
        yield "一些字"
        return
    yield "[[]]"
    kind = str(node.tag).rpartition(":")[2]
    if kind == "str":
        yield "12345"
        if _NAMES.search(path):
            yield _misspelt(node.value)
    elif kind in ("int", "float"):
        yield from (f"{node.value}小时", "-1", "9999999999", "是")
    elif kind == "bool":
        yield from ("是", "yes", f'"{node.value}"')
    elif kind == "timestamp":
        yield from ("2026-13-01", "明天", f'"{node.value}"')


def _misspelt(word: str) -> str:
    return word[:1] + word[2:] if len(word) > 3 else word + "x"


def _end(text: str, node: Node) -> int:
    begin: int = node.start_mark.index
    return begin + len(text[begin : node.end_mark.index].rstrip())


def _with(text: str, node: Node, instead: str, says: str) -> Spoilt:
    begin: int = node.start_mark.index
    return Spoilt(text[:begin] + instead + text[_end(text, node) :], node.start_mark.line + 1, says)


def _twice(text: str, node: MappingNode, key: Node, value: Node, says: str) -> Spoilt:
    begin, end = key.start_mark.index, _end(text, value)
    first = text[begin:end] + (", " if node.flow_style else "\n" + " " * key.start_mark.column)
    return Spoilt(text[:begin] + first + text[begin:], key.start_mark.line + 1 + first.count("\n"), says)


def _without(text: str, node: MappingNode, n: int, says: str) -> Spoilt:
    pairs = node.value
    is_last = n == len(pairs) - 1
    begin = _end(text, pairs[n - 1][1]) if is_last else pairs[n][0].start_mark.index
    end = _end(text, pairs[n][1]) if is_last else pairs[n + 1][0].start_mark.index
    return Spoilt(text[:begin] + text[end:], node.start_mark.line + 1, says)
