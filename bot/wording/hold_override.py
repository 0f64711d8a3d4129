"""特批: every sentence about letting orders of a held customer pass."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.wording import moments

NOT_NEEDED = "这个订单现在没有被冻结挡着，不用特批。"
NOT_HIS = "特批要由指定的人来做，没有改动。"
GIVE_REASON = "请说一下为什么特批放行，打字或语音都行。不放行了就说“取消”。"
LEFT = "好的，没有放行，冻结照旧。"
WHOSE = "要特批哪个客户？例如“特批 华鼎 3天 老客户，货急”。"
ENDED_WHOSE = "要取消哪个客户的特批？例如“取消特批 华鼎”。"


def not_his(name: str, who: str) -> str:
    """He is none of those who may."""
    return f"{name}的特批要由{who}来做，没有改动。" if who else NOT_HIS


def not_held(name: str) -> str:
    """Nothing stands against the customer's orders."""
    return f"{name}现在没有冻结，不用特批。"


def give_reason(name: str) -> str:
    """Asks for the reason."""
    return f"请说一下为什么给{name}特批，打字或语音都行。不特批了就说“取消”。"


def made(
    name: str, is_one_order: bool, until: datetime, shortened: timedelta | None, zone: ZoneInfo, now: datetime
) -> str:
    """To whoever did it."""
    at = moments.clock_time(until, zone, now)
    what = "这一单" if is_one_order else f"{name}的新订单"
    short = f"最长只能 {shortened.days} 天，" if shortened else ""
    end = "" if is_one_order else f"；提前结束发“取消特批 {name}”"
    return f"好的，{short}{what}放行到 {at}，到时自动恢复冻结{end}。"


def told(who: str, name: str, order: str, until: datetime, reason: str, zone: ZoneInfo, now: datetime) -> str:
    """To rep and finance; `order` names the one order, "" for all of the customer's."""
    at = moments.clock_time(until, zone, now)
    what = f"这一单（{order}）" if order else "新订单"
    return f"{who} 特批：{name}的{what}放行到 {at}。原因：{reason}"


def expired(name: str, order: str) -> str:
    """It ended by itself."""
    return f"{name}的特批到期了，{order or '新订单'}又先不能批。"


def ended(who: str, name: str) -> str:
    """Somebody ended it before its time."""
    return f"{who} 取消了{name}的特批，新订单又先不能批。"


def ended_own(name: str) -> str:
    """To whoever ended it."""
    return f"好的，{name}的特批取消了，新订单又先不能批。"


def none_to_end(name: str) -> str:
    """Nothing is let pass."""
    return f"{name}现在没有特批。"
