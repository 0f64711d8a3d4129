"""听写进度: a rep whose recording takes long reads how far it has come; never after the result, with nothing locked."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from domain.policy import Policy
from domain.transcript import NotHeard, Progress, Transcript
from simulator.player import Play, playing
from storage import inbox
from storage.migrate import upgrade
from tests.promises.conftest import NOON
from tests.promises.people import WHOLE_VISIT, titles, told

_SECONDS = 588.0
_RESULT = Transcript(WHOLE_VISIT, _SECONDS)


class Ears:
    """Hears nothing itself: each test says what happens meanwhile."""

    def __init__(self) -> None:
        self.meanwhile: Callable[[Progress], None] = lambda progress: None

    def __call__(self, audio: bytes, progress: Progress) -> Transcript | NotHeard:
        self.meanwhile(progress)
        return _RESULT


EARS = Ears()


@pytest.fixture(scope="module")
def stage(policy: Policy, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    url = f"sqlite:///{tmp_path_factory.mktemp('long') / 'genji.sqlite3'}"
    upgrade(url)
    with playing(url, policy, NOON, transcribe=EARS) as play:
        yield play


def send(stage: Play, member: str) -> int:
    """The id of the letter in the inbox."""
    media = stage.world.add_media("voice", "long.amr", "audio/amr", Path("simulator/samples/demo1.amr").read_bytes())
    stage.sender.send_voice(member, media.media_id)
    return stage.nudged.unheard[-1]


def test_progress_is_said_once_a_minute_and_before_the_result(stage: Play, rep: str) -> None:
    def meanwhile(progress: Progress) -> None:
        for heard in range(45, 585, 45):  # twelve pieces, 25 s each
            stage.world.clock.forward(25)
            progress(float(heard), _SECONDS)

    EARS.meanwhile = meanwhile
    send(stage, rep)
    stage.settle()
    said = told(stage, rep)
    assert said[1:5] == ["已听 2:15 / 9:48…", "已听 4:30 / 9:48…", "已听 6:45 / 9:48…", "已听 9:00 / 9:48…"]
    assert not any("已听" in words for words in said[5:])
    assert titles(stage, rep) == ["请确认拜访记录"]


def test_nothing_is_said_after_the_result_of_another_try(stage: Play, rep: str) -> None:
    letters: list[int] = []

    def meanwhile(progress: Progress) -> None:
        stage.world.clock.forward(61)
        progress(60.0, _SECONDS)
        with stage.hub.database.writing() as db:  # another process was quicker; a transaction here would wait for it
            inbox.keep_heard(db, letters[0], _RESULT)
        stage.world.clock.forward(61)
        progress(120.0, _SECONDS)

    EARS.meanwhile = meanwhile
    letters.append(send(stage, rep))
    stage.settle()
    assert [words for words in told(stage, rep) if "已听" in words] == ["已听 1:00 / 9:48…"]
    assert titles(stage, rep) == ["请确认拜访记录"]


def test_a_note_that_makes_progress_is_not_named_to_others(stage: Play, rep: str) -> None:
    named: list[list[int]] = []

    def meanwhile(progress: Progress) -> None:
        for heard in (60.0, 120.0):
            stage.world.clock.forward(61)
            progress(heard, _SECONDS)
            with stage.hub.database.reading() as db:
                named.append(inbox.unheard(db, stage.hub.now()))

    EARS.meanwhile = meanwhile
    send(stage, rep)
    stage.settle()
    assert named == [[], []]
