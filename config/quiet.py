"""免打扰一节: when the system holds what it says of its own accord, and when many cards become one list."""

from typing import Annotated

from pydantic import AfterValidator, Field

from config.problems import guess
from config.rules import NightSpan, Section, Unrepeated, account, clock_span, refuse
from domain.people import Role
from domain.quiet import Quiet

_ROLE = "role:"


def _spared(text: str) -> str:
    if not text.startswith(_ROLE):
        return account(text)
    names = [role.value for role in Role]
    if text.removeprefix(_ROLE) not in names:
        may = "、".join(_ROLE + name for name in names)
        refuse(((), f"没有「{text[:40]}」这个角色；可写 {may}{guess(text, [_ROLE + name for name in names])}"))
    return text


class QuietTimes(Section):
    """免打扰和汇总：系统自己要发的提醒、升级先压住；回答人的话不受影响。"""

    hours: NightSpan | None = Field(default=None, description='每天不打扰的时间段，例如 "21:00-08:00"；null 表示没有')
    weekends: bool = Field(default=False, description="休息日是否也不打扰：周末和节假日，调休上班的日子除外")
    except_: Annotated[list[Annotated[str, AfterValidator(_spared)]], Unrepeated] = Field(
        default=[], alias="except", max_length=100, description="不受免打扰约束的人：账号或 role:角色"
    )
    mail: bool = Field(default=False, description="邮件是否也压住")
    digest_over: int | None = Field(
        default=None, ge=1, le=100, description="同一个人两分钟内到期的卡片多于几张时合成一条；null 表示不合"
    )


def quiet_of(section: QuietTimes, holders: dict[Role, tuple[str, ...]]) -> Quiet:
    """The section as the product takes it; `holders` are those of each role."""
    spared: set[str] = set()
    for name in section.except_:
        spared.update(holders.get(Role(name.removeprefix(_ROLE)), ()) if name.startswith(_ROLE) else (name,))
    hours = clock_span(section.hours) if section.hours else None
    return Quiet(hours, section.weekends, frozenset(spared), section.mail, section.digest_over)
