"""拜访记录: drafts, their utterances, and the records they become."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Row, Select, delete, func, insert, select, update

from domain.correction import between
from domain.reading import PainPoint, Reading
from domain.transcript import Transcript
from domain.visit import VisitUtterance
from domain.visit import record as folded
from storage import corrections
from storage.columns import from_json, to_json
from storage.database import Db
from storage.tables import utterances, visits


class State(Enum):
    """Where a visit record stands."""

    OPEN = "open"  #: 草稿: still being told, or returned by the approver
    SUBMITTED = "submitted"  #: 待审
    APPROVED = "approved"  #: 已同意
    DISCARDED = "discarded"  #: 已放弃
    JOINED = "joined"  #: 已并入同一家的另一条


@dataclass(frozen=True)
class Visit:
    """A visit with everything said about it. `revision` grows with every change of the record.

    `turn` grows each time the rep is asked about one of his drafts: the highest is the one under way, 0 was never
    asked about and waits behind another of the same note.
    """

    id: int
    member: str
    state: State
    revision: int
    asked: str | None
    utterances: tuple[VisitUtterance, ...]
    opened_at: datetime
    last_said_at: datetime
    submitted_at: datetime | None
    policy_version: str
    turn: int = 0

    @property
    def record(self) -> Reading:
        """What all utterances say together."""
        return folded(self.utterances)

    @property
    def subject(self) -> str:
        """The name of this visit in approvals, cards and the audit log."""
        return f"visit:{self.id}"


def open_new(db: Db, member: str, said_at: datetime, policy_version: str, now: datetime) -> Visit:
    """Begin a draft."""
    values = {
        "member": member,
        "state": State.OPEN.value,
        "revision": 0,
        "turn": 0,
        "opened_at": now,
        "last_said_at": said_at,
        "policy_version": policy_version,
    }
    visit_id = db.execute(insert(visits).values(values).returning(visits.c.id)).scalar_one()
    return Visit(visit_id, member, State.OPEN, 0, None, (), now, said_at, None, policy_version)


def get(db: Db, visit_id: int) -> Visit | None:
    """The visit with that id."""
    row = db.execute(select(visits).where(visits.c.id == visit_id)).first()
    return None if row is None else _visit(db, row)


def draft_of(db: Db, member: str) -> Visit | None:
    """The draft that the member was asked about last."""
    row = db.execute(_drafts(member).limit(1)).first()
    return None if row is None else _visit(db, row)


def drafts_of(db: Db, member: str) -> list[Visit]:
    """All drafts of the member: first those he was asked about, the last one first, then those that wait."""
    return [_visit(db, row) for row in db.execute(_drafts(member)).all()]


def _drafts(member: str) -> Select[Any]:
    mine = select(visits).where(visits.c.member == member, visits.c.state == State.OPEN.value)
    return mine.order_by(visits.c.turn.desc(), visits.c.id)


def add_utterance(db: Db, visit: Visit, utterance: VisitUtterance) -> Visit:
    """The visit with one more utterance, at its place by the time it was said."""
    db.execute(
        insert(utterances).values(
            visit_id=visit.id, said_at=utterance.said_at, text=utterance.text, asked=utterance.asked,
            voice=None if utterance.voice is None else to_json(utterance.voice), reading=to_json(utterance.reading),
        )
    )  # fmt: skip
    together = sorted((*visit.utterances, utterance), key=lambda u: u.said_at)
    known = visit.record
    visit = replace(
        visit,
        utterances=tuple(together),
        revision=visit.revision + 1,
        last_said_at=max(visit.last_said_at, utterance.said_at),
    )
    put_right = between(known, utterance.reading, visit.record)
    corrections.keep(db, put_right, visit.id, visit.member, utterance.said_at)
    customer = visit.record.customer
    db.execute(
        update(visits)
        .where(visits.c.id == visit.id)
        .values(
            revision=visit.revision, last_said_at=visit.last_said_at,
            customer_id=customer.value.customer_id if customer else None,
            customer_name=customer.value.name if customer else None,
        )
    )  # fmt: skip
    return visit


def take_out_last(db: Db, visit: Visit, text: str) -> Visit | None:
    """The visit without the utterance that was added last, and without what that put right.

    None, and nothing changed, when it holds other words than `text`.
    """
    mine = select(utterances).where(utterances.c.visit_id == visit.id)
    last = db.execute(mine.order_by(utterances.c.id.desc()).limit(1)).first()
    if last is None or last.text != text:
        return None
    db.execute(delete(utterances).where(utterances.c.id == last.id))
    left = get(db, visit.id)
    assert left is not None, "its utterance was there"
    put_right = between(left.record, from_json(Reading, last.reading), visit.record)
    corrections.forget_last(db, visit.id, len(put_right))
    said_at = max((one.said_at for one in left.utterances), default=visit.opened_at)
    left = replace(left, revision=visit.revision + 1, last_said_at=said_at)
    customer = left.record.customer
    db.execute(
        update(visits)
        .where(visits.c.id == visit.id)
        .values(
            revision=left.revision, last_said_at=left.last_said_at,
            customer_id=customer.value.customer_id if customer else None,
            customer_name=customer.value.name if customer else None,
        )
    )  # fmt: skip
    return left


def keep_asked(db: Db, visit: Visit, asked: str | None) -> Visit:
    """Remember which question was put last, and that it was put about this visit."""
    others = visits.alias()
    last = select(func.coalesce(func.max(others.c.turn), 0)).where(others.c.member == visit.member)
    turn = db.execute(last).scalar_one() + 1
    db.execute(update(visits).where(visits.c.id == visit.id).values(asked=asked, turn=turn))
    return replace(visit, asked=asked, turn=turn)


def submit(db: Db, visit: Visit, visited_on: date, now: datetime) -> Visit:
    """The rep confirmed: the record is kept as it is now."""
    db.execute(
        update(visits)
        .where(visits.c.id == visit.id)
        .values(
            state=State.SUBMITTED.value, submitted_at=now, asked=None, visited_on=visited_on,
            record=to_json(visit.record),
        )
    )  # fmt: skip
    return replace(visit, state=State.SUBMITTED, submitted_at=now, asked=None)


def keep_customer(db: Db, visit: Visit, customer_id: str) -> None:
    """The visit is one to that customer, who became known only with it."""
    db.execute(update(visits).where(visits.c.id == visit.id).values(customer_id=customer_id))


def move_to(db: Db, visit: Visit, state: State) -> Visit:
    """Change where the visit stands."""
    db.execute(update(visits).where(visits.c.id == visit.id).values(state=state.value))
    return replace(visit, state=state)


def every(db: Db) -> Iterator[tuple[dict[str, Any], Visit]]:
    """All visits with their plain columns, oldest first, without loading all of them at once."""
    for row in db.execute(select(visits).order_by(visits.c.id).execution_options(yield_per=200)):
        yield dict(row._mapping), _visit(db, row)


def since(db: Db, moment: datetime) -> Iterator[Visit]:
    """Those that were begun since then and not given up or joined, oldest first, their utterances without the audio's.

    One query for all, because replaying a year asks for every one of them.
    """
    ended = [State.DISCARDED.value, State.JOINED.value]
    said = utterances.c
    plain = [column for column in visits.c if column is not visits.c.record]  # which the utterances make anew
    rows = db.execute(
        select(*plain, said.said_at, said.text, said.reading, said.asked.label("answered"))
        .join(utterances, said.visit_id == visits.c.id)
        .where(visits.c.opened_at >= moment, visits.c.state.not_in(ended))
        .order_by(visits.c.id, said.said_at, said.id)
        .execution_options(yield_per=1000)
    )
    for _, together in groupby(rows, key=attrgetter("id")):
        several = list(together)
        told = (VisitUtterance(one.said_at, one.text, from_json(Reading, one.reading), one.answered) for one in several)
        yield _with(several[0], tuple(told))


def recent_texts(db: Db, most: int = 1000) -> list[str]:
    """The latest utterances of all visits, as they were said."""
    return list(db.execute(select(utterances.c.text).order_by(utterances.c.id.desc()).limit(most)).scalars())


def confirmed_pains(db: Db, since: datetime) -> Iterator[tuple[str, tuple[PainPoint, ...]]]:
    """The member and the 痛点 of each record confirmed since then and not given back, oldest first."""
    rows = db.execute(
        select(visits.c.member, visits.c.record)
        .where(visits.c.submitted_at >= since)
        .where(visits.c.state.in_([State.SUBMITTED.value, State.APPROVED.value]))
        .order_by(visits.c.id)
        .execution_options(yield_per=200)
    )
    for member, kept in rows:
        yield member, tuple(said.value for said in from_json(Reading, kept).pain_points)


def _visit(db: Db, row: Row[Any]) -> Visit:
    said = db.execute(
        select(utterances).where(utterances.c.visit_id == row.id).order_by(utterances.c.said_at, utterances.c.id)
    )
    told = (
        VisitUtterance(
            said_at=one.said_at,
            text=one.text,
            reading=from_json(Reading, one.reading),
            asked=one.asked,
            voice=None if one.voice is None else from_json(Transcript, one.voice),
        )
        for one in said
    )
    return _with(row, tuple(told))


def _with(row: Any, told: tuple[VisitUtterance, ...]) -> Visit:
    return Visit(
        id=row.id,
        member=row.member,
        state=State(row.state),
        revision=row.revision,
        asked=row.asked,
        utterances=told,
        opened_at=row.opened_at,
        last_said_at=row.last_said_at,
        submitted_at=row.submitted_at,
        policy_version=row.policy_version,
        turn=row.turn,
    )
