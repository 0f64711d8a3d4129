"""录音: bytes of any kind that phones and browsers send → samples a recogniser can take."""

import io
import logging
from collections.abc import Iterator
from dataclasses import dataclass

import av
import numpy as np
import numpy.typing as npt

from domain.transcript import TOO_LONG, UNDECODABLE, NotHeard
from nlp import jssdk_speex

log = logging.getLogger(__name__)

RATE = 16_000  #: samples per second of everything that leaves this module
MAX_BYTES = 50 * 1024 * 1024
_SAMPLE_BYTES = np.dtype(np.float32).itemsize

#: How each container begins → the name of its reader. Readers are named, never guessed by FFmpeg: its guesses
#: include playlists, which would open other files and addresses on behalf of whoever sent the bytes.
_BEGINNINGS: tuple[tuple[bytes, str], ...] = (
    (b"#!AMR\n", "amr"),
    (b"#!AMR-WB\n", "amr"),
    (b"OggS", "ogg"),
    (b"\x1aE\xdf\xa3", "matroska"),
    (b"ID3", "mp3"),
    (b"fLaC", "flac"),
)
_SILK = (b"#!SILK_V3", b"\x02#!SILK_V3")


@dataclass(frozen=True)
class Audio:
    """Mono float32 samples in -1…1, RATE of them per second."""

    samples: npt.NDArray[np.float32]

    @property
    def seconds(self) -> float:
        """How long the recording is."""
        return round(len(self.samples) / RATE, 2)


def decode(data: bytes, limit_seconds: float) -> Audio | NotHeard:
    """The recording in `data`, or why there is none: UNDECODABLE, TOO_LONG.

    The kind is told by content, never by a suffix or a declared format. A recording that breaks off is
    heard up to there. Decoding stops at `limit_seconds`, so a small file cannot unfold into hours.
    """
    if len(data) > MAX_BYTES:
        return NotHeard(TOO_LONG, "录音文件超过 50 MB")
    if data.startswith(_SILK):
        return NotHeard(UNDECODABLE, "这是 SILK 录音（个人微信的格式），本系统不能解码，请在企业微信里重新录一段")
    if (reader := _reader(data)) is not None:
        frames = _container_frames(data, reader)
    elif (packets := jssdk_speex.packets(data)) is not None:
        frames = jssdk_speex.frames(packets)
    else:
        return NotHeard(UNDECODABLE, "不是能识别的录音格式")
    return _collect(frames, limit_seconds)


def _reader(data: bytes) -> str | None:
    for beginning, reader in _BEGINNINGS:
        if data.startswith(beginning):
            return reader
    if data[:4] == b"RIFF" and data[8:12] == b"WAVE":
        return "wav"
    if data[4:8] == b"ftyp":
        return "mov"
    if len(data) > 1 and data[0] == 0xFF and data[1] & 0xE0 == 0xE0:
        return "aac" if data[1] & 0x06 == 0 else "mp3"  # layer 0 is ADTS
    return None


def _container_frames(data: bytes, reader: str) -> Iterator[av.AudioFrame]:
    with av.open(io.BytesIO(data), "r", format=reader) as container:
        if not container.streams.audio:
            return
        for packet in container.demux(container.streams.audio[0]):
            try:
                yield from packet.decode()
            except av.InvalidDataError:
                continue  # one damaged packet: what comes after it may be whole


def _collect(frames: Iterator[av.AudioFrame], limit_seconds: float) -> Audio | NotHeard:
    resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)
    sound = bytearray()  # grows in place: a list of pieces would need the memory twice when it is joined
    try:
        for frame in frames:
            frame.pts = None  # damaged files carry times that run backwards
            for piece in resampler.resample(frame):
                sound += _sound(piece)
            if len(sound) > limit_seconds * RATE * _SAMPLE_BYTES:
                return NotHeard(TOO_LONG, f"录音超过 {limit_seconds:g} 秒")
        if sound:
            for piece in resampler.resample(None):
                sound += _sound(piece)
    except (av.FFmpegError, ValueError) as error:
        log.info("recording breaks off after %.1f s: %s", len(sound) / RATE / _SAMPLE_BYTES, type(error).__name__)
    if not sound:
        return NotHeard(UNDECODABLE, "录音里没有可解码的声音")
    return Audio(np.frombuffer(sound, np.float32))


def _sound(piece: av.AudioFrame) -> bytes:
    samples = np.nan_to_num(piece.to_ndarray()[0], nan=0.0, posinf=0.0, neginf=0.0)
    return np.clip(samples, -1.0, 1.0).tobytes()
