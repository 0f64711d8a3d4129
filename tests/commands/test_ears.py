"""Speech settings that change: hearing goes over to them, or goes on as before and says so."""

from dataclasses import replace
from pathlib import Path

import config
from commands.speech import Ears, follow_policy
from domain.speech_settings import SpeechSettings
from domain.transcript import TOO_LONG, NotHeard, Progress, Transcript
from nlp.audio import Audio
from nlp.packaged_model import ModelUnusable
from nlp.speech import Engine
from simulator.player import playing
from simulator.samples import load_samples
from tests.promises.conftest import NOON
from tests.promises.people import told

POLICY = config.load(Path(__file__).parents[2] / "config.yaml")
RECORDING = load_samples()["demo6"].path.read_bytes()
FIRST = POLICY.speech


class Named(Engine):
    """Hears the name of its own model."""

    def __init__(self, settings: SpeechSettings, data_dir: Path) -> None:
        if settings.model == "nowhere":
            raise ModelUnusable("找不到语音模型 nowhere")
        if settings.model == "strange":
            raise RuntimeError("bad magic number")
        self._heard = Transcript(settings.model, 1.0)

    def transcribe(self, audio: Audio, progress: Progress | None = None) -> Transcript | NotHeard:
        return self._heard


def test_ears_follow_the_policy(sqlite_url: str, tmp_path: Path) -> None:
    policy = [POLICY]
    ears = Ears(tmp_path, Named)
    ears.follow(FIRST)
    followed = FIRST
    with playing(sqlite_url, lambda: policy[0], NOON, transcribe=ears.transcribe) as stage:

        def heard_with(settings: SpeechSettings) -> str:
            nonlocal followed
            policy[0] = replace(POLICY, speech=settings)
            for _ in range(2):
                followed = follow_policy(ears, followed, stage.hub)
            stage.settle()
            heard = ears.transcribe(RECORDING, lambda *_: None)
            return heard.reason if isinstance(heard, NotHeard) else heard.text

        assert heard_with(replace(FIRST, model="other")) == "other"
        assert heard_with(replace(FIRST, model="other", max_seconds=1)) == TOO_LONG
        assert heard_with(replace(FIRST, model="nowhere")) == TOO_LONG
        assert heard_with(replace(FIRST, model="strange")) == TOO_LONG
        assert heard_with(FIRST) == FIRST.model
        said = [text.partition(" 上的")[2] for text in told(stage, "admin")]
    assert said == [
        "听写没有换成新的语音设置，仍用原来的模型：找不到语音模型 nowhere",
        "听写没有换成新的语音设置，仍用原来的模型：RuntimeError",
    ]
