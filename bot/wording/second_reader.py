"""第二读者: what people read of the second reader, and the card that asks which of two readings is right."""

from bot.wording.visit_record import LABELS
from domain.messages import Button, Card, Row
from domain.reading import Doubt

KEPT, OTHER = "doubt.kept", "doubt.other"
SPENT = "第二读者今天已经读了 {notes} 段话，到了上限（notes_per_day）。今天余下的只按规则读，明天照常。"

_PARTS = {"role": "角色", "influence": "影响力", "model": "型号"}


def card(doubt: Doubt) -> Card:
    """Two buttons: what the record holds, and what the second reader says."""
    return Card(
        task_id="",
        title=f"{_subject(doubt)}：{doubt.kept}还是{doubt.other}？",
        subtitle="两遍读得不一样，点一下哪个对；不点就按前一个",
        rows=(Row("记的是", doubt.kept), Row("也可能", f"{doubt.other}（“{doubt.evidence.words}”）")),
        buttons=(Button(KEPT, doubt.kept, 1), Button(OTHER, doubt.other, 2)),
    )


def chosen(doubt: Doubt, choice: str) -> str:
    """What the rep's tap said, kept as an utterance."""
    return f"（点选）{_subject(doubt)} {choice}"


def _subject(doubt: Doubt) -> str:
    part = _PARTS.get(doubt.part, "")
    return f"{doubt.who}的{part}" if doubt.who else f"{LABELS[doubt.field]}{part}"
