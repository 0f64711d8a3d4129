"""三单的存取: contracts with their instalments and deliveries for comparing, and the gaps that were found."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select, true, update

from domain.contract import InstalmentState, Milestone
from domain.delivery_note import DeliveryNote
from domain.papers import Dossier, Line
from storage.database import Db
from storage.receivable_tables import contracts, deliveries, instalments, paper_gaps
from storage.receivables import Scope, in_region


@dataclass(frozen=True)
class PaperGap:
    """缺的单据: `kind` is the value of a GapKind; `owner` is the userid of who brings it by `due_on` (None: nobody)."""

    id: int
    contract_id: int
    kind: str
    owner: str | None
    found_on: date
    due_on: date


def dossiers(db: Db, scope: Scope, member: str | None = None) -> list[Dossier]:
    """The contracts of a scope by their number, with `member` also those of which he has a paper to bring.

    Three queries, however many there are.
    """
    chosen = _chosen(scope, member)
    lines: dict[int, list[Line]] = defaultdict(list)
    columns = instalments.c
    for row in db.execute(
        _of(
            chosen, columns.contract_id, columns.nth, columns.label, columns.amount, columns.allocated, columns.state,
            columns.due_on, columns.due_rule, columns.responsible, columns.promised_on, columns.dispute,
        ).order_by(columns.nth)
    ):  # fmt: skip
        if row.state != InstalmentState.VOID.value:
            lines[row.contract_id].append(_line(row))
    notes: dict[int, list[DeliveryNote]] = defaultdict(list)
    sent = deliveries.c
    for row in db.execute(
        _of(chosen, sent.contract_id, sent.number, sent.amount, sent.delivered_on, sent.accepted_on).order_by(sent.id)
    ):
        notes[row.contract_id].append(DeliveryNote(row.number, row.amount, row.delivered_on, row.accepted_on))
    head = contracts.c
    return [
        Dossier(*row, lines=tuple(lines[row.id]), notes=tuple(notes[row.id]))
        for row in db.execute(
            select(
                head.id, head.number, head.customer_name, head.amount, head.signed_on, head.currency, head.owner,
                head.region, head.product_line,
            )
            .where(chosen)
            .order_by(head.number)
        )
    ]  # fmt: skip


def has_deliveries(db: Db) -> bool:
    """Whether any delivery note was ever imported."""
    return db.execute(select(deliveries.c.id).limit(1)).first() is not None


def open_gaps(db: Db) -> list[PaperGap]:
    """What is missing still, as last looked at, the first due first."""
    rows = db.execute(
        select(paper_gaps).where(paper_gaps.c.closed_at.is_(None)).order_by(paper_gaps.c.due_on, paper_gaps.c.id)
    )
    return [PaperGap(row.id, row.contract_id, row.paper, row.owner, row.found_on, row.due_on) for row in rows]


def open_gap(db: Db, contract_id: int, kind: str, owner: str | None, found_on: date, due_on: date) -> PaperGap:
    """A paper is found missing; an IntegrityError when it was before and is missing still."""
    values = {"contract_id": contract_id, "paper": kind, "owner": owner, "found_on": found_on, "due_on": due_on}
    made = db.execute(paper_gaps.insert().values(values)).inserted_primary_key
    assert made is not None, "one row was inserted"
    return PaperGap(made[0], contract_id, kind, owner, found_on, due_on)


def give(db: Db, gap_id: int, owner: str | None) -> None:
    """Somebody else brings it."""
    db.execute(update(paper_gaps).where(paper_gaps.c.id == gap_id).values(owner=owner))


def close_gaps(db: Db, ids: Iterable[int], now: datetime) -> None:
    """These papers are there now."""
    db.execute(update(paper_gaps).where(paper_gaps.c.id.in_(list(ids))).values(closed_at=now))


def _chosen(scope: Scope, member: str | None) -> ColumnElement[bool]:
    wanted: list[ColumnElement[bool]] = [true()]
    if scope.seen is not None:
        owed = select(paper_gaps.c.contract_id).where(paper_gaps.c.closed_at.is_(None), paper_gaps.c.owner == member)
        wanted.append(or_(_of_people(scope.seen), contracts.c.id.in_(owed)))
    if scope.people is not None:
        wanted.append(_of_people(scope.people))
    if scope.region is not None:
        wanted.append(in_region(scope))
    if scope.customer_id is not None:
        wanted.append(contracts.c.customer_id == scope.customer_id)
    return and_(*wanted)


def _of_people(people: frozenset[str]) -> ColumnElement[bool]:
    answered_for = select(instalments.c.contract_id).where(instalments.c.responsible.in_(people))
    return or_(contracts.c.owner.in_(people), contracts.c.id.in_(answered_for))


def _of(chosen: ColumnElement[bool], contract_id: Any, *columns: Any) -> Select[Any]:
    return select(contract_id, *columns).where(contract_id.in_(select(contracts.c.id).where(chosen)))


def _line(row: Any) -> Line:
    waits_for = Milestone(row.due_rule["after"]) if row.due_rule else None
    is_open = row.state == InstalmentState.OPEN.value
    return Line(
        row.nth, row.label, row.amount, row.allocated, is_open, row.due_on, waits_for, row.responsible,
        row.promised_on, row.dispute is not None,
    )  # fmt: skip
