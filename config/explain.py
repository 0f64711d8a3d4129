"""说明: what pydantic refused, told to an admin in Chinese with what is allowed, from the model's JSON Schema."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any

from pydantic import BaseModel, ValidationError

from config.document import Document
from config.problems import Problem, Steps, guess, likely

Schema = Mapping[str, Any]
_COLON = re.compile("[:：]")
_YES, _NO = ("true", "yes", "y", "on", "是", "要", "对"), ("false", "no", "n", "off", "否", "不", "不要")


def problems_of(error: ValidationError, document: Document, model: type[BaseModel]) -> Iterator[Problem]:
    """Every refusal of pydantic as a problem of the file."""
    root = _schema_of(model)
    refusals = error.errors(include_url=False)
    unknown = [found["loc"] for found in refusals if found["type"] == "extra_forbidden"]
    meant = {_meant(root, steps) for steps in unknown}
    for found in refusals:
        tagged, is_key = _without_key_mark(found["loc"])
        steps = tuple(step for n, step in enumerate(tagged) if not (n and _is_tag(root, tagged[n - 1], step)))
        if found["type"] == "rule":
            for below, message in found["ctx"]["found"]:
                place, at_key = _without_key_mark((*steps, *below))
                yield document.problem(place, message, at_key=is_key or at_key)
        elif found["type"] == "missing":
            if tagged in meant:
                continue  # one slip, told once: at the key that stands there
            key = str(steps[-1])
            about = _schema_at(root, tagged).get("description", "")
            yield document.problem(steps, f"缺少 {key}{f'（{about}）' if about else ''}")
        elif found["type"] == "extra_forbidden":
            yield document.problem(steps, _unknown(root, tagged), at_key=True)
        else:
            schema = _schema_at(root, tagged)
            schema = schema.get("propertyNames", schema) if is_key else schema
            yield document.problem(steps, _refusal(schema, found["input"]), at_key=is_key)


@cache
def _schema_of(model: type[BaseModel]) -> Schema:
    return model.model_json_schema()


def _unknown(root: Schema, steps: Steps) -> str:
    """What to say of a key that is not known there; a colon that did not part it from its value is told as such."""
    key = str(steps[-1])
    name, mark = _parted(key)
    if mark == "：":
        return f"这里是中文冒号「：」，要用英文冒号加一个空格，写作 {name}: 值"
    if mark:
        return f"冒号后面要有一个空格，写作 {name}: 值"
    known = _known_at(root, steps[:-1])
    return f"没有 {key} 这一项；可写的有 {'、'.join(known)}{guess(key, known)}"


def _meant(root: Schema, steps: Steps) -> Steps:
    """Where the key would stand that is likely meant by an unknown one; the unknown one's own steps if none is near."""
    meant = likely(_parted(str(steps[-1]))[0], _known_at(root, steps[:-1]))
    return (*steps[:-1], meant) if meant else steps


def _parted(key: str) -> tuple[str, str]:
    """The name and the colon of a key such as `label：客户`, whose colon did not part it; else the key and nothing."""
    found = _COLON.search(key)
    return (key[: found.start()].strip(), found[0]) if found else (key, "")


def _known_at(root: Schema, steps: Steps) -> list[str]:
    return list(_schema_at(root, steps).get("properties", ()))


def _without_key_mark(steps: Steps) -> tuple[Steps, bool]:
    """The steps, and whether it is the key itself that is refused: then pydantic puts [key] at the end, as we do."""
    return (steps[:-1], True) if steps[-1:] == ("[key]",) else (steps, False)


def _is_tag(root: Schema, before: str | int, step: str | int) -> bool:
    """Whether the step only says as which of several sections an item of a list was read: it is in no file."""
    return isinstance(before, int) and step in root.get("$defs", {})


def _refusal(schema: Schema, value: Any) -> str:
    return f"应为{_allowed(schema)}，现在是{_shown(value)}{_advice(schema, value)}"


def _advice(schema: Schema, value: Any) -> str:
    """What to do about a value of the wrong kind, where that is plain to see."""
    kind = schema.get("type")
    if value is None:
        return "；用不到就把这一项删掉"
    if "enum" in schema:
        return guess(value, schema["enum"]) if isinstance(value, str) else ""
    if kind == "string" and "format" not in schema and isinstance(value, int | float | date):
        return "；要写成文字请加引号"
    if not isinstance(value, str):
        return ""
    word = value.strip().lower()
    if kind == "boolean" and word in (*_YES, *_NO):
        return f"；写 {'true' if word in _YES else 'false'}，不加引号"
    if kind in ("integer", "number"):
        if re.fullmatch(r"-?\d+(\.\d+)?", word):
            return "；请去掉引号"
        return "；只写数字，不带单位" if word[:1].isdigit() else ""
    return "；请去掉引号" if schema.get("format") == "date" and re.fullmatch(r"\d{4}-\d\d-\d\d", word) else ""


def _schema_at(root: Schema, steps: Steps) -> Schema:
    """The part of a JSON Schema that rules the value at these steps; empty when none does."""
    node = _plain(root, root)
    for n, step in enumerate(steps):
        if n and _is_tag(root, steps[n - 1], step):
            node = _plain(root, {"$ref": f"#/$defs/{step}"})
        elif isinstance(step, int):
            node = _plain(root, node.get("items", {}))
        else:
            names = node.get("propertyNames", {})
            inner = node.get("properties", {}).get(step, node.get("additionalProperties") or {})
            node = _plain(root, inner)
            if names and "propertyNames" not in node:
                node = {**node, "propertyNames": names}
    return node


def _plain(root: Schema, node: Any) -> Schema:
    """A node with its reference followed, and of “X or nothing” the X."""
    node = node if isinstance(node, Mapping) else {}
    for option in node.get("anyOf", ()):
        if option.get("type") != "null":
            node = {**option, **{key: node[key] for key in ("description",) if key in node}}
    name = node.get("$ref")
    return {**root["$defs"][name.rpartition("/")[2]], **node} if name else node


def _allowed(schema: Schema) -> str:
    kind = schema.get("type")
    if "enum" in schema or "const" in schema:
        return " " + "、".join(map(str, schema.get("enum", [schema.get("const")]))) + " 之一"
    if kind in ("integer", "number"):
        return _range(schema) + ("整数" if kind == "integer" else "数字")
    if kind == "boolean":
        return " true 或 false"
    if kind == "string" and schema.get("format") == "date":
        return "日期，写作 2026-10-01（不加引号）"
    if kind == "string" and str(schema.get("pattern", "")).startswith("^[a-z]"):
        return "小写英文字母开头的名字，后面可以有数字和 _，最多 30 位"
    if kind == "string":
        return _length(schema)
    if kind == "array":
        return f"列表，写作 [甲, 乙]{_sizes(schema)}"
    return "一组 键: 值"


def _length(schema: Schema) -> str:
    least, most = schema.get("minLength", 0), schema.get("maxLength")
    if most is None:
        return "文字"
    return (
        f" {least} 到 {most} 个字的文字" if least > 1 else f"最多 {most} 个字的文字{'（不能是空的）' if least else ''}"
    )


def _range(schema: Schema) -> str:
    low, high = schema.get("minimum"), schema.get("maximum")
    above = schema.get("exclusiveMinimum")
    if low is not None and high is not None:
        return f" {low} 到 {high:g} 的"
    if above is not None and high is not None:
        return f"大于 {above:g}、不超过 {high:g} 的"
    return f"不小于 {low} 的" if low is not None else ""


def _sizes(schema: Schema) -> str:
    least, most = schema.get("minItems"), schema.get("maxItems")
    if least and most:
        return f"，{least} 到 {most} 项"
    if most:
        return f"，最多 {most} 项"
    return f"，至少 {least} 项" if least else ""


def _shown(value: Any) -> str:
    if value is None:
        return "空的"
    if isinstance(value, bool):
        return " true" if value else " false"
    if isinstance(value, str):
        return (
            f"「{value[:20]}{'…' if len(value) > 20 else ''}」（{len(value)} 个字）"
            if len(value) > 10
            else f"「{value}」"
        )
    if isinstance(value, list):
        return f" {len(value)} 项的列表"
    if isinstance(value, dict):
        return "一组 键: 值"
    return f" {str(value)[:30]}"
