"""Long recordings: in pieces cut at pauses, nothing lost or said twice, the times those of the whole."""

import json
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from domain.speech_settings import SpeechSettings
from domain.transcript import Transcript
from nlp.audio import RATE, Audio, decode
from nlp.cer import cer
from nlp.speech import Engine, load_engine
from nlp.speech_segments import RawSegment
from nlp.speech_windows import LONG

Samples = npt.NDArray[np.float32]
SAMPLES = Path("simulator/samples")
NOTES = json.loads((SAMPLES / "samples.json").read_text(encoding="utf-8"))
PAUSE = np.zeros(RATE, np.float32)


@dataclass
class Parrot:
    """Says the seconds of each piece it is given; `stops_at` is the piece after whose fifth second it falls silent."""

    stops_at: int | None = None
    pieces: list[Samples] = field(default_factory=list)

    def recognise(self, samples: Samples) -> list[RawSegment]:
        self.pieces.append(samples)
        seconds = 5.0 if self.stops_at == len(self.pieces) - 1 else len(samples) / RATE
        return [RawSegment(0.5, seconds, f"第{len(self.pieces)}段")]


def spoken(least: float) -> tuple[Samples, str]:
    """The demo notes one after the other, a second between them, over and over; and what is said in them."""
    pieces: list[Samples] = []
    words = ""
    while sum(map(len, pieces)) < least * RATE:
        for note in NOTES:
            audio = decode((SAMPLES / f"{note['name']}.amr").read_bytes(), 60)
            assert isinstance(audio, Audio)
            pieces += [audio.samples, PAUSE]
            words += note["text"]
    return np.concatenate(pieces), words


def test_the_pieces_are_the_whole_and_are_cut_where_nobody_speaks() -> None:
    samples, _ = spoken(130)
    parrot, told = Parrot(), list[tuple[float, float]]()
    heard = Engine(parrot).transcribe(Audio(samples), lambda *seconds: told.append(seconds))
    assert isinstance(heard, Transcript)
    assert np.array_equal(np.concatenate(parrot.pieces), samples)
    assert max(map(len, parrot.pieces)) <= 30 * RATE
    cuts = np.cumsum([len(piece) for piece in parrot.pieces])[:-1]
    assert all(np.abs(samples[cut - RATE // 10 : cut + RATE // 10]).max() < 0.02 for cut in cuts)
    assert told == [(cut / RATE, heard.seconds) for cut in cuts]
    begins = [segment.start for segment in heard.segments]
    assert begins == pytest.approx([0.5, *(cut / RATE + 0.5 for cut in cuts)], abs=0.01)


def test_a_recording_of_two_minutes_is_heard_whole_and_in_silence() -> None:
    samples = spoken(LONG)[0][: int(LONG * RATE)]
    parrot, told = Parrot(), list[tuple[float, float]]()
    Engine(parrot).transcribe(Audio(samples), lambda *seconds: told.append(seconds))
    assert [len(piece) for piece in parrot.pieces] == [len(samples)]
    assert told == []


def test_where_the_engine_fell_silent_in_the_middle_of_speech_it_is_asked_again() -> None:
    samples, _ = spoken(130)
    parrot = Parrot(stops_at=1)
    heard = Engine(parrot).transcribe(Audio(samples))
    assert isinstance(heard, Transcript)
    silent_at = len(parrot.pieces[0]) + 5 * RATE
    assert np.array_equal(parrot.pieces[2], samples[silent_at : silent_at + len(parrot.pieces[2])])
    assert heard.segments[-1].end == heard.seconds


def test_an_engine_that_hears_nothing_comes_to_an_end() -> None:
    class Deaf:
        def recognise(self, samples: Samples) -> list[RawSegment]:
            return [RawSegment(0.0, 0.1, "嗯")]

    heard = Engine(Deaf()).transcribe(Audio(spoken(130)[0]))
    assert isinstance(heard, Transcript)
    assert len(heard.segments) < 20


@pytest.mark.slow
def test_a_long_recording_is_heard_as_well_as_its_notes(tmp_path: Path) -> None:
    samples, words = spoken(LONG + 10)
    heard = load_engine(SpeechSettings(), tmp_path).transcribe(Audio(samples))
    assert isinstance(heard, Transcript)
    assert cer(words, heard.text) < 0.25  # one by one: 18 %
    times = [second for segment in heard.segments for second in (segment.start, segment.end)]
    assert times == sorted(times)
    assert heard.seconds - 4 < times[-1] <= heard.seconds
