"""bench: what it can measure is there, and the notes kept aside are read only when they are named."""

from importlib import import_module

from commands.bench import BENCHMARKS, by_default
from tests.commands.conftest import Run


def test_every_benchmark_has_its_function() -> None:
    places = [place.split(":") for _, place in BENCHMARKS.values()]
    assert all(callable(getattr(import_module(f"benchmarks.{module}"), function)) for module, function in places)


def test_the_notes_kept_aside_are_read_only_when_named() -> None:
    assert "reading" in by_default()
    assert "reading-held-out" not in by_default()


def test_an_unknown_one_is_refused(run: Run) -> None:
    code, _, err = run("bench", "nothing")
    assert code == 2
    assert "没有 nothing 这一项" in err
