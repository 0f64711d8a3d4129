"""The texts of a version: kept to the byte, they make the same policy again; their differences are told in words."""

from pathlib import Path

import pytest

import config
from config import ConfigError, Texts
from tests.policy_files import SHIPPED, changed, lay_out

WORDS = "tags: {慢: [慢]}\nbrands: [用友]\n"


def test_kept_texts_make_the_same_policy(tmp_path: Path) -> None:
    path = lay_out(tmp_path / "office")
    for text in ("\ufeff" + SHIPPED.replace("\n", "\r\n"), SHIPPED):
        path.write_bytes(text.encode())
        found = config.look(path)
        assert found.texts is not None and found.texts.config == text
        assert found.policy == config.load_texts(found.texts) == config.load(path)
        assert found.texts.version == config.load(path).version
        assert found.lexicon == config.lexicon_file(path, found.texts)


def test_texts_of_another_program_are_refused_with_their_place() -> None:
    with pytest.raises(ConfigError, match=r"config\.yaml:\d+:\d+ visit_approval\.pace"):
        config.load_texts(Texts(changed(("pace: natural", "pace: slow")), WORDS))


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        ("at_least: 3\n", "at_least: 5\n", ["visit.fields[pain_points].at_least：3 → 5"]),
        ("  - {key: package, label: 服务包, required: false, question: \"\"}\n", "",
         ["去掉 visit.fields[package]（原为 {key: package，label: 服务包，required: false…）"]),
        ("finance: [sunfin]", "finance: [sunfin, lifin]", ["roles.finance 增加 lifin"]),
        ("finance: [sunfin]", "finance: []", ["roles.finance 去掉 sunfin"]),
        ("pace: natural ", "pace: working ", ["visit_approval.pace：natural → working"]),
        ("[决策链不完整, 痛点不具体", "[痛点不具体, 决策链不完整", ["visit_approval.reject_reasons 换了顺序"]),
        ("approver: leader ", "approver: director ", ["visit_approval.approver：leader → director"]),
        ("# 跟迹的规矩", "# 我们的规矩", []),
        ("- {brand: 用友, model: U8, fault: 月末", "- {brand: 用友, model: U9, fault: 月末",
         ["competitor_cases[0].model：U8 → U9"]),
    ],
)  # fmt: skip
def test_differences_in_words(old: str, new: str, lines: list[str]) -> None:
    assert config.changes(Texts(SHIPPED, WORDS), Texts(changed((old, new)), WORDS)) == lines


def test_a_field_that_moves_and_words_of_the_lexicon() -> None:
    fields = [line for line in SHIPPED.splitlines() if line.startswith("  - {key: c")]
    text = changed((f"{fields[0]}\n{fields[1]}\n", f"{fields[1]}\n{fields[0]}\n"))
    assert config.changes(Texts(SHIPPED, WORDS), Texts(text, WORDS.replace("用友", "用友, 金蝶"))) == [
        "visit.fields 换了顺序",
        "词表 brands 增加 金蝶",
    ]
