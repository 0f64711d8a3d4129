"""行: the lines of a list as rows under our columns, found by whichever mapping fits its headings best."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from commands.importing.kind import ERROR_HEADINGS, Kind, Row
from commands.sheets import MOST_ROWS, Source, lines
from commands.wiring import Refusal
from config.mappings import Mapping, plain_heading
from config.problems import likely

#: how far down the headings may stand: banks write account and period above them
_LOOKED_AT = 30
#: what follows a heading to say in what an amount is
_UNITS = {"(元)": "", "(人民币)": "", "(人民币元)": "", "(万元)": "万", "(%)": "%"}


@dataclass(frozen=True)
class Listed:
    """A list whose headings are understood.

    `headings` are those of the file in their order; `columns` says which of ours each is (None: none), `units` what to
    add to its cells. `above` are the lines above the headings.
    """

    source: Source
    mapping: Mapping
    line: int
    headings: tuple[str, ...]
    columns: tuple[str | None, ...]
    units: tuple[str, ...]
    above: tuple[tuple[str, ...], ...]

    def rows(self) -> Iterator[Row]:
        """Every row below the headings, each time from the first; Refusal when they are too many."""
        named = enumerate(self._cells())
        places = [(n, *cell) for n, cell in named if cell[0] and cell[0] not in ERROR_HEADINGS]
        fixed = self.mapping.fixed
        below = (line for line in lines(self.source) if line[0] > self.line)
        for count, (number, texts) in enumerate(below):
            if count == MOST_ROWS:
                raise Refusal(f"{self.source.name} 超过 {MOST_ROWS} 行，请分成几个文件。")
            cells, others, most = dict(fixed), {}, len(texts)
            for n, head, column, unit in places:
                if n < most and texts[n]:
                    if column is None:
                        others[head] = texts[n]
                    else:
                        cells[column] = texts[n] + unit if unit else texts[n]
            if len(cells) > len(fixed) or others:
                yield Row(number, cells, others)

    def count(self) -> int:
        """How many lines are below the headings."""
        return sum(number > self.line for number, _ in lines(self.source))

    def _cells(self) -> Iterator[tuple[str, str | None, str]]:
        return zip(self.headings, self.columns, self.units, strict=True)

    @property
    def unused(self) -> list[str]:
        """Headings of the file that are none of our columns."""
        named = (head for head, column, _ in self._cells() if column is None)
        return [head for head in named if head and head not in ERROR_HEADINGS]


def understood(source: Source, kind: Kind, mappings: Sequence[Mapping]) -> Listed:
    """The list with its headings found; Refusal that names what is lacking when no mapping fits."""
    tops = list(islice(lines(source), _LOOKED_AT))
    if not tops:
        raise Refusal(f"{source.name} 是空的，第一行应是列名。")
    best: tuple[int, int, Listed] | None = None
    for place, (number, texts) in enumerate(tops):
        headings = tuple(plain_heading(text) for text in texts)
        for mapping in mappings:
            columns, units = _columns(headings, mapping)
            found = {*columns, *mapping.fixed}
            if all(any(one in found for one in group) for group in kind.required):
                score = sum(column is not None for column in columns)
                if best is None or score > best[0]:
                    above = tuple(tuple(filter(None, line)) for _, line in tops[:place])
                    best = score, place, Listed(source, mapping, number, headings, columns, units, above)
    if best is None:
        raise Refusal(_lacking(source, kind, mappings, [texts for _, texts in tops]))
    _need_distinct(best[2])
    return best[2]


def _columns(headings: Sequence[str], mapping: Mapping) -> tuple[tuple[str | None, ...], tuple[str, ...]]:
    """For each heading our column and the unit; of two that mean the same the one that is called so exactly."""
    means: list[str | None] = []
    units: list[str] = []
    for head in headings:
        column, unit = mapping.columns.get(head), ""
        if column is None and head.endswith(")"):
            base, _, inside = head.rpartition("(")
            unit = _UNITS.get(f"({inside}", "")
            column = mapping.columns.get(base) if f"({inside}" in _UNITS else None
        means.append(None if head in ERROR_HEADINGS else column)
        units.append(unit)
    for column in {one for one in means if one is not None and means.count(one) > 1}:
        same = [n for n, one in enumerate(means) if one == column]
        first = next((n for n in same if headings[n] == column), same[0])
        if len({headings[n] for n in same}) == len(same):
            means = [None if n in same and n != first else one for n, one in enumerate(means)]
    return tuple(means), tuple(units)


def _need_distinct(listed: Listed) -> None:
    twice = sorted(head for head, count in Counter(listed.headings).items() if head and count > 1)
    if twice:
        raise Refusal(f"{listed.source.name} 有两列都叫 {'、'.join(twice)}，请改掉一列再导入。")


def _lacking(source: Source, kind: Kind, mappings: Sequence[Mapping], tops: Sequence[Sequence[str]]) -> str:
    """What to tell when no line has the headings: of the line and the mapping that come nearest, what is lacking."""
    nearest = max(
        ((tuple(map(plain_heading, texts)), mapping) for texts in tops for mapping in mappings),
        key=lambda pair: sum(head in pair[1].columns for head in pair[0]),
    )
    headings, mapping = nearest
    named = [head for head in headings if head and head not in ERROR_HEADINGS]
    found = {*_columns(headings, mapping)[0], *mapping.fixed}
    unused = [head for head in named if head not in mapping.columns]
    said = []
    for group in kind.required:
        if not any(one in found for one in group):
            guesses = (likely(one, unused) for one in group)
            guess = next((each for each in guesses if each), None)
            said.append(f"缺少“{'”或“'.join(group)}”这一列" + (f"（是“{guess}”吗？）" if guess else ""))
    how = f"mappings/{mapping.name}.yaml"
    return (
        f"{source.name} {'；'.join(said)}。\n找到的列：{'、'.join(named) or '（空）'}\n"
        f"可用的列：{'、'.join(one for one in kind.columns if not one.isascii())}\n"
        f"列名不同时不用改文件：把您的叫法写进 config.yaml 旁边的 {how}，再导入（见 docs/imports.md）。"
    )
