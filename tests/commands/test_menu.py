"""menu: the app's menu keeps to WeCom's limits, whatever forms there are."""

from dataclasses import replace
from pathlib import Path

import config
from commands.menu import layout
from tests.commands.conftest import ROOT, Run


def test_it_shows_what_it_would_create(run: Run, firm: Path) -> None:
    code, out, _ = run("menu", "--dry-run")
    assert (code, out) == (0, "填单子\n  样机借用申请\n我的\n  我的待办\n  我发起的\n帮助\n")


def test_many_long_forms_fit_and_none_leave_a_menu() -> None:
    (form,) = config.load(ROOT / "config.yaml").forms
    many = [replace(form, key=f"form_{n}", title="十二个字的一种很长的单子名") for n in range(9)]
    top = layout(many)
    assert [len(button.below) for button in top] == [5, 2, 0]
    assert all(len(button.name.encode()) <= 16 for button in top)
    assert all(len(entry.name.encode()) <= 40 for button in top for entry in button.below)
    assert [button.name for button in layout([])] == ["我的", "帮助"]
