"""每周三单: once a week all contracts are compared; what is missing gets an owner and a day, what came is closed."""

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.flows import papers as flow
from bot.flows.papers import Judged
from bot.wording import papers as wording
from domain.messages import Card, Reply, Say, SendCard
from domain.papers import Gap
from domain.people import Firm, Role
from domain.policy import Policy
from domain.receivables_policy import PapersPolicy
from domain.recipients import people_of
from domain.recurring import Recurring, weekly
from storage import audit_log, cards, members, papers
from storage.database import Db
from storage.papers import PaperGap
from storage.receivables import Scope

WEEKLY, CARD = "papers_week", "papers_week"


@dataclass(frozen=True)
class _Open:
    """A difference with the row that says who brings the paper by when."""

    one: Judged
    gap: Gap
    kept: PaperGap


def coming(policy: Policy, now: datetime) -> Recurring | None:
    """When it is next; None when config.yaml wants none."""
    rule = policy.receivables
    if rule.papers.weekday is None:
        return None
    return weekly(WEEKLY, rule.papers.weekday, rule.at, now, policy.calendar.zone)


def on_timer(ref: str, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """The card and the list to finance, to every owner his own; nothing when there is and was nothing missing."""
    rule, firm = policy.receivables.papers, members.firm(db, policy)
    if rule.weekday is None:
        return []
    known = flow.seen(db, policy, now)
    found = flow.judged(papers.dossiers(db, Scope(seen=None)), known)
    before = {(kept.contract_id, kept.kind): kept for kept in papers.open_gaps(db)}
    due_on = policy.calendar.add_workdays(known.today, rule.days)
    lacking: dict[tuple[int, str], _Open] = {}
    for one in found:
        for gap in one.gaps:
            key = (one.dossier.contract_id, gap.kind.kept_as.value)
            if key in lacking or not (gap.kind.is_to_bring or key in before):
                continue
            kept = _kept(before.get(key), one, gap, rule, firm, known.today, due_on, db)
            lacking[key] = _Open(one, gap, kept)
    now_open = list(lacking.values())
    closed = [kept.id for key, kept in before.items() if key not in lacking]
    papers.close_gaps(db, closed, now)
    if not now_open and not closed:
        return []
    new = [each.kept.id for key, each in lacking.items() if key not in before]
    noted = {"open": len(now_open), "new": new, "closed": closed}
    audit_log.add(db, "papers.compared", "system", f"papers:{known.today}", policy.version, now, None, noted)
    counted = Counter(one.light for one in found)
    late = sum(each.kept.due_on < known.today for each in now_open)
    card = wording.weekly_card(counted, len(new), len(closed), late)
    return [*_to_finance(card, now_open, known.today, firm, db, now), *_to_owners(now_open, known.today, firm)]


def _kept(
    kept: PaperGap | None, one: Judged, gap: Gap, rule: PapersPolicy, firm: Firm, today: date, due_on: date, db: Db
) -> PaperGap:
    """The row of a gap, made where it is new; whose owner has left goes to whoever would bring it now."""
    if kept is not None and kept.owner is not None and firm.person(kept.owner):
        return kept
    whose = dict(rule.owners)[gap.kind.paper.value]
    people = people_of(whose, gap.responsible or one.dossier.owner, firm)
    owner = people[0] if people else None
    if kept is None:
        return papers.open_gap(db, one.dossier.contract_id, gap.kind.kept_as.value, owner, today, due_on)
    papers.give(db, kept.id, owner)
    return replace(kept, owner=owner)


def _to_finance(card: Card, now_open: list[_Open], today: date, firm: Firm, db: Db, now: datetime) -> list[Reply]:
    ordered = sorted(now_open, key=lambda each: (each.kept.due_on >= today, -each.gap.kind.light.value))
    lines = [
        _line(each, firm.name_of(each.kept.owner) if each.kept.owner else wording.NOBODY, today) for each in ordered
    ]
    replies: list[Reply] = []
    for member in firm.holders.get(Role.FINANCE, ()):
        if firm.person(member):
            replies.append(SendCard(member, cards.issue(db, card, member, CARD, f"papers:{today}", 0, now)))
            replies.append(Say(member, wording.weekly_list(lines)))
    return replies


def _to_owners(now_open: list[_Open], today: date, firm: Firm) -> list[Reply]:
    lists: dict[str, list[str]] = defaultdict(list)
    for each in sorted(now_open, key=lambda each: each.kept.due_on):
        if each.kept.owner is not None:
            lists[each.kept.owner].append(_line(each, "", today))
    return [Say(owner, wording.own_list(lines)) for owner, lines in sorted(lists.items())]


def _line(each: _Open, owner: str, today: date) -> str:
    return wording.line(each.one.dossier, each.gap, wording.to_bring(owner, each.kept.due_on, today))
