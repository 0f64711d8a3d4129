"""邮件兜底: when requests that wait in a chat nobody can reach go out by mail, with a link to a page of ours."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class MailFallback:
    """`after`: WeCom was away for so long; `valid_for`: a link works for so long.

    `page_url` is where our pages are seen from outside, without a slash at its end. The machine knows it, not
    config.yaml: empty where nobody could open a page or no mail can leave, and then there are no links.
    """

    after: timedelta
    valid_for: timedelta
    page_url: str = ""
