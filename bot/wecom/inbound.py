"""收到的消息: the decrypted XML of a callback as domain.messages.Inbound [D90239][D90240]."""

import hashlib
import re
from collections.abc import Callable
from datetime import UTC, datetime

import structlog

from bot.wecom.elements import Element, read_xml
from bot.wecom.rejected import Rejected
from domain.messages import CardClick, Content, Event, File, Image, Inbound, Link, Location, Text, Video, Voice

log = structlog.get_logger(__name__)

_USERID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}")
_NUMBER = re.compile(r"[0-9]{1,20}")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_COMMON = {"ToUserName", "FromUserName", "CreateTime", "MsgType", "MsgId", "AgentID", "Event", "EventKey"}

#: Every event of [D90240], [D90970], [D92130], [D91815] and [D90269]; others are taken too, and logged.
# fmt: off
KNOWN_EVENTS = frozenset({
    "subscribe", "unsubscribe", "enter_agent", "LOCATION", "click", "view", "view_miniprogram", "scancode_push",
    "scancode_waitmsg", "pic_sysphoto", "pic_photo_or_album", "pic_weixin", "location_select", "template_card_event",
    "template_card_menu_event", "batch_job_result", "change_contact", "change_external_contact",
    "change_external_chat", "change_external_tag", "open_approval_change", "sys_approval_change",
    "share_agent_change", "share_chain_change", "inactive_alert", "close_inactive_agent", "reopen_inactive_agent",
    "low_active_alert", "low_active", "active_restored", "taskcard_click",
})
# fmt: on


def parse_inbound(plaintext: bytes, agent_id: int) -> Inbound:
    """The message or event in a decrypted callback. Raises Rejected when a needed field is missing or garbled."""
    root = read_xml(plaintext)
    sender = root.value("FromUserName")
    if not _USERID.fullmatch(sender):
        raise Rejected("field")
    _check_agent(root.value("AgentID"), sender, agent_id)
    sent_at = _instant(root.value("CreateTime"))
    kind = root.value("MsgType").lower()
    if not kind:
        raise Rejected("field")
    key = _key(root.value("MsgId"), kind, plaintext)
    return Inbound(key=key, member=sender.lower(), sent_at=sent_at, content=_content(kind, root))


def _check_agent(agent: str, sender: str, agent_id: int) -> None:
    # System events may name another app: sys_approval_change carries 3010040, the approval app's own id [D91815].
    if agent and agent != str(agent_id) and sender != "sys":
        raise Rejected("agent")


def _instant(seconds: str) -> datetime:
    if not _NUMBER.fullmatch(seconds) or not 0 < int(seconds) < 2**33:
        raise Rejected("field")
    return datetime.fromtimestamp(int(seconds), UTC)


def _key(msg_id: str, kind: str, plaintext: bytes) -> str:
    if _NUMBER.fullmatch(msg_id):
        return f"msg:{int(msg_id)}"
    if kind in _MESSAGES:
        raise Rejected("field")
    # A retry carries the same plaintext; sender + CreateTime, which WeCom advises, loses events of one second.
    return f"event:{hashlib.sha256(plaintext).hexdigest()}"


def _content(kind: str, root: Element) -> Content:
    if kind == "event":
        return _event(root)
    if kind in _MESSAGES:
        return _MESSAGES[kind](root)
    log.info("wecom.unknown_message", kind=_clean(kind)[:64])
    return Event("unknown_message", kind, _scalars(root))


def _event(root: Element) -> CardClick | Event:
    name = root.value("Event")
    if not name or len(name) > 64:
        raise Rejected("field")
    if name in ("template_card_event", "template_card_menu_event"):
        return CardClick(
            task_id=_needed(root, "TaskId"),
            key=root.value("EventKey"),
            card_type=root.value("CardType"),
            response_code=root.value("ResponseCode"),
            selected=_selected(root),
        )
    if name not in KNOWN_EVENTS:
        log.info("wecom.unknown_event", event_name=_clean(name))
    return Event(_clean(name), _clean(root.value("EventKey")), _scalars(root))


def _selected(root: Element) -> dict[str, tuple[str, ...]]:
    chosen: dict[str, tuple[str, ...]] = {}
    for items in root.all("SelectedItems"):
        for item in items.all("SelectedItem"):
            options = tuple(option.text.strip() for ids in item.all("OptionIds") for option in ids.all("OptionId"))
            chosen[item.value("QuestionKey")] = options
    return chosen


def _scalars(root: Element) -> dict[str, str]:
    """Plain values: `Latitude`, and one level down `ScanCodeInfo.ScanResult`; what occurs twice is left out."""
    fields: dict[str, str] = {}
    for tag, elements in root.children.items():
        if tag in _COMMON or len(elements) != 1:
            continue
        if not elements[0].children:
            fields[tag] = _clean(elements[0].text.strip())
        for inner, values in elements[0].children.items():
            if len(values) == 1 and not values[0].children:
                fields[f"{tag}.{inner}"] = _clean(values[0].text.strip())
    return fields


def _text(root: Element) -> Text:
    content = root.first("Content")
    if content is None:
        raise Rejected("field")
    return Text(_clean(content.text))


def _location(root: Element) -> Location:
    try:
        latitude, longitude = float(root.value("Location_X")), float(root.value("Location_Y"))
    except ValueError:
        raise Rejected("field") from None
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):  # also false for nan
        raise Rejected("field")
    return Location(latitude, longitude, _clean(root.value("Label")))


def _link(root: Element) -> Link:
    return Link(_clean(root.value("Title")), _clean(root.value("Description")), _clean(root.value("Url")))


_MESSAGES: dict[str, Callable[[Element], Content]] = {
    "text": _text,
    "image": lambda root: Image(_needed(root, "MediaId"), root.value("PicUrl")),
    "voice": lambda root: Voice(_needed(root, "MediaId"), root.value("Format").lower()),
    "video": lambda root: Video(_needed(root, "MediaId"), root.value("ThumbMediaId")),
    "location": _location,
    "link": _link,
    "file": lambda root: File(_needed(root, "MediaId"), _clean(root.value("FileName"))),
}


def _needed(root: Element, tag: str) -> str:
    value = root.value(tag)
    if not value or len(value.encode("utf-8")) > 1024:
        raise Rejected("field")
    return value


def _clean(text: str) -> str:
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
