"""撤销: every sentence about taking back one's own last act."""

DONE = "好的，已撤销。"
NOTHING = "没有可以撤销的操作。"
ALREADY = "刚才那一步已经撤销了，更早的不能再撤销。"
TOO_LATE = "已超过 10 分钟，不能撤销。"
NOT_THIS = "上一步（{act}）不能撤销。"
DECIDED_SINCE = "{who} 之后已经审批，不能撤销。"
CHANGED_SINCE = "之后又有了变动，不能撤销。"
OPEN_AGAIN = "好的，草稿恢复了。"
APART = "好的，又分成两条了：{names}。"

SPOKEN = {
    "approval.agreed": "同意", "approval.approved": "同意", "approval.refused": "驳回", "approval.rejected": "驳回",
    "approval.returned": "退回",
}  # fmt: skip
#: acts that something else takes back, or nothing
ACTS = {
    "payment.returned": "退票冲回",
    "payment.taken_back": "撤销核销",
    "approval.reassigned": "转交",
    "approval.added_before": "加签",
    "approval.added_after": "加签",
    "approval.withdrawn": "撤回",
    "approval.nudged": "催办",
    "approval.commented": "评论",
    "delegation.made": "委托，结束请说“取消委托”",
    "delegation.ended": "结束委托",
    "override.ended": "取消特批",
    "visit.attached": "发照片或位置",
    "visit.submitted": "提交",
    "form.submitted": "提交",
}


def taken_back(name: str, what: str) -> str:
    """“李经理 刚才的同意已撤销”."""
    return f"{name} 刚才的{what}已撤销"


def told(words: str, what: str, waiting: str) -> str:
    """News to the requester, and to those whose cards are void."""
    return f"{words}：{what}。现在等 {waiting} 审批。"
