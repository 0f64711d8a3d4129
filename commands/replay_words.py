"""重放的说法: how questions, steps and rungs are named to the admin who tries a config.yaml."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.approval import Step
from domain.approval_policy import Channel
from domain.people import Firm, Role
from domain.replay import Reached

CHANNELS = {Channel.CHAT: "企业微信", Channel.MAIL: "邮件"}
_PARTS = {"competitor.model": "型号", "next_step.due_on": "的日期", "decision_chain.gaps": "的细节"}
_RUNGS = {
    "approvers": "提醒审批人", "director": "升级总监", "leader": "升级主管", "leader_of_leader": "升级上级主管",
    "leader_of_approver": "升级审批人的主管", "department_head": "升级部门负责人", "admin": "升级管理员",
}  # fmt: skip
_ROLES = {
    Role.SALES_DIRECTOR: "总监", Role.FINANCE: "财务", Role.LEGAL: "法务", Role.DELIVERY: "交付", Role.ADMIN: "管理员",
}  # fmt: skip


def question_words(key: str, labels: Mapping[str, str]) -> str:
    """痛点, 竞品型号."""
    return labels.get(key.partition(".")[0], "规则") + _PARTS.get(key, "")


def rung_words(to: str, firm: Firm) -> str:
    """升级总监, 提醒审批人."""
    kind, _, name = to.partition(":")
    if kind == "role":
        return f"升级{_ROLES[Role(name)]}"
    return _RUNGS.get(to) or f"升级{firm.name_of(name or kind)}"


def reached_words(one: Reached, firm: Firm, zone: ZoneInfo) -> str:
    """“升级总监 03-03 14:00 王总（企业微信、邮件）”."""
    ways = "、".join(CHANNELS[channel] for channel in one.channels)
    at = _moment(one.at, zone)
    return f"{rung_words(one.to, firm)} {at} {_names(one.people, firm) or '找不到人'}（{ways}）"


def people_words(steps: Iterable[Step], firm: Firm) -> str:
    """“李经理，然后 王总、孙会计（2 人都要）”."""
    return "，然后 ".join(_step_words(step, firm) for step in steps) or "找不到人"


def _step_words(step: Step, firm: Firm) -> str:
    people = tuple(seat.person for seat in step.seats)
    few = f"（{step.needed}/{len(people)}）" if len(people) > 1 else ""
    return _names(people, firm) + few


def _names(people: Iterable[str], firm: Firm) -> str:
    return "、".join(map(firm.name_of, people))


def _moment(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%m-%d %H:%M}"
