"""收件人: which members a rule of the receivables names (responsible, leader, director, role:… or a userid)."""

from domain.approvers import people_for
from domain.people import Firm, Person, Role


def people_of(rule: str, responsible: str | None, firm: Firm) -> tuple[str, ...]:
    """The active members whom a rule names for something of `responsible` (a userid; None: nobody is).

    Money must not go unnoticed because somebody left: for who is not there stands his next leader that is, then the
    director, then the admins. Of somebody who is there and has nobody above him, leader and director are nobody.
    """
    match rule:
        case "responsible":
            return _one(firm.person(responsible) if responsible else None) or people_of("leader", responsible, firm)
        case "leader":
            return _one(_leader(responsible or "", firm)) or people_of("director", responsible, firm)
        case "director" | "role:sales_director":
            is_there = responsible is not None and firm.person(responsible) is not None
            return _one(firm.director_of(responsible or "")) or (() if is_there else _admins(firm))
    return people_for(rule, "", firm, {})


def _leader(userid: str, firm: Firm) -> Person | None:
    """The nearest above him who has not left."""
    seen: set[str] = set()
    below = firm.people.get(userid.lower())
    while below is not None and below.leader and below.userid not in seen:
        seen.add(below.userid)
        leader = firm.people.get(below.leader.lower())
        if leader is not None and leader.is_active and leader.userid != below.userid:
            return leader
        below = leader
    return None


def _one(person: Person | None) -> tuple[str, ...]:
    return () if person is None else (person.userid,)


def _admins(firm: Firm) -> tuple[str, ...]:
    return tuple(person.userid for who in firm.holders.get(Role.ADMIN, ()) if (person := firm.person(who)))
