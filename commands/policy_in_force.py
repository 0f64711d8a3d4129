"""在用的规矩: the policy of the newest row in `policies`, on every machine the same, and the earlier ones."""

import time
from dataclasses import replace
from threading import Lock

import structlog

import config
from config import ConfigError, Texts
from domain.policy import Policy
from storage import policies
from storage.database import Database, DatabaseTrouble
from storage.policies import Adopted

log = structlog.get_logger()

#: so many earlier versions are kept in memory; what is under way rarely began under more
_MOST_EARLIER = 30


class NoPolicy(Exception):
    """Nothing is in force (`row` is None), or what is (the row with that id) cannot be used by this program."""

    def __init__(self, row: int | None, reason: str = "") -> None:
        super().__init__(reason)
        self.row = row


class PolicyInForce:
    """Called, it gives the policy in force; it looks for a newer one at most once in `seconds`.

    While the database is away or the newest version is not for this program, it gives the last one. For threads.
    """

    def __init__(self, database: Database, seconds: float = 1.0) -> None:
        """NoPolicy when there is none to begin with."""
        self._database = database
        self._seconds = seconds
        self._lock = Lock()
        self._earlier: dict[str, Policy] = {}
        self._lost: set[str] = set()
        self._newest: int | None = None
        with database.reading() as db:
            row = policies.in_force(db)
        try:
            policy = None if row is None else self._policy(row)
        except ConfigError as error:
            raise NoPolicy(row.id if row else None, str(error)) from error
        if row is None or policy is None:
            raise NoPolicy(None)
        self._newest, self._current = row.id, policy
        self._looked = time.monotonic()

    def __call__(self) -> Policy:
        if time.monotonic() - self._looked >= self._seconds and self._lock.acquire(blocking=False):
            try:
                self._look()
            finally:
                self._looked = time.monotonic()
                self._lock.release()
        return self._current

    def _look(self) -> None:
        try:
            with self._database.reading() as db:
                newest = policies.newest(db)
                row = policies.in_force(db) if newest != self._newest else None
        except DatabaseTrouble as error:
            log.warning("policy.not_looked_up", reason=type(error).__name__)
            return
        if row is None:
            return
        self._newest = row.id  # also when it cannot be used: it would be no better in a second
        try:
            self._current = self._policy(row)
        except ConfigError as error:
            log.error("policy.not_for_this_program", version=row.version, problems=str(error))
            return
        log.info("policy.in_force", version=row.version)

    def _policy(self, row: Adopted) -> Policy:
        return replace(config.load_texts(Texts(row.config, row.lexicon)), earlier=self._as_it_was)

    def _as_it_was(self, version: str) -> Policy | None:
        """A version that was in force before, for what began under it."""
        if version in self._earlier:
            return self._earlier[version]
        with self._database.reading() as db:
            row = policies.kept(db, version)
        try:
            policy = None if row is None else self._policy(row)
        except ConfigError as error:
            log.error("policy.not_for_this_program", version=version, problems=str(error))
            return None
        if policy is None:
            if version not in self._lost:
                log.warning("policy.not_kept", version=version)
                self._lost.add(version)
            return None
        if len(self._earlier) >= _MOST_EARLIER:
            self._earlier.clear()
        self._earlier[version] = policy
        return policy
