"""规矩的变化: what was found in a machine's config.yaml comes into force, or is told to the admins."""

from dataclasses import dataclass
from datetime import datetime

from bot.wording import policy as wording
from domain.messages import Reply, Say
from domain.people import Role
from domain.policy import Policy
from domain.receivables_policy import Shift
from storage import audit_log, policies, reminders
from storage.database import Db, lock
from storage.policies import Act, Adopted


@dataclass(frozen=True)
class Candidate:
    """A policy that may come into force, with the texts it was made of.

    `changes` says in words how it differs from what is in force.
    """

    policy: Policy
    config: str
    lexicon: str
    changes: tuple[str, ...]


@dataclass(frozen=True)
class Found:
    """What a machine's file holds now; `digest` is that of its content. Without a candidate `problems` say why.

    `machine` is where the file lies, `file` names both. `is_missing`: there is no file at all.
    """

    machine: str
    file: str
    digest: str
    candidate: Candidate | None
    problems: tuple[str, ...] = ()
    is_missing: bool = False


def on_file(found: Found, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """A look at a file: only what changed since the last look has an effect, once on however many looks.

    `policy` is in force until now. A machine without a file lives with what others brought into force.
    """
    lock(db, "policies")
    before = policies.seen(db, found.file)
    if before.digest == found.digest if before else found.is_missing:
        return []
    policies.keep_seen(db, found.file, found.digest, "\n".join(found.problems) or None, now)
    in_force = policies.in_force(db)
    current = in_force.version if in_force else policy.version
    if found.candidate is None:
        audit_log.add(db, "policy.refused", found.machine, "policy", current, now, after=list(found.problems))
        return _told(wording.refused(found.problems, current), policy)
    version = found.candidate.policy.version
    if version == current:
        return _told(wording.mended(version), policy) if before and before.problems else []
    if before is None and policies.kept(db, version):
        return _told(wording.old_copy(found.file, version, current), policy)
    told = wording.adopted(version, current, found.candidate.changes)
    _adopt(found.candidate, Act.FILE, found.machine, in_force, db, now)
    _look_at_instalments(found.candidate.policy, policy, db, now)
    return _told(told, policy, found.candidate.policy)


def on_start(found: Found, instead_of: int | None, db: Db, now: datetime) -> None:
    """Nothing usable is in force (row `instead_of`, or None): the file is the beginning, whoever comes first."""
    lock(db, "policies")
    if found.candidate is not None and policies.newest(db) == instead_of:
        policies.keep_seen(db, found.file, found.digest, None, now)
        _adopt(found.candidate, Act.START, found.machine, policies.in_force(db), db, now)


def on_rollback(wanted: Candidate, who: str, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """Somebody at a terminal takes an earlier version back into force. The caller has locked `policies`."""
    in_force = policies.in_force(db)
    version = wanted.policy.version
    told = wording.rolled_back(version, in_force.version if in_force else "", who, wanted.changes)
    _adopt(wanted, Act.ROLLBACK, who, in_force, db, now)
    _look_at_instalments(wanted.policy, policy, db, now)
    return _told(told, policy, wanted.policy)


def _adopt(candidate: Candidate, act: Act, who: str, before: Adopted | None, db: Db, now: datetime) -> None:
    version = candidate.policy.version
    policies.adopt(db, version, candidate.config, candidate.lexicon, act, who, now)
    audit_log.add(
        db, "policy.adopted", who, "policy", version, now,
        before={"version": before.version} if before else None,
        after={"version": version, "act": act.value, "changes": list(candidate.changes)},
    )  # fmt: skip


def _look_at_instalments(new: Policy, old: Policy, db: Db, now: datetime) -> None:
    """Other tiers or another calendar: every open instalment is due at other times."""
    before, after = old.receivables, new.receivables
    has_moved = (before.tiers, before.at, before.shift, before.bank_age) != (
        after.tiers, after.at, after.shift, after.bank_age
    )  # fmt: skip
    if has_moved or (after.shift is not Shift.NONE and old.calendar != new.calendar):
        reminders.look_again_at_all(db, now)


def _told(text: str, *those_of: Policy) -> list[Reply]:
    """Whoever is an admin under one of the policies reads it."""
    admins = dict.fromkeys(admin for policy in those_of for admin in policy.holders.get(Role.ADMIN, ()))
    return [Say(admin, text) for admin in admins]
