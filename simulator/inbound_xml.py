"""回调明文: the XML of inbound messages and events, written by hand so that odd ones can be made [D90239][D90240]."""

from collections.abc import Iterable, Mapping

Fields = list[tuple[str, object]]


def cdata(text: str) -> str:
    """A CDATA section; `]]>` inside is split over two. Control characters are left in, as WeCom leaves them."""
    return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>"


def element(name: str, value: object) -> str:
    """Text in CDATA, numbers bare, a list of pairs nested, None left out."""
    if value is None:
        return ""
    if isinstance(value, list):
        return f"<{name}>{''.join(element(inner, part) for inner, part in value)}</{name}>"
    return f"<{name}>{cdata(value) if isinstance(value, str) else value}</{name}>"


def document(fields: Fields) -> str:
    return element("xml", fields)


def header(corp_id: str, member: str, create_time: int, kind: str) -> Fields:
    """The four fields that open every message and event."""
    return [("ToUserName", corp_id), ("FromUserName", member), ("CreateTime", create_time), ("MsgType", kind)]


def text(content: str) -> Fields:
    return [("Content", content)]


def image(media_id: str, url: str) -> Fields:
    return [("PicUrl", url), ("MediaId", media_id)]


def voice(media_id: str, declared_format: str) -> Fields:
    return [("MediaId", media_id), ("Format", declared_format)]


def video(media_id: str, thumb_media_id: str) -> Fields:
    return [("MediaId", media_id), ("ThumbMediaId", thumb_media_id)]


def location(latitude: float, longitude: float, label: str, scale: int) -> Fields:
    """Location_X is the latitude."""
    return [("Location_X", latitude), ("Location_Y", longitude), ("Scale", scale), ("Label", label)]


def link(title: str, description: str, url: str, picture: str) -> Fields:
    return [("Title", title), ("Description", description), ("Url", url), ("PicUrl", picture)]


def selected_items(selected: Mapping[str, Iterable[str]]) -> Fields | None:
    """None (no element at all) where the card has no selector."""
    items: Fields = [
        ("SelectedItem", [("QuestionKey", key), ("OptionIds", [("OptionId", option) for option in options])])
        for key, options in selected.items()
    ]
    return items or None


#: A document that would grow to a gigabyte in a parser that expands entities.
DTD_BOMB = (
    '<?xml version="1.0"?><!DOCTYPE xml [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(8))
    + "]><xml><ToUserName>x</ToUserName><MsgType>text</MsgType><Content>&i;</Content></xml>"
)


def envelope(corp_id: str, agent_id: int | None, encrypt: str) -> str:
    """The POST body. WeCom's order of elements varies; AgentID is missing where no app is concerned."""
    agent = None if agent_id is None else str(agent_id)
    return document([("ToUserName", corp_id), ("Encrypt", encrypt), ("AgentID", agent)])
