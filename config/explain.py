"""说明: what pydantic refused, told to an admin in Chinese with what is allowed, from the model's JSON Schema."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel, ValidationError

from config.document import Document
from config.problems import Problem, Steps, guess

Schema = Mapping[str, Any]


def problems_of(error: ValidationError, document: Document, model: type[BaseModel]) -> Iterator[Problem]:
    """Every refusal of pydantic as a problem of the file."""
    root = model.model_json_schema()
    for found in error.errors(include_url=False):
        tagged, is_key = _without_key_mark(found["loc"])
        steps = tuple(step for n, step in enumerate(tagged) if not (n and _is_tag(root, tagged[n - 1], step)))
        if found["type"] == "rule":
            for below, message in found["ctx"]["found"]:
                place, at_key = _without_key_mark((*steps, *below))
                yield document.problem(place, message, at_key=is_key or at_key)
        elif found["type"] == "missing":
            key = str(steps[-1])
            about = _schema_at(root, tagged).get("description", "")
            yield document.problem(steps, f"缺少 {key}{f'（{about}）' if about else ''}")
        elif found["type"] == "extra_forbidden":
            known = list(_schema_at(root, tagged[:-1]).get("properties", ()))
            message = f"没有 {steps[-1]} 这一项；可写的有 {'、'.join(known)}{guess(str(steps[-1]), known)}"
            yield document.problem(steps, message, at_key=True)
        else:
            schema = _schema_at(root, tagged)
            schema = schema.get("propertyNames", schema) if is_key else schema
            yield document.problem(steps, _refusal(schema, found["input"]), at_key=is_key)


def _without_key_mark(steps: Steps) -> tuple[Steps, bool]:
    """The steps, and whether it is the key itself that is refused: then pydantic puts [key] at the end, as we do."""
    return (steps[:-1], True) if steps[-1:] == ("[key]",) else (steps, False)


def _is_tag(root: Schema, before: str | int, step: str | int) -> bool:
    """Whether the step only says as which of several sections an item of a list was read: it is in no file."""
    return isinstance(before, int) and step in root.get("$defs", {})


def _refusal(schema: Schema, value: Any) -> str:
    text = f"应为{_allowed(schema)}，现在是{_shown(value)}"
    if schema.get("type") == "string" and "format" not in schema and isinstance(value, int | float | date):
        return f"{text}；要写成文字请加引号"
    if (
        schema.get("type") in ("integer", "number", "boolean")
        and isinstance(value, str)
        and value.strip("0123456789") in ("", ".")
    ):
        return f"{text}；请去掉引号" if value else text
    if isinstance(value, str) and "enum" in schema:
        return text + guess(value, schema["enum"])
    return text


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
    if kind == "string":
        return f"最多 {schema['maxLength']} 个字的文字（不能是空的）" if "maxLength" in schema else "文字"
    if kind == "array":
        return f"列表，写作 [甲, 乙]{_sizes(schema)}"
    return "一组 键: 值"


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
