"""Which words ask for a letter to a customer."""

import pytest

from nlp.letter_words import Letter, LetterWish, letter_wish

_REMINDER, _THANKS = Letter.REMINDER, Letter.THANKS


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("给华鼎写催款函", LetterWish(_REMINDER, "华鼎")),
        ("帮我给华鼎汽配写一封催款函。", LetterWish(_REMINDER, "华鼎汽配")),
        ("写封感谢信给华鼎", LetterWish(_THANKS, "华鼎")),
        ("帮我起草给华鼎的催款函，发我邮箱", LetterWish(_REMINDER, "华鼎", by_mail=True)),
        ("给华鼎写催款函 发到我的邮箱", LetterWish(_REMINDER, "华鼎", by_mail=True)),
        ("华鼎的催款函", LetterWish(_REMINDER, "华鼎", is_order=False)),
        ("写催款函", LetterWish(_REMINDER, "")),
        ("客户收到催款函了，说下周付", None),
        ("今天拜访华鼎，王总说要给领导写感谢信", None),
        ("催款函", None),
    ],
)
def test_the_wish(text: str, wish: LetterWish | None) -> None:
    assert letter_wish(text) == wish
