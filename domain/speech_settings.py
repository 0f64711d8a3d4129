"""听写设置: which recogniser listens, with which model, and how long a recording may be."""

from dataclasses import dataclass

ENGINES = ("faster-whisper", "openai-whisper", "sense-voice")
PACKAGED = "whisper-base"  #: the model that is installed with the product


@dataclass(frozen=True)
class SpeechSettings:
    """`model` is PACKAGED, a directory or file on this machine, or `hub:NAME`: the only form that goes out to the net.

    `threads` are those of one transcription. `max_seconds` is the longest recording that is listened to.
    """

    engine: str = "faster-whisper"
    model: str = PACKAGED
    threads: int = 2
    beam_size: int = 5
    max_seconds: float = 600.0
    language: str = "zh"
