"""附件: photos and places around a visit are kept with it as evidence and shown to whoever decides."""

from datetime import datetime

from bot.wording import attachments as wording
from bot.wording import visit_record as visit_wording
from domain.attachment import Attachment, Kind, Photo, Place, most_of
from domain.messages import Inbound, Reply, Say, SendPicture
from domain.policy import Policy
from storage import attachments, audit_log, visits
from storage.database import Db
from storage.visits import Visit


def on_attachment(what: Photo | Place, inbound: Inbound, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """A photo or a place: it belongs to the open draft, or waits for the next visit told."""
    member, kind = inbound.member, Kind.PHOTO if isinstance(what, Photo) else Kind.PLACE
    visit = visits.draft_of(db, member)
    if visit is None:
        known = tuple(kept.what for kept in attachments.waiting(db, member, inbound.sent_at))
    else:
        known = attachments.of_visit(db, visit.id)
    if isinstance(what, Photo) and any(one.sha256 == what.sha256 for one in known):
        return [Say(member, wording.PHOTO_KNOWN)]
    number = 1 + sum(one.kind is kind for one in known)
    if number > most_of(kind):
        return [Say(member, wording.TOO_MANY[kind])]
    kept = attachments.add(db, member, inbound.key, what, inbound.sent_at, visit.id if visit else None, now)
    if visit is None:
        return [Say(member, wording.PHOTO_KEPT if isinstance(what, Photo) else wording.PLACE_KEPT)]
    policy = policy.as_of(visit.policy_version)
    _note(kept, visit, db, policy, now)
    is_recent = abs(inbound.sent_at - visit.last_said_at) <= policy.visit.join_within
    is_alone = len(visits.drafts_of(db, member)) == 1
    to = "" if is_recent and is_alone else wording.named(visit_wording.what(visit.record))
    if isinstance(what, Place):
        return [Say(member, wording.place_attached(what, to))]
    return [Say(member, wording.photo_attached(number, inbound.sent_at, to, policy.calendar.zone))]


def attach_waiting(visit: Visit, said_at: datetime, db: Db, policy: Policy, now: datetime) -> None:
    """A visit is told: what its rep sent shortly before belongs to it."""
    waiting = attachments.waiting(db, visit.member, said_at)
    if not waiting:
        return
    known = attachments.of_visit(db, visit.id)
    for kind in Kind:
        room = most_of(kind) - sum(one.kind is kind for one in known)
        chosen = [kept for kept in waiting if kept.what.kind is kind][: max(room, 0)]
        attachments.attach(db, [kept.id for kept in chosen], visit.id)
        for kept in chosen:
            _note(kept.what, visit, db, policy, now)


def summary(visit: Visit, db: Db) -> str:
    """The line about them on a card."""
    return wording.summary(attachments.of_visit(db, visit.id))


def pictures(visit: Visit, to: str, db: Db) -> list[Reply]:
    """The photos for somebody who may decide on the visit."""
    return [
        SendPicture(to, one.sha256, one.size) for one in attachments.of_visit(db, visit.id) if one.sha256 is not None
    ]


def _note(what: Attachment, visit: Visit, db: Db, policy: Policy, now: datetime) -> None:
    audit_log.add(db, "visit.attached", visit.member, visit.subject, policy.version, now, after=what)
