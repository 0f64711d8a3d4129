"""改动: what differs between two versions of a file, in the words of the file."""

from collections.abc import Iterator
from typing import Any

_MOST_TEXT = 40


def changes_of(old: Any, new: Any) -> list[str]:
    """A line for each difference between the plain values of two files; none when only comments differ."""
    return list(_differences(old, new, ""))


def _differences(old: Any, new: Any, at: str) -> Iterator[str]:
    if old == new and type(old) is type(new):
        return
    if isinstance(old, dict) and isinstance(new, dict):
        yield from _of_mappings(old, new, at, "{at}.{key}" if at else "{key}")
    elif isinstance(old, list) and isinstance(new, list):
        yield from _of_lists(old, new, at)
    else:
        yield f"{at}：{_shown(old)} → {_shown(new)}"


def _of_mappings(old: dict[str, Any], new: dict[str, Any], at: str, place: str) -> Iterator[str]:
    for key in dict.fromkeys([*old, *new]):
        inner = place.format(at=at, key=key)
        if key not in new:
            yield f"去掉 {inner}（原为 {_shown(old[key])}）"
        elif key not in old:
            yield f"增加 {inner}：{_shown(new[key])}"
        else:
            yield from _differences(old[key], new[key], inner)


def _of_lists(old: list[Any], new: list[Any], at: str) -> Iterator[str]:
    olds, news = _by_key(old), _by_key(new)
    if olds is not None and news is not None:
        yield from _of_mappings(olds, news, at, "{at}[{key}]")
        if [key for key in olds if key in news] != [key for key in news if key in olds]:
            yield f"{at} 换了顺序"
        return
    if len(old) == len(new) and all(isinstance(item, dict) for item in (*old, *new)):
        for n, (one, other) in enumerate(zip(old, new, strict=True)):
            yield from _differences(one, other, f"{at}[{n}]")
        return
    added = [item for item in new if item not in old]
    gone = [item for item in old if item not in new]
    for word, items in (("增加", added), ("去掉", gone)):
        if items:
            yield f"{at} {word} {_shown(items)}"
    if not added and not gone:
        yield f"{at} 换了顺序"


def _by_key(items: list[Any]) -> dict[str, Any] | None:
    """The items by their `key`, as fields of a form have one; None when they have not."""
    keys = [item.get("key") if isinstance(item, dict) else None for item in items]
    if not items or not all(isinstance(key, str) for key in keys) or len(set(keys)) < len(keys):
        return None
    return dict(zip(map(str, keys), items, strict=True))


def _shown(value: Any) -> str:
    match value:
        case None | "":
            return "空"
        case bool():
            return "true" if value else "false"
        case dict():
            text = f"{{{'，'.join(f'{key}: {_shown(inner)}' for key, inner in value.items())}}}"
        case list():
            text = "、".join(map(_shown, value)) or "空"
        case _:
            text = str(value)
    text = " ".join(text.split())
    return text if len(text) <= _MOST_TEXT else f"{text[:_MOST_TEXT]}…"
