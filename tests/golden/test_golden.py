"""Every golden conversation, each message delivered twice."""

from datetime import UTC
from pathlib import Path

import pytest

from simulator import golden
from simulator.player import playing

FOLDER = Path(__file__).parent
SHIPPED = FOLDER.parents[1] / "config.yaml"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yaml")), ids=lambda path: path.stem)
def test_conversation(path: Path, sqlite_url: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    written = golden.load(path)
    policy = golden.policy_for(written, SHIPPED, tmp_path)
    begins_at = golden.beginning(written, policy.calendar.zone).astimezone(UTC)
    with playing(sqlite_url, policy, begins_at) as stage:
        played = golden.play(written, stage)
        assert stage.world.complaints == [], "the product broke the protocol"
    if request.config.getoption("--update-golden"):
        path.write_text(golden.dump(played), encoding="utf-8")
    else:
        assert golden.dump(played) == golden.dump(written)
