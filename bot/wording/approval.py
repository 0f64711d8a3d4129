"""审批: every sentence and card that approvers and requesters read."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.wording import moments
from domain.approval import Approval, State, Terms
from domain.approval_policy import APPROVERS
from domain.approval_subject import Shown
from domain.messages import Button, Card, Option, Selection

APPROVE, REJECT, MORE, REASON, LET_PASS = "approve", "reject", "more", "reason", "let_pass"
SAY_REASON = "other"  #: the option that is preselected: a reason is never given by accident
NO_REASON = "none"  #: preselected where none is required

LET_PASS_BUTTON = Button(LET_PASS, "特批放行", 2)
THIS = "这份申请"
NOT_REJECTED = "好的，没有驳回，{this}仍待审核。"
NOT_YOURS = "{this}不由您审批，没有改动。"
NO_APPROVER = (
    "{who} 提交的{noun}（{what}）没有找到审核人：企业微信里没有设置直属主管，也没有销售总监。"
    "请在通讯录或 config.yaml 里补上。"
)
NO_APPROVER_REQUESTER = "已提交，但没有找到您的审核人，已通知管理员。"
NO_LEADER = "您在企业微信里没有直属主管，{this}直接交给 {who} 审核。"
GONE = "这条记录已经不在了，没有改动。"
REDRAWN = "已更新，请看最新的卡片"
NOT_AGREED = "没有同意：{why}"
LET_PASS_HOW = "只放行这一单，点卡片上的“特批放行”。"
SUBMITTED_HELD = "已经提交，先排着：{why}"

_VERB = {State.APPROVED: "已同意", State.REJECTED: "已驳回", State.RETURNED: "已退回", State.WITHDRAWN: "已撤回"}


def give_reason(requester: str, this: str) -> str:
    """Asks for the words of a rejection."""
    return f"请说一下驳回{requester}{this}的原因，打字或语音都行。不驳回了就说“取消”。"


def spoken(agrees: bool, name: str, at: datetime, zone: ZoneInfo, waiting: str = "") -> str:
    """“李经理 已同意 10:32，等 孙会计”: one of several has spoken."""
    text = f"{name} {'已同意' if agrees else '不同意'} {moments.clock_time(at, zone, at)}"
    return f"{text}，等 {waiting}" if waiting else text


def next_step(words: str, approvers: str, what: str) -> str:
    """The requester learns that a step is passed."""
    return f"{words}，接下来由 {approvers} 审批：{what}"


def for_somebody(who: str, subtitle: str) -> str:
    """“钱经理 代 李经理｜24 小时内审核…” on the card of a deputy."""
    return f"{who}｜{subtitle}" if subtitle else who


def decision(approval: Approval, decider: str, zone: ZoneInfo, now: datetime) -> str:
    """“李经理 已同意 10:32”."""
    at = approval.decided_at or now
    return f"{decider} {_VERB[approval.state]} {moments.clock_time(at, zone, now)}"


def too_late(approval: Approval, decider: str, zone: ZoneInfo, now: datetime) -> str:
    """Told to whoever taps after the decision."""
    at = approval.decided_at or now
    return f"已由{decider} {moments.clock_time(at, zone, now)} {_VERB[approval.state].removeprefix('已')}，不用再处理。"


def approval_card(requester: str, shown: Shown, terms: Terms, due: str) -> Card:
    """The approver's card; it leads with what to check (C4)."""
    return Card(
        task_id="",
        title=f"{requester}的{shown.noun}待审",
        subtitle=due,
        quote_title="请先看" if shown.check_first else "",
        quote="\n".join(shown.check_first),
        text=shown.more,
        rows=shown.rows,
        selection=Selection(REASON, "驳回原因", _options(terms), SAY_REASON if terms.reason_required else NO_REASON),
        buttons=(Button(APPROVE, "同意", 1), Button(REJECT, "驳回", 3), Button(MORE, "更多…", 2)),
    )


def reason_id(number: int) -> str:
    """The option of the policy's reason with that number."""
    return f"r{number}"


def _options(terms: Terms) -> tuple[Option, ...]:
    """What is preselected comes first. WeCom takes ten [D90236]: config.yaml allows nine reasons, or eight."""
    free = () if terms.reason_required else (Option(NO_REASON, "不写原因"),)
    reasons = (Option(reason_id(n), text) for n, text in enumerate(terms.reject_reasons))
    return (*free, Option(SAY_REASON, "其他（我来说）"), *reasons)


def deadline(hours: str, is_working: bool, to: str) -> str:
    """Stated on the card: how long, how it is counted, and what follows."""
    then = "超时提醒" if to == APPROVERS else "超时升级"
    return f"{hours} 小时内审核（{'按工作时间' if is_working else '自然小时'}），{then}"


def told_requester(approval: Approval, decider: str, what: str, advice: str, zone: ZoneInfo, now: datetime) -> str:
    """The requester learns of the decision."""
    reason = f"原因：{approval.reason}" if approval.reason else ""
    return "\n".join(filter(None, (f"{decision(approval, decider, zone, now)}：{what}", reason, advice)))


def escalated_title(requester: str, noun: str) -> str:
    """The title of the card that follows silence."""
    return f"超时升级：{requester}的{noun}"


def reminded_title(requester: str, noun: str) -> str:
    """The title of the card that reminds."""
    return f"提醒：{requester}的{noun}待审"


def held_title(requester: str, noun: str) -> str:
    """The title of the card once something stands against approving it."""
    return f"先不能批：{requester}的{noun}"


def held_no_more_title(requester: str, noun: str) -> str:
    """The title of the card once nothing stands against it any more."""
    return f"可以批了：{requester}的{noun}"


def still_waiting_title(requester: str, noun: str) -> str:
    """The title of the card that takes the place of an old one."""
    return f"还在等您：{requester}的{noun}"


def escalated_quote(approver: str, hours: str) -> str:
    """Why he sees it."""
    return f"{approver} {hours} 小时未审"


def mail_subject(requester: str, shown: Shown) -> str:
    """Subject of the mail that follows silence."""
    return f"【跟迹】超时未审：{requester}的{shown.noun}（{shown.what}）"


def mail_body(reader: str, requester: str, approver: str, shown: Shown, hours: str, link: str = "") -> str:
    """Body of the mail that follows silence. `link`: the lines that lead to a page of ours."""
    checks = "\n".join(f"  · {line}" for line in shown.check_first)
    first = f"请先看：\n{checks}\n\n" if checks else ""
    below = f"{link}\n\n" if link else ""
    return (
        f"{reader}，您好：\n\n{requester} 提交的{shown.noun}（{shown.what}）已等待 {hours} 小时，"
        f"{approver} 还没有审核。\n\n{first}请在企业微信的“跟迹”卡片上点“同意”或“驳回”。\n\n{below}跟迹"
    )
