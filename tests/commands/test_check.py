"""check, and what every command does with wrong arguments."""

from pathlib import Path

import pytest

from storage.database import Database
from tests.commands.conftest import ROOT, Run


def test_a_good_file_is_said_to_be_good(run: Run) -> None:
    code, out, _ = run("check")
    assert code == 0
    assert "config.yaml 没有错误" in out.splitlines()[-1]


def test_every_problem_is_named_with_its_place(run: Run, firm: Path) -> None:
    text = (ROOT / "config.yaml").read_text(encoding="utf-8")
    text = text.replace("pace: natural", "pace: slow").replace("label: 客户", "labl: 客户")
    (firm / "mine.yaml").write_text(text, encoding="utf-8")
    (firm / "nlp").symlink_to(ROOT / "nlp")
    code, out, _ = run("check", "mine.yaml")
    assert code == 1
    places = [line.split(" ")[0] for line in out.splitlines() if line.startswith("mine.yaml:")]
    lines = [number for number, line in enumerate(text.splitlines(), 1) if "slow" in line or "labl" in line]
    assert {int(place.split(":")[1]) for place in places} >= set(lines)
    assert "natural" in out
    assert "个错误" in out
    assert run("check", "nosuch.yaml")[0] == 1


def test_an_account_that_nobody_has_is_told_where_members_are_known(run: Run, firm: Path, database: Database) -> None:
    text = (ROOT / "config.yaml").read_text(encoding="utf-8").replace("finance: [sunfin]", "finance: [sunfn]")
    (firm / "mine.yaml").write_text(text, encoding="utf-8")
    (firm / "nlp").symlink_to(ROOT / "nlp")
    code, out, _ = run("check", "mine.yaml")
    line = 1 + text[: text.index("sunfn")].count("\n")
    assert code == 0
    assert f"mine.yaml:{line}:13 （提醒）roles.finance[0]: 企业微信里没有「sunfn」这个账号" in out
    assert "您是不是想写 sunfin？" in out
    assert out.count("企业微信里没有") == 1, "the demo firm has all others"


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        (["nonsense"], 2, "没有 nonsense 这个命令"),
        (["due", "--at"], 2, "--at 后面要写一个值"),
        (["due", "--at", "明年"], 2, "看不懂时间"),
        (["audit"], 2, "还缺：verify"),
        (["policy"], 2, "采用过的配置（config.yaml 和词表）"),
        (["policy", "rollback"], 2, "rollback 后面要写 1 个版本"),
        (["export", "visits"], 2, "还缺：文件"),
        (["export", "payments", "x.csv"], 1, "还没有数据库"),
        (["import", "bank", "nosuch.csv"], 1, "没有这个文件"),
        (["import", "customers", "x.csv", "--really"], 2, "不认识的参数：--really"),
        (["import", "customers", "nosuch.csv"], 1, "没有这个文件"),
        (["import", "customers", "clock"], 1, "格式不认识"),
        (["export", "visits", "x.pdf"], 1, ".jsonl"),
        (["export", "visits", "x.csv"], 1, "还没有数据库"),
        (["due"], 1, "还没有数据库"),
        (["audit", "verify"], 1, "还没有数据库"),
        (["backup", "x"], 1, "还没有数据库"),
        (["restore", "nosuch"], 1, "没有 nosuch 这个文件"),
        (["restore", "clock"], 1, "不是数据库文件"),
        (["read", "nosuch"], 1, "没有这个文件"),
    ],
    ids=str,
)
def test_mistakes_are_answered_kindly(run: Run, firm: Path, arguments: list[str], code: int, word: str) -> None:
    before = sorted(firm.iterdir())
    found, out, err = run(*arguments)
    assert found == code
    assert word in err
    assert out == ""
    assert [path for path in sorted(firm.iterdir()) if path not in before and path.suffix != ".lock"] == []


def test_a_database_that_is_away_or_no_database(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for url, word in [
        ("postgresql+psycopg://genji:s3cret@127.0.0.1:1/genji", "打不开数据库"),
        ("nonsense", "DATABASE_URL"),
        ("oracle+nodriver://x", "DATABASE_URL"),
    ]:
        monkeypatch.setenv("DATABASE_URL", url)
        for arguments in (["due"], ["audit", "verify"]):
            code, _, err = run(*arguments)
            assert code == 1
            assert word in err
            assert "s3cret" not in err


def test_help_is_chinese(run: Run) -> None:
    code, out, _ = run("import", "--help")
    assert code == 0
    assert "usage" not in out
    assert "options" not in out
