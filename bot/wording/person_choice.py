"""与上次不同: the card on which a rep says which of two visits is right about a person."""

from datetime import date

from bot.wording.known_people import LABELS, source
from domain.known_people import Contradiction
from domain.messages import Button, Card

EARLIER, NOW = "person.earlier", "person.now"
SETTLED = "不用选了"


def card(one: Contradiction, today: date) -> Card:
    """“上次（3月2日 张三）记的是决策人，这次听到影响者，以哪个为准？”"""
    label = LABELS[one.part] if one.part != "role" else ""
    return Card(
        task_id="",
        title=f"{one.person.name}：以哪个为准？",
        subtitle="可点可不点，不影响确认；不点按这次的记",
        quote_title=f"{LABELS[one.part]}和上次不同",
        quote=f"上次（{source(one.earlier, today)}）记的{label}是{one.earlier.value}，这次听到{one.now}",
        buttons=(Button(EARLIER, one.earlier.value, 1), Button(NOW, one.now, 1)),
    )


def chosen(value: str) -> str:
    """In place of the buttons."""
    return f"以“{value}”为准"


def said(name: str, part: str, value: str) -> str:
    """What the rep's tap said, kept as an utterance."""
    return f"（点选）{name}的{LABELS[part]}是{value}"
