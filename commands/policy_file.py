"""看着配置文件: what is written into config.yaml or its lexicon on this machine comes into force without a restart."""

import hashlib
import platform
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import structlog

import config
from bot.flows import policy_change
from bot.flows.policy_change import Candidate, Found
from bot.hub import Hub
from config import Texts
from domain.messages import Reply
from domain.policy import Policy
from scheduler.stopping import Stop
from storage import outbox, policies
from storage.database import Database
from storage.policies import Adopted

log = structlog.get_logger()

_LOOK_SECONDS = 0.5
#: as much of a file as can matter: one byte more than is allowed
_MOST_BYTES = 1024 * 1024 + 1


def machine() -> str:
    """What this machine is called in messages and in the audit log."""
    return platform.node()[:60] or "本机"


def file_name(path: Path) -> str:
    """What a file of this machine is called: links stay, because what they point to may change."""
    return f"{machine()}:{path.absolute()}"[:400]


def take_in(found: config.Found, path: Path, database: Database, policy: Policy, now: datetime) -> list[Reply]:
    """Let what was found in a file of this machine take its effect; what was told to whom."""
    with database.reading() as db:
        in_force = policies.in_force(db)
    what = _described(found, path, in_force)
    with database.writing() as db:
        replies = policy_change.on_file(what, db, policy, now)
        outbox.put(db, replies, f"policy:{found.digest[:12]}", now)
    return replies


def begin_with(found: config.Found, path: Path, instead_of: int | None, database: Database, now: datetime) -> None:
    """Nothing that can be used is in force: the file of this machine is, unless another process was first.

    `instead_of` is the row that was found to be of no use, None where there was none: another process may have taken
    the file over meanwhile.
    """
    with database.writing() as db:
        policy_change.on_start(_described(found, path, None), instead_of, db, now)


def _described(found: config.Found, path: Path, in_force: Adopted | None) -> Found:
    candidate = None
    if found.policy is not None and found.texts is not None:
        changes = config.changes(Texts(in_force.config, in_force.lexicon), found.texts) if in_force else []
        candidate = Candidate(found.policy, found.texts.config, found.texts.lexicon, tuple(changes))
    problems = tuple(map(str, found.errors))
    return Found(machine(), file_name(path), found.digest, candidate, problems, not path.exists())


class Watch:
    """Looks at one file again and again. A content counts when two looks in a row have seen it.

    Editors write in halves and by renaming; a content that is there for a moment only is nobody's wish.
    """

    def __init__(self, path: Path, take: Callable[[config.Found], object]) -> None:
        self._path = path
        self._take = take
        self._lexicon: Path | None = None
        self._seen: str | None = None
        self._settled: str | None = None

    def look(self) -> None:
        """Take over what has changed. What raises is tried again at the next look."""
        seen = self._content()
        if seen == self._settled:
            return
        if seen != self._seen:
            self._seen = seen
            return
        found = config.look(self._path)
        lexicon = found.lexicon or self._lexicon
        if lexicon != self._lexicon:  # it is looked at too from now on
            self._lexicon = lexicon
            return
        if self._content() == seen:
            self._take(found)
            self._settled = seen

    def _content(self) -> str:
        digest = hashlib.sha256()
        for path in (self._path, self._lexicon):
            if path is not None:
                try:
                    with path.open("rb") as file:
                        digest.update(file.read(_MOST_BYTES))
                except OSError as error:
                    digest.update(type(error).__name__.encode())
                digest.update(b"\0")
        return digest.hexdigest()


def watch_file(path: Path, hub: Hub, stop: Stop) -> None:
    """Watch until `stop`. Every machine with a clock watches its own file, whichever clock leads."""

    def take(found: config.Found) -> None:
        replies = take_in(found, path, hub.database, hub.policy(), hub.now())
        for lane in outbox.lanes_of(replies):
            hub.nudge.send(lane)

    watch = Watch(path, take)
    while not stop.wait(_LOOK_SECONDS):
        try:
            watch.look()
        except Exception:  # the next look must come all the same
            log.exception("policy.look_failed", file=str(path))
