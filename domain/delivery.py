"""送达: what became of one attempt to send something."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Delivered:
    """Taken by WeCom or the mail server. `response_code` redraws the card once, within 72 hours."""

    msgid: str = ""
    response_code: str = ""


@dataclass(frozen=True)
class RetryLater:
    """Not taken, or nobody knows: try again after `after`. `is_outage`: the far side is away, not this message."""

    after: timedelta
    reason: str
    is_outage: bool = False


@dataclass(frozen=True)
class GivenUp:
    """Will never be taken as it is: a bad recipient, content or configuration."""

    reason: str
    code: int = 0


@dataclass(frozen=True)
class CardGone:
    """The card can no longer be redrawn (60140); say it in words instead."""


Delivery = Delivered | RetryLater | GivenUp | CardGone
