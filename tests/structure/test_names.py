"""Promises about names: ours are not taken by others, and what people set or read is written down."""

import re
import sys
from importlib import metadata
from pathlib import Path

import config

ROOT = Path(__file__).parents[2]
OURS = sorted(
    {path.parent.name for path in ROOT.glob("[a-z]*/__init__.py")} | {path.stem for path in ROOT.glob("[a-z]*.py")}
)


def test_no_installed_package_or_standard_module_has_the_name_of_ours() -> None:
    taken = set(metadata.packages_distributions()) | set(sys.stdlib_module_names)
    assert [name for name in OURS if name in taken] == []


def test_every_environment_variable_is_documented() -> None:
    sources = [ROOT / "settings.py", *ROOT.glob("commands/*.py"), ROOT / "web" / "health.py"]
    reads = (r"""(?:values|environ)(?:\.get\(|\[)\s*["']([A-Z][A-Z_]+)["']""", r'"([A-Z][A-Z_]+)" not in os\.environ')
    texts = [file.read_text(encoding="utf-8") for file in sources]
    used = {name for text in texts for read in reads for name in re.findall(read, text)}
    documented = set(
        re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs" / "environment.md").read_text("utf-8"), re.MULTILINE)
    )
    assert len(used) > 15
    assert used == documented


def test_every_tick_is_in_the_architecture() -> None:
    written = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    sources = [file.read_text(encoding="utf-8") for file in ROOT.glob("commands/*.py")]
    ticks = [name for text in sources for name in re.findall(r"Tick\(\s*\"(\w+)\"", text)]
    assert ticks
    assert [name for name in ticks if f"`{name}`" not in written] == []


def test_init_files_in_the_bot_are_empty() -> None:
    # importing bot.flows.x runs them: anything in there would be imported by every flow
    assert [str(file) for file in (ROOT / "bot").rglob("__init__.py") if file.read_text().strip()] == []


def test_no_form_of_config_yaml_is_named_in_what_runs_it() -> None:
    # a form is data: another company deletes ours and writes its own; what a hold concerns are any company's 新订单
    forms = config.load(ROOT / "config.yaml").forms
    names = [name for form in forms for name in (form.key, form.title, *form.start) if name != "新订单"]
    floors = ("domain", "nlp", "storage", "bot", "scheduler", "web", "simulator")
    texts = {path: path.read_text(encoding="utf-8") for floor in floors for path in (ROOT / floor).rglob("*.py")}
    assert len(names) > 2
    assert len(texts) > 100
    assert [(path.name, name) for path, text in texts.items() for name in names if name in text] == []
