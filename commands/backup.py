"""backup FILE, restore FILE: all of the database in one file, made while the product runs, and put back."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from commands.arguments import Arguments
from commands.files import why, written_whole
from commands.present import open_present
from commands.wiring import Refusal, load_settings, refuse
from settings import Clock, Settings
from storage import backups
from storage.audit_log import Broken
from storage.backups import Contents, Unfit
from storage.database import DatabaseAway, file_of
from storage.leader import lock_for


def main(name: str, arguments: list[str]) -> int:
    """Back up or restore."""
    what = {
        "backup": "把数据库备份成一个文件；程序可以一直运行。config.yaml 和 .env 请另外保存。",
        "restore": "用备份文件换掉数据库；先停下程序。原来的数据库改名留在旁边。",
    }
    parser = Arguments(name, what[name])
    parser.add_argument("file", type=Path, metavar="文件", help="备份文件")
    parser.add_argument("--yes", action="store_true", help="已经有文件（数据库）时也换掉")
    options = parser.parse_args(arguments)
    try:
        settings = load_settings()
        file = _database_file(settings, name, options.file)
        if file is None:
            return 1
        if name == "backup":
            return _back_up(settings, file, options.file, options.yes)
        return _restore(settings, file, options.file, options.yes)
    except Refusal as refusal:
        return refuse(refusal)


def _database_file(settings: Settings, name: str, backup: Path) -> Path | None:
    """The SQLite file; None after telling what to do with a Postgres."""
    try:
        file = file_of(settings.database_url)
    except DatabaseAway as error:
        raise Refusal(f"DATABASE_URL 不对：{error}") from error
    if file is None:
        tool = {"backup": "pg_dump", "restore": "pg_restore"}[name]
        print("数据库是 Postgres，请用它自己的工具（密码放在环境变量 PGPASSWORD 或 ~/.pgpass）：", file=sys.stderr)
        print(backups.postgres_command(tool, settings.database_url, backup))
    return file


def _back_up(settings: Settings, file: Path, target: Path, may_replace: bool) -> int:
    open_present(settings).close()
    if target.exists() and not may_replace:
        raise Refusal(f"已经有 {target}：换一个名字，或加 --yes 换掉它。")
    with _workplace(target) as folder:
        draft = folder / target.name
        contents = _copied(file, draft)
        with written_whole(target) as whole:
            os.replace(draft, whole)
    size = target.stat().st_size / 2**20
    print(f"已备份到 {target}（{size:.1f} MB）。config.yaml 和 .env 不在里面，请另外保存。")
    return _audit_told(contents)


def _restore(settings: Settings, file: Path, source: Path, may_replace: bool) -> int:
    if not source.is_file():
        raise Refusal(f"没有 {source} 这个文件。")
    if file.exists() and source.samefile(file):
        raise Refusal(f"{source} 就是现在的数据库。")
    clock_lock = lock_for(settings.database_url, "clock")
    if not clock_lock.try_acquire() or (file.exists() and backups.is_in_use(file)):
        raise Refusal("跟迹正在运行：请先停下它（./run serve 的终端里按 Ctrl-C），再恢复。")
    try:
        if file.exists() and not may_replace:
            raise Refusal(f"已经有数据库 {file}：加 --yes 用备份换掉它（原来的会改名留下）。")
        with _workplace(file) as folder:
            contents = _copied(source, folder / file.name)
            now = Clock(None).now()
            old_as = file.with_name(f"{file.name}.before-restore-{now:%Y%m%d-%H%M%S-%f}")
            had_one = file.exists()
            backups.put_in_place(folder / file.name, file, old_as)
    finally:
        clock_lock.release()
    print(f"已从 {source} 恢复到 {file}。{f'原来的数据库在 {old_as}。' if had_one else ''}")
    if contents.unsent:
        print(f"备份时有 {contents.unsent} 条消息还没有发出，启动后会发；到点的提醒可以先用 ./run due 看。")
    return _audit_told(contents)


def _copied(source: Path, target: Path) -> Contents:
    """A checked copy and what is in it."""
    try:
        backups.copy(source, target)
        return backups.examine(target)
    except Unfit as error:
        raise Refusal(f"{source} 不能用：{error}。") from error


@contextmanager
def _workplace(beside: Path) -> Iterator[Path]:
    """A folder of our own on the same disk, which is gone at the end."""
    try:
        beside.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".genji-", dir=beside.parent) as folder:
            yield Path(folder)
    except OSError as error:
        raise Refusal(f"写不了 {beside}：{why(error)}") from error


def _audit_told(contents: Contents) -> int:
    if isinstance(contents.audit, Broken):
        print(f"注意：其中的留痕在第 {contents.audit.seq} 条断开：{contents.audit.reason}。", file=sys.stderr)
        return 1
    print(f"留痕完整，共 {contents.audit} 条。")
    return 0
