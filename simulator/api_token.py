"""gettoken and the addresses of WeCom [D91039][D90930]."""

import hmac

from simulator.calls import Call, Json
from simulator.cards import Refused
from simulator.records import TOKEN_SECONDS
from simulator.world import World


def get_token(world: World, call: Call) -> Json:
    corp_id, secret = call.args.get("corpid", ""), call.args.get("corpsecret", "")
    if not corp_id:
        raise Refused(41002, "corpid missing")
    if not secret:
        raise Refused(41004, "corpsecret missing")
    if corp_id != world.corp_id:
        raise Refused(40013, "invalid corpid")
    now, wrong = world.clock(), world.limits.wrong_secrets
    with world.lock:
        if wrong.is_full(call.remote, now):
            raise Refused(45009, "too many wrong secrets, ip blocked for one hour")
        if not hmac.compare_digest(secret.encode(), world.app.secret.encode()):
            wrong.add(call.remote, now)
            raise Refused(40001, "invalid credential")
    return {"access_token": world.issue_token(), "expires_in": TOKEN_SECONDS}


def callback_addresses(_: World, __: Call) -> Json:
    return {"ip_list": ["127.0.0.*"]}


def api_addresses(_: World, __: Call) -> Json:
    return {"ip_list": ["127.0.0.1"]}


GET = {"gettoken": get_token, "getcallbackip": callback_addresses, "get_api_domain_ip": api_addresses}
