"""第二读者的回答: whatever text a model returned, as claims; nothing is believed yet."""

import json
import re
from typing import Any

from domain.second_reading import Claim, Opinion

_MOST_CLAIMS = 20  #: of one field
_LONGEST = 200  #: characters of one part
_ONE, _MANY = ("channel", "competitor", "next_step", "package"), ("contacts", "decision_chain", "pain_points")
_NOTHING = re.compile(
    r"(?i)[\s\W_]*(?:无|没有|没|暂无|未知|未提及|未提到|未说明|没提|没说|没提到|不详|不明|不清楚|不确定|空|"
    r"null|none|nil|n/?a|unknown|undefined|tbd|-+)?[\s\W_]*"
)


def opinion_of(content: str) -> Opinion | None:
    """The claims in a model's answer: JSON, also fenced or with words around it; None when there is none."""
    data = _object(content)
    if data is None:
        return None
    claims: list[Claim] = []
    for field in _ONE:
        claims += _claims(field, [data.get(field)])
    for field in _MANY:
        several = data.get(field)
        claims += _claims(field, several[:_MOST_CLAIMS] if isinstance(several, list) else [several])
    return Opinion(tuple(claims))


def _object(content: str) -> dict[str, Any] | None:
    """The outermost {…} of the text."""
    start, end = content.find("{"), content.rfind("}")
    if start < 0 or end < start:
        return None
    try:
        data = json.loads(content[start : end + 1])
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) else None


def _claims(field: str, items: list[Any]) -> list[Claim]:
    found = []
    for item in items:
        if not isinstance(item, dict):
            continue
        parts = {
            key: value.strip()
            for key, value in item.items()
            if isinstance(key, str) and isinstance(value, str) and len(value) <= _LONGEST and _says_something(value)
        }
        words = parts.pop("evidence", "")
        if words and parts:
            found.append(Claim(field, parts, words))
    return found


def _says_something(value: str) -> bool:
    return _NOTHING.fullmatch(value) is None and value.isprintable()
