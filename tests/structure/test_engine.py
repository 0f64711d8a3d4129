"""The approval engine serves any subject: it meets the flows in one table and names none of them."""

import re
from pathlib import Path

from bot.flows.approval_subjects import SUBJECTS

ROOT = Path(__file__).parents[2]


def test_no_flow_is_named_in_the_approval_engine() -> None:
    engine = [*ROOT.glob("bot/flows/approval*.py"), *ROOT.glob("domain/appro*.py"), *ROOT.glob("bot/wording/approval*")]
    engine = [path for path in engine if path.name != "approval_subjects.py" and path.suffix == ".py"]
    assert len(engine) > 10
    assert "visit" in SUBJECTS
    named = re.compile(rf"(?<![a-z])(?:{'|'.join(SUBJECTS)})s?(?![a-z])")
    assert [(path.name, found[0]) for path in engine for found in named.finditer(path.read_text("utf-8"))] == []
