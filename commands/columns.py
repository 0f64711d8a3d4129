"""栏宽: text for a terminal of 100 columns, in which a Chinese character takes two.

There is no control code in what comes out, whatever goes in.
"""

import unicodedata
from collections.abc import Iterator, Sequence

COLUMNS = 100


def width(text: str) -> int:
    """Columns that the text takes; what combines with the character before takes none."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def padded(text: str, columns: int) -> str:
    """The text with blanks after it, at least one."""
    return text + " " * max(1, columns - width(text))


def wrapped(line: str, indent: int) -> Iterator[str]:
    """The line on as many lines as it needs, all but the first `indent` columns in; no Latin word is cut."""
    line, margin = _printable(line.replace("\n", " ")), 0
    while line:
        room = COLUMNS - margin
        _, end = next(_lines(line, room))
        if end < len(line) and line[end - 1 : end + 1].isascii():
            end = line.rfind(" ", room // 3, end) + 1 or end
        yield " " * margin + line[:end].rstrip()
        line, margin = line[end:].lstrip(), indent


def marked(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[str]:
    """The text in lines, and under each as many rows of `3~~~~` as it needs: the third span stands above."""
    text = _printable(text)
    for start, end in _lines(text, COLUMNS):
        yield text[start:end]
        here = [(max(a, start), min(b, end), n) for n, (a, b) in enumerate(spans, 1) if a < end and b > start]
        rows: list[str] = []
        for first, last, number in sorted(here):
            left, wide = width(text[start:first]), width(text[first:last])
            mark = f"{number}".ljust(wide, "~") if len(f"{number}") <= wide else "~" * wide
            # a blank before each mark, or 1 and 2 side by side were 12
            free = next((row for row in rows if len(row) < left), None)
            if free is None:
                rows.append(" " * left + mark)
            else:
                rows[rows.index(free)] = free.ljust(left) + mark
        yield from rows


def _lines(text: str, columns: int) -> Iterator[tuple[int, int]]:
    """Where each line of at most `columns` begins and ends; a line break of the text ends one."""
    start, taken = 0, 0
    for place, character in enumerate(text):
        wide = width(character)
        if character == "\n" or taken + wide > columns:
            yield start, place
            start, taken = (place + 1, 0) if character == "\n" else (place, wide)
        else:
            taken += wide
    yield start, len(text)


def _printable(text: str) -> str:
    """The text, as long, without anything a terminal would obey."""
    return "".join(c if c == "\n" or unicodedata.category(c)[0] != "C" else " " for c in text)
