"""邮件审批: every sentence of the mails that carry a link, and of the page behind it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.wording import moments
from domain.messages import Card

AGREE, REJECT = "同意", "驳回"
REJECT_TITLE = "驳回原因"
OWN_WORDS = "要说的话（选“其他”时请写）"
OWN_WORDS_OPTIONAL = "要说的话（可以不写）"
LACKS_REASON = "请选一个驳回原因，或者写几句，提交人才知道怎么改。"
ON_BEHALF = "您正以 {who} 的身份审批。如果您不是 {who}，请关掉这个页面。"
ONCE = "提交后就算数，这个链接不能再用第二次。"

UNKNOWN_TITLE = "没有这个链接"
UNKNOWN = "链接可能没有复制完整。请从邮件里再点一次，或在企业微信里打开“跟迹”，发“我的待办”。"
EXPIRED_TITLE = "链接已过期"
OUTDATED_TITLE = "链接已失效"
OUTDATED = "这份申请后来有了变化，请以企业微信里最新的卡片或最新的邮件为准。"
MOVED_TITLE = "不用您处理了"
MOVED = "这份申请已经不由您审批，没有改动。"
GONE_TITLE = "已经不在了"
GONE = "这条记录已经不在了，没有改动。"
NOTHING_LEFT = "不用再处理。"


def subject(card: Card) -> str:
    """“【跟迹】张三的拜访记录待审”."""
    return f"【跟迹】{card.title}"


def body(reader: str, card: Card, link: str) -> str:
    """The request as the card has it, for somebody whose chat does not work."""
    return f"{reader}，您好：\n\n企业微信暂时连不上，这份申请在等您。\n\n{as_text(card)}\n\n{link}\n\n跟迹"


def as_text(card: Card) -> str:
    """What a card shows, in lines."""
    head = f"{card.title}（{card.subtitle}）" if card.subtitle else card.title
    first = f"{card.quote_title}：\n{_indented(card.quote)}" if card.quote else ""
    rows = "\n".join(f"{row.name}：{row.value}" for row in card.rows)
    return "\n\n".join(filter(None, (head, first, rows, card.text)))


def link_lines(url: str, until: datetime, zone: ZoneInfo, now: datetime) -> str:
    """How to decide by the link, and what to take care of."""
    return (
        f"不用企业微信，打开下面的网页就能同意或驳回：\n{url}\n"
        f"链接只给您本人，{moments.clock_time(until, zone, now)} 前有效，只能用一次，请不要转发。"
    )


def heading(requester: str, noun: str) -> str:
    """“张三的拜访记录”."""
    return f"{requester}的{noun}"


def expired(at: datetime, zone: ZoneInfo, now: datetime) -> str:
    """Told on the page."""
    return f"链接 {moments.clock_time(at, zone, now)} 过期了，没有改动。请在企业微信里打开“跟迹”，发“我的待办”处理。"


def settled(words: str, reason: str | None) -> str:
    """What became of it, for whoever opens the link afterwards."""
    return "\n".join(filter(None, (f"{words}。", f"原因：{reason}" if reason else "", NOTHING_LEFT)))


def _indented(text: str) -> str:
    return "\n".join(f"  · {line}" for line in text.splitlines())
