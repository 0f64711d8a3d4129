"""Tokens, media, directory, menu and login of the server API."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from simulator.limits import Window
from simulator.samples import load_samples
from simulator.world import World

Api = Callable[..., Any]
AMR = load_samples()["demo5"].path.read_bytes()
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


def get_token(client: FlaskClient, **query: str) -> Any:
    return client.get("/cgi-bin/gettoken", query_string=query).get_json()


GOOD = {"corpid": "wwgenjidemo", "corpsecret": "demo-secret"}


@pytest.mark.parametrize(
    ("code", "query"),
    [
        (41002, {"corpid": ""}), (41004, {"corpsecret": ""}), (40013, {"corpid": "ww0"}), (40001, {"corpsecret": "x"}),
    ],
)  # fmt: skip
def test_codes_of_gettoken(client: FlaskClient, code: int, query: dict[str, str]) -> None:
    assert get_token(client, **{**GOOD, **query})["errcode"] == code


def test_a_token_lives_two_hours_and_is_the_same_meanwhile(client: FlaskClient, api: Api, world: World) -> None:
    answer = get_token(client, **GOOD)
    token = answer["access_token"]
    assert answer["expires_in"] == 7200
    assert get_token(client, **GOOD)["access_token"] == token
    assert api("user/get", userid="zhangsan", token=token)["errcode"] == 0
    world.clock.forward(7200)
    assert api("user/get", userid="zhangsan", token=token)["errcode"] == 42001
    assert get_token(client, **GOOD)["access_token"] != token


def test_tokens_can_die_early_and_rotate(client: FlaskClient, api: Api, world: World) -> None:
    token = get_token(client, **GOOD)["access_token"]
    world.kill_tokens()
    assert api("user/get", userid="zhangsan", token=token)["errcode"] == 40014
    world.rotate_tokens = True
    first, second = (get_token(client, **GOOD)["access_token"] for _ in range(2))
    assert first != second
    assert api("agent/list", token=first)["errcode"] == 40014
    assert api("agent/list", token=second)["errcode"] == 0
    assert api("agent/list", token="")["errcode"] == 41001


def test_wrong_secrets_shut_the_address_out_for_an_hour(client: FlaskClient, world: World) -> None:
    world.limits.wrong_secrets = Window(3, 3600)
    codes = [get_token(client, **{**GOOD, "corpsecret": "x"})["errcode"] for _ in range(4)]
    assert codes == [40001, 40001, 40001, 45009]
    assert get_token(client, **GOOD)["errcode"] == 45009
    world.clock.forward(3601)
    assert get_token(client, **GOOD)["errcode"] == 0


def test_an_untrusted_address_is_named(api: Api, world: World) -> None:
    world.app.trusted_ips = frozenset({"10.0.0.1"})
    answer = api("agent/list")
    assert answer["errcode"] == 60020
    assert "from ip: 127.0.0.1" in answer["errmsg"]


def test_base_limit_spares_sending(api: Api, send: Api, world: World) -> None:
    world.limits.corp_minute = Window(2, 60)
    assert [api("agent/list")["errcode"] for _ in range(3)] == [0, 0, 45009]
    assert [send("text", {"content": "x"})["errcode"] for _ in range(3)] == [0, 0, 0]


def upload(client: FlaskClient, world: World, kind: str, content: bytes, name: str = "a.amr") -> Any:
    data = {"media": (io.BytesIO(content), name)}
    url = f"/cgi-bin/media/upload?type={kind}&access_token={world.issue_token()}"
    return client.post(url, data=data, content_type="multipart/form-data").get_json()


@pytest.mark.parametrize(
    ("code", "kind", "content"),
    [
        (0, "voice", AMR), (0, "image", PNG), (0, "file", b"123456"),
        (40005, "song", AMR), (44001, "file", b""), (40006, "file", b"12345"), (301017, "voice", b"RIFF....WAVE"),
        (40123, "image", b"GIF89a......"), (45001, "voice", AMR + b"\0" * 2 * 1024 * 1024),
        (45007, "voice", b"#!AMR\n" + (b"\x3c" + b"\0" * 31) * 3001),
    ],
)  # fmt: skip
def test_codes_of_upload(client: FlaskClient, world: World, code: int, kind: str, content: bytes) -> None:
    assert upload(client, world, kind, content)["errcode"] == code


def test_media_whole_in_parts_and_gone_after_three_days(client: FlaskClient, world: World) -> None:
    answer = upload(client, world, "voice", AMR, "拜访.amr")
    assert answer["created_at"] == str(int(world.clock().timestamp()))

    def get(**headers: str) -> Any:
        query = {"media_id": answer["media_id"], "access_token": world.issue_token()}
        return client.get("/cgi-bin/media/get", query_string=query, headers=headers)

    whole = get()
    assert (whole.status_code, whole.data, whole.mimetype) == (200, AMR, "audio/amr")
    assert 'filename="' in whole.headers["Content-disposition"]
    part = get(Range="bytes=6-15")
    assert (part.status_code, part.data) == (206, AMR[6:16])
    assert part.headers["Content-Range"] == f"bytes 6-15/{len(AMR)}"
    assert get(Range=f"bytes={len(AMR)}-").get_json()["errcode"] == 40146
    world.clock.forward(3 * 24 * 3600 - 1)
    assert get().data == AMR
    world.clock.forward(1)
    gone = get()
    assert (gone.status_code, gone.get_json()["errcode"]) == (200, 40007)


def test_jssdk_voices_are_not_chat_voices(client: FlaskClient, world: World, api: Api) -> None:
    chat = world.add_media("voice", "a.amr", "audio/amr", AMR)
    assert api("media/get/jssdk", media_id=chat.media_id)["errcode"] == 40007
    speex = world.add_media("jssdk", "a.spx", "voice/speex", b"speex")
    query = {"media_id": speex.media_id, "access_token": world.issue_token()}
    assert client.get("/cgi-bin/media/get/jssdk", query_string=query).mimetype == "voice/speex"


def test_the_firm(api: Api) -> None:
    """132 people of whom 47 sell, in six regions, as in the article that describes the wanted system."""
    departments = api("department/list")["department"]
    regions = [d for d in departments if d["parentid"] == 2]
    people = {u["userid"]: u for d in departments for u in api("user/list", department_id=d["id"])["userlist"]}
    assert (len(people), len(regions)) == (132, 6)
    assert sum(u["position"] == "销售" for u in people.values()) == 47
    assert {u: people[u]["direct_leader"] for u in ("zhangsan", "zhaoliu", "limgr", "qianmgr", "wangdir")} == {
        "zhangsan": ["limgr"], "zhaoliu": ["qianmgr"], "limgr": ["wangdir"], "qianmgr": ["wangdir"], "wangdir": [],
    }  # fmt: skip
    assert all(len(u["direct_leader"]) <= 1 and set(u["direct_leader"]) <= set(people) for u in people.values())
    assert not any({"mobile", "email", "avatar"} & set(u) for u in people.values())


@pytest.mark.parametrize(
    ("code", "path", "query"),
    [
        (0, "user/get", {"userid": "ZHANGSAN"}), (60111, "user/get", {"userid": "nobody"}), (41009, "user/get", {}),
        (0, "user/simplelist", {"department_id": 21}), (60003, "user/list", {}),
        (60003, "user/list", {"department_id": 999}),
        (0, "department/simplelist", {}), (60003, "department/list", {"id": 999}), (0, "department/get", {"id": 21}),
        (0, "agent/get", {"agentid": 1000002}), (40056, "agent/get", {"agentid": 1}), (0, "agent/list", {}),
        (0, "getcallbackip", {}), (0, "get_api_domain_ip", {}), (0, "get_jsapi_ticket", {}),
        (0, "ticket/get", {"type": "agent_config"}), (40058, "ticket/get", {"type": "x"}),
        (46003, "menu/get", {"agentid": 1000002}), (40029, "auth/getuserinfo", {"code": "x"}),
    ],
)  # fmt: skip
def test_codes_of_reading(api: Api, code: int, path: str, query: dict[str, Any]) -> None:
    assert api(path, **query)["errcode"] == code


KEY = {"type": "click", "name": "一", "key": "k"}
VIEW = {"type": "view", "name": "看", "url": "https://x.example"}


def folder(*buttons: Any) -> dict[str, Any]:
    return {"name": "二", "sub_button": list(buttons)}


@pytest.mark.parametrize(
    ("code", "buttons"),
    [
        (0, [KEY, folder(*[KEY] * 5), VIEW]),
        (40016, []), (40016, [KEY] * 4), (40017, [{**KEY, "type": "dance"}]),
        (40018, [{**KEY, "name": "六个汉字超了"}]),
        (40019, [{**KEY, "key": "k" * 129}]), (40020, [{**VIEW, "url": ""}]), (40022, [folder(folder(KEY))]),
        (40023, [folder(*[KEY] * 6)]), (40024, [folder({**KEY, "type": "dance"})]),
        (40025, [folder({**KEY, "name": "长" * 14})]), (40026, [folder({**KEY, "key": ""})]),
        (40027, [folder({**VIEW, "url": "https://x.example/" + "a" * 1024})]),
    ],
)  # fmt: skip
def test_menu(api: Api, code: int, buttons: list[Any]) -> None:
    assert api("menu/create", {"button": buttons}, agentid=1000002)["errcode"] == code
    if code == 0:
        assert api("menu/get", agentid=1000002)["button"] == buttons
        assert api("menu/delete", agentid=1000002)["errcode"] == 0
        assert api("menu/get", agentid=1000002)["errcode"] == 46003


AUTHORIZE = {
    "appid": "wwgenjidemo", "redirect_uri": "http://127.0.0.1:8080/login?next=1", "response_type": "code",
    "scope": "snsapi_base", "state": "abc123", "agentid": "1000002",
}  # fmt: skip


def login(client: FlaskClient, **query: str) -> Any:
    return client.get("/connect/oauth2/authorize", query_string={**AUTHORIZE, **query})


def test_login_code_is_spent_once_within_five_minutes(client: FlaskClient, api: Api, world: World) -> None:
    location = login(client, **{"as": "limgr"}).headers["Location"]
    base, _, rest = location.partition("code=")
    code, _, state = rest.partition("&state=")
    assert (base, state) == ("http://127.0.0.1:8080/login?next=1&", "abc123")
    assert api("auth/getuserinfo", code=code)["userid"] == "limgr"
    assert api("auth/getuserinfo", code=code)["errcode"] == 40029
    old = world.issue_oauth_code("limgr")
    world.clock.forward(301)
    assert api("user/getuserinfo", code=old)["errcode"] == 40029
    assert api("user/getuserinfo", code=world.issue_oauth_code("limgr"))["UserId"] == "limgr"


@pytest.mark.parametrize(
    "query",
    [
        {"appid": "x"}, {"state": "with space"}, {"state": "a" * 129}, {"scope": "all"}, {"response_type": "token"},
        {"redirect_uri": "javascript:alert(1)"}, {"redirect_uri": "http://evil.example/login"},
    ],
)  # fmt: skip
def test_login_is_refused(client: FlaskClient, world: World, query: dict[str, str]) -> None:
    world.app.trusted_domain = "127.0.0.1:8080"
    answer = login(client, **{"as": "limgr", **query})
    assert answer.status_code == 400
    assert "Location" not in answer.headers


def test_who_opens_a_link_is_who_logs_in(client: FlaskClient, send: Api) -> None:
    assert "以谁的身份" in login(client).get_data(as_text=True)
    url = "http://127.0.0.1:8080/r/1?a=1&b=2"
    send("text", {"content": f'<a href="{url}">记录</a>'}, to="wangdir")
    assert client.get("/sim/open", query_string={"member": "limgr", "url": url}).status_code == 404
    assert client.get("/sim/open", query_string={"member": "wangdir", "url": url}).headers["Location"] == url
    assert "code=" in login(client).headers["Location"]
