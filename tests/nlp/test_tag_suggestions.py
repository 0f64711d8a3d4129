"""标签建议: measured on 60 wordings that were written down before anybody looked at an answer."""

from pathlib import Path

from nlp.tag_suggestions import examples, suggested
from tests.nlp.company import ROOT, lexicon

WORDINGS = [
    tuple(line.split("\t"))
    for line in Path(ROOT / "benchmarks/reading/untagged_wordings.tsv").read_text(encoding="utf-8").splitlines()
]


def test_three_suggestions_hold_the_right_tag_in_most_cases() -> None:
    known = examples(lexicon())
    found = [(tag, suggested(words, known)) for tag, words in WORDINGS]
    assert len(found) == 60
    assert sum(tags[:1] == (tag,) for tag, tags in found) >= 45
    assert sum(tag in tags for tag, tags in found) >= 51


def test_a_tag_the_record_has_already_is_not_suggested_again() -> None:
    words = "冰淇淋到店都软了，化冻"
    assert suggested(words, examples(lexicon()))[0] == "冷链断链"
    others = suggested(words, examples(lexicon()), without={"冷链断链"})
    assert others
    assert "冷链断链" not in others


def test_nothing_is_suggested_for_what_is_like_nothing() -> None:
    assert suggested("喵喵喵", examples(lexicon())) == ()
    assert suggested("", examples(lexicon())) == ()
