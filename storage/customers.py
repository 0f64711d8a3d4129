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
from storage.database import Db, insert_once
from storage.tables import customers, revisions

_cached: dict[str, CustomerBook] = {}
_cache_lock = Lock()


def keep(db: Db, several: Iterable[Customer], now: datetime) -> int:
    """Store new customers and refresh known ones (by id). Returns how many are new."""
    count = 0
    for customer in several:
        values: dict[str, Any] = {
            "name": customer.name,
            "short": list(customer.short),
            "industry": customer.industry,
            "city": customer.city,
            "owner": customer.owner,
        }
        if insert_once(db, customers, {"id": customer.id, **values, "added_at": now}, unique=["id"]) is None:
            db.execute(update(customers).where(customers.c.id == customer.id).values(values))
        else:
            count += 1
    insert_once(db, revisions, {"name": "customers", "revision": 0}, unique=["name"])
    db.execute(update(revisions).where(revisions.c.name == "customers").values(revision=revisions.c.revision + 1))
    return count


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
