"""审批人: who is asked, found in the company when a request is made, and who follows when somebody is away or left."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from domain.approval import Seat, Step
from domain.approval_policy import APPROVERS, ApprovalPolicy, Fields, Quorum, Rung, StepRule, holds
from domain.people import Firm, Person, Role

SKIP, ADMIN = "skip", "admin"
_LONGEST_CHAIN = 10


@dataclass(frozen=True)
class Staff:
    """Who is there: the company, and who stands in for whom today (委托: userid → userid)."""

    firm: Firm
    deputies: Mapping[str, str] = field(default_factory=dict)

    def deputy_of(self, person: str, requester: str) -> str | None:
        """Who acts for him today: the last of the line of deputies; his leader where that is the requester."""
        current, seen = person, {person}
        while (following := self.deputies.get(current)) and following not in seen and self.firm.person(following):
            current = following
            seen.add(current)
        if current == requester:
            leader = self.firm.leader_of(person)
            return leader.userid if leader and leader.userid not in (person, requester) else None
        return None if current == person else current


def people_for(rule: str, requester: str, firm: Firm, fields: Fields) -> tuple[str, ...]:
    """The active members whom a rule names, the requester never among them: his leader is asked in his place."""
    found = _named(rule, requester, firm, fields)
    return tuple(dict.fromkeys(who for one in found if (who := _not_himself(one.userid, requester, firm))))


def steps_for(policy: ApprovalPolicy, requester: str, firm: Firm, fields: Fields) -> tuple[Step, ...]:
    """The steps of a request as they apply to it. Empty only when the company has nobody at all to ask.

    Where no step applies or all are skipped, the leader is asked, else the director: nothing approves itself.
    """
    steps = [
        step
        for rule in policy.steps
        if all(holds(condition, fields) for condition in rule.when)
        if (step := _step(rule, policy, requester, firm, fields)) is not None
    ]
    if steps:
        return tuple(steps)
    for rule in ("leader", "director"):
        if people := people_for(rule, requester, firm, fields):
            return (Step(_seats(people), 1, policy.ladder),)
    return ()


def may_be_asked(policies: Iterable[ApprovalPolicy], firm: Firm) -> tuple[str, ...]:
    """Everybody whom a step or a rung would ask of some member's request; not those whom only a field names."""
    rules = {
        rule
        for policy in policies
        for step in policy.steps
        for rule in (*step.approvers, *(rung.to for rung in policy.ladder_of(step)))
        if rule not in (APPROVERS, "leader_of_approver")
    }
    requesters = [person.userid for person in firm.people.values() if person.is_active]
    return tuple(sorted({who for rule in rules for one in requesters for who in people_for(rule, one, firm, {})}))


def told_by(
    rung: Rung, approvers: tuple[str, ...], waiting: tuple[str, ...], requester: str, firm: Firm
) -> tuple[str, ...]:
    """Whom a rung tells when it is reached; `waiting` are those of the approvers who have not spoken."""
    if rung.to == APPROVERS:
        return approvers
    if rung.to == "leader_of_approver":
        leaders = [firm.leader_of(who) for who in waiting]
        found = tuple(dict.fromkeys(leader.userid for leader in leaders if leader))
    else:
        found = people_for(rung.to, requester, firm, {})
    return tuple(who for who in found if who != requester)


def successors(person: str, requester: str, if_empty: str, firm: Firm) -> tuple[str, ...]:
    """Who is asked in place of somebody who has left: his leader, else whom the policy names."""
    for _ in range(_LONGEST_CHAIN):
        known = firm.people.get(person)
        if known is None or known.leader is None:
            break
        person = known.leader
        if firm.person(person) and person != requester:
            return (person,)
    rules = ("director", ADMIN) if if_empty == SKIP else (if_empty, "director", ADMIN)
    return next((people for rule in rules if (people := people_for(rule, requester, firm, {}))), ())


def _step(rule: StepRule, policy: ApprovalPolicy, requester: str, firm: Firm, fields: Fields) -> Step | None:
    if_empty = rule.if_empty or policy.if_empty
    people: list[str] = []
    for one in rule.approvers:
        found = people_for(one, requester, firm, fields)
        if not found and if_empty != SKIP:
            found = people_for(if_empty, requester, firm, fields)
        people += found
    people = list(dict.fromkeys(people))
    if not people:
        return None
    needed = {Quorum.ALL_OF: len(people), Quorum.ANY_OF: 1}.get(rule.quorum, min(rule.least, len(people)))
    return Step(_seats(people), needed, policy.ladder_of(rule), if_empty, rule.name)


def _seats(people: list[str] | tuple[str, ...]) -> tuple[Seat, ...]:
    return tuple(Seat(person) for person in people)


def _named(rule: str, requester: str, firm: Firm, fields: Fields) -> list[Person]:
    kind, _, name = rule.partition(":")
    match kind:
        case "leader":
            return _present(firm.leader_of(requester))
        case "leader_of_leader":
            leader = firm.leader_of(requester)
            return _present(firm.leader_of(leader.userid)) if leader else []
        case "department_head":
            return _present(_department_head(requester, firm))
        case "director":
            return _present(firm.director_of(requester))
        case "role":
            return [person for one in _holders(Role(name), requester, firm) if (person := firm.person(one))]
        case "admin" if not name:
            return [person for one in firm.holders.get(Role.ADMIN, ()) if (person := firm.person(one))]
        case "field":
            value = fields.get(name, ())
            several = value if isinstance(value, tuple) else (value,)
            return [person for one in several if isinstance(one, str) and (person := firm.person(one))]
        case _:
            userid = name or kind
            left = userid in firm.people and firm.person(userid) is None
            return _present(firm.leader_of(userid) if left else firm.person(userid))


def _holders(role: Role, requester: str, firm: Firm) -> tuple[str, ...]:
    if role is Role.SALES_DIRECTOR:
        director = firm.director_of(requester)
        return (director.userid,) if director else ()
    return firm.holders.get(role, ())


def _department_head(requester: str, firm: Firm) -> Person | None:
    """The highest of his leaders within his main department; when none of them is in it, his leader."""
    me = firm.people.get(requester)
    leader = firm.leader_of(requester)
    head, seen = leader, {requester}
    while leader is not None and leader.userid not in seen and me and set(me.departments[:1]) & set(leader.departments):
        head = leader
        seen.add(leader.userid)
        leader = firm.leader_of(leader.userid)
    return head


def _not_himself(userid: str, requester: str, firm: Firm) -> str | None:
    if userid != requester:
        return userid
    leader = firm.leader_of(requester)
    return leader.userid if leader else None


def _present(person: Person | None) -> list[Person]:
    return [person] if person is not None else []
