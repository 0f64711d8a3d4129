"""通讯录与应用: user/*, department/* and agent/*, read only [D90196][D90201][D90208][D90227]."""

from simulator.calls import Call, Json
from simulator.cards import Refused
from simulator.firm import Department, Member
from simulator.world import World


def get_user(world: World, call: Call) -> Json:
    userid = call.args.get("userid", "")
    if not userid:
        raise Refused(41009, "userid missing")
    member = world.member(userid)
    if member is None:
        raise Refused(60111, "userid not found")
    if world.app.visible is not None and member.userid not in world.app.visible:
        raise Refused(60011, "no privilege to access the member")
    return _user(member)


def list_users(world: World, call: Call) -> Json:
    return {"userlist": [_user(m) for m in _members(world, call)]}


def list_users_simple(world: World, call: Call) -> Json:
    users = [{"userid": m.userid, "name": m.name, "department": list(m.departments)} for m in _members(world, call)]
    return {"userlist": users}


def list_departments(world: World, call: Call) -> Json:
    return {"department": [_department(d) for d in _subtree(world, call)]}


def list_departments_simple(world: World, call: Call) -> Json:
    found = [{"id": d.id, "parentid": d.parent_id, "order": d.order} for d in _subtree(world, call)]
    return {"department_id": found}


def get_department(world: World, call: Call) -> Json:
    return {"department": _department(_one_department(world, call.int_arg("id")))}


def get_agent(world: World, call: Call) -> Json:
    app = world.app
    if str(call.args.get("agentid", "")) != str(app.agent_id):
        raise Refused(40056, "invalid agentid")
    users = [] if app.visible is None else [{"userid": user} for user in sorted(app.visible)]
    return {
        "agentid": app.agent_id,
        "name": app.name,
        "square_logo_url": "",
        "description": "",
        "allow_userinfos": {"user": users},
        "allow_partys": {"partyid": [1] if app.visible is None else []},
        "allow_tags": {"tagid": []},
        "close": 0,
        "redirect_domain": app.trusted_domain or "",
        "report_location_flag": int(app.reports_location),
        "isreportenter": int(app.reports_enter),
        "home_url": "",
    }


def list_agents(world: World, _: Call) -> Json:
    return {"agentlist": [{"agentid": world.app.agent_id, "name": world.app.name, "square_logo_url": ""}]}


def _members(world: World, call: Call) -> list[Member]:
    department = _one_department(world, call.int_arg("department_id"))
    found = world.members_of(department.id)
    return [m for m in found if world.app.visible is None or m.userid in world.app.visible]


def _one_department(world: World, number: int | None) -> Department:
    if number is None or number not in world.departments:
        raise Refused(60003, "department not found")
    return world.departments[number]


def _subtree(world: World, call: Call) -> list[Department]:
    top = call.int_arg("id", 1 if "id" not in call.args else None)
    return world.subtree(_one_department(world, top).id)


def _user(member: Member) -> Json:
    """Without mobile, e-mail and avatar: apps made after 2022-06-20 do not get them [D90196]."""
    return {
        "userid": member.userid,
        "name": member.name,
        "department": list(member.departments),
        "order": [0] * len(member.departments),
        "position": member.position,
        "is_leader_in_dept": [int(member.leads)] * len(member.departments),
        "direct_leader": list(member.leaders),
        "main_department": member.departments[0],
        "status": member.status,
        "alias": member.alias,
        "telephone": "",
        "extattr": {"attrs": []},
        "isleader": int(member.leads),
        "enable": int(member.status != 2),
        "hide_mobile": 0,
    }


def _department(department: Department) -> Json:
    return {
        "id": department.id,
        "name": department.name,
        "name_en": "",
        "department_leader": list(department.leaders),
        "parentid": department.parent_id,
        "order": department.order,
    }


GET = {
    "user/get": get_user,
    "user/list": list_users,
    "user/simplelist": list_users_simple,
    "department/list": list_departments,
    "department/simplelist": list_departments_simple,
    "department/get": get_department,
    "agent/get": get_agent,
    "agent/list": list_agents,
}
