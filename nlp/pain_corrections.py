"""痛点的更正: “不对，是报价慢” right after a problem was told takes its place; “不是…，是…” that of the one denied."""

import re
from dataclasses import replace
from typing import Any

from domain.reading import FIELDS, PainPoint, Reading, Said
from nlp.corrections import denied_spans

_NO = re.compile(
    r"^[\s嗯哦呃啊，,]*(?:不对|不是|错了|说错了?|讲错了?|记错了?|更正)(?:一下)?[\s，,。！!：:]*(?:应该)?是?(?!不)"
)


def pains_corrected(text: str, reading: Reading, known: Reading) -> Reading:
    """The reading with the pains that stay beside its own, where it takes one of the known back."""
    denied = denied_spans(text)
    pains = tuple(said for said in reading.pain_points if not _touches(said, denied))
    own = {_key(said) for said in pains}
    wrong = _denied([text[start:end] for start, end in denied], known) or (_last(known) if _NO.match(text) else None)
    if not own or wrong is None or _key(wrong) in own or "pain_points" in reading.replaces:
        return reading
    kept = tuple(said for said in known.pain_points if said is not wrong and _key(said) not in own)
    return replace(reading, pain_points=(*kept, *pains), replaces=reading.replaces | {"pain_points"})


def _denied(denied: list[str], known: Reading) -> Said[PainPoint] | None:
    """The known pain whose tag or words are denied."""
    return next(
        (
            said
            for said in reversed(known.pain_points)
            for words in denied
            if words in (said.value.tag, said.value.span, said.evidence.words)
        ),
        None,
    )


def _last(known: Reading) -> Said[PainPoint] | None:
    """The last pain, if nothing else was told since."""
    last = max(known.pain_points, key=_place, default=None)
    if last is None or last.evidence.utterance < max(_place(said)[0] for said in _all(known)):
        return None
    return last


def _all(known: Reading) -> list[Said[Any]]:
    values = [getattr(known, key) for key in (*FIELDS, "none_of", "own")]
    return [said for value in values if value for said in (value if isinstance(value, tuple) else (value,))]


def _touches(said: Said[PainPoint], spans: list[tuple[int, int]]) -> bool:
    return any(start < said.evidence.end and said.evidence.start < end for start, end in spans)


def _place(said: Said[Any]) -> tuple[int, int]:
    return said.evidence.utterance, said.evidence.start


def _key(said: Said[PainPoint]) -> str:
    return said.value.tag or said.value.span
