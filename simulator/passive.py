"""被动回复: what the product answers inside the callback: verified, decrypted, and read [D90241]."""

import re
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

from simulator import crypto

Json = dict[str, Any]
ROOM = 256 * 1024
LISTS = frozenset(
    {"horizontal_content_list", "vertical_content_list", "jump_list", "button_list", "select_list", "option_list",
     "action_list"}
)  # fmt: skip
NUMBERS = frozenset({"type", "style", "mode", "desc_color"})
FLAGS = frozenset({"is_checked", "disable"})
KINDS = frozenset({"text", "image", "voice", "video", "news", "update_button", "update_template_card"})


class BadReply(ValueError):
    """The answer's body is neither empty nor a reply WeCom would take."""


def read_reply(body: bytes, *, token: str, aes_key: str, receive_id: str) -> Json | None:
    """None for an empty body; else {"kind": …} with the reply's parts in the JSON spelling of the server API."""
    if not body:
        return None
    outer = _parsed(body)
    sealed, given = outer.findtext("Encrypt") or "", outer.findtext("MsgSignature") or ""
    stamp, nonce = outer.findtext("TimeStamp") or "", outer.findtext("Nonce") or ""
    if not (sealed and given and stamp and nonce):
        raise BadReply("Encrypt, MsgSignature, TimeStamp and Nonce are all required")
    if not crypto.is_signed(given, token, stamp, nonce, sealed):
        raise BadReply("MsgSignature does not fit the reply's own TimeStamp and Nonce")
    try:
        plain, tail = crypto.decrypt(sealed, aes_key)
    except crypto.EnvelopeError as error:
        raise BadReply(str(error)) from error
    if tail != receive_id:
        raise BadReply(f"ReceiveId is {tail!r}")
    return _reply(_parsed(plain))


def _parsed(text: bytes) -> ElementTree.Element:
    if len(text) > ROOM or b"<!DOCTYPE" in text:
        raise BadReply("too large, or with a DTD")
    try:
        return ElementTree.fromstring(text)
    except (ElementTree.ParseError, ValueError) as error:
        raise BadReply(f"not XML: {error}") from error


def _reply(inner: ElementTree.Element) -> Json:
    kind = inner.findtext("MsgType") or ""
    if kind not in KINDS:
        raise BadReply(f"MsgType {kind!r} cannot be a passive reply")
    for name in ("ToUserName", "FromUserName", "CreateTime"):
        if not inner.findtext(name):
            raise BadReply(f"{name} is missing")
    reply: Json = {"kind": kind, "to": inner.findtext("ToUserName")}
    parts: dict[str, Callable[[], Json]] = {
        "text": lambda: {"text": {"content": inner.findtext("Content") or ""}},
        "image": lambda: {"image": {"media_id": inner.findtext("Image/MediaId")}},
        "voice": lambda: {"voice": {"media_id": inner.findtext("Voice/MediaId")}},
        "video": lambda: {"video": {
            "media_id": inner.findtext("Video/MediaId"),
            "title": inner.findtext("Video/Title") or "",
            "description": inner.findtext("Video/Description") or "",
        }},
        "news": lambda: {"news": {"articles": [
            {name.lower(): item.findtext(name) or "" for name in ("Title", "Description", "PicUrl", "Url")}
            for item in inner.findall("Articles/item")
        ]}},
        "update_button": lambda: {"button": {"replace_name": inner.findtext("Button/ReplaceName")}},
        "update_template_card": lambda: {"template_card": card_json(_required(inner, "TemplateCard"))},
    }  # fmt: skip
    return {**reply, **parts[kind]()}


def _required(inner: ElementTree.Element, name: str) -> ElementTree.Element:
    found = inner.find(name)
    if found is None:
        raise BadReply(f"{name} is missing")
    return found


def card_json(element: ElementTree.Element) -> Json:
    """PascalCase elements with repeated siblings -> the server API's snake_case with lists."""
    card: Json = {}
    for child in element:
        name = _json_name(child.tag)
        value: Any = card_json(child) if len(child) else _scalar(name, child.text or "")
        if name in LISTS:
            card.setdefault(name, []).append(value)
        else:
            card[name] = value
    return card


def _json_name(tag: str) -> str:
    name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", tag).lower()
    return {"check_box": "checkbox", "key_name": "keyname", "app_id": "appid", "page_path": "pagepath"}.get(name, name)


def _scalar(name: str, text: str) -> Any:
    if name in NUMBERS and text.strip().lstrip("-").isdigit():
        return int(text)
    if name in FLAGS:
        return text.strip().lower() in ("1", "true")
    if name == "aspect_ratio":
        return float(text)
    return text
