"""应用菜单: menu/create, get and delete with its limits [D90231]."""

from dataclasses import dataclass
from typing import Any

from simulator.calls import Call, Json
from simulator.cards import Refused
from simulator.world import World

KEYED = (
    "click", "scancode_push", "scancode_waitmsg", "pic_sysphoto", "pic_photo_or_album", "pic_weixin",
    "location_select",
)  # fmt: skip


@dataclass(frozen=True)
class Level:
    """The limits of one level of the menu, with the code for each breach."""

    most: int
    name_bytes: int
    bad_count: int
    bad_type: int
    bad_name: int
    bad_key: int
    bad_url: int


TOP = Level(3, 16, 40016, 40017, 40018, 40019, 40020)
SUB = Level(5, 40, 40023, 40024, 40025, 40026, 40027)


def check_buttons(buttons: Any, level: Level = TOP) -> None:
    """Raises Refused for the first bad button."""
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= level.most:
        raise Refused(level.bad_count, "invalid number of buttons")
    for button in buttons:
        name = button.get("name") if isinstance(button, dict) else None
        if not isinstance(name, str) or not name or len(name.encode()) > level.name_bytes:
            raise Refused(level.bad_name, "invalid button name")
        if button.get("sub_button"):
            if level is SUB:
                raise Refused(40022, "a menu has two levels")
            check_buttons(button["sub_button"], SUB)
        elif button.get("type") in KEYED:
            key = button.get("key")
            if not isinstance(key, str) or not key or len(key.encode()) > 128:
                raise Refused(level.bad_key, "invalid button key")
        elif button.get("type") == "view":
            url = button.get("url")
            if not isinstance(url, str) or not url or len(url.encode()) > 1024:
                raise Refused(level.bad_url, "invalid button url")
        elif button.get("type") != "view_miniprogram":
            raise Refused(level.bad_type, "invalid button type")


def create(world: World, call: Call) -> Json:
    _check_agent(world, call)
    check_buttons(call.body.get("button"))
    with world.lock:
        world.app.menu = {"button": call.body["button"]}
        world.publish({"type": "menu", "menu": world.app.menu})
    return {}


def get(world: World, call: Call) -> Json:
    _check_agent(world, call)
    if world.app.menu is None:
        raise Refused(46003, "menu does not exist")
    return world.app.menu


def delete(world: World, call: Call) -> Json:
    _check_agent(world, call)
    with world.lock:
        world.app.menu = None
        world.publish({"type": "menu", "menu": None})
    return {}


def _check_agent(world: World, call: Call) -> None:
    if call.args.get("agentid") != str(world.app.agent_id):
        raise Refused(40056, "invalid agentid")


GET = {"menu/get": get, "menu/delete": delete}
POST = {"menu/create": create}
