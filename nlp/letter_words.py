"""信函的口令: “给华鼎写催款函”, “帮我写封感谢信给华鼎，发我邮箱”."""

import re
from dataclasses import dataclass
from enum import Enum


class Letter(Enum):
    """What is to be written."""

    REMINDER = "reminder"  #: 催款函
    THANKS = "thanks"  #: 感谢信


@dataclass(frozen=True)
class LetterWish:
    """A letter to the customer of that name (as said, or empty); `by_mail`: the draft goes to one's own mailbox.

    `is_order`: somebody is told to write it; “华鼎的催款函” may be talk.
    """

    letter: Letter
    name: str
    by_mail: bool = False
    is_order: bool = True


_EDGE = " \t\r\n,，。!！~～"
_LEAD = r"(?:请|麻烦)?(?:你)?(?:帮我|替我)?"
_WRITE = r"(?:写|起草|拟|出|生成|准备)(?:一下)?(?:一)?(?:封|份|个)?"
_ORDER = re.compile(_WRITE)
_KINDS = (
    (Letter.REMINDER, r"(?:催款|付款提醒|催收|付款通知)(?:函|信|邮件)"),
    (Letter.THANKS, r"(?:感谢|致谢)(?:函|信|邮件)"),
)
_NAME = r"(?P<name>[^，,。；！？\s]{2,40}?)"
_BY_MAIL = re.compile(r"[\s,，]*(?:再|并|然后)?发(?:到|给|去)?我?(?:的)?(?:自己的)?邮箱(?:里)?$")
_WISHES = tuple(
    (letter, re.compile(pattern))
    for letter, kind in _KINDS
    for pattern in (
        rf"{_LEAD}给\s*{_NAME}\s*{_WRITE}\s*{kind}",
        rf"{_LEAD}{_WRITE}\s*{kind}\s*给\s*{_NAME}",
        rf"{_LEAD}{_WRITE}给\s*{_NAME}的?\s*{kind}",
        rf"{_LEAD}{_WRITE}\s*(?P<name>){kind}",
        rf"{_NAME}\s*的?{kind}",
    )
)


def letter_wish(text: str) -> LetterWish | None:
    """The letter that the whole text asks for, or None."""
    said = text.strip(_EDGE)
    bare = _BY_MAIL.sub("", said).strip(_EDGE)
    for letter, pattern in _WISHES:
        if found := pattern.fullmatch(bare):
            return LetterWish(letter, found["name"].strip(), bare != said, _ORDER.search(bare) is not None)
    return None
