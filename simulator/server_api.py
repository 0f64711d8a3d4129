"""服务端 API: /cgi-bin/… as WeCom answers it: HTTP 200 with errcode, unless a fault is in force."""

import json
import secrets
import socket
import struct
import time
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, request

from simulator import api_directory, api_login, api_media, api_menu, api_messages, api_token
from simulator.calls import Call, Json
from simulator.cards import Refused
from simulator.faults import Fault
from simulator.world import World

Endpoint = Callable[[World, Call], Json | Response]
MAX_BODY = 1024 * 1024
WITHOUT_TOKEN = frozenset({"gettoken"})
UNCOUNTED = frozenset({"message/send"})  # [D90312]: sending is not counted in the base limits

GET: dict[str, Endpoint] = {
    **api_token.GET,
    **api_media.GET,
    **api_directory.GET,
    **api_menu.GET,
    **api_login.GET,
}
POST: dict[str, Endpoint] = {**api_messages.POST, **api_media.POST, **api_menu.POST}


def create_server_api(world: World) -> Blueprint:
    """The blueprint to register at the root of the simulator's Flask app."""
    blueprint = Blueprint("server_api", __name__, url_prefix="/cgi-bin")
    for method, endpoints in (("GET", GET), ("POST", POST)):
        for path, endpoint in endpoints.items():
            view = _view(world, path, endpoint)
            blueprint.add_url_rule(f"/{path}", f"{method}_{path.replace('/', '_')}", view, methods=[method])
    return blueprint


def _view(world: World, path: str, endpoint: Endpoint) -> Callable[[], Response]:
    def view() -> Response:
        with world.lock:
            world.calls[path] += 1
        fault = world.faults.take(path)
        if fault is None:
            return _answered(world, path, endpoint, Call.from_request())
        if fault.delay:
            time.sleep(fault.delay)
        if fault.reset == "before":
            return _reset_connection()
        if fault.status is not None:
            return Response("<html><body>Bad Gateway</body></html>", fault.status, mimetype="text/html")
        if fault.code is not None and not fault.after:
            return _error(fault.code, "injected fault")
        answer = _answered(world, path, endpoint, Call.from_request(invalid=fault.invalid))
        return _spoiled(answer, fault)

    return view


def _answered(world: World, path: str, endpoint: Endpoint, call: Call) -> Response:
    try:
        _check_access(world, path, call)
        answer = endpoint(world, call)
    except Refused as refused:
        warning = "Warning: wrong json format. " if call.is_bad_json else ""
        return _error(refused.code, warning + refused.message, call.remote)
    return answer if isinstance(answer, Response) else _json({"errcode": 0, "errmsg": "ok", **answer})


def _check_access(world: World, path: str, call: Call) -> None:
    if world.app.trusted_ips is not None and call.remote not in world.app.trusted_ips:
        raise Refused(60020, "not allow to access from your ip")
    if path not in WITHOUT_TOKEN:
        code = world.token_error(call.args.get("access_token", ""))
        if code:
            raise Refused(code, {41001: "access_token missing", 42001: "access_token expired"}.get(code, TOKEN_TEXT))
    if path not in UNCOUNTED:
        now = world.clock()
        with world.lock:
            for window in (world.limits.corp_minute, world.limits.corp_hour):
                if window.is_full(path, now):
                    raise Refused(45009, "api freq out of limit")
                window.add(path, now)
    if call.body_bytes > MAX_BODY and path != "media/upload":
        raise Refused(40206, "request body is too large")


TOKEN_TEXT = "invalid access_token"


def _spoiled(answer: Response, fault: Fault) -> Response:
    if fault.reset == "after":
        return _reset_connection()
    if fault.code is not None:
        return _error(fault.code, "injected fault after processing")
    if fault.truncate:
        data = answer.get_data()
        return Response(data[: len(data) // 2], answer.status_code, mimetype=answer.mimetype)
    return answer


def _reset_connection() -> Response:
    """Break the TCP connection with no answer; where there is no socket (a test client), raise what a client sees."""
    connection = request.environ.get("werkzeug.socket")
    if not isinstance(connection, socket.socket):
        raise ConnectionResetError("the simulator broke the connection on purpose")
    # linger 0 makes close() send RST, and the shutdown makes the server's own write of this answer fail quietly
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.shutdown(socket.SHUT_RDWR)
    return Response()


def _error(code: int, message: str, remote: str = "") -> Response:
    hint = f"{message}, hint: [{secrets.token_hex(8)}], from ip: {remote or request.remote_addr}"
    link = f"more info at https://open.work.weixin.qq.com/devtool/query?e={code}"
    return _json({"errcode": code, "errmsg": f"{hint}, {link}"})


def _json(answer: dict[str, Any]) -> Response:
    return Response(json.dumps(answer, ensure_ascii=False), mimetype="application/json")
