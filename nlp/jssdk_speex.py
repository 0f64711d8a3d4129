"""JS-SDK 高清语音: the Speex that `media/get/jssdk` gives: bare frames, no container, 16 kHz wideband [D90255]."""

import struct
from collections.abc import Iterator

import av

# Bits of one 20 ms frame by submode (RFC 5574 and the Speex manual, tables 9.1 and 10.1), flag and submode included.
_NARROW_BITS = {0: 5, 1: 43, 2: 119, 3: 160, 4: 220, 5: 300, 6: 364, 7: 492, 8: 79}
_WIDE_BITS = {0: 4, 1: 36, 2: 112, 3: 192, 4: 352}

#: The decoder learns of wideband only from the header of an Ogg file: its name, version, then rate 16000, mode 1, mono.
_HEADER = struct.pack("<8s20s13i", b"Speex   ", b"1.2", 1, 80, 16_000, 1, 4, 1, -1, 320, 0, 1, 0, 0, 0)


def packets(data: bytes) -> list[bytes] | None:
    """The frames in `data`, or None if it is not of this form.

    Two forms are in use: a length byte before every frame (`audio/x-speex-with-header-byte`), and frames of one size
    with nothing between (60 bytes, what WeChat's own sample decoder reads). Neither has a beginning to know
    it by, so every frame must be as long as its own bits say. A last frame cut short is left out.
    """
    return _with_length_bytes(data) or _of_one_size(data)


def frames(packets: list[bytes]) -> Iterator[av.AudioFrame]:
    """The sound of the frames, in order; 20 ms each."""
    decoder = av.CodecContext.create("speex", "r")
    decoder.extradata = _HEADER
    for packet in packets:
        yield from decoder.decode(av.Packet(packet))
    yield from decoder.decode(None)


def _with_length_bytes(data: bytes) -> list[bytes] | None:
    found: list[bytes] = []
    at = 0
    while at < len(data):
        frame = data[at + 1 : at + 1 + data[at]]
        if len(frame) < data[at]:
            break
        if not _is_frame(frame):
            return None
        found.append(frame)
        at += 1 + len(frame)
    return found or None


def _of_one_size(data: bytes) -> list[bytes] | None:
    size = _bytes_of_frame(data[:80])
    if size is None or len(data) < size:
        return None
    found = [data[at : at + size] for at in range(0, len(data) - size + 1, size)]
    return found if all(_is_frame(frame) for frame in found) else None


def _is_frame(frame: bytes) -> bool:
    return len(frame) > 0 and _bytes_of_frame(frame) == len(frame)


def _bytes_of_frame(data: bytes) -> int | None:
    """How long the wideband frame at the beginning of `data` is by its own bits, or None if it is none."""
    bits = int.from_bytes(data, "big")
    total = len(data) * 8

    def read(start: int, count: int) -> int:
        return bits >> (total - start - count) & ((1 << count) - 1) if start + count <= total else -1

    narrow = _NARROW_BITS.get(read(1, 4)) if read(0, 1) == 0 else None
    if narrow is None or read(narrow, 1) != 1:
        return None
    wide = _WIDE_BITS.get(read(narrow + 1, 3))
    return None if wide is None else (narrow + wide + 7) // 8
