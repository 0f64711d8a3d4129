"""check --against: what a new file would have asked, refused and told otherwise; nothing is written."""

import csv
from pathlib import Path

import pytest

from commands.wiring import load_settings, policy_in_force
from storage.database import Database
from tests.commands.conftest import Run
from tests.policy_files import SHIPPED, changed, lay_out


@pytest.fixture
def path(firm: Path, database: Database, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The firm's own config.yaml, in force; 张三's visit has waited for 李经理 since an hour."""
    path = lay_out(firm / "office")
    monkeypatch.setenv("CONFIG", str(path))
    policy_in_force(load_settings(), database)
    return path


def test_the_same_file_makes_no_difference(run: Run, path: Path) -> None:
    code, out, err = run("check", "--against", "90d")
    assert (code, err) == (0, "")
    assert "以来有 1 次拜访、0 份单子、1 张审批单" in out
    assert "没有差别" in out


def test_what_would_differ_is_counted_and_listed(run: Run, path: Path, firm: Path) -> None:
    before = (firm / "genji.sqlite3").read_bytes()
    path.write_text(
        changed(
            ("at_least: 3", "at_least: 6"),
            ("after_hours: 24, to: director, by: [chat, mail]", "after_hours: 0.5, to: director, by: [chat, mail]"),
            ("approver: leader   ", "approver: role:finance   "),
        ),
        encoding="utf-8",
    )
    code, out, err = run("check", "--against", "90d", "--out", "all.csv")
    assert (code, err) == (0, "")
    assert "· 新增追问 1 次：痛点 1\n" in out
    assert "· 已提交的记录里，必填新缺 1 处：痛点 1\n" in out
    assert "· 审批人不同 1 单\n" in out
    assert "· 升级总监 +1 次\n" in out
    assert "企业微信 +1 次，邮件 +1 次" in out
    assert "李经理 → 孙会计" in out
    assert "苏州华鼎" in out
    rows = list(csv.DictReader((firm / "all.csv").open(encoding="utf-8-sig")))
    assert [row["种类"] for row in rows] == ["追问", "必填新缺", "审批人", "升级和提醒"]
    assert (firm / "genji.sqlite3").read_bytes() == before


def test_texts_are_read_again_under_the_new_lexicon(run: Run, path: Path) -> None:
    assert "词表没有变" in run("check", "--against", "12m", "--read-again")[1]
    lexicon = path.parent / "nlp" / "lexicon.yaml"
    text = lexicon.read_text(encoding="utf-8").replace("库存周转慢", "库存压得多")
    lexicon.unlink()
    lexicon.write_text(text, encoding="utf-8")
    code, out, _ = run("check", "--against", "12m", "--read-again")
    assert code == 0
    assert "· 读法不同" in out


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        (["--against", "昨天"], 1, "看不懂 '昨天'"),
        (["--against", "90d", "--out", "x.pdf"], 1, ".xlsx"),
        (["--out", "x.csv"], 2, "要和 --against 一起用"),
    ],
    ids=str,
)
def test_mistakes(run: Run, path: Path, arguments: list[str], code: int, word: str) -> None:
    found, _, err = run("check", *arguments)
    assert found == code
    assert word in err
    assert path.read_text(encoding="utf-8") == SHIPPED
