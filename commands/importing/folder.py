"""导入文件夹: a file that is dropped into IMPORT_FOLDER/<kind>/ is imported and put away.

1. A file counts as whole once two looks find the same size and time.
2. It is imported; what was kept is committed row by row, so that a kill between here and 3 repeats nothing.
3. Admins and finance are told of what could not be taken.
4. It moves to done/, or with its error file to failed/.
"""

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path

import structlog

from bot.hub import Hub
from bot.wording import imports as wording
from commands.files import written_whole
from commands.importing.kind import Kind
from commands.importing.kinds import KINDS
from commands.importing.outcome import error_table, in_words
from commands.importing.own_mappings import mappings_for
from commands.importing.runner import Order, run_import
from commands.sheets import source_of
from commands.wiring import Refusal
from domain.messages import Say
from domain.people import Role
from scheduler.jobs import held
from settings import Settings
from storage import outbox
from storage.database import DatabaseTrouble

log = structlog.get_logger(__name__)

#: what programs write while they write, and what Excel leaves beside an open file
_NOT_YET = (".tmp", ".part", ".crdownload", ".filepart")
_UNSEEN = (".", "~$")

#: size and time of change
_State = tuple[int, int]


def watcher(folder: Path, settings: Settings, hub: Hub) -> Callable[[], None]:
    """One look at the folder each time it is called; it remembers what it saw the last time."""
    seen: dict[Path, _State] = {}

    def look() -> None:
        found = {file: state for kind in KINDS for file, state in _files(folder / kind)}
        for file, state in found.items():
            if seen.get(file) == state:
                _take(file, KINDS[file.parent.name], settings, hub)
        seen.clear()
        seen.update(found)

    return look


def _files(folder: Path) -> Iterator[tuple[Path, _State]]:
    folder.mkdir(parents=True, exist_ok=True)
    for file in sorted(folder.iterdir()):
        if file.is_symlink() or not file.is_file():
            continue
        if not file.name.startswith(_UNSEEN) and file.suffix.lower() not in _NOT_YET:
            state = file.stat()
            yield file, (state.st_size, state.st_mtime_ns)


def _take(file: Path, kind: Kind, settings: Settings, hub: Hub) -> None:
    try:
        order = Order(kind, source_of(file), mappings_for(settings, kind, None))
        outcome = run_import(order, hub.database, hub.policy(), hub.now)
    except Refusal as refusal:
        # what it says names the file by its path on this machine
        reason = str(refusal).replace(str(file), file.name)
        _tell(wording.not_taken(kind.title, file.name, reason), file, hub)
        _put_away(file, "failed", _reason_alone(reason))
        return
    except DatabaseTrouble:
        raise  # it lies there still: the next look takes it
    except Exception:  # one bad file must not stop the others for ever
        log.exception("import.failed", kind=kind.name)
        _tell(wording.not_taken(kind.title, file.name, wording.OUR_FAULT), file, hub)
        _put_away(file, "failed", _reason_alone(wording.OUR_FAULT))
        return
    log.info("import.done", kind=kind.name, rows=outcome.rows, faults=len(outcome.faults))
    if outcome.faults:
        counts = "，".join(
            f"{what} {outcome.counts[what]} {unit}" for what, unit in kind.counted if outcome.counts[what]
        )
        text = wording.with_faults(kind.title, file.name, counts, in_words(outcome.faults), len(outcome.faults))
        _tell(text, file, hub)
        _put_away(file, "failed", error_table(outcome))
    else:
        _put_away(file, "done", None)


def _tell(text: str, file: Path, hub: Hub) -> None:
    policy, now = hub.policy(), hub.now()
    people = dict.fromkeys(who for role in (Role.ADMIN, Role.FINANCE) for who in policy.holders.get(role, ()))
    replies = [Say(who, text) for who in people]
    with hub.database.writing() as db:
        outbox.put(db, replies, f"import-folder:{file.name}", now, held(policy, now))
    for lane in outbox.lanes_of(replies):
        hub.nudge.send(lane)


def _put_away(file: Path, where: str, error_file: str | None) -> None:
    place = file.parent / where
    place.mkdir(exist_ok=True)
    target = _free(place / file.name)
    file.rename(target)
    if error_file is not None:
        with written_whole(target.with_name(f"{target.stem}-错误.csv")) as draft:
            draft.write_text(error_file, encoding="utf-8-sig", newline="")


def _free(path: Path) -> Path:
    """The path, or the next one that nothing has: 合同.xlsx, 合同 (2).xlsx …"""
    number = 2
    target = path
    while target.exists():
        target = path.with_stem(f"{path.stem} ({number})")
        number += 1
    return target


def _reason_alone(reason: str) -> str:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([["原因"], [reason]])
    return text.getvalue()
