"""语音: any audio to AMR-NB 8 kHz as WeCom stores voice notes, and AMR to WAV for the browser."""

import io
import wave
from collections.abc import Iterator

import av

RATE, MAX_SECONDS = 8000, 60
FRAME = 160  # samples in 20 ms, the only frame AMR-NB knows
BIT_RATE = 12_200


class NotAudio(ValueError):
    """No audio could be read from the bytes."""


def to_amr(content: bytes, seconds: int = MAX_SECONDS) -> bytes:
    """AMR-NB of the first `seconds`. Raises NotAudio."""
    out = io.BytesIO()
    # one frame less than the limit: the coder may add one at the end
    samples = _samples(content, seconds * RATE - FRAME)
    with av.open(out, "w", format="amr") as target:
        stream = target.add_stream("libopencore_amrnb", rate=RATE)
        stream.bit_rate = BIT_RATE
        stream.layout = "mono"
        position = 0
        for start in range(0, len(samples), FRAME * 2):
            chunk = samples[start : start + FRAME * 2].ljust(FRAME * 2, b"\0")
            frame = av.AudioFrame(format="s16", layout="mono", samples=FRAME)
            frame.sample_rate = RATE
            frame.pts = position
            frame.planes[0].update(chunk)
            position += FRAME
            target.mux(stream.encode(frame))
        target.mux(stream.encode(None))
    return out.getvalue()


def to_wav(content: bytes) -> bytes:
    """16-bit mono WAV at 8 kHz. Raises NotAudio."""
    samples = _samples(content, MAX_SECONDS * RATE)
    out = io.BytesIO()
    with wave.open(out, "wb") as target:
        target.setnchannels(1)
        target.setsampwidth(2)
        target.setframerate(RATE)
        target.writeframes(samples)
    return out.getvalue()


def _samples(content: bytes, most: int) -> bytes:
    """At most `most` 16-bit samples, mono, 8 kHz."""
    pieces: list[bytes] = []
    total = 0
    for piece in _decoded(content):
        pieces.append(piece)
        total += len(piece)
        if total >= most * 2:
            break
    samples = b"".join(pieces)[: most * 2]
    if not samples:
        raise NotAudio("no audio in the file")
    return samples


def _decoded(content: bytes) -> Iterator[bytes]:
    try:
        with av.open(io.BytesIO(content), "r") as source:
            if not source.streams.audio:
                raise NotAudio("no audio stream")
            resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
            for frame in source.decode(audio=0):
                frame.pts = None
                for made in resampler.resample(frame):
                    yield bytes(made.planes[0])[: made.samples * 2]
            for made in resampler.resample(None):
                yield bytes(made.planes[0])[: made.samples * 2]
    except (av.FFmpegError, ValueError) as error:
        raise NotAudio(str(error)) from error
