"""Golden conversations with a second reader at a canned endpoint; answers.json says what it writes to which note."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest

import config
from bot.second_reader import SecondReaderModel
from simulator import golden
from simulator.player import playing
from tests.second_reader_endpoint import Canned, Endpoint, endpoint

FOLDER = Path(__file__).parent
POLICY = config.load(FOLDER.parents[2] / "config.yaml")
ANSWERS: dict[str, Any] = json.loads((FOLDER / "answers.json").read_text(encoding="utf-8"))


def answer(request: dict[str, Any]) -> Canned:
    note = json.loads(request["messages"][1]["content"])["note"]
    found = [answer for words, answer in ANSWERS.items() if words in note]
    return Canned(json.dumps(found[0], ensure_ascii=False)) if found else Canned(status=500)


@pytest.fixture
def canned() -> Iterator[Endpoint]:
    with endpoint() as one:
        one.answer = answer
        yield one


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yaml")), ids=lambda path: path.stem)
def test_conversation(path: Path, canned: Endpoint, sqlite_url: str, request: pytest.FixtureRequest) -> None:
    written = golden.load(path)
    begins_at = golden.beginning(written, POLICY.calendar.zone).astimezone(UTC)
    policy = replace(POLICY, second_reader=canned.reader())
    with playing(sqlite_url, policy, begins_at, ask_model=SecondReaderModel("")) as stage:
        played = golden.play(written, stage)
        assert stage.world.complaints == [], "the product broke the protocol"
    assert canned.received, "nobody was asked"
    assert all("王经理".encode() not in body and "华鼎".encode() not in body for body in canned.received)
    if request.config.getoption("--update-golden"):
        path.write_text(golden.dump(played), encoding="utf-8")
    else:
        assert golden.dump(played) == golden.dump(written)
