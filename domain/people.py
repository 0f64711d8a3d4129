"""人员: who leads whom, who holds which role, and who may see whose records (promise 6)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum


class Role(Enum):
    """Roles that config.yaml gives to members; a rep needs none."""

    SALES_DIRECTOR = "sales_director"  #: 销售总监 of a region
    FINANCE = "finance"  #: 财务
    LEGAL = "legal"  #: 法务
    DELIVERY = "delivery"  #: 交付
    ADMIN = "admin"  #: 管理员


@dataclass(frozen=True)
class Person:
    """A member of the company as WeCom tells it, with the overrides of config.yaml."""

    userid: str
    name: str
    leader: str | None = None
    departments: tuple[int, ...] = ()
    title: str = ""
    region: str | None = None
    email: str | None = None
    is_active: bool = True


@dataclass(frozen=True)
class Firm:
    """Everybody, and who holds which role.

    `directors` maps a region to the userid of its 销售总监; the key "" stands for all other regions.
    """

    people: Mapping[str, Person]
    directors: Mapping[str, str] = field(default_factory=dict)
    holders: Mapping[Role, tuple[str, ...]] = field(default_factory=dict)

    def person(self, userid: str) -> Person | None:
        """The active member with that userid (any case), or None."""
        found = self.people.get(userid.lower())
        return found if found is not None and found.is_active else None

    def name_of(self, userid: str) -> str:
        """The name to show for a userid; the userid itself when nobody is known by it."""
        found = self.people.get(userid.lower())
        return found.name if found else userid

    def leader_of(self, userid: str) -> Person | None:
        """直属主管, or None when there is none or he has left."""
        person = self.people.get(userid.lower())
        if person is None or person.leader is None or person.leader == person.userid:
            return None
        return self.person(person.leader)

    def director_of(self, userid: str) -> Person | None:
        """销售总监 of the member's region, else of all regions, else the leader's leader; never the member himself."""
        person = self.people.get(userid.lower())
        leader = self.leader_of(userid)
        candidates = (
            self.person(self.directors.get(person.region, "")) if person and person.region else None,
            self.person(self.directors.get("", "")),
            self.leader_of(leader.userid) if leader else None,
        )
        return next((other for other in candidates if other is not None and other.userid != userid.lower()), None)

    def leads(self, chief: str, userid: str) -> bool:
        """Whether `chief` stands above `userid` in the line of direct leaders."""
        seen: set[str] = set()
        current = self.leader_of(userid)
        while current is not None and current.userid not in seen:
            if current.userid == chief.lower():
                return True
            seen.add(current.userid)
            current = self.leader_of(current.userid)
        return False

    def has_role(self, userid: str, role: Role) -> bool:
        """Whether the member holds the role."""
        if role is Role.SALES_DIRECTOR:
            return userid.lower() in self.directors.values()
        return userid.lower() in self.holders.get(role, ())

    def can_see(self, viewer: str, owner: str) -> bool:
        """Whether `viewer` may see a record that belongs to `owner`.

        A rep sees his own; a leader those of everybody below; a director those of the region; finance,
        legal and admin all. Everybody else sees nothing.
        """
        if self.person(viewer) is None:
            return False
        if viewer.lower() == owner.lower() or self.leads(viewer, owner):
            return True
        director = self.director_of(owner)
        if director is not None and director.userid == viewer.lower():
            return True
        return any(self.has_role(viewer, role) for role in (Role.FINANCE, Role.LEGAL, Role.ADMIN))
