"""草稿: which of the things that a member has under way he spoke of last."""

from datetime import datetime

from sqlalchemy import literal, select, union_all

from storage.database import Db
from storage.tables import forms, visits

_OPEN = "open"
_MOST = 50


def subjects(db: Db, member: str) -> list[str]:
    """The subjects (`visit:12`, `form:3`) of his drafts, the one spoken of last first."""
    drafts = union_all(
        *(
            select(literal(kind).label("kind"), table.c.id, table.c.last_said_at).where(
                table.c.member == member, table.c.state == _OPEN
            )
            for kind, table in (("form", forms), ("visit", visits))
        )
    ).subquery()
    newest = select(drafts).order_by(drafts.c.last_said_at.desc(), drafts.c.kind).limit(_MOST)
    return [f"{row.kind}:{row.id}" for row in db.execute(newest)]


def latest(db: Db, member: str) -> str | None:
    """The draft that was spoken of last; None when nothing is under way."""
    return next(iter(subjects(db, member)), None)


def said_at(db: Db, subject: str) -> datetime:
    """When the draft was spoken of last."""
    kind, _, number = subject.partition(":")
    table = {"form": forms, "visit": visits}[kind]
    return db.execute(select(table.c.last_said_at).where(table.c.id == int(number))).scalar_one()
