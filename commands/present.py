"""现有的数据库: for commands that look at it and must not make or change one."""

from commands.wiring import Refusal
from settings import Settings
from storage.database import Database, DatabaseAway, file_of, open_database
from storage.migrate import newest_revision, revision_of


def is_there(settings: Settings) -> bool:
    """Whether there is a database. Refusal when it cannot be asked."""
    try:
        file = file_of(settings.database_url)
        return (file is None or file.is_file()) and revision_of(settings.database_url) is not None
    except DatabaseAway as error:
        raise Refusal(f"打不开数据库，请检查 DATABASE_URL：{error}") from error


def open_present(settings: Settings) -> Database:
    """The database that is there; Refusal when there is none, or when its tables are of another version."""
    if not is_there(settings):
        raise Refusal("这里还没有数据库（见 DATABASE_URL 和 DATA_DIR）；运行过 ./run serve 才有。")
    present, newest = revision_of(settings.database_url), newest_revision()
    if present != newest:
        what = "先运行一次 ./run serve，它会自动升级" if str(present) < newest else "请更新程序"
        raise Refusal(f"数据库的版本是 {present}，这个程序用 {newest}：{what}。")
    return open_database(settings.database_url)
