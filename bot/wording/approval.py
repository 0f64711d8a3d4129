"""审批: every sentence and card that approvers and requesters read."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.wording import moments
from domain.approval import Approval, State
from domain.messages import Button, Card, Option, Row, Selection

APPROVE, REJECT, REASON = "approve", "reject", "reason"
SAY_REASON = "other"  #: the option that is preselected: a reason is never given by accident

GIVE_REASON = "请说一下驳回{who}这条记录的原因，打字或语音都行。不驳回了就说“取消”。"
NOT_REJECTED = "好的，没有驳回，这条记录仍待审核。"
NOT_YOURS = "这条记录不由您审批，没有改动。"
NO_APPROVER = (
    "{who} 提交的拜访记录（{what}）没有找到审核人：企业微信里没有设置直属主管，也没有销售总监。"
    "请在通讯录或 config.yaml 里补上。"
)
NO_APPROVER_REQUESTER = "已提交，但没有找到您的审核人，已通知管理员。"
NO_LEADER = "您在企业微信里没有直属主管，这条记录直接交给 {who} 审核。"
GONE = "这条记录已经不在了，没有改动。"

_VERB = {State.APPROVED: "已同意", State.REJECTED: "已驳回"}


def decision(approval: Approval, decider: str, zone: ZoneInfo, now: datetime) -> str:
    """“李经理 已同意 10:32”."""
    at = approval.decided_at or now
    return f"{decider} {_VERB[approval.state]} {moments.clock_time(at, zone, now)}"


def too_late(approval: Approval, decider: str, zone: ZoneInfo, now: datetime) -> str:
    """Told to whoever taps after the decision."""
    at = approval.decided_at or now
    return f"已由{decider} {moments.clock_time(at, zone, now)} {_VERB[approval.state].removeprefix('已')}，不用再处理。"


def approval_card(
    requester: str, check_first: Sequence[str], rows: tuple[Row, ...], more: str, reasons: Sequence[str], due: str
) -> Card:
    """The approver's card; it leads with what to check (C4)."""
    return Card(
        task_id="",
        title=f"{requester}的拜访记录待审",
        subtitle=due,
        quote_title="请先看",
        quote="\n".join(check_first),
        text=more,
        rows=rows,
        selection=Selection(REASON, "驳回原因", _options(reasons), SAY_REASON),
        buttons=(Button(APPROVE, "同意", 1), Button(REJECT, "驳回", 3)),
    )


def _options(reasons: Sequence[str]) -> tuple[Option, ...]:
    return Option(SAY_REASON, "其他（我来说）"), *(Option(f"r{n}", text) for n, text in enumerate(reasons))


def deadline(hours: str, is_working: bool) -> str:
    """Stated on the card: how long, and how it is counted."""
    return f"{hours} 小时内审核（{'按工作时间' if is_working else '自然小时'}），超时升级"


def told_requester(approval: Approval, decider: str, what: str, zone: ZoneInfo, now: datetime) -> str:
    """The rep learns of the decision."""
    text = f"{decision(approval, decider, zone, now)}：{what}"
    return f"{text}\n原因：{approval.reason}\n请按原因补充或修改，再确认提交。" if approval.reason else text


def escalated_title(requester: str) -> str:
    """The title of the director's card."""
    return f"超时升级：{requester}的拜访记录"


def escalated_quote(approver: str, hours: str) -> str:
    """Why the director sees it."""
    return f"{approver} {hours} 小时未审"


def mail_subject(requester: str, what: str) -> str:
    """Subject of the escalation mail."""
    return f"【跟迹】超时未审：{requester}的拜访记录（{what}）"


def mail_body(director: str, requester: str, approver: str, what: str, hours: str, check_first: Sequence[str]) -> str:
    """Body of the escalation mail."""
    checks = "\n".join(f"  · {line}" for line in check_first)
    return (
        f"{director}，您好：\n\n{requester} 提交的拜访记录（{what}）已等待 {hours} 小时，{approver} 还没有审核。\n\n"
        f"请先看：\n{checks}\n\n请在企业微信的“跟迹”卡片上点“同意”或“驳回”。\n\n跟迹"
    )
