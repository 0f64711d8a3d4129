"""听到 / 改为: what people put right, kept to learn from."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select

from domain.correction import Correction
from storage.columns import to_json
from storage.database import Db
from storage.tables import corrections, visits


def keep(db: Db, several: Iterable[Correction], visit_id: int, member: str, at: datetime) -> None:
    """A row for each."""
    for one in several:
        db.execute(
            insert(corrections).values(
                visit_id=visit_id, member=member, at=at, field=one.field,
                heard=to_json(one.heard.value), heard_words=one.heard.evidence.words,
                changed=to_json(one.changed.value), changed_words=one.changed.evidence.words,
            )
        )  # fmt: skip


def forget_last(db: Db, visit_id: int, count: int) -> None:
    """The newest `count` rows of the visit: what put them right was taken back."""
    mine = select(corrections.c.id).where(corrections.c.visit_id == visit_id)
    db.execute(delete(corrections).where(corrections.c.id.in_(mine.order_by(corrections.c.id.desc()).limit(count))))


def every(db: Db) -> Iterator[dict[str, Any]]:
    """All rows, oldest first, not loaded at once; of visits made one only those of the one that stays."""
    rows = db.execute(
        select(corrections)
        .join(visits, visits.c.id == corrections.c.visit_id)
        .where(visits.c.state != "joined")  # storage.visits.State.JOINED
        .order_by(corrections.c.id)
        .execution_options(yield_per=1000)
    )
    for row in rows:
        yield dict(row._mapping)
