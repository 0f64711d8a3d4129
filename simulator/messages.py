"""应用消息: the body of message/send per msgtype: checked, cut where WeCom cuts, with the code of what is wrong."""

from collections.abc import Callable
from typing import Any

from simulator.api_media import amr_seconds
from simulator.cards import Refused, check_card, is_updatable
from simulator.world import World

Json = dict[str, Any]
TEXT_BYTES = 2048


def cut(text: str, most: int) -> str:
    """At most `most` bytes of UTF-8, never half a character."""
    return text.encode("utf-8", "replace")[:most].decode("utf-8", "ignore")


def checked_body(world: World, kind: Any, request: Json) -> Json:
    """What the member will see of `request`. Raises Refused."""
    if kind not in KINDS:
        raise Refused(40008, "invalid message type")
    body = request.get(kind)
    if not isinstance(body, dict):
        raise Refused(44004 if kind in ("text", "markdown") else 40063, f"{kind} is missing")
    return KINDS[kind](world, body)


def _text(_: World, body: Json) -> Json:
    return {"content": cut(_said(body.get("content"), 44004), TEXT_BYTES)}


def _markdown(_: World, body: Json) -> Json:
    content = _said(body.get("content"), 44004)
    if len(content.encode()) > TEXT_BYTES:
        raise Refused(45002, "markdown content exceeds 2048 bytes")
    return {"content": content}


def _media_of(kind: str) -> Callable[[World, Json], Json]:
    def check(world: World, body: Json) -> Json:
        media_id = _said(body.get("media_id"), 41006)
        media = world.live_media(media_id)
        if media is None:
            raise Refused(40007, "invalid media_id")
        if media.kind != kind:
            raise Refused(40004, f"media_id is not of type {kind}")
        shown: Json = {"media_id": media_id, "name": media.name}
        if kind == "voice":
            shown["seconds"] = amr_seconds(media.content)
        if kind == "video":
            shown["title"] = cut(str(body.get("title", "")), 128)
            shown["description"] = cut(str(body.get("description", "")), 512)
        return shown

    return check


def _textcard(_: World, body: Json) -> Json:
    return {
        "title": _said(body.get("title"), 41016)[:128],
        "description": _said(body.get("description"), 41033)[:512],
        "url": _link(body.get("url")),
        "btntxt": str(body.get("btntxt") or "详情")[:4],
    }


def _news(_: World, body: Json) -> Json:
    articles = body.get("articles")
    if not isinstance(articles, list) or not articles or not all(isinstance(a, dict) for a in articles):
        raise Refused(40063, "articles is empty")
    if len(articles) > 8:
        raise Refused(45008, "more than 8 articles")
    return {
        "articles": [
            {
                "title": cut(_said(a.get("title"), 41016), 128),
                "description": cut(str(a.get("description", "")), 512),
                "url": "" if a.get("appid") else _link(a.get("url")),
                "picurl": str(a.get("picurl", "")),
            }
            for a in articles
        ]
    }


def _template_card(world: World, body: Json) -> Json:
    check_card(body)
    if is_updatable(body) and not world.app.has_callback:
        raise Refused(43012, "the app has no callback url")
    return body


def _said(value: Any, code: int) -> str:
    if not isinstance(value, str) or not value:
        raise Refused(code, "a required text is empty")
    return value


def _link(value: Any) -> str:
    url = _said(value, 41010)
    if len(url.encode()) > 2048:
        raise Refused(45002, "url is too long")
    if not url.startswith(("http://", "https://")):
        raise Refused(45034, "url must have a scheme")
    return url


#: mpnews and miniprogram_notice are not simulated: they answer 40008.
KINDS: dict[str, Callable[[World, Json], Json]] = {
    "text": _text,
    "markdown": _markdown,
    "image": _media_of("image"),
    "voice": _media_of("voice"),
    "video": _media_of("video"),
    "file": _media_of("file"),
    "textcard": _textcard,
    "news": _news,
    "template_card": _template_card,
}
