"""原文: everything that was said about a visit, and what was put right on the way."""

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from bot.wording import moments
from bot.wording.visit_record import LABELS, value_words
from domain.correction import Correction, corrections
from domain.visit import VisitUtterance
from domain.visit_join import said_once

_MOST_TEXT = 160  # characters of a card's text [D90236]


def transcript(utterances: Sequence[VisitUtterance], zone: ZoneInfo) -> str:
    """Each utterance in its order, then “听到 … → 改为 …” for each value that somebody changed."""
    parts = []
    for utterance in said_once(utterances):
        kind = f"语音 {utterance.voice.seconds:.0f} 秒" if utterance.voice else "文字"
        parts.append(f"【{moments.clock_time(utterance.said_at, zone)} {kind}】\n{utterance.text}")
    changed = corrections(tuple(utterances))
    if changed:
        today = utterances[-1].said_at.astimezone(zone).date()
        parts.append("\n".join(["【更正】", *(_line(one, today) for one in changed)]))
    return "\n".join(parts)


def with_corrections(more: str, utterances: Sequence[VisitUtterance], today: date) -> str:
    """A card's text with what the rep put right (but for tags), as far as there is room: WeCom cuts the end."""
    for one in corrections(tuple(utterances)):
        longer = f"{more}\n{_line(one, today)}".lstrip()
        if one.field != "pain_points" and len(longer) <= _MOST_TEXT:
            more = longer
    return more


def _line(one: Correction, today: date) -> str:
    heard = one.heard.evidence.words or value_words(one.heard.value, today)
    return f"{LABELS[one.field]}：听到“{heard}” → 改为 {value_words(one.changed.value, today)}"
