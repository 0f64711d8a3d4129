"""How alembic runs a migration: upgrade(database_url) of storage/migrate.py gives the address in its attributes.

By hand, for a new migration: `.venv/bin/alembic -c storage/migrations/alembic.ini revision --autogenerate -m "..."`
"""

import os

from alembic import context
from sqlalchemy import create_engine, event

from storage.columns import Instant, Money
from storage.receivable_tables import metadata  # with those of storage.tables


def run() -> None:
    """Apply the chosen migrations in one transaction."""
    url = context.config.attributes.get("database_url") or os.environ["DATABASE_URL"]
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _transactional_ddl)
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=metadata,
            render_as_batch=engine.dialect.name == "sqlite",
            transactional_ddl=True,
            render_item=_plain_type,
            compare_server_default=True,
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


def _transactional_ddl(connection, _record) -> None:  # type: ignore[no-untyped-def]
    """Python's sqlite3 commits before DDL by default; a migration killed half-way must leave nothing behind."""
    connection.isolation_level = None


def _plain_type(kind, thing, _context):  # type: ignore[no-untyped-def]
    """Migrations name only SQLAlchemy's types: they must still run when ours have moved."""
    if kind == "type" and isinstance(thing, Money):
        return "sa.BigInteger()"
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(thing, Instant) else False


run()
