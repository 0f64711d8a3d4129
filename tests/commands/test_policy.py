"""policy list, show, diff and rollback; and serve with a file that cannot be used."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

import config
from commands.policy_file import file_name, take_in
from commands.policy_in_force import PolicyInForce
from commands.wiring import Refusal, begin_policy, load_settings
from storage import audit_log, outbox, policies, tables
from storage.database import Database
from tests.commands.conftest import SUBMITTED_AT, Run
from tests.policy_files import SHIPPED, changed, lay_out

FOUR = changed(("at_least: 3", "at_least: 4"), ("after_hours: 24", "after_hours: 12"))


@pytest.fixture
def path(firm: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The firm's own config.yaml."""
    path = lay_out(firm / "office")
    monkeypatch.setenv("CONFIG", str(path))
    return path


@pytest.fixture
def versions(path: Path, database: Database) -> tuple[str, str]:
    """The shipped file was in force, then one that asks for four 痛点."""
    begin_policy(load_settings(), database)
    first = PolicyInForce(database)()
    path.write_text(FOUR, encoding="utf-8")
    take_in(config.look(path), path, database, first, SUBMITTED_AT + timedelta(minutes=5))
    return first.version, PolicyInForce(database)().version


def test_versions_are_listed_shown_and_compared(run: Run, versions: tuple[str, str]) -> None:
    first, second = versions
    code, out, err = run("policy", "list")
    assert (code, err) == (0, "")
    rows = [line.split() for line in out.splitlines()]
    assert rows[1][:5] == ["*", second, "2026-03-02", "14:05:00", "改文件"]
    assert rows[2][0] == first
    assert "待审 1" in out
    assert run("policy", "show") == (0, FOUR, "")
    assert run("policy", "show", first[:6])[1] == SHIPPED
    assert run("policy", "show", "--lexicon")[1].startswith("# 词表")
    code, out, _ = run("policy", "diff", first)
    assert f"从 {first} 到 {second}：\n· visit.fields[pain_points].at_least：3 → 4\n" in out
    assert "-    at_least: 3\n+    at_least: 4\n" in out
    assert "词表" not in out
    assert run("policy", "diff")[1] == out, "what was changed last"
    assert "没有差别" in run("policy", "diff", first, first)[1]


def test_a_way_back(run: Run, versions: tuple[str, str], path: Path, database: Database) -> None:
    first, second = versions
    code, out, err = run("policy", "rollback", first[:6])
    assert (code, err) == (0, "")
    assert f"已退回到版本 {first}" in out
    assert path.read_text(encoding="utf-8") == SHIPPED
    kept = [one for one in path.parent.iterdir() if ".before-rollback-" in one.name]
    assert [one.read_text(encoding="utf-8") for one in kept] == [FOUR]
    newest = run("policy", "list")[1].splitlines()[1].split()
    assert kept[0].name.rpartition(".before-rollback-")[2] == "-".join(newest[2:4]).replace("-", "", 2).replace(":", "")
    policy = PolicyInForce(database)()
    assert policy.version == first
    assert policy.as_of(second).visit.rule("pain_points").at_least == 4  # type: ignore[union-attr]
    with database.writing() as db:
        lines = [(one.version, one.act) for one in policies.every(db)]
        acts = [(row["action"], row["after"]["version"]) for row in audit_log.rows(db) if "policy" in row["action"]]
        seen = policies.seen(db, file_name(path))
        told = db.execute(select(tables.outbox.c.body).where(tables.outbox.c.recipient == "admin")).scalars().all()
    assert [version for version, _ in lines] == [first, second, first]
    assert [version for _, version in acts] == [first, second, first]
    assert f"已把配置退回到版本 {first}（之前是 {second}）" in told[-1]["text"]
    assert seen is not None and seen.digest == config.look(path).digest, "the watch finds nothing new"


def test_back_to_what_is_in_force_mends_the_file(run: Run, versions: tuple[str, str], path: Path) -> None:
    path.write_text("visit: {", encoding="utf-8")
    code, out, _ = run("policy", "rollback", versions[1])
    assert code == 0
    assert f"版本 {versions[1]} 正在用" in out
    assert path.read_text(encoding="utf-8") == FOUR


def test_back_without_a_file_here(run: Run, versions: tuple[str, str], path: Path, database: Database) -> None:
    (path.parent / "nlp" / "lexicon.yaml").unlink()
    code, out, _ = run("policy", "rollback", versions[0])
    assert code == 0
    assert "没能写回" in out
    assert "和在用的不一样" in out
    assert path.read_text(encoding="utf-8") == FOUR
    path.unlink()
    assert run("policy", "rollback", versions[1])[0] == 0
    assert not path.exists()
    assert PolicyInForce(database)().version == versions[1]


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        (["list", "abcd"], 2, "list 后面要写 0 个版本"),
        (["rollback"], 2, "rollback 后面要写 1 个版本"),
        (["shwo"], 2, "没有 shwo 这一种"),
        (["show", "ab"], 1, "版本 ab 没有采用过；至少写前 4 位"),
        (["rollback", "0000000"], 1, "没有采用过"),
    ],
    ids=str,
)
def test_mistakes(run: Run, versions: tuple[str, str], arguments: list[str], code: int, word: str) -> None:
    found, _, err = run("policy", *arguments)
    assert found == code
    assert word in err


def test_before_the_first_start(run: Run, database: Database) -> None:
    assert "还没有采用过配置" in run("policy", "list")[2]


def test_serve_goes_on_under_the_last_good_version(versions: tuple[str, str], path: Path, database: Database) -> None:
    assert begin_policy(load_settings(), database) == ""
    path.write_text(changed(("pace: natural", "pace: slow")), encoding="utf-8")
    said = begin_policy(load_settings(), database)
    assert "visit_approval.pace" in said
    assert f"先按上一份好的配置（版本 {versions[1]}）运行" in said
    with database.writing() as db:
        lanes = outbox.lanes_with_work(db, SUBMITTED_AT + timedelta(days=1))
    assert "chat:admin" in lanes


def test_serve_does_not_begin_without_any(path: Path, database: Database) -> None:
    path.write_text("visit: {", encoding="utf-8")
    with pytest.raises(Refusal, match=r"config\.yaml:1:"):
        begin_policy(load_settings(), database)
