"""通讯录与应用: members, the app itself, and who stands behind a login code; read only [D90196][D90227]."""

from dataclasses import dataclass
from typing import Any

from bot.wecom.client import Client
from domain.people import Person

_ACTIVE = 1  # 2 disabled, 4 not activated, 5 has left: none of them can be reached


@dataclass(frozen=True)
class Agent:
    """自建应用. The three tuples are its 可见范围."""

    name: str
    members: tuple[str, ...]
    departments: tuple[int, ...]
    tags: tuple[int, ...]
    is_closed: bool


def get_user(client: Client, userid: str) -> Person:
    """One member. Raises WecomError: RECIPIENT when unknown or outside the visible range."""
    return _person(client.call("GET", "user/get", {"userid": userid}))


def list_people(client: Client) -> list[Person]:
    """Everybody in the visible range, by departments and by name. All of them, or a WecomError."""
    people: dict[str, Person] = {}
    for department in department_ids(client):
        answer = client.call("GET", "user/list", {"department_id": str(department)})
        for user in answer.get("userlist", []):
            person = _person(user)
            people[person.userid] = person
    for userid in get_agent(client).members:
        if userid not in people:
            people[userid] = get_user(client, userid)
    return list(people.values())


def department_ids(client: Client) -> list[int]:
    """The departments the app may see."""
    answer = client.call("GET", "department/simplelist")
    return [int(department["id"]) for department in answer.get("department_id", [])]


def get_agent(client: Client) -> Agent:
    """The app as the console shows it."""
    answer = client.call("GET", "agent/get", {"agentid": str(client.app.agent_id)})
    return Agent(
        name=str(answer.get("name", "")),
        members=tuple(user["userid"].lower() for user in (answer.get("allow_userinfos") or {}).get("user", [])),
        departments=tuple((answer.get("allow_partys") or {}).get("partyid", [])),
        tags=tuple((answer.get("allow_tags") or {}).get("tagid", [])),
        is_closed=bool(answer.get("close")),
    )


def member_of_code(client: Client, code: str) -> str | None:
    """The userid behind a login code, None for outsiders [D91023]. A code works once: raises WecomError OAUTH after."""
    answer = client.call("GET", "auth/getuserinfo", {"code": code}, repeatable=False)
    userid = answer.get("userid")
    return str(userid).lower() if userid else None


def _person(user: dict[str, Any]) -> Person:
    userid = str(user["userid"]).lower()
    leaders = user.get("direct_leader") or []
    return Person(
        userid=userid,
        name=str(user.get("name") or userid),
        leader=str(leaders[0]).lower() if leaders else None,
        departments=_main_first(user.get("department") or [], user.get("main_department")),
        title=str(user.get("position") or ""),
        email=user.get("biz_mail") or user.get("email") or None,
        is_active=user.get("status", _ACTIVE) == _ACTIVE,
    )


def _main_first(departments: list[int], main: int | None) -> tuple[int, ...]:
    return tuple(sorted(departments, key=lambda department: department != main))
