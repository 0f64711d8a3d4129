"""Sounds made for tests: in every container, and those in which nobody speaks."""

import io

import av
import numpy as np
import numpy.typing as npt

from nlp.audio import RATE

Samples = npt.NDArray[np.float32]

#: container, codec, sample rate, by the name a person would use
FORMATS = {
    "amr": ("amr", "libopencore_amrnb", 8_000),
    "mp3": ("mp3", "libmp3lame", 44_100),
    "m4a": ("ipod", "aac", 44_100),
    "aac": ("adts", "aac", 44_100),
    "wav": ("wav", "pcm_s16le", 48_000),
    "ogg": ("ogg", "libopus", 48_000),
    "webm": ("webm", "libopus", 48_000),
    "flac": ("flac", "flac", 16_000),
}


def encoded(samples: Samples, name: str) -> bytes:
    """The samples (RATE of them per second) as a file of that format."""
    container_name, codec, rate = FORMATS[name]
    file = io.BytesIO()
    with av.open(file, "w", format=container_name) as container:
        stream = container.add_stream(codec, rate=rate)
        assert isinstance(stream, av.AudioStream)
        stream.layout = "mono"
        frame = av.AudioFrame.from_ndarray(samples[None, :], format="fltp", layout="mono")
        frame.sample_rate = RATE
        codec_context = stream.codec_context
        codec_context.open()
        resampler = av.AudioResampler(codec_context.format, "mono", rate, frame_size=codec_context.frame_size or 1024)
        for piece in [*resampler.resample(frame), *resampler.resample(None)]:
            if codec != "libopencore_amrnb" or piece.samples == codec_context.frame_size:
                container.mux(stream.encode(piece))
        container.mux(stream.encode(None))
    return file.getvalue()


def nobody_speaks(seconds: int = 6) -> dict[str, Samples]:
    """Silence, noises, telephone tones and tunes."""
    chance = np.random.default_rng(1)
    t = np.arange(seconds * RATE) / RATE
    white = chance.standard_normal(len(t))
    brown = np.cumsum(white)
    brown -= np.linspace(brown[0], brown[-1], len(t))
    notes = 220 * 2 ** (np.array([0, 4, 7, 12, 9, 5, 2, 7]) / 12)
    pitch = notes[(t / 0.4).astype(int) % len(notes)]
    since = t % 0.4
    tune = sum(np.sin(2 * np.pi * h * pitch * since) / h for h in range(1, 6)) * np.exp(-3 * since)
    drum = np.sin(2 * np.pi * 60 * (t % 0.5)) * np.exp(-12 * (t % 0.5))
    sounds = {
        "silence": np.zeros(len(t)),
        "faint hiss": white * 0.0005,
        "hiss": white * 0.05,
        "rumble": brown / np.abs(brown).max() * 0.6,
        "mains hum": 0.3 * np.sin(2 * np.pi * 50 * t),
        "busy tone": np.where(t % 0.7 < 0.35, 0.5 * np.sin(2 * np.pi * 450 * t), 0),
        "siren": 0.5 * np.sin(2 * np.pi * np.cumsum(700 + 300 * np.sin(np.pi * t)) / RATE),
        "tune": tune * 0.4,
        "tune and drum": tune * 0.25 + drum * 0.4 + white * 0.01,
    }
    return {name: np.clip(sound, -1, 1).astype(np.float32) for name, sound in sounds.items()}
