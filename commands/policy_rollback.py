"""退回: an earlier version comes into force again, and its text into the files of this machine."""

import getpass
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path

import config
from bot.flows import policy_change
from bot.flows.policy_change import Candidate
from commands.files import written_whole
from commands.policy_file import file_name, machine
from commands.wiring import Refusal, present_policy
from config import ConfigError, Texts
from settings import Clock, Settings
from storage import outbox, policies
from storage.database import Database, lock
from storage.policies import Adopted


def roll_back(wanted: Adopted, settings: Settings, database: Database) -> Iterator[str]:
    """Bring it into force and tell the admins; lines for the terminal. Refusal when this program cannot use it."""
    texts = Texts(wanted.config, wanted.lexicon)
    try:
        policy = config.load_texts(texts)
    except ConfigError as error:
        raise Refusal(f"这个程序用不了版本 {wanted.version}：\n{config.describe(error.problems)}") from error
    now = Clock(settings.clock_file).now()
    before = present_policy(settings, database)
    with ExitStack() as files, database.writing() as db:
        lock(db, "policies")  # who watches the file finds it and what is in force in step
        in_force = policies.in_force(db)
        is_new = in_force is None or in_force.version != wanted.version
        if is_new:
            changes = config.changes(Texts(in_force.config, in_force.lexicon), texts) if in_force else []
            candidate = Candidate(policy, wanted.config, wanted.lexicon, tuple(changes))
            outbox.put(db, policy_change.on_rollback(candidate, _who(), db, before, now), "policy:rollback", now)
        try:
            local = now.astimezone(policy.calendar.zone)  # as `policy list` shows it
            written = files.enter_context(_written_back(settings.config, texts, local))
        except (Refusal, OSError) as error:
            written = [f"没能写回：{error}"]
        found = config.look(settings.config)
        if found.texts == texts:
            policies.keep_seen(db, file_name(settings.config), found.digest, None, now)
    yield f"已退回到版本 {wanted.version}，几秒钟后各进程都按它运行。" if is_new else f"版本 {wanted.version} 正在用。"
    yield from written
    if found.texts != texts:
        yield f"{settings.config} 的内容和在用的不一样；下次改它时会采用它的新内容。"


def _who() -> str:
    try:
        name = getpass.getuser()
    except (KeyError, OSError):  # a user without a name, as in a container
        name = f"uid{os.getuid()}"
    return f"{name}@{machine()}"


@contextmanager
def _written_back(path: Path, texts: Texts, now: datetime) -> Iterator[list[str]]:
    """Both files hold these texts, what they held lies beside them; all as before when the block fails.

    Gives lines for the terminal. Where there is no config.yaml, none is made.
    """
    lines: list[str] = []
    copies: list[tuple[Path, Path]] = []
    if not path.is_file():
        yield lines
        return
    try:
        for file, text in ((config.lexicon_file(path, texts), texts.lexicon), (path, texts.config)):
            there = file.resolve()
            if not there.is_file():
                raise Refusal(f"没有 {file} 这个文件。")
            if there.read_bytes() == text.encode():
                continue
            copy = there.with_name(f"{there.name}.before-rollback-{now:%Y%m%d-%H%M%S}")
            shutil.copy2(there, copy)
            copies.append((there, copy))
            _write(there, text.encode())
            lines.append(f"已写回 {file}；原来的内容在 {copy.name}。")
        yield lines
    except BaseException:
        for there, copy in reversed(copies):
            os.replace(copy, there)
        raise


def _write(path: Path, content: bytes) -> None:
    before = path.stat()
    with written_whole(path) as draft:
        draft.write_bytes(content)
        draft.chmod(before.st_mode & 0o777)
        if os.geteuid() == 0:
            os.chown(draft, before.st_uid, before.st_gid)
