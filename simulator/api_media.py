"""临时素材: media/upload and media/get with Range [D90253][D90254]."""

import re
from urllib.parse import quote

from flask import Response

from simulator.calls import Call, Json
from simulator.cards import Refused
from simulator.world import World

MB = 1024 * 1024
MAX_BYTES = {"image": 10 * MB, "voice": 2 * MB, "video": 10 * MB, "file": 20 * MB}
TYPES = {"image": "image/jpeg", "voice": "audio/amr", "video": "video/mp4", "file": "application/octet-stream"}
AMR = b"#!AMR\n"
AMR_FRAME_BYTES = (13, 14, 16, 18, 20, 21, 27, 32, 6, 1, 1, 1, 1, 1, 1, 1)
FRAMES_PER_SECOND, MAX_VOICE_SECONDS = 50, 60


def amr_seconds(content: bytes) -> float:
    """Length of an AMR-NB file by its frame headers, 20 ms each."""
    position, frames = len(AMR), 0
    while position < len(content):
        position += AMR_FRAME_BYTES[content[position] >> 3 & 15]
        frames += 1
    return frames / FRAMES_PER_SECOND


def check_media(kind: str, content: bytes) -> None:
    """Raises Refused with the code for a bad kind, size or format."""
    if kind not in MAX_BYTES:
        raise Refused(40005, "invalid type")
    if not content:
        raise Refused(44001, "empty media data")
    if len(content) <= 5:
        raise Refused(40006, "media must be longer than 5 bytes")
    if len(content) > MAX_BYTES[kind]:
        raise Refused(45001, "media is too large")
    if kind == "voice":
        if not content.startswith(AMR):
            raise Refused(301017, "voice must be amr")
        if amr_seconds(content) > MAX_VOICE_SECONDS:
            raise Refused(45007, "voice is longer than 60 seconds")
    if kind == "image" and not content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        raise Refused(40123, "image is neither jpg nor png")


def upload(world: World, call: Call) -> Json:
    kind = call.args.get("type", "")
    part = call.files.get("media")
    content = part.read() if part else b""
    check_media(kind, content)
    name = (part.filename if part else None) or "media"
    content_type = TYPES[kind]
    if kind == "image" and content.startswith(b"\x89PNG"):
        content_type = "image/png"
    media = world.add_media(kind, name, content_type, content)
    # created_at is a string [D90253]
    return {"type": kind, "media_id": media.media_id, "created_at": str(int(media.created_at.timestamp()))}


def download(world: World, call: Call) -> Response:
    media_id = call.args.get("media_id", "")
    if not media_id:
        raise Refused(41006, "media_id missing")
    media = world.live_media(media_id)
    if media is None:
        raise Refused(40007, "invalid media_id")
    headers = {"Content-disposition": f'attachment; filename="{quote(media.name)}"', "Accept-Ranges": "bytes"}
    wanted = call.headers.get("Range", "")
    if not wanted:
        return Response(media.content, 200, headers, mimetype=media.content_type)
    first, last = _range(wanted, len(media.content))
    headers["Content-Range"] = f"bytes {first}-{last}/{len(media.content)}"
    return Response(media.content[first : last + 1], 206, headers, mimetype=media.content_type)


def _range(header: str, size: int) -> tuple[int, int]:
    match = re.fullmatch(r"bytes=(\d*)-(\d*)", header.strip())
    if match is None or match.groups() == ("", ""):
        raise Refused(40146, "invalid Range header")
    start, end = match.groups()
    if not start:
        return max(0, size - int(end)), size - 1
    if int(start) >= size or (end and int(end) < int(start)):
        raise Refused(40146, "invalid Range header")
    return int(start), min(int(end) if end else size - 1, size - 1)


def download_jssdk(world: World, call: Call) -> Response:
    """Only for voices uploaded through the JS-SDK, kept here as media of kind "jssdk" [D90255]."""
    media = world.live_media(call.args.get("media_id", ""))
    if media is None or media.kind != "jssdk":
        raise Refused(40007, "invalid media_id")
    return Response(media.content, mimetype="voice/speex")


GET = {"media/get": download, "media/get/jssdk": download_jssdk}
POST = {"media/upload": upload}
