"""Accounts in config.yaml that nobody has, or that look mistyped."""

from pathlib import Path

import pytest

import config
from config.accounts import is_one_slip

SHIPPED = (Path(__file__).parents[1] / "config.yaml").read_text(encoding="utf-8")
DELEGATIONS = """
delegations:
- {person: limgr, deputy: qianmrg, first_on: 2026-03-02, last_on: 2026-03-03}
- {person: zhagsan, deputy: zhaoliu, first_on: 2026-03-02, last_on: 2026-03-03}
"""
LEADERS = """people:
  zhangsan: {leader: limgr}
  zhaoliu: {leader: qianmgr}
"""


@pytest.mark.parametrize(
    ("one", "other", "is_slip"),
    [
        ("qianmgr", "qianmrg", True),
        ("qianmgr", "qianmg", True),
        ("qianmgr", "qqianmgr", True),
        ("qianmgr", "qianmfr", True),
        ("qianmgr", "qianmgr", False),
        ("qianmgr", "sunmgr", False),
        ("rep2101", "rep2102", False),
        ("rep2101", "rep210", False),
        ("abc", "abd", False),
    ],
)
def test_one_slip(one: str, other: str, is_slip: bool) -> None:
    assert is_one_slip(one, other) is is_slip
    assert is_one_slip(other, one) is is_slip


def doubts(tmp_path: Path, members: dict[str, bool] | None) -> list[tuple[str, str]]:
    file = tmp_path / "config.yaml"
    lexicon = "lexicon: " + str(Path(__file__).parents[1]) + "/"
    text = SHIPPED.replace("lexicon: ", lexicon, 1).replace("\npeople: ", f"\n{LEADERS}# ", 1)
    file.write_text(text + DELEGATIONS, encoding="utf-8")
    lines = file.read_text(encoding="utf-8").splitlines()
    found = [one for one in config.check(file, members=members) if "账号" in one.message or "字母" in one.message]
    found += [one for one in config.check(file, members=members) if "离职" in one.message and one not in found]
    assert not any(one.is_error for one in found)
    return [
        (lines[one.line - 1][one.column - 1 :].split(",")[0].split(":")[0].strip("}]"), one.message) for one in found
    ]


def test_without_members_what_is_nearly_another_account_is_named_at_its_line(tmp_path: Path) -> None:
    found = doubts(tmp_path, None)
    assert [(place, message.split("；")[0]) for place, message in found] == [
        ("qianmrg", "「qianmrg」和上面的「qianmgr」只差一个字母"),
        ("zhagsan", "「zhagsan」和上面的「zhangsan」只差一个字母"),
    ]


def test_with_members_those_who_are_none_are_named_with_the_likely_one(tmp_path: Path) -> None:
    there = ("zhangsan", "zhaoliu", "limgr", "qianmgr", "wangdir", "sunfin", "zhoulegal", "admin", "zhagsan")
    found = doubts(tmp_path, dict.fromkeys(there, True) | {"wudelivery": False})
    assert [place for place, _ in found] == ["qianmrg", "wudelivery"]
    assert found[0][1].endswith("；您是不是想写 qianmgr？")
    assert "离职" in found[1][1]
