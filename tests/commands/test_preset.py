"""preset: named, put in place of config.yaml, and the old one kept."""

from pathlib import Path

import pytest

import config
from commands.preset import PRESETS
from tests.commands.conftest import ROOT, Run


@pytest.fixture
def path(firm: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the firm's config.yaml will lie."""
    monkeypatch.setenv("CONFIG", str(firm / "config.yaml"))
    return firm / "config.yaml"


def test_each_is_listed_and_there(run: Run) -> None:
    assert sorted(PRESETS) == sorted(each.name for each in (ROOT / "presets").iterdir())
    out = run("preset")[1]
    assert out == run("preset", "list")[1]
    assert all(name in out for name in PRESETS)


@pytest.mark.parametrize("name", PRESETS)
def test_it_can_be_used_as_it_is(run: Run, path: Path, name: str) -> None:
    assert run("preset", "use", name)[0] == 0
    assert [problem for problem in config.check(path) if problem.is_error] == []


def test_what_was_there_is_kept_and_only_replaced_when_wished(run: Run, path: Path) -> None:
    path.write_text("visit: mine\n", encoding="utf-8")
    code, _, err = run("preset", "use", "small")
    assert (code, path.read_text(encoding="utf-8")) == (1, "visit: mine\n")
    assert "--yes" in err
    code, out, _ = run("preset", "use", "small", "--yes")
    assert code == 0
    kept = next(path.parent.glob("config.yaml.before-preset-*"))
    assert kept.read_text(encoding="utf-8") == "visit: mine\n"
    assert kept.name in out
    assert "已经是它" in run("preset", "use", "small")[1]


def test_mistakes(run: Run, path: Path) -> None:
    assert run("preset", "use", "huge")[0] == 2
    code, _, err = run("preset", "use")
    assert code == 2
    assert "use 后面要写名字" in err
    assert not path.exists()
