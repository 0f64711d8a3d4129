"""临时素材: bytes go out whole at every attempt, and an error is never taken for a file."""

import os
from typing import Any

import pytest

from bot.hub import NotThere, Unreachable
from bot.wecom import media as media_module
from bot.wecom.errors import Kind, WecomError
from bot.wecom.gateway import Gateway
from bot.wecom.media import download_media, upload_media
from tests.doors.conftest import Wecom

CONTENT = os.urandom(100_000)


@pytest.mark.parametrize("fault", [{}, {"code": 42001}, {"code": -1}, {"reset": "before"}], ids=str)
def test_an_upload_is_whole_however_often_it_is_tried(wecom: Wecom, fault: dict[str, Any]) -> None:
    if fault:
        wecom.world.faults.add(path="media/upload", **fault)
    media_id = upload_media(wecom.client(), "file", "合同 “终稿”.pdf", CONTENT)
    kept = wecom.world.media[media_id]
    assert (kept.content, kept.name) == (CONTENT, "合同 “终稿”.pdf")


@pytest.mark.parametrize(("kind", "size"), [("file", 5), ("image", 5 * 1024 * 1024 + 1)])
def test_a_size_that_wecom_refuses_is_not_sent(wecom: Wecom, kind: str, size: int) -> None:
    with pytest.raises(ValueError, match=kind):
        upload_media(wecom.client(), kind, "x", b"x" * size)
    assert wecom.world.calls["media/upload"] == 0


@pytest.mark.parametrize("content", [CONTENT, b'{"errcode": 40007}', b"[]", b""])
def test_a_download_is_what_was_sent_even_if_it_looks_like_an_error(wecom: Wecom, content: bytes) -> None:
    media = wecom.world.add_media("file", "a.json", "application/json", content)
    assert download_media(wecom.client(), media.media_id) == content


def test_a_large_file_comes_in_ranges(wecom: Wecom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(media_module, "_RANGE_BYTES", 16_000)
    media = wecom.world.add_media("file", "big.zip", "application/octet-stream", CONTENT)
    wecom.world.faults.add(path="media/get", code=830002)
    assert download_media(wecom.client(), media.media_id) == CONTENT
    assert wecom.world.calls["media/get"] == 1 + 7


@pytest.mark.parametrize("is_ranged", [False, True])
def test_a_file_over_the_limit_is_refused(wecom: Wecom, is_ranged: bool) -> None:
    media = wecom.world.add_media("file", "big.zip", "application/octet-stream", CONTENT)
    if is_ranged:
        wecom.world.faults.add(path="media/get", code=830002)
    with pytest.raises(WecomError) as raised:
        download_media(wecom.client(), media.media_id, most_bytes=50_000)
    assert raised.value.kind is Kind.MEDIA


def test_what_the_journeys_see(wecom: Wecom) -> None:
    gateway = Gateway(wecom.client())
    media = wecom.world.add_media("voice", "a.amr", "audio/amr", CONTENT)
    wecom.world.faults.add(path="media/get", truncate=True)
    wecom.world.faults.add(path="media/get", code=42001)
    assert gateway.download("unknown") == NotThere()  # both faults are spent on this one
    assert gateway.download(media.media_id) == CONTENT
    wecom.world.faults.add(path="media/get", code=60020)
    assert isinstance(gateway.download(media.media_id), Unreachable)
    wecom.world.clock.forward(3 * 86400 + 1)
    assert gateway.download(media.media_id) == NotThere()
