"""对账的理由: why a payment is tied to an instalment, and why a person is asked, in words."""

from collections.abc import Iterable, Sequence

from domain.match_reason import Reason
from domain.matching import Judged, Verdict
from domain.payment_reference import Line

WORDS = {
    Reason.PAYER_SAME: "户名一致",
    Reason.PAYER_LEARNED: "户名以前确认过",
    Reason.PAYER_CHOSEN: "客户由人指定",
    Reason.PAYER_CUT: "户名被银行截短，前面一致",
    Reason.PAYER_BARE: "户名没有“有限公司”，其余一致",
    Reason.PAYER_TYPO: "户名差一个字",
    Reason.PAYER_BRANCH: "户名像是客户的分公司",
    Reason.PAYER_UNKNOWN: "户名不认识",
    Reason.ONLY_NAMED: "户名不认识",
    Reason.PAYER_OTHER: "户名和摘要说的不是同一家",
    Reason.SEVERAL_CUSTOMERS: "对得上的客户不止一家",
    Reason.CONTRACT_NAMED: "摘要写了合同号",
    Reason.NTH_NAMED: "摘要写了哪一期",
    Reason.CUSTOMER_NAMED: "摘要写了客户名",
    Reason.NAMED_SETTLED: "摘要写的已经收齐了",
    Reason.NAMED_OTHERWISE: "金额和摘要写的那一期不符",
    Reason.AMOUNT_OF_ONE: "金额一致",
    Reason.WITHIN_TOLERANCE: "差额在手续费以内",
    Reason.EARLIEST_OF_EQUAL: "金额相同的几期里最早到期",
    Reason.AMOUNT_OF_SEVERAL: "正好是几期的合计",
    Reason.PARTS_MAKE_ONE: "几笔合起来正好一期",
    Reason.PART: "只够一部分，先还最早到期的",
    Reason.PART_OF_NAMED: "是这一期的一部分",
    Reason.OVER: "比欠款多，多的先挂预收",
    Reason.FAR_OVER: "比欠款多得多",
    Reason.NOTHING_DUE: "近期没有到期的款",
    Reason.NOTHING_OPEN: "没有未收的款",
    Reason.NOT_THE_EARLIEST: "前面还有更早到期的",
    Reason.PERHAPS_PART: "也可能是更早一期的一部分",
    Reason.SCATTERED: "凑得上，但也可能是巧合",
    Reason.FAR_FROM_DUE: "这一期离到期还远，却有已到期的没收",
    Reason.SEVERAL_WAYS: "不止一种对法",
    Reason.CLAIMED: "另一笔没定的款也可能是付这一期的",
    Reason.SEVERAL_CONTRACTS: "没说付哪份合同",
}
UNKNOWN = "户名不认识，摘要也没写客户或合同"
ASIDE = {
    Line.INTEREST: "利息", Line.FEE: "手续费", Line.OWN_TRANSFER: "自己账户之间", Line.STATE: "税款、补贴等",
    Line.RETURN: "退票、冲正，没有对应的收款", Line.REFUND: "退款", None: "付出去的款",
}  # fmt: skip
ASK_RETURN = "退回的可能是这几笔之一"


def words(reasons: Iterable[Reason]) -> str:
    """“户名一致；金额一致”: what speaks against it last."""
    return "；".join(WORDS[one] for one in sorted(dict.fromkeys(reasons), key=lambda one: one.value[0]))


def doubt(judged: Judged) -> str:
    """Why a person is asked."""
    if judged.verdict is Verdict.ASK_RETURN:
        return ASK_RETURN
    return words(judged.proposals[0].reasons) if judged.proposals else UNKNOWN


def circled(number: int) -> str:
    """①②③④."""
    return "①②③④⑤⑥⑦⑧"[number - 1]


def joined(parts: Sequence[str], most: int) -> str:
    """The first few, and how many more."""
    return "、".join(parts[:most]) + (f" 等 {len(parts)} 期" if len(parts) > most else "")
