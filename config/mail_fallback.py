"""邮件兜底一节: when requests also go out by mail, and how long the link in it works."""

from datetime import timedelta

from pydantic import Field

from config.rules import Section
from domain.mail_fallback import MailFallback


class MailFallbackSection(Section):
    """邮件兜底：企业微信连不上时，待审的申请也发邮件，邮件里有一次性的审批链接。"""

    after_minutes: int = Field(default=30, ge=1, le=1440, description="企业微信连不上多少分钟以后才发邮件")
    valid_hours: int = Field(default=72, ge=1, le=720, description="链接多少小时内有效")


def mail_fallback_of(section: MailFallbackSection) -> MailFallback:
    """The section as the product takes it."""
    return MailFallback(timedelta(minutes=section.after_minutes), timedelta(hours=section.valid_hours))
