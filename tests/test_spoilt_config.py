"""./run check on a thousand spoilt files: never a traceback, always the right line, always what is allowed."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import config
from config.problems import Problem
from tests.spoilt_config import Spoilt, spoilt_lines, spoilt_values
from tests.test_config import SHIPPED, a_config

_GUIDE = Path("docs/config.md").read_text(encoding="utf-8")
EXAMPLES = [part.partition("```")[0] for part in _GUIDE.split("```yaml\n")[1:]]
#: what each example needs beside it to be a whole file
_OTHERS = {
    "visit": "{vague_answer: 请说具体, fields: [{key: customer, label: 客户, required: true, question: 哪家？}]}",
    "visit_approval": "{reject_reasons: [其他原因]}",
    "roles": "{sales_director: {default: wangdir}, finance: [sunfin]}",
    "regions": "{华东: [2, 3]}",
    "lexicon": "nlp/lexicon.yaml",
}
#: what may be left out, left empty or be another word, so that the file is as good as before
LUCKY = re.compile(
    r"without .*\.(join_within_minutes|vague_wordings|at_least|at_most|none_allowed|name|when|steps|repeat|pace|ladder"
    r"|said|start|unit|cues|rules|hours|holidays|workdays|finance|legal|delivery|admin|engine|model|threads|beam_size"
    r"|order|passes_when|max_seconds|timeout_seconds|sales_director(\..*)?|parts|part_question|refused|approver)"
    r"|without forms.*fields\[\d+\]\.(required|question)"
    r"|without visit\.fields\[[789]\]\.question"  # not required, so never asked for
    r"|without quiet\.(weekends|except|digest_over)|quiet\.(hours|digest_over) = nothing"
    r"|without mail_fallback\.(after_minutes|valid_hours)|mail_fallback = nothing"
    r"|without receivables\.(\w+|hold\.\w+|match\.\w+|papers\.\w+|tiers\[\d+\]\.(by|holds))"
    r"|receivables\.(tiers\[2\]\.days_before = -1|.*(threshold|tolerance) = 9999999999)"
    r"|receivables\.(contract_end_days|papers\.weekly) = nothing"
    r"|.*\.(when|checks)\[\d+\]\.(is|at_least|more_than|one_of\[\d+\]) = (-1|9999999999|12345)"
    r"|.*(steps|steps\[\d+\].name|approver|at_least|at_most|model|email|second_reader|order|receivables) = nothing"
    r"|forms.*at_most = 9999999999"
    r"|without receivables\.(hold(\..*)?|tiers\[2\]\.(by|holds))|receivables\.hold\.threshold = 9999999999"
    r"|receivables\.tiers\[2\]\.days_before = -1"
    r"|(misspelt|without) (regions|people|stages|.*options)\.\w+"  # the admin's own words and accounts
    r"|regions\.\w+\[\d\] = 9999999999"
    r"|one space (more|less): (wangdir: .*|- .*)"  # alone on its level
)
#: good YAML and good values, but hardly meant: a warning tells
WARNED = re.compile(r"comma ，: (vague_wordings|reject_reasons|start): .*")


def wrongly_told(spoilt: Spoilt, problems: list[Problem]) -> str | None:
    """How the problems fail to tell an admin where this mistake is; None when they do.

    The line is that of the mistake. Of the first line of a level that was moved or lost its dash, YAML notices only at
    the level's next line; that must then be the next one, or name the line.
    """
    errors = [problem for problem in problems if problem.is_error]
    if not errors:
        if WARNED.fullmatch(spoilt.says):
            return None if problems and problems[0].line == spoilt.line else "no warning"
        return None if LUCKY.fullmatch(spoilt.says) else "no error"
    first = errors[0]
    if not re.search("[一-龥]", first.message) or "YAML 写法有误" in first.message:
        return f"not in the admin's words: {first}"
    if first.line == spoilt.line:
        return None
    is_moved = re.match("one space|no dash", spoilt.says) is not None
    is_near = first.line == spoilt.line + 1 or f"第 {spoilt.line} 行" in first.message
    # of two tiers in the wrong order the later one is named
    is_order = spoilt.says.endswith("days_before = -1") and "要小于上一级的 -1" in first.message
    return None if (is_moved and is_near) or is_order else f"another line: {first}"


def told_of(example: str, folder: Path, every: int) -> tuple[int, list[str]]:
    """How many mistakes were tried, and those told wrongly, in this section of the guide; each n-th mistake."""
    name = example.partition(":")[0]
    others = "".join(f"{key}: {value}\n" for key, value in _OTHERS.items() if key != name)
    spoilt = [*spoilt_values(example), *spoilt_lines(example)][::every]
    found = [(each, wrongly_told(each, config.check(a_config(folder, each.text + others)))) for each in spoilt]
    return len(spoilt), [f"{each.line} {each.says} → {wrong}" for each, wrong in found if wrong]


def test_mistakes_in_the_guides_examples_are_told_at_their_line(tmp_path: Path) -> None:
    told = [told_of(example, tmp_path, every=5) for example in EXAMPLES]
    assert sum(count for count, _ in told) > 200
    assert [wrong for _, several in told for wrong in several] == []


@pytest.mark.slow
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.partition(":")[0])
def test_every_mistake_in_the_guides_examples(tmp_path: Path, example: str) -> None:
    count, wrong = told_of(example, tmp_path, every=1)
    assert count > 5
    assert wrong == []


@pytest.mark.slow
@pytest.mark.parametrize(("spoil", "every"), [(spoilt_values, 5), (spoilt_lines, 2)], ids=["values", "lines"])
def test_mistakes_in_the_shipped_file(tmp_path: Path, spoil: Callable[[str], Iterator[Spoilt]], every: int) -> None:
    spoilt = [*spoil(re.sub(r"(^|  +)#.*", "", SHIPPED, flags=re.MULTILINE))][::every]
    found = [(each, wrongly_told(each, config.check(a_config(tmp_path, each.text)))) for each in spoilt]
    assert [f"{each.line} {each.says} → {wrong}" for each, wrong in found if wrong] == []
