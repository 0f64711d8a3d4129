"""事件: members who join are greeted; the platform's warnings go to the admins; the rest is only logged."""

from bot.wording import platform
from bot.wording import visit_record as wording
from domain.messages import Event, Inbound, Reply, Say
from domain.people import Role
from domain.policy import Policy

#: WeCom warns before it suspends an app that nobody uses [D90240]
_WARNINGS = ("inactive_alert", "low_active_alert", "close_inactive_agent", "low_active")


def on_event(inbound: Inbound, event: Event, policy: Policy) -> list[Reply]:
    """Any event that is not a tap on a card."""
    if event.name == "subscribe":
        return [Say(inbound.member, wording.greeting([form.title for form in policy.forms]))]
    if event.name in _WARNINGS:
        return [Say(admin, platform.WARNING.format(event=event.name)) for admin in policy.holders.get(Role.ADMIN, ())]
    return []
