"""The annotated notes the reader is scored and practised on: annotations that contradict their note fail here."""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import config

ROOT = Path(__file__).parents[2]
READING = ROOT / "benchmarks/reading"
FIELDS = {
    "customer": (str, type(None)),
    "customer_known": (bool,),
    "channel": (str, type(None)),
    "contacts": (list,),
    "decision_chain": (list,),
    "competitor": (dict, type(None)),
    "pain_points": (list,),
    "next_action": (dict, type(None)),
    "amounts": (list,),
    "package": (str, type(None)),
}
INFLUENCE = ("高", "中", "低", None)
EDGES = " ，。；：、,.;:\n"


def _lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (READING / name).read_text(encoding="utf-8").splitlines()]


#: the held-out sets must be there; what is practised on is checked where it exists
HELD_OUT = ("own.jsonl", "fresh.jsonl")
SETS = (*HELD_OUT, *sorted(path.name for path in READING.glob("practice_*.jsonl")))
CUSTOMERS = {row["name"]: row for row in json.loads((READING / "customers.json").read_text(encoding="utf-8"))}
LEXICON = config.load_lexicon(ROOT / "nlp/lexicon.yaml")
CALENDAR = config.load(ROOT / "config.yaml").calendar


@pytest.mark.parametrize("name", HELD_OUT)
def test_a_held_out_set_is_whole(name: str) -> None:
    notes = _lines(name)
    assert [note["id"] for note in notes] == [f"{name[0]}{number:03}" for number in range(1, 61)]
    assert [sum(note["style"] == style for note in notes) for style in ("spoken", "typed")] == [30, 30]
    assert sum(note["gold"]["customer_known"] for note in notes) >= 45


def test_no_note_is_in_two_sets() -> None:
    texts = [note["text"] for name in ("dev.jsonl", *SETS) for note in _lines(name)]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("name", SETS)
def test_the_annotations_agree_with_their_notes(name: str) -> None:
    found = [
        f"{note['id']}: {wrong}"
        for note in _lines(name)
        for wrong in _contradictions(note["text"], datetime.fromisoformat(note["base_time"]), note["gold"])
    ]
    assert found == []


def test_nothing_is_short_and_without_doubles() -> None:
    nothing = _lines("nothing.jsonl")
    assert [note["id"] for note in nothing] == [f"n{number:03}" for number in range(1, 301)]
    assert all(set(note) == {"id", "base_time", "style", "text"} for note in nothing)
    assert len({note["text"] for note in nothing}) == 300
    assert all(0 < len(note["text"]) <= 80 for note in nothing)
    assert all(datetime.fromisoformat(note["base_time"]).utcoffset() == timedelta(hours=8) for note in nothing)


def _contradictions(text: str, base: datetime, gold: dict[str, Any]) -> Iterator[str]:
    if base.utcoffset() != timedelta(hours=8) or not CALENDAR.is_workday(base.date()):
        yield f"base_time {base}"
    if list(gold) != list(FIELDS) or any(not isinstance(gold[name], kinds) for name, kinds in FIELDS.items()):
        yield "fields or their types"
    yield from _customer(text, gold)
    yield from _people(text, gold)
    if gold["channel"] not in (*LEXICON.channels, "其他", None):
        yield f"channel {gold['channel']}"
    if gold["package"] not in (*LEXICON.packages, None):
        yield f"package {gold['package']}"
    yield from _competitor(text, gold["competitor"])
    tags = [pain["tag"] for pain in gold["pain_points"] if pain["tag"]]
    if len(set(tags)) < len(tags) or not set(tags) <= set(LEXICON.tags):
        yield f"tags {tags}"
    for span in (pain["span"] for pain in gold["pain_points"]):
        if span not in text or span != span.strip(EDGES):
            yield f"span {span}"
    for amount in gold["amounts"]:
        if not (isinstance(amount["value"], int | float) and amount["value"] > 0 and amount["what"]):
            yield f"amount {amount}"
    yield from _next(base.date(), gold["next_action"])


def _customer(text: str, gold: dict[str, Any]) -> Iterator[str]:
    name = gold["customer"]
    if gold["customer_known"] != (name in CUSTOMERS):
        yield f"customer_known of {name}"
    if name and name not in CUSTOMERS and name not in text:
        yield f"new customer {name}"


def _people(text: str, gold: dict[str, Any]) -> Iterator[str]:
    for person in gold["contacts"]:
        if set(person) != {"name", "title", "role"} or person["role"] not in (*LEXICON.influence_of_role, None):
            yield f"contact {person}"
    for person in gold["decision_chain"]:
        if set(person) != {"name", "title", "influence", "concern"} or person["influence"] not in INFLUENCE:
            yield f"chain {person}"
        concern = person["concern"]
        if concern is not None and (concern not in text or concern != concern.strip(EDGES)):
            yield f"concern {concern}"
    for people in (gold["contacts"], gold["decision_chain"]):
        names = [person["name"] for person in people]
        if len(set(names)) < len(names) or any(name not in text for name in names):
            yield f"names {names}"


def _competitor(text: str, competitor: dict[str, Any] | None) -> Iterator[str]:
    if competitor is None:
        return
    brand = competitor["brand"]
    # a brand the speech engine got wrong is repaired by the lexicon, so its right name need not be in the note
    if set(competitor) != {"brand", "model"} or not (brand in text or brand in LEXICON.brands):
        yield f"brand {competitor}"
    if competitor["model"] is not None and competitor["model"] not in text:
        yield f"model {competitor}"


def _next(day: date, action: dict[str, Any] | None) -> Iterator[str]:
    if action is None:
        return
    if set(action) != {"text", "due"} or not 0 < len(action["text"]) <= 16:
        yield f"next {action}"
    if action["due"] is not None and not day <= date.fromisoformat(action["due"]) <= day + timedelta(days=200):
        yield f"due {action['due']}"
