"""menu: the app's menu keeps to WeCom's limits, whatever forms there are."""

from dataclasses import replace
from pathlib import Path

import pytest

import config
from commands.menu import layout
from simulator.app import create_simulator, start
from simulator.clock import FixedClock
from simulator.world import World
from tests.commands.conftest import ROOT, SUBMITTED_AT, Run


def test_it_shows_what_it_would_create(run: Run, firm: Path) -> None:
    code, out, _ = run("menu", "--dry-run")
    assert (code, out) == (0, "填单子\n  样机借用申请\n  新订单\n我的\n  我的待办\n  我发起的\n帮助\n")


def test_the_app_gets_it(run: Run, firm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(FixedClock(SUBMITTED_AT))
    base_url, stop = start(create_simulator(world))
    try:
        for name, value in {
            "API_BASE": base_url, "CORP_ID": world.corp_id, "AGENT_ID": str(world.app.agent_id),
            "SECRET": world.app.secret,
        }.items():  # fmt: skip
            monkeypatch.setenv(f"WECOM_{name}", value)
        code, out, _ = run("menu")
        assert (code, out.splitlines()[-1]) == (0, "菜单设置好了；手机上重新进入应用就能看到。")
        assert world.app.menu is not None
        forms, mine, help_ = world.app.menu["button"]
        assert [entry["key"] for entry in forms["sub_button"]] == ["form:sample_loan", "form:sales_order"]
        assert (forms["name"], mine["name"], help_["name"]) == ("填单子", "我的", "帮助")
        monkeypatch.setenv("WECOM_SECRET", "another")
        code, _, err = run("menu")
        assert code == 1
        assert "企业微信没有接受这个菜单" in err and "./run doctor" in err
    finally:
        stop()
    assert world.complaints == []


def test_many_long_forms_fit_and_none_leave_a_menu() -> None:
    form, *_ = config.load(ROOT / "config.yaml").forms
    many = [replace(form, key=f"form_{n}", title="十二个字的一种很长的单子名") for n in range(9)]
    top = layout(many)
    assert [len(button.below) for button in top] == [5, 2, 0]
    assert all(len(button.name.encode()) <= 16 for button in top)
    assert all(len(entry.name.encode()) <= 40 for button in top for entry in button.below)
    assert [button.name for button in layout([])] == ["我的", "帮助"]
