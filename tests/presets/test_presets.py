"""小微、中型、大型: each preset is without a fault and carries a conversation to its approval."""

from datetime import UTC, date
from pathlib import Path

import pytest

import config
from simulator import golden
from simulator.player import playing

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PRESETS = sorted((ROOT / "presets").glob("*/config.yaml"))
#: a day whose coming months have a published calendar
TODAY = date(2026, 3, 2)


@pytest.mark.parametrize("path", PRESETS, ids=lambda path: path.parent.name)
def test_nothing_is_wrong_with_it(path: Path) -> None:
    assert config.check(path, TODAY) == []


@pytest.mark.parametrize("path", PRESETS, ids=lambda path: path.parent.name)
def test_a_visit_is_told_and_approved(path: Path, sqlite_url: str, request: pytest.FixtureRequest) -> None:
    written = golden.load(HERE / f"{path.parent.name}.yaml")
    policy = config.load(path)
    begins_at = golden.beginning(written, policy.calendar.zone).astimezone(UTC)
    with playing(sqlite_url, policy, begins_at) as stage:
        played = golden.play(written, stage)
        assert stage.world.complaints == []
    if request.config.getoption("--update-golden", default=False):
        (HERE / f"{path.parent.name}.yaml").write_text(golden.dump(played), encoding="utf-8")
    else:
        assert golden.dump(played) == golden.dump(written)
