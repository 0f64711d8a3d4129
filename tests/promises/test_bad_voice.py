"""Voice notes that are empty, too long, of another kind than they say, or gone: told kindly, and never a field."""

import io
import wave
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from bot import intake
from bot.wording.hearing import NOT_HEARD
from domain.policy import Policy
from domain.transcript import EXPIRED, SILENT, TOO_LONG, UNDECODABLE, NotHeard, Progress, Transcript
from nlp.audio import decode
from simulator.player import Play, playing
from storage import inbox
from storage.migrate import upgrade
from storage.tables import visits
from tests.promises.conftest import NOON
from tests.promises.people import WHOLE_VISIT, titles, told

_LONGEST = 60.0


def wav(seconds: float) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(b"\x00\x10" * int(8000 * seconds))
    return out.getvalue()


def amr(seconds: float) -> bytes:
    """Frames of silence, 20 ms each."""
    return b"#!AMR\n" + (b"\x04" + b"\x00" * 12) * int(seconds * 50)


def hear(data: bytes, progress: Progress) -> Transcript | NotHeard:
    """Real decoding; the recogniser behind it hears the same words in everything that lasts a second."""
    audio = decode(data, _LONGEST)
    if isinstance(audio, NotHeard):
        return audio
    return Transcript(WHOLE_VISIT, audio.seconds) if audio.seconds >= 1 else NotHeard(SILENT)


@pytest.fixture(scope="module")
def stage(policy: Policy, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    """A stage on which sound is really decoded."""
    url = f"sqlite:///{tmp_path_factory.mktemp('voice') / 'genji.sqlite3'}"
    upgrade(url)
    brief = replace(policy, speech=replace(policy.speech, max_seconds=_LONGEST))
    with playing(url, brief, NOON, transcribe=hear) as play:
        yield play


def send(stage: Play, member: str, data: bytes, declared: str = "amr") -> None:
    media = stage.world.add_media("voice", f"note.{declared}", "audio/amr", data)
    stage.sender.send_voice(member, media.media_id, declared)
    stage.settle()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"#!AMR\n", UNDECODABLE),
        (amr(0.2), SILENT),
        (b"", UNDECODABLE),
        (b"\x00" * 5000, UNDECODABLE),
        (b"\x02#!SILK_V3" + b"\x0c\x00" * 200, UNDECODABLE),
        (b"#!SILK_V3" + b"\x0c\x00" * 200, UNDECODABLE),
        (b'{"errcode":40007,"errmsg":"invalid media_id"}', UNDECODABLE),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", UNDECODABLE),
        (amr(300), TOO_LONG),
        (wav(300), TOO_LONG),
    ],
    ids=["0-s", "200-ms", "no-bytes", "zeros", "silk", "silk-wechat", "json", "broken-wav", "5-min-amr", "5-min-wav"],
)
def test_what_cannot_be_heard_is_answered_with_what_to_do(stage: Play, rep: str, data: bytes, reason: str) -> None:
    send(stage, rep, data)
    assert told(stage, rep)[1:] == [NOT_HEARD[reason].format(minutes=1)]
    with stage.hub.database.reading() as db:
        count = db.execute(select(func.count()).select_from(visits).where(visits.c.member == rep)).scalar_one()
    assert count == 0


@pytest.mark.parametrize(("data", "declared"), [(wav(5), "amr"), (amr(5), "speex"), (wav(5), "mp3"), (amr(5), "")])
def test_a_note_of_another_kind_than_it_says_is_heard(stage: Play, rep: str, data: bytes, declared: str) -> None:
    send(stage, rep, data, declared)
    assert titles(stage, rep) == ["请确认拜访记录"]


def test_a_note_that_has_expired_is_answered_with_what_to_do(stage: Play, rep: str) -> None:
    media = stage.world.add_media("voice", "old.amr", "audio/amr", amr(5))
    stage.world.clock.forward(3 * 24 * 3600 + 1)
    stage.sender.send_voice(rep, media.media_id)
    stage.settle()
    assert told(stage, rep)[1:] == [NOT_HEARD[EXPIRED]]


@pytest.mark.parametrize("code", [40007, 40004, 41006, 830002])
def test_media_that_wecom_refuses_is_answered_with_what_to_do(stage: Play, rep: str, code: int) -> None:
    stage.world.faults.add(path="media/get", code=code, times=None)
    send(stage, rep, amr(5))
    assert told(stage, rep)[1:] == [NOT_HEARD[EXPIRED]]


def test_a_note_whose_hearing_kills_the_process_is_given_up(stage: Play, rep: str) -> None:
    media = stage.world.add_media("voice", "bad.amr", "audio/amr", amr(5))
    stage.sender.send_voice(rep, media.media_id)
    letter_id = stage.nudged.unheard.pop()
    for _ in range(6):  # as when the process dies after it has counted the try
        with stage.hub.database.writing() as db:
            assert inbox.begin_hearing(db, letter_id) is not None
    intake.hear(letter_id, stage.hub)
    stage.settle()
    assert told(stage, rep)[1:] == [NOT_HEARD[UNDECODABLE]]
