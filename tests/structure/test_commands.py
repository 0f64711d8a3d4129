"""Every command is written down."""

import re
from importlib.util import find_spec
from pathlib import Path

from app import COMMANDS

PAGE = Path(__file__).parents[2] / "docs" / "commands.md"


def test_every_command_has_its_place_in_the_page() -> None:
    written = re.findall(r"^\s*\./run (\w+)", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert [name for name in COMMANDS if name not in written] == []
    assert [name for name in written if name not in COMMANDS and name not in ("setup", "test", "help")] == []


def test_every_command_has_its_module() -> None:
    assert [module for module, _ in COMMANDS.values() if find_spec(f"commands.{module}") is None] == []
