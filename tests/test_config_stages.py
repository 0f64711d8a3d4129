"""stages: four keys each, and every mistake told with its line and column."""

import re
from pathlib import Path

import pytest

import config
from domain.stage import NUMBERS, PRESENCES, Event, known_of
from tests.policy_files import SHIPPED, lay_out

GOOD = """\
stages:
  线索:
    owner: owner
    trigger: visit_approved
    deliverable: 见到人
    checks:
    - {field: pain_points, at_least: 2}
    - {field: next_step, is: true}
  方案报价: {owner: "role:finance", trigger: quote_sent, deliverable: 报价单, checks: []}
"""


def _written(folder: Path, text: str) -> Path:
    path = lay_out(folder / "office")
    others = re.sub(r"^stages:.*\n(?:[ #].*\n|\n)*", "", SHIPPED, flags=re.MULTILINE)
    path.write_text(text + others, encoding="utf-8")
    return path


def test_stages_come_in_their_order(tmp_path: Path) -> None:
    first, second = config.load(_written(tmp_path, GOOD)).stages
    assert (first.name, first.owner, first.trigger, len(first.checks)) == ("线索", "owner", Event.VISIT_APPROVED, 2)
    assert (second.name, second.owner, second.checks) == ("方案报价", "role:finance", ())


@pytest.mark.parametrize(
    ("old", "new", "place", "words"),
    [
        ("    deliverable: 见到人\n", "", "3:5", "缺少 deliverable"),
        ("deliverable: 见到人", "deliverabel: 见到人", "5:5", "可写的有 owner、trigger、deliverable、checks"),
        ("trigger: visit_approved", "trigger: visit_aproved", "4:14", "您是不是想写 visit_approved"),
        ("owner: owner", "owner: nobody", "3:12", "不认识「nobody」；可写 owner（客户的负责人）"),
        ("{field: pain_points, at_least: 2}", "{field: pain_point, at_least: 2}", "7:15", "您是不是想写 pain_points"),
        ("{field: next_step, is: true}", "{field: next_step, at_least: 1}", "8:7", "写作 is: true"),
        ("{field: pain_points, at_least: 2}", "{field: pain_points, is: true}", "7:7", "pain_points 是数字"),
        ("trigger: visit_approved", "trigger: visit_approved\n    limit: 3", "5:5", "没有 limit 这一项"),
    ],
)
def test_a_mistake_is_told_where_it_is(tmp_path: Path, old: str, new: str, place: str, words: str) -> None:
    assert old in GOOD
    path = _written(tmp_path, GOOD.replace(old, new))
    problems = [problem for problem in config.check(path) if problem.is_error]
    assert any(words in problem.message and f"{problem.line}:{problem.column}" == place for problem in problems), (
        config.describe(problems)
    )


def test_what_may_be_checked_is_what_is_known() -> None:
    assert set(known_of([], ()).facts) == {*NUMBERS, *PRESENCES}
