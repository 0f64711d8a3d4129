"""临时素材: upload of bytes, and a download that tells a file from an error [D90253][D90254]."""

import re

from bot.wecom.client import Client
from bot.wecom.errors import Kind, WecomError

MB = 1024 * 1024
#: Bytes per kind; images 5 MB, because the text of 45001 says so although the page says 10.
MOST_BYTES = {"image": 5 * MB, "voice": 2 * MB, "video": 10 * MB, "file": 20 * MB}
MOST_DOWNLOADED = 64 * MB
_LEAST_BYTES = 6
_RANGE_BYTES = 8 * MB  # a multiple of 16: some media are stored encrypted (40146)
_NEEDS_RANGE = 830002


def upload_media(client: Client, kind: str, name: str, content: bytes) -> str:
    """The media_id, good for three days. `kind`: image (jpg, png), voice (AMR), video (mp4) or file.

    Raises ValueError for a size WeCom would refuse. The bytes are sent anew at every attempt.
    """
    if not _LEAST_BYTES <= len(content) <= MOST_BYTES[kind]:
        raise ValueError(f"{kind} of {len(content)} bytes: must be {_LEAST_BYTES} to {MOST_BYTES[kind]}")
    answer = client.call("POST", "media/upload", {"type": kind}, files={"media": (name, content)}, repeatable=True)
    return str(answer["media_id"])


def download_media(client: Client, media_id: str, most_bytes: int = MOST_DOWNLOADED) -> bytes:
    """The bytes of a media_id. Raises WecomError: MEDIA when unknown, expired or larger than `most_bytes`."""
    params = {"media_id": media_id}
    try:
        return client.fetch("media/get", params, None, most_bytes).body
    except WecomError as error:
        if error.code != _NEEDS_RANGE:
            raise
    return _download_in_ranges(client, params, most_bytes)


def _download_in_ranges(client: Client, params: dict[str, str], most_bytes: int) -> bytes:
    content = b""
    while True:
        wanted = {"Range": f"bytes={len(content)}-{len(content) + _RANGE_BYTES - 1}"}
        part = client.fetch("media/get", params, wanted, most_bytes)
        if part.status == 200:
            return part.body
        place = re.fullmatch(r"bytes (\d+)-\d+/(\d+)", part.headers.get("Content-Range", ""))
        if place is None or int(place[1]) != len(content) or not part.body:
            raise WecomError(Kind.UNANSWERED, 0, "media/get: not the range that was asked for")
        content += part.body
        if int(place[2]) > most_bytes:
            raise WecomError(Kind.MEDIA, 0, f"media over {most_bytes} bytes")
        if len(content) >= int(place[2]):
            return content
