"""记录: a Reading as the JSON record of benchmarks/reading/SCHEMA.md, for `./run read`."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from domain.customer import CustomerBook
from domain.lexicon import Lexicon
from domain.reading import Reading
from domain.workdays import WorkCalendar
from nlp.visit_extraction import read
from nlp.vocabulary import vocabulary


@dataclass(frozen=True)
class Note:
    """What somebody wrote; `id` is whatever JSON value names it."""

    id: Any
    said_at: datetime
    text: str


def record(reading: Reading) -> dict[str, Any]:
    """Dates as ISO text, amounts as numbers of yuan; absent = null or []."""
    customer, step, rival = reading.customer, reading.next_step, reading.competitor
    return {
        "customer": customer.value.name if customer else None,
        "customer_known": bool(customer and customer.value.customer_id),
        "channel": reading.channel.value if reading.channel else None,
        "contacts": [{"name": s.value.name, "title": s.value.title, "role": s.value.role} for s in reading.contacts],
        "decision_chain": [
            {"name": s.value.name, "title": s.value.title, "influence": s.value.influence, "concern": s.value.concern}
            for s in reading.decision_chain
        ],
        "competitor": {"brand": rival.value.brand, "model": rival.value.model} if rival else None,
        "pain_points": [{"tag": s.value.tag, "span": s.value.span} for s in reading.pain_points],
        "next_action": {"text": step.value.text, "due": step.value.due_on.isoformat() if step.value.due_on else None}
        if step
        else None,
        "amounts": [{"value": float(s.value.value), "what": s.value.what} for s in reading.amounts],
        "package": reading.package.value if reading.package else None,
    }


def read_notes(lines: Iterable[str], book: CustomerBook, lexicon: Lexicon, calendar: WorkCalendar) -> Iterator[str]:
    """One JSON line {id, record} for each line {id, base_time, text}; ValueError names a line that is none."""
    words = vocabulary(book, lexicon)
    for note in notes(lines, calendar.zone):
        reading = read(note.text, note.said_at, words, calendar)
        yield json.dumps({"id": note.id, "record": record(reading)}, ensure_ascii=False)


def notes(lines: Iterable[str], zone: tzinfo) -> Iterator[Note]:
    """The lines {id, base_time, text}, a time without a zone taken in `zone`; ValueError names a line that is none."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            note = json.loads(line)
            said_at, text = datetime.fromisoformat(note["base_time"]), str(note["text"])
        except (ValueError, KeyError, TypeError) as problem:
            raise ValueError(f"第 {number} 行读不懂：需要 id、base_time、text（{problem}）") from problem
        yield Note(note.get("id"), said_at if said_at.tzinfo else said_at.replace(tzinfo=zone), text)
