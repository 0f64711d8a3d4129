"""YAML 文件: the values in a file and the place of each of them. The only place that reads YAML."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from config.problems import Problem, Steps, written
from config.syntax import diagnosis

MAX_BYTES = 1024 * 1024
_KINDS = ("str", "int", "float", "bool", "null", "timestamp", "map", "seq")
_PLAIN_TAGS = frozenset(f"tag:yaml.org,2002:{kind}" for kind in _KINDS)
_REASONS = {
    FileNotFoundError: "找不到这个文件",
    IsADirectoryError: "这是文件夹，不是文件",
    PermissionError: "没有权限读这个文件",
}


@dataclass
class Document:
    """What a file holds, as plain dicts with text keys, lists and scalars, and where (line and column from 1)."""

    file: str
    content: bytes = b""
    data: Any = None
    keys: dict[Steps, tuple[int, int]] = field(default_factory=dict)
    values: dict[Steps, tuple[int, int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def problem(self, steps: Steps, message: str, at_key: bool = False, is_error: bool = True) -> Problem:
        """A problem at these steps; of steps that are not in the file, at the nearest that is."""
        place = self.keys.get(steps) if at_key else None
        for length in range(len(steps), -1, -1):
            place = place or self.values.get(steps[:length])
        line, column = place or (1, 1)
        return Problem(self.file, line, column, written(steps), message, is_error)

    def refuse(self, line: int, column: int, message: str, steps: Steps = ()) -> None:
        """Note a problem at a place from 1."""
        self.problems.append(Problem(self.file, line, column, written(steps), message))


def read_document(path: Path) -> Document:
    """The file's values; whatever keeps it from being read is in `problems`, never an exception."""
    document = unparsed(path)
    return document if document.problems else _read(document)


def unparsed(path: Path) -> Document:
    """The file's content alone, or in `problems` why it could not be read."""
    document = Document(str(path))
    try:
        with path.open("rb") as file:
            document.content = file.read(MAX_BYTES + 1)
    except OSError as error:
        document.problems.append(document.problem((), _REASONS.get(type(error), f"读不了（{error.strerror}）")))
    return document


def document_of(name: str, content: bytes) -> Document:
    """The same for a text that is not in a file (any more); `name` is what problems call it."""
    return _read(Document(name, content))


def _read(document: Document) -> Document:
    if len(document.content) > MAX_BYTES:
        document.problems.append(document.problem((), "文件太大，最多 1 MiB"))
        return document
    try:
        text = document.content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start]
        line, column = before.count(b"\n") + 1, len(before) - before.rfind(b"\n")
        document.refuse(line, column, "文件不是 UTF-8 编码，请用编辑器另存为 UTF-8")
        return document
    _parse(document, text)
    return document


def _parse(document: Document, text: str) -> None:
    yaml = YAML(typ="safe", pure=True)
    try:
        root = yaml.compose(text)
    except MarkedYAMLError as error:
        document.refuse(*diagnosis(text, error))
    except ReaderError as error:
        before = text[: error.position]
        document.refuse(before.count("\n") + 1, len(before) - before.rfind("\n"), "这里有看不见的控制字符，请删掉")
    except (YAMLError, ValueError) as error:
        document.problems.append(document.problem((), f"YAML 写法有误：{error}"))
    except RecursionError:
        document.problems.append(document.problem((), "嵌套太深"))
    else:
        if root is None:
            document.problems.append(document.problem((), "文件是空的"))
        else:
            document.data = _Builder(yaml, document).value(root, ())


class _Builder:
    """Turns ruamel's nodes into plain values and notes where they stand."""

    def __init__(self, yaml: YAML, document: Document) -> None:
        self._yaml = yaml
        self._document = document

    def value(self, node: Node, steps: Steps) -> Any:
        self._document.values[steps] = _place(node)
        if node.anchor is not None:
            return self._refuse(steps, "不支持 & 锚点和 * 引用，请直接写出内容")
        if str(node.tag) not in _PLAIN_TAGS:
            return self._refuse(steps, f"不支持类型标记 {node.tag}")
        if isinstance(node, MappingNode):
            return dict(self._entries(node, steps))
        if isinstance(node, SequenceNode):
            return [self._item(item, (*steps, position)) for position, item in enumerate(node.value)]
        try:
            return self._yaml.constructor.construct_object(node)
        except (ValueError, OverflowError, YAMLError):
            kind = "日期" if str(node.tag).endswith("timestamp") else "值"
            return self._refuse(steps, f"没有「{str(node.value)[:20]}」这样的{kind}；要当文字用请加引号")

    def _item(self, node: Node, steps: Steps) -> Any:
        if isinstance(node, ScalarNode) and node.style is None and any(mark in node.value for mark in "，、"):
            message = f"「{node.value[:20]}」里有中文逗号或顿号：是几项就改用英文逗号隔开，是一项就加上引号"
            line, column = _place(node)
            self._document.warnings.append(
                Problem(self._document.file, line, column, written(steps), message, is_error=False)
            )
        return self.value(node, steps)

    def _entries(self, node: MappingNode, steps: Steps) -> Iterator[tuple[str, Any]]:
        seen: set[str] = set()
        for key_node, value_node in node.value:
            if not isinstance(key_node, ScalarNode):
                self._document.refuse(*_place(key_node), "键只能是文字；值以 [ 或 { 开头时要加引号", steps)
                continue
            key = str(key_node.value)
            inner = (*steps, key)
            if key in seen:
                first_line = self._document.keys[inner][0]
                self._document.refuse(*_place(key_node), f"{key} 写了两次（第 {first_line} 行已有）", inner)
                continue
            seen.add(key)
            self._document.keys[inner] = _place(key_node)
            yield key, self.value(value_node, inner)
            if value_node.value == "" and value_node.style is None:  # nothing there: ruamel points far below
                self._document.values[inner] = _place(key_node)

    def _refuse(self, steps: Steps, message: str) -> None:
        self._document.problems.append(self._document.problem(steps, message))


def _place(node: Node) -> tuple[int, int]:
    return node.start_mark.line + 1, node.start_mark.column + 1
