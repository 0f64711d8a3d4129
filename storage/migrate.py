"""升级表结构: brings a database to the newest migration, whoever starts first and however many start at once."""

from pathlib import Path

from sqlalchemy import create_engine, inspect, make_url, text

from storage.leader import lock_for, waiting_for

MIGRATIONS = Path(__file__).parent / "migrations"


def newest_revision() -> str:
    """The last migration. Revisions are numbered ("0001"), so the last file name tells without loading alembic."""
    return max(file.name.partition("_")[0] for file in (MIGRATIONS / "versions").glob("[0-9]*_*.py"))


def revision_of(database_url: str) -> str | None:
    """The migration the database is at, None for an empty one."""
    engine = create_engine(database_url)
    try:
        with engine.connect() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return None
            revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
            return revision
    finally:
        engine.dispose()


def upgrade(database_url: str) -> None:
    """Make the database's tables those of this code; milliseconds when they already are.

    RuntimeError when the database is newer than the code: going on could lose what it does not know.
    """
    path = make_url(database_url).database
    if database_url.startswith("sqlite") and path:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    newest = newest_revision()
    if revision_of(database_url) == newest:
        return
    with waiting_for(lock_for(database_url, "migrate")):
        present = revision_of(database_url)
        if present == newest:
            return
        if present is not None and present > newest:
            raise RuntimeError(f"数据库的版本 {present} 比程序的 {newest} 新，请更新程序")
        _run_alembic(database_url)


def _run_alembic(database_url: str) -> None:
    # alembic costs 15 MB and 0.1 s: loaded only by the process that has something to do
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["database_url"] = database_url
    command.upgrade(config, "head")
