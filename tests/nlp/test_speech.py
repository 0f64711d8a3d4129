"""Real recordings through the real engine; those in which nobody speaks; models that are not there."""

import io
import json
import wave
from pathlib import Path

import numpy as np
import pytest

from domain.speech_settings import SpeechSettings
from domain.transcript import SILENT, TOO_LONG, UNDECODABLE, NotHeard, Transcript
from nlp import packaged_model as packaged
from nlp.audio import RATE, Audio, decode
from nlp.cer import cer, folded
from nlp.packaged_model import ModelUnusable, packaged_model
from nlp.speech import Engine, hear, load_engine
from nlp.speech_segments import RawSegment, tidy, transcript
from tests.nlp.sounds import encoded, nobody_speaks

FIXTURES = Path("tests/fixtures/speech")
SAMPLES = Path("simulator/samples")
SAID = {clip["file"]: clip["text"] for clip in map(json.loads, (FIXTURES / "manifest.jsonl").read_text().splitlines())}
SAID |= {f"{clip['name']}.amr": clip["text"] for clip in json.loads((SAMPLES / "samples.json").read_text())}


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return load_engine(SpeechSettings(), tmp_path_factory.mktemp("speech"))


def sound(path: Path) -> Audio:
    decoded = decode(path.read_bytes(), 60)
    assert isinstance(decoded, Audio)
    return decoded


# What Whisper base makes of these is between 2 and 16 %: the bound leaves room for another machine's arithmetic.
@pytest.mark.parametrize(
    "path", [SAMPLES / "demo1.amr", SAMPLES / "demo6.amr", FIXTURES / "s03.amr"], ids=lambda p: p.stem
)
def test_a_note_is_heard_with_the_times_of_its_words(engine: Engine, path: Path) -> None:
    audio = sound(path)
    heard = engine.transcribe(audio)
    assert isinstance(heard, Transcript)
    assert cer(SAID[path.name], heard.text) < 0.25
    assert tidy(heard.text) == heard.text  # simplified, no stray spaces
    assert heard.seconds == audio.seconds
    times = [second for segment in heard.segments for second in (segment.start, segment.end)]
    assert times == sorted(times)
    assert times[0] < 1
    assert audio.seconds - 2 < times[-1] <= audio.seconds
    assert all(segment.text in heard.text for segment in heard.segments)


def test_times_are_those_of_the_whole_recording(engine: Engine) -> None:
    speech = sound(SAMPLES / "demo6.amr").samples
    audio = Audio(np.concatenate([np.zeros(7 * RATE, np.float32), speech]))
    heard = engine.transcribe(audio)
    assert isinstance(heard, Transcript)
    assert 6 < heard.segments[0].start < 8
    assert heard.second_at(0) == pytest.approx(7, abs=1)


def test_a_note_spoken_far_from_the_telephone_is_heard(engine: Engine) -> None:
    heard = engine.transcribe(Audio(sound(FIXTURES / "demo6.jssdk-header-byte.speex").samples * np.float32(0.005)))
    assert isinstance(heard, Transcript)
    assert cer(SAID["demo6.amr"], heard.text) < 0.35


def test_where_nobody_speaks_nothing_is_heard(engine: Engine) -> None:
    heard = {name: engine.transcribe(Audio(samples)) for name, samples in nobody_speaks().items()}
    by_telephone = {name: decode(encoded(samples, "amr"), 60) for name, samples in nobody_speaks().items()}
    heard |= {f"{name}, AMR": engine.transcribe(a) for name, a in by_telephone.items() if isinstance(a, Audio)}
    assert {name: result for name, result in heard.items() if result != NotHeard(SILENT)} == {}
    assert len(heard) == 18
    assert engine.transcribe(Audio(np.zeros(0, np.float32))) == NotHeard(SILENT)


def test_hear_gives_one_line_for_each_file(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "false.amr").write_bytes(b"no recording")
    (tmp_path / "long.amr").write_bytes(b"#!AMR\n" + (SAMPLES / "demo6.amr").read_bytes()[6:] * 3)
    with wave.open(str(tmp_path / "silent.mp3"), "wb") as silent:  # its suffix lies
        silent.setparams((1, 2, RATE, 0, "NONE", ""))
        silent.writeframes(bytes(2 * RATE))
    paths = [tmp_path / name for name in ("false.amr", "long.amr", "silent.mp3", "missing.amr")]
    lines = list(hear([SAMPLES / "demo6.amr", *paths], engine, max_seconds=10))
    assert [line.get("not_heard") for line in lines] == [None, UNDECODABLE, TOO_LONG, SILENT, UNDECODABLE]
    assert json.loads(json.dumps(lines)) == lines
    assert lines[0]["audio_seconds"] == 5.16
    assert lines[0]["seconds"] > 0
    assert lines[0]["segments"][0].keys() == {"start", "end", "text"}


TIDY = [
    ("這個經理 說賬期從30天延長到60天", "这个经理，说账期从30天延长到60天"),
    ("帳面和實物對不上,對帳要三天", "账面和实物对不上，对账要三天"),
    ("報價是1,200萬 , 毛利12.5%.", "报价是1,200万，毛利12.5%."),
    ("他們用 U8 Cloud 系統", "他们用U8 Cloud系统"),
    ("可以嗎?可以!", "可以吗？可以！"),
    ("這個這個這個這個這個這個方案", "这个方案"),
    ("  ", ""),
]


@pytest.mark.parametrize(("written", "expected"), TIDY)
def test_tidy(written: str, expected: str) -> None:
    assert tidy(written) == expected


@pytest.mark.parametrize(
    "segment",
    [
        RawSegment(0, 2, "請不吝點贊 訂閱 轉發 打賞支持明鏡與點點欄目", -0.3, 0.1),
        RawSegment(0, 2, "字幕由Amara.org社群提供", -0.2, 0.1),
        RawSegment(0, 2, "中文字幕志愿者 李宗盛", -0.2, 0.1),
        RawSegment(0, 2, "謝謝大家的觀看", -0.2, 0.1),
        RawSegment(0, 2, "作曲 李宗盛", -0.4, 0.1),
        RawSegment(0, 2, "。。。", -0.4, 0.1),
        RawSegment(0, 2, "我们下周见", -0.4, 0.8),
        RawSegment(0, 2, "我们下周见", -1.8, 0.1),
    ],
)
def test_what_whisper_makes_up_is_left_out(segment: RawSegment) -> None:
    said = RawSegment(2, 4, "客户谢谢我们", -0.5, 0.1)
    assert transcript([segment], 4.0) == NotHeard(SILENT)
    kept = transcript([segment, said], 4.0)
    assert isinstance(kept, Transcript)
    assert kept.text == "客户谢谢我们"


FOLDED = [
    ("百分之八", "8%"),
    ("八十萬", "80万"),
    ("二十五号，一万二", "25号12000"),
    ("三百二十八万一千一百三十八", "3281138"),
    ("用友 Ｕ8", "用友u8"),
    ("二〇二六年", "2026年"),
]


@pytest.mark.parametrize(("one", "other"), FOLDED)
def test_what_differs_only_in_writing_is_no_error(one: str, other: str) -> None:
    assert folded(one) == folded(other)


def test_cer_counts_characters() -> None:
    assert cer("见了王经理", "见了王金里") == pytest.approx(2 / 5)
    assert cer("今天", "") == 1
    assert cer("", "") == 0


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (SpeechSettings(model="no/such/folder"), "no/such/folder"),
        (SpeechSettings(model="tests"), "model.bin"),
        (SpeechSettings(engine="lip-reading"), "lip-reading"),
        (SpeechSettings(engine="sense-voice", model="tests"), "sense-voice|tokens.txt"),
        (SpeechSettings(engine="openai-whisper", model="README.md"), "openai-whisper|README.md"),
    ],
)
def test_a_model_that_is_not_there_is_named(settings: SpeechSettings, words: str, tmp_path: Path) -> None:
    with pytest.raises(ModelUnusable, match=words):
        load_engine(settings, tmp_path)


@pytest.mark.slow
def test_the_peer_hears_nearly_the_same_with_the_same_weights(engine: Engine, tmp_path: Path) -> None:
    pytest.importorskip("whisper", reason="the openai-whisper extra is not installed, see docs/speech.md")
    peer = load_engine(SpeechSettings(engine="openai-whisper"), tmp_path)
    audio = sound(FIXTURES / "s03.amr")
    ours, theirs = engine.transcribe(audio), peer.transcribe(audio)
    assert isinstance(ours, Transcript)
    assert isinstance(theirs, Transcript)
    assert cer(ours.text, theirs.text) < 0.05
    assert peer.transcribe(Audio(nobody_speaks()["tune"])) == NotHeard(SILENT)


def test_damaged_weights_are_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packaged, "files", lambda package: _Package())
    with pytest.raises(ModelUnusable, match="校验值"):
        packaged_model(tmp_path)
    assert list((tmp_path / "models").iterdir()) == []


class _Package:
    """A package whose every file holds the same few bytes."""

    def joinpath(self, *names: str) -> "_Package":
        return self

    def open(self, mode: str) -> io.BytesIO:
        return io.BytesIO(b"other weights")

    def read_bytes(self) -> bytes:
        return b"{}"
