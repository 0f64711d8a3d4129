"""学来的说法: how proposals, decisions and refusals are told."""

from domain.learned_word import Refused, State, Unfit

STATES = {State.PROPOSED: "待审核", State.ACCEPTED: "已采用", State.REJECTED: "不采用", State.WITHDRAWN: "已撤销"}

_WHY = {
    Unfit.GONE: "要归到的标签或客户已经没有了",
    Unfit.TOO_SHORT: "太短，至少两个字",
    Unfit.TOO_LONG: "太长，请换成短一些的说法",
    Unfit.COMMON: "是常用词，会误读别的话",
    Unfit.KNOWN: "现在就读得出来，不用加",
    Unfit.TAG: "已经是痛点「{by}」的说法",
    Unfit.CUSTOMER: "像是另一家客户：{by}",
    Unfit.BRAND: "是竞品的名字",
    Unfit.FREQUENT: "太常见：最近的话里有 {by}% 都这么说",
}


def why(refused: Refused) -> str:
    """Why words cannot be taken."""
    return _WHY[refused.reason].format(by=refused.by)
