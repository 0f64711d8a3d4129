"""记录: a Reading as the JSON record of benchmarks/reading/SCHEMA.md, for `./run read`."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from domain.customer import CustomerBook
from domain.lexicon import Lexicon
from domain.reading import Reading
from domain.workdays import WorkCalendar
from nlp.visit_extraction import read
from nlp.vocabulary import vocabulary


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
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            note = json.loads(line)
            said_at, text = datetime.fromisoformat(note["base_time"]), str(note["text"])
        except (ValueError, KeyError, TypeError) as problem:
            raise ValueError(f"第 {number} 行读不懂：需要 id、base_time、text（{problem}）") from problem
        if said_at.tzinfo is None:
            said_at = said_at.replace(tzinfo=calendar.zone)
        yield json.dumps(
            {"id": note.get("id"), "record": record(read(text, said_at, words, calendar))}, ensure_ascii=False
        )
