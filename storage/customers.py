"""客户: the companies we sell to."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from threading import Lock
from typing import Any

from sqlalchemy import Row, select, update

from domain.customer import Customer, CustomerBook
from domain.learned_word import Kind
from storage import learned_words
from storage.database import Db, insert_all_once, insert_once
from storage.tables import customers, revisions

#: both databases take so many values in one question
_AT_ONCE = 1000
_cached: dict[str, CustomerBook] = {}
_cache_lock = Lock()


def keep(db: Db, several: Iterable[Customer], now: datetime) -> int:
    """Store new customers and refresh known ones (by id). Returns how many are new."""
    rows: list[dict[str, Any]] = [
        {
            "id": customer.id, "name": customer.name, "short": list(customer.short), "industry": customer.industry,
            "city": customer.city, "owner": customer.owner, "added_at": now,
        }
        for customer in several
    ]  # fmt: skip
    there = _stored(db, [row["id"] for row in rows])
    for row in rows:  # first: a new one may have the name that a known one gave up
        if row["id"] in there:
            _refresh(db, row)
    new = [row for row in rows if row["id"] not in there]
    made = insert_all_once(db, customers, new, "id") if new else []
    for row, made_id in zip(new, made, strict=True):
        if made_id is None:  # somebody else was first
            _refresh(db, row)
    insert_once(db, revisions, {"name": "customers", "revision": 0}, unique=["name"])
    db.execute(update(revisions).where(revisions.c.name == "customers").values(revision=revisions.c.revision + 1))
    return sum(made_id is not None for made_id in made)


def _stored(db: Db, ids: list[str]) -> set[str]:
    parts = (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))
    return {row.id for part in parts for row in db.execute(select(customers.c.id).where(customers.c.id.in_(part)))}


def _refresh(db: Db, row: dict[str, Any]) -> None:
    values = {column: value for column, value in row.items() if column not in ("id", "added_at")}
    db.execute(update(customers).where(customers.c.id == row["id"]).values(values))


def find(db: Db, customer_id: str) -> Customer | None:
    """The customer with that id."""
    row = db.execute(select(customers).where(customers.c.id == customer_id)).first()
    return None if row is None else _customer(row)


def known(db: Db, ids: Iterable[str], names: Iterable[str]) -> list[Customer]:
    """The customers that have one of the ids or one of the names."""
    wanted = customers.c.id.in_(list(ids)) | customers.c.name.in_(list(names))
    return [_customer(row) for row in db.execute(select(customers).where(wanted))]


def every(db: Db) -> Iterator[tuple[Customer, datetime]]:
    """All customers with the instant at which they were added, by name, without loading all of them at once."""
    for row in db.execute(select(customers).order_by(customers.c.name).execution_options(yield_per=1000)):
        yield _customer(row), row.added_at


def book(db: Db) -> CustomerBook:
    """All customers, with the names that people taught us.

    The same object as long as nothing changed, so that indexes over it can be kept.
    """
    revision = db.execute(select(revisions.c.revision).where(revisions.c.name == "customers")).scalar() or 0
    source = str(db.engine.url)
    version = f"{source}#{revision}"
    with _cache_lock:
        cached = _cached.get(source)
        if cached is None or cached.version != version:
            rows = db.execute(select(customers).order_by(customers.c.id))
            learned = learned_words.accepted(db, Kind.CUSTOMER)
            cached = CustomerBook(version, tuple(_called(_customer(row), learned.get(row.id, ())) for row in rows))
            _cached.clear()
            _cached[source] = cached
        return cached


def _called(customer: Customer, learned: tuple[str, ...]) -> Customer:
    return replace(customer, short=(*customer.short, *learned)) if learned else customer


def _customer(row: Row[Any]) -> Customer:
    return Customer(row.id, row.name, tuple(row.short), row.industry, row.city, row.owner)
