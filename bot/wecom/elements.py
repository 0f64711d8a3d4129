"""XML of callbacks: a small reader that knows no DTD, no entity and no deep nesting."""

import re
from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers import expat

from bot.wecom.rejected import Rejected

MAX_DEPTH = 12
MAX_ELEMENTS = 20_000

# XML 1.0 forbids these, members' keyboards produce them all the same (`\x02`, `\x10`, `\x1d` were seen).
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass
class Element:
    """One element: its text as written (nothing trimmed) and its children by tag, always as lists.

    Lists also where there is one child: that is where xmltodict turns a single SelectedItem into something else.
    """

    text: str = ""
    children: dict[str, list["Element"]] = field(default_factory=dict)

    def first(self, *path: str) -> "Element | None":
        """The first element at that path, or None."""
        found: Element | None = self
        for tag in path:
            found = next(iter(found.children.get(tag, ())), None) if found else None
        return found

    def all(self, tag: str) -> list["Element"]:
        """All children with that tag."""
        return self.children.get(tag, [])

    def value(self, *path: str) -> str:
        """The text at that path without outer white space; empty when there is none."""
        found = self.first(*path)
        return found.text.strip() if found else ""


def read_xml(document: bytes) -> Element:
    """The element `<xml>` of a callback. Raises Rejected for anything that is not plain, shallow UTF-8 XML."""
    try:
        text = document.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Rejected("encoding") from None
    return _Reader().read(_NOT_XML.sub("", text))


class _Reader:
    def __init__(self) -> None:
        self._open: list[Element] = []
        self._root: Element | None = None
        self._count = 0

    def read(self, text: str) -> Element:
        # Not kept in self: a parser and its handlers that know each other are freed late, by the garbage collector.
        # The encoding is ours, so that a declaration cannot choose another one.
        parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._refuse
        parser.EntityDeclHandler = self._refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        try:
            parser.Parse(text.encode("utf-8"), True)
        except expat.ExpatError:
            raise Rejected("xml") from None
        if self._root is None:
            raise Rejected("xml")
        return self._root

    def _refuse(self, *_: object) -> NoReturn:
        raise Rejected("dtd")

    def _start(self, tag: str, _attributes: dict[str, str]) -> None:
        self._count += 1
        if len(self._open) >= MAX_DEPTH or self._count > MAX_ELEMENTS or (not self._open and tag != "xml"):
            raise Rejected("xml")
        element = Element()
        if self._open:
            self._open[-1].children.setdefault(tag, []).append(element)
        else:
            self._root = element
        self._open.append(element)

    def _end(self, _tag: str) -> None:
        self._open.pop()

    def _characters(self, data: str) -> None:
        self._open[-1].text += data
