"""历史: a year of an invented firm's visits and approvals, the same for the same seed, straight into the tables."""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from domain import visit as rules
from domain.approval import Terms
from domain.approvers import steps_for
from domain.customer import CustomerBook
from domain.own_fields import facts
from domain.people import Person
from domain.policy import Policy
from domain.reading import CustomerMention, Evidence, Reading, Said
from domain.visit import VisitUtterance
from nlp.visit_extraction import read
from nlp.vocabulary import vocabulary
from storage import members
from storage.columns import to_json
from storage.database import Db
from storage.tables import approvals, utterances, visits

REPS, TEAMS, VISITS_A_DAY, DAYS = 47, 6, 2, 365
_SEED = 20261123
_NOTES = Path(__file__).parent / "reading" / "practice_a.jsonl"
_AT_ONCE = 2000
_MOST_ANSWERS = 8


@dataclass(frozen=True)
class _Talk:
    """A conversation as it is kept: text, question answered and reading of each utterance; the record at its end."""

    told: tuple[tuple[str, str | None, Any], ...]
    record: Reading


def fill(db: Db, policy: Policy, last: date) -> int:
    """Members, and what they did in the year before `last`; how many visits."""
    chance = random.Random(_SEED)
    at = datetime.combine(last, time(), policy.calendar.zone).astimezone(UTC)
    members.keep(db, _people(), at)
    firm = members.firm(db, policy)
    talks = [_talk(note["text"], at, policy) for note in map(json.loads, _NOTES.open(encoding="utf-8"))]
    rows: dict[Any, list[dict[str, Any]]] = {visits: [], utterances: [], approvals: []}
    count = 0
    for day, rep in _visits(last, policy):
        count += 1
        talk = chance.choice(talks)
        said_at = datetime.combine(day, time(chance.randint(9, 17), chance.randint(0, 59)), policy.calendar.zone)
        said_at = said_at.astimezone(UTC)
        times = [said_at + timedelta(seconds=40 * number) for number in range(len(talk.told) + 1)]
        customer = talk.record.customer
        rows[visits].append({
            "id": count, "member": rep, "state": "approved", "revision": len(talk.told), "turn": 1,
            "customer_name": customer.value.name if customer else None, "record": to_json(talk.record),
            "visited_on": day, "opened_at": said_at, "last_said_at": times[-2], "submitted_at": times[-1],
            "policy_version": policy.version,
        })  # fmt: skip
        rows[utterances] += [
            {"visit_id": count, "said_at": moment, "text": text, "asked": asked, "reading": reading}
            for moment, (text, asked, reading) in zip(times, talk.told, strict=False)
        ]
        terms = policy.visit_approval
        steps = steps_for(terms, rep, firm, facts(talk.record))
        kept = Terms(terms.reject_reasons, terms.reason_required, terms.asks_again, terms.pace)
        decided_at = times[-1] + timedelta(hours=chance.expovariate(1 / 9))
        rows[approvals].append({
            "id": count, "subject": f"visit:{count}", "requester": rep, "state": "approved",
            "steps": [to_json(step) | {"begun_at": times[-1].isoformat()} for step in steps], "terms": to_json(kept),
            "at": len(steps) - 1, "turn": len(steps), "revision": 2, "submitted_at": times[-1],
            "decided_at": decided_at, "decided_by": steps[-1].seats[0].person, "policy_version": policy.version,
        })  # fmt: skip
        if count % _AT_ONCE == 0:
            _put(db, rows)
    _put(db, rows)
    return count


def _put(db: Db, rows: dict[Any, list[dict[str, Any]]]) -> None:
    for table, several in rows.items():
        if several:
            db.execute(table.insert(), several)
        several.clear()


def _people() -> Iterator[Person]:
    yield Person("wangdir", "王总", title="销售总监")
    for team in range(TEAMS):
        yield Person(f"lead{team}", f"主管{team}", "wangdir", (team + 2,), "销售经理")
    for number in range(REPS):
        yield Person(f"rep{number}", f"销售{number}", f"lead{number % TEAMS}", (number % TEAMS + 2,), "销售")


def _visits(last: date, policy: Policy) -> Iterator[tuple[date, str]]:
    for before in range(DAYS, 0, -1):
        day = last - timedelta(days=before)
        if policy.calendar.is_workday(day):
            yield from ((day, f"rep{number}") for number in range(REPS) for _ in range(VISITS_A_DAY))


def _talk(note: str, at: datetime, policy: Policy) -> _Talk:
    """The note, and an answer to each question that follows; who does not know says so."""
    words = vocabulary(CustomerBook("bench", ()), policy.lexicon)
    told = [VisitUtterance(at, note, read(note, at, words, policy.calendar))]
    for number in range(1, _MOST_ANSWERS):
        lacks = rules.lacking(rules.record(tuple(told)), policy.visit)
        if not lacks:
            break
        asked = lacks[0].asked
        told.append(VisitUtterance(at + timedelta(minutes=number), "不清楚", _answer(asked, told[0]), asked))
    return _Talk(tuple((one.text, one.asked, to_json(one.reading)) for one in told), rules.record(tuple(told)))


def _answer(asked: str, first: VisitUtterance) -> Reading:
    if asked == "customer":
        known = first.reading.customer
        name = known.value.name if known else "新客户"
        return Reading(customer=Said(CustomerMention(name), Evidence(0, 3, "不清楚", source=rules.PERSON)))
    if asked == "channel":
        return Reading(channel=Said("电话", Evidence(0, 3, "不清楚")))
    return Reading(none_of=(Said(asked, Evidence(0, 3, "不清楚")),))
