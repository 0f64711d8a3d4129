"""Recordings of every kind, whole, damaged and false."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.transcript import TOO_LONG, UNDECODABLE, NotHeard
from nlp import audio
from nlp.audio import RATE, Audio, decode
from tests.nlp.sounds import FORMATS, encoded

FIXTURES = Path("tests/fixtures/speech")
SAMPLES = Path("simulator/samples")
DEMO6 = (SAMPLES / "demo6.amr").read_bytes()
SPEEX = (FIXTURES / "demo6.jssdk-header-byte.speex").read_bytes()
BARE_SPEEX = (FIXTURES / "demo6.jssdk-bare.speex").read_bytes()
TONE = (0.5 * np.sin(2 * np.pi * 440 * np.arange(3 * RATE) / RATE)).astype(np.float32)


def loudness(sound: Audio) -> np.ndarray:
    """How loud each quarter of a second is, to compare sounds that went through different codecs."""
    quarters = sound.samples[: len(sound.samples) // 4000 * 4000].reshape(-1, 4000)
    return np.asarray(np.sqrt((quarters**2).mean(axis=1)))


@pytest.mark.parametrize(
    "line", (FIXTURES / "manifest.jsonl").read_text().splitlines(), ids=lambda x: json.loads(x)["file"]
)
def test_the_kinds_of_wecom_are_decoded_in_their_length(line: str) -> None:
    clip = json.loads(line)
    sound = decode((FIXTURES / clip["file"]).read_bytes(), 60)
    assert isinstance(sound, Audio)
    assert sound.samples.dtype == np.float32
    assert abs(sound.seconds - clip["seconds"]) < 0.1
    assert 0.05 < np.abs(sound.samples).max() <= 1.0


@pytest.mark.parametrize(
    "file", ["demo6.wb.amr", "demo6.spx", "demo6.jssdk-header-byte.speex", "demo6.jssdk-bare.speex"]
)
def test_one_note_sounds_the_same_in_every_kind(file: str) -> None:
    original, other = decode(DEMO6, 60), decode((FIXTURES / file).read_bytes(), 60)
    assert isinstance(original, Audio)
    assert isinstance(other, Audio)
    a, b = loudness(original), loudness(other)
    assert np.corrcoef(a[:20], b[:20])[0, 1] > 0.95


@pytest.mark.parametrize("name", FORMATS)
def test_containers_are_told_by_their_content(name: str) -> None:
    sound = decode(encoded(TONE, name), 60)
    assert isinstance(sound, Audio)
    assert abs(sound.seconds - 3) < 0.15
    spectrum = np.abs(np.fft.rfft(sound.samples))
    assert abs(np.argmax(spectrum) * RATE / len(sound.samples) - 440) < 2


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"#!AMR\n",
        b"#!AMR-WB\n",
        b"RIFF\x24\x00\x00\x00WAVE",
        b'{"errcode":40007,"errmsg":"invalid media_id"}',
        b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(500),
        b"#EXTM3U\n#EXTINF:10,\n/etc/hostname\n",
        b"ffconcat version 1.0\nfile /etc/hostname\n",
        bytes(range(256)) * 8,
        bytes(4000),
        b"\x00\x00\x00\x18ftypM4A " + bytes(400),
        "这不是录音".encode() * 50,
    ],
)
def test_what_is_no_recording_is_undecodable(data: bytes) -> None:
    refused = decode(data, 60)
    assert isinstance(refused, NotHeard)
    assert refused.reason == UNDECODABLE
    assert refused.detail


@pytest.mark.parametrize("head", [b"#!SILK_V3", b"\x02#!SILK_V3"])
def test_silk_is_refused_by_name(head: bytes) -> None:
    refused = decode(head + bytes(200), 60)
    assert isinstance(refused, NotHeard)
    assert refused.reason == UNDECODABLE
    assert "SILK" in refused.detail


def test_limits_of_time_and_size(monkeypatch: pytest.MonkeyPatch) -> None:
    frames = DEMO6[6:]
    five_minutes = b"#!AMR\n" + frames * 60
    assert decode(five_minutes, 60).reason == TOO_LONG  # type: ignore[union-attr]
    assert decode(SPEEX * 60, 60).reason == TOO_LONG  # type: ignore[union-attr]
    whole = decode(five_minutes, 600)
    assert isinstance(whole, Audio)
    assert abs(whole.seconds - 60 * 5.16) < 1
    monkeypatch.setattr(audio, "MAX_BYTES", 1000)
    assert decode(DEMO6, 60).reason == TOO_LONG  # type: ignore[union-attr]


@pytest.mark.parametrize("data", [DEMO6, SPEEX, BARE_SPEEX], ids=["amr", "speex", "bare speex"])
def test_a_recording_that_breaks_off_is_heard_up_to_there(data: bytes) -> None:
    half = decode(data[: len(data) // 2 + 7], 60)
    assert isinstance(half, Audio)
    assert 2 < half.seconds < 3.4


@settings(max_examples=150, deadline=None)
@given(
    data=st.sampled_from([DEMO6, SPEEX, BARE_SPEEX, *(encoded(TONE, name) for name in FORMATS)]),
    cut=st.floats(0, 1),
    flips=st.lists(st.tuples(st.floats(0, 0.999), st.integers(1, 255)), max_size=30),
)
def test_damage_never_raises(data: bytes, cut: float, flips: list[tuple[float, int]]) -> None:
    damaged = bytearray(data[: max(1, int(len(data) * cut))])
    for place, change in flips:
        damaged[int(place * len(damaged))] ^= change
    heard = decode(bytes(damaged), 30)
    if isinstance(heard, Audio):
        assert heard.samples.ndim == 1
        assert np.isfinite(heard.samples).all()
        assert heard.seconds < 40
    else:
        assert heard.reason in (UNDECODABLE, TOO_LONG)
