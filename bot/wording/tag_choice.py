"""待归类: the card on which a rep says which tag a pain belongs to."""

from collections.abc import Sequence

from domain.messages import Button, Card

CHOOSE, NO_TAG = "tag.", "tag-none"
ALREADY_CHOSEN = "已归类"
NOT_CHOSEN = "先不归类"


def card(span: str, tags: Sequence[str]) -> Card:
    """One pain in the customer's words, and the tags it may belong to."""
    return Card(
        task_id="",
        title="这句话属于哪类痛点？",
        subtitle="可点可不点，不影响确认",
        quote_title="原话",
        quote=span,
        buttons=(*(Button(CHOOSE + tag, tag, 1) for tag in tags), Button(NO_TAG, "都不是", 2)),
    )


def chosen(tag: str) -> str:
    """In place of the buttons."""
    return f"已归到 {tag}"


def said(tag: str | None) -> tuple[str, str]:
    """What the rep's tap said, kept as an utterance: the words before and after those of the customer."""
    return "（点选）“", f"”归到 {tag}" if tag else "”先不归类"
