"""网页授权: auth/getuserinfo, JS-SDK tickets, and the authorize page [D91022][D91023][D90506]."""

import re
import secrets
from datetime import timedelta
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, Response, redirect, render_template, request

from simulator.calls import Call, Json
from simulator.cards import Refused
from simulator.world import World

OAUTH_CODE_LIFE = timedelta(minutes=5)
STATE = re.compile(r"[A-Za-z0-9]{0,128}\Z")
MEMBER_COOKIE = "sim_member"


def get_user_info(world: World, call: Call) -> Json:
    return {"userid": _spend_code(world, call)}


def get_user_info_legacy(world: World, call: Call) -> Json:
    """The old path answers in PascalCase."""
    return {"UserId": _spend_code(world, call), "DeviceId": ""}


def _spend_code(world: World, call: Call) -> str:
    with world.lock:
        code = world.oauth_codes.pop(call.args.get("code", ""), None)
        if code is None or world.clock() - code.issued_at > OAUTH_CODE_LIFE:
            raise Refused(40029, "invalid oauth_code")
        return code.userid


def corp_ticket(world: World, call: Call) -> Json:
    return _ticket(world, "corp")


def agent_ticket(world: World, call: Call) -> Json:
    if call.args.get("type") != "agent_config":
        raise Refused(40058, "type must be agent_config")
    return _ticket(world, "agent")


def _ticket(world: World, kind: str) -> Json:
    window = world.limits.tickets_corp if kind == "corp" else world.limits.tickets_agent
    with world.lock:
        now = world.clock()
        if window.is_full(kind, now):
            raise Refused(45009, "api freq out of limit")
        window.add(kind, now)
    return {"ticket": secrets.token_urlsafe(64), "expires_in": 7200}


GET = {
    "auth/getuserinfo": get_user_info,
    "user/getuserinfo": get_user_info_legacy,
    "get_jsapi_ticket": corp_ticket,
    "ticket/get": agent_ticket,
}


def create_authorize_page(world: World) -> Blueprint:
    """/connect/oauth2/authorize: back to redirect_uri with code and state, as the member whose phone opened it.

    The member is the page's cookie (set when a link is opened in a phone), or `as=USERID`, or is asked for.
    """
    blueprint = Blueprint("authorize", __name__)

    @blueprint.get("/connect/oauth2/authorize")
    def authorize() -> Response:
        target = request.args.get("redirect_uri", "")
        parts = urlsplit(target)
        state = request.args.get("state", "")
        if request.args.get("appid") != world.corp_id:
            return _page(40013, "appid 与企业 ID 不一致")
        if request.args.get("response_type") != "code":
            return _page(40058, "response_type 必须是 code")
        if request.args.get("scope") not in ("snsapi_base", "snsapi_privateinfo"):
            return _page(40058, "scope 必须是 snsapi_base 或 snsapi_privateinfo")
        if request.args.get("scope") == "snsapi_privateinfo" and "agentid" not in request.args:
            return _page(41011, "缺少 agentid")
        if not STATE.match(state):
            return _page(40058, "state 只能是字母和数字，不超过 128 字节")
        if parts.scheme not in ("http", "https") or not parts.netloc:
            return _page(50001, "redirect_uri 不合法")
        if world.app.trusted_domain is not None and parts.netloc != world.app.trusted_domain:
            return _page(50001, "redirect_uri 与可信域名不一致")
        member = world.member(request.args.get("as") or request.cookies.get(MEMBER_COOKIE, ""))
        if member is None:
            choices = [
                (m.userid, m.name, "?" + urlencode({**request.args.to_dict(), "as": m.userid}))
                for m in list(world.members.values())[:13]
            ]
            return Response(render_template("authorize.html", choices=choices))
        answer = {"code": world.issue_oauth_code(member.userid), "state": state}
        joint = "&" if parts.query else "?"
        return redirect(target.partition("#")[0] + joint + urlencode(answer))  # type: ignore[return-value]

    return blueprint


def _page(code: int, text: str) -> Response:
    return Response(render_template("authorize.html", error=f"{text}（{code}）"), 400)
