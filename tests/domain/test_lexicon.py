"""Two word lists as one."""

from domain.lexicon import Lexicon, RoleWords, joined


def a_lexicon(version: str, **words: tuple[str, ...]) -> Lexicon:
    roles = (RoleWords("决策人", words.get("cues", ()), ("总经理",)),)
    return Lexicon(version, dict(words), {}, {}, roles, {"决策人": "高"}, words.get("brands", ()))


def test_a_companys_words_are_added() -> None:
    both = joined(
        a_lexicon("1", 库存不准=("账实不符",), brands=("用友",)),
        a_lexicon("2", 库存不准=("飞账",), 漏水=("漏水",), brands=("用友", "金蝶"), cues=("点头",)),
    )
    assert both.tags["库存不准"] == ("账实不符", "飞账")
    assert both.tags["漏水"] == ("漏水",)
    assert both.brands == ("用友", "金蝶")
    assert both.roles == (RoleWords("决策人", ("点头",), ("总经理",)),)
    assert both != a_lexicon("1")
