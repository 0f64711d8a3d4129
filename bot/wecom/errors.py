"""错误码: what WeCom's errcode means for us [D90313]; branch on the code, its text changes."""

import re
from datetime import timedelta
from enum import Enum


class Kind(Enum):
    """What to do about a call that failed."""

    TRANSIENT = "transient"  #: WeCom refused for a moment, or was never reached; nothing was done
    UNANSWERED = "unanswered"  #: time-out, broken connection, HTTP 5xx, garbled answer: perhaps done
    RATE = "rate"  #: stop this API until the window has passed
    TOKEN = "token"  #: the access token is not valid, although it was just renewed
    CONFIG = "config"  #: secret, permission or trusted IP: an admin has to act
    RECIPIENT = "recipient"  #: the member cannot be reached
    CONTENT = "content"  #: the request itself is wrong or blocked
    MEDIA = "media"  #: unknown, expired or unsuitable media
    CARD = "card"  #: the card is wrong or can no longer be updated
    OAUTH = "oauth"  #: restart the login
    OTHER = "other"  #: anything else; not repeated


TOKEN_CODES = frozenset({40014, 41001, 42001})
CARD_GONE = 60140

_CODES: dict[Kind, tuple[int | range, ...]] = {
    Kind.TRANSIENT: (-1, 6000, 45033, 45035, 301022, 301057, 301064, 2000111, 2000141),
    Kind.RATE: (45009, 45036, 41094),
    Kind.TOKEN: tuple(TOKEN_CODES),
    Kind.CONFIG: (
        40001, 40013, 40056, 40091, 41002, 41004, 41011, 48001, 48002, 48006, 48010, 48011, 50001, 50003, 60020,
        80001, 301002, 301042, 301055, 301056,
    ),
    Kind.RECIPIENT: (40003, 40031, 40032, 40066, 40068, 41009, 46004, 60003, 60011, 60021, 60111, 81013, 82001, 82002,
        82003, 92000,
    ),
    Kind.CONTENT: (
        40008, 40016, range(40017, 40028), 40033, 40035, 40058, 40063, 40201, 40204, 40206, 41010, 41016, 41033, 42052,
        44001, 44004, 45001, 45002, 45007, 45008, 45034, 46003, 82004, 301025,
    ),
    Kind.MEDIA: (40004, 40005, 40006, 40007, 40009, 40011, 40123, 40145, 40146, 41006, 301016, 301017, 830002),
    Kind.CARD: (range(42014, 42021), range(42027, 42052), 43012, CARD_GONE, 82101, 82102),
    Kind.OAUTH: (40029, 42003, 42022),
}  # fmt: skip

KIND_OF_CODE: dict[int, Kind] = {
    code: kind
    for kind, entries in _CODES.items()
    for entry in entries
    for code in (entry if isinstance(entry, range) else (entry,))
}

_SECRET = re.compile(r"((?:access_token|corpsecret|secret|code|ticket)=)[^&\s\"')]+", re.IGNORECASE)


def scrub(text: str) -> str:
    """`text` with the values of secret query parameters replaced."""
    return _SECRET.sub(r"\1***", text)


class WecomError(Exception):
    """A call that did not succeed.

    `code` is WeCom's errcode, 0 where it never gave one; `retry_after` is set for RATE.
    `follows_unanswered`: an earlier attempt of the same call got no answer, so that its effect may be there.
    """

    def __init__(
        self,
        kind: Kind,
        code: int,
        reason: str,
        retry_after: timedelta | None = None,
        follows_unanswered: bool = False,
    ) -> None:
        super().__init__(f"{kind.value} {code}: {scrub(reason)[:300]}")
        self.kind = kind
        self.code = code
        self.reason = scrub(reason)[:300]
        self.retry_after = retry_after
        self.follows_unanswered = follows_unanswered

    @classmethod
    def of_code(cls, code: int, reason: str) -> "WecomError":
        """The error for an errcode other than 0."""
        return cls(KIND_OF_CODE.get(code, Kind.OTHER), code, reason)
