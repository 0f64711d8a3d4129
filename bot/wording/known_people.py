"""客户已知的人: what earlier visits say of the people of a customer, each with its day and who told it."""

from collections.abc import Iterable, Sequence
from datetime import date

from bot.wording import moments
from domain.buying_committee import PARTS, Completeness
from domain.known_people import PARTS as ALL_PARTS
from domain.known_people import Earlier, KnownPerson, Person

LABELS = {"title": "职位", "role": "角色", "influence": "影响力", "concern": "顾虑"}
_MOST = 8  #: people in one message


def earlier(people: Sequence[Person], today: date) -> list[str]:
    """Lines of Markdown; none when earlier visits say nothing more than this one."""
    lines = []
    for person in people:
        known = person.known
        if known is None or (person.now is None and not person.decides):
            continue
        if person.now is None:
            lines += [f"上次提到 {described(known)}", _source(known, today)]
        elif _adds(person.name, known, person, ALL_PARTS):
            lead = "上次记的" if known.name == person.name else f"{person.name}：上次记的是"
            lines += [f"{lead} {described(known)}", _source(known, today)]
    return ["**以前的拜访记过**", *lines[: 2 * _MOST]] if lines else []


def answer(customer: str, people: Sequence[KnownPerson], complete: Completeness, today: date) -> str:
    """Markdown: the 决策链 of a customer as its confirmed visits tell it."""
    chain = [known for known in people if known.decides]
    if not chain:
        return f"您能看到的、已提交的拜访记录里，还没有{customer}的决策链。"
    lines = [line for known in chain[:_MOST] for line in (described(known), _source(known, today))]
    return "\n".join([f"**{customer} 的决策链**", *lines, *completeness(complete)])


def on_card(people: Iterable[Person], today: date) -> str:
    """Only what this record has not: “上次记的：…” of those named, “上次提到：…” of those of the chain who are not."""
    filled, others = [], []
    for person in people:
        known = person.known
        if known is None:
            continue
        if person.now is None:
            others += [described(known, _when(known, today))] if person.decides else []
        else:
            parts = [part for part in ALL_PARTS if _is_told(person.filled(part), part)] if person.decides else []
            name = [known.name] if known.name != person.name else []
            if parts or name:
                notes = [*name, *(_part(known, part) for part in parts), _when(known, today)]
                filled.append(f"{person.name}（{'，'.join(notes)}）")
    lines = (f"上次记的：{'；'.join(filled)}" if filled else "", f"上次提到：{'；'.join(others)}" if others else "")
    return "\n".join(filter(None, lines))


def completeness(complete: Completeness, earlier: int = 0) -> list[str]:
    """The score of the 决策链 with its formula, what is missing, and whether nobody decides; `earlier` facts of it
    were not said now."""
    if not complete.people:
        return ["决策链：没有记录"]
    of_earlier = f"，{earlier} 项是以前记的" if earlier else ""
    facts = f"{complete.people}人×{1 + len(PARTS)}项，已知 {complete.known}/{complete.wanted}{of_earlier}"
    gaps = "，".join(f"{name}的{'、'.join(PARTS[part] for part in parts)}" for name, parts in complete.gaps)
    lines = [f"决策链完整度 {complete.percent}%（{facts}）"]
    lines += [f"缺：{gaps}"] if gaps else []
    return lines + ([] if complete.has_decider else ["没有找到拍板的人（影响力高）"])


def described(known: KnownPerson, *more: str) -> str:
    """“王建国（采购部经理，影响力中，顾虑：影响结账）”."""
    notes = [*(_part(known, part) for part in ALL_PARTS if getattr(known, part)), *more]
    return f"{known.name}（{'，'.join(notes)}）" if notes else known.name


def source(earlier: Earlier, today: date) -> str:
    """“3月2日 张三”."""
    return f"{moments.short_day(earlier.on, today)} {earlier.teller}"


def _is_told(filled: Earlier | None, part: str) -> bool:
    return filled is not None and not (part == "role" and filled.is_by_title)


def _adds(name: str, known: KnownPerson, person: Person, parts: Sequence[str]) -> bool:
    values = ((getattr(known, part), getattr(person.now, part)) for part in parts)
    return known.name != name or any(earlier is not None and earlier.value != now for earlier, now in values)


def _part(known: KnownPerson, part: str) -> str:
    """The words for a part; with its own day where another visit is the latest one that names the person."""
    found: Earlier = getattr(known, part)
    label = {"influence": "影响力", "concern": "顾虑："}.get(part, "")
    day = "" if found.on == known.seen.on else f" {moments.short_day(found.on, known.seen.on)}"
    return f"{label}{found.value}{day}"


def _when(known: KnownPerson, today: date) -> str:
    return f"{moments.short_day(known.seen.on, today)} {known.seen.teller}"


def _source(known: KnownPerson, today: date) -> str:
    return f'> <font color="comment">{_when(known, today)}</font>'
