"""应用菜单: the buttons under the chat [D90231]."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.wecom.client import Client


@dataclass(frozen=True)
class MenuButton:
    """A button with a key (comes back as the event `click`), with a URL, or with up to five buttons below it."""

    name: str
    key: str = ""
    url: str = ""
    below: tuple["MenuButton", ...] = ()


def create_menu(client: Client, buttons: Sequence[MenuButton]) -> None:
    """Replace the app's menu. Raises ValueError where WeCom would refuse it."""
    body = {"button": _level(buttons, most=3, name_bytes=16)}
    client.call("POST", "menu/create", {"agentid": str(client.app.agent_id)}, body, repeatable=True)


def _level(buttons: Sequence[MenuButton], most: int, name_bytes: int) -> list[dict[str, Any]]:
    if not 1 <= len(buttons) <= most:
        raise ValueError(f"{len(buttons)} buttons: must be 1 to {most}")
    return [_button(button, name_bytes) for button in buttons]


def _button(button: MenuButton, name_bytes: int) -> dict[str, Any]:
    if not 0 < len(button.name.encode()) <= name_bytes:
        raise ValueError(f"{button.name!r}: a name has 1 to {name_bytes} bytes")
    if button.below:
        return {"name": button.name, "sub_button": _level(button.below, most=5, name_bytes=40)}
    if button.url and len(button.url.encode()) <= 1024:
        return {"name": button.name, "type": "view", "url": button.url}
    if not 0 < len(button.key.encode()) <= 128:
        raise ValueError(f"{button.name!r}: needs a key of 1 to 128 bytes, or a url of at most 1,024")
    return {"name": button.name, "type": "click", "key": button.key}
