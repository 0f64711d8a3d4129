"""驳回原因统计: the counts as people read them, and the word before the next request."""

from collections.abc import Sequence

from domain.reject_reasons import PERIOD_DAYS, RejectCounts

_MOST_PEOPLE, _MOST_REASONS, _MOST_OF_ONE = 20, 5, 3
_LONGEST = 20  #: characters of a reason in somebody's own words

HINT_TITLE = "提醒"
NOT_SEEN = "您看不到{names}的审批结果。"


def hint(reason: str, times: int) -> str:
    """On the card before one confirms: kind, and once a card."""
    return f"最近 {PERIOD_DAYS} 天有 {times} 次因「{_cut(reason)}」被驳回，确认前看一眼"


def own(period: str, found: RejectCounts) -> str:
    """One's own."""
    if not found.decided:
        return f"{period}，您提交的没有审完的。"
    if not found.rejected:
        return f"{period}，您提交的审完 {found.decided} 条，没有被驳回的。"
    return "\n".join([f"{period}，您提交的审完 {found.decided} 条，驳回 {found.rejected} 条：", *_lines(found)])


def of_others(period: str, everybody: RejectCounts, each: Sequence[tuple[str, RejectCounts]]) -> str:
    """Of those whom the asker may see; `each` by name, who was rejected most often first."""
    if not everybody.decided:
        return f"{period}，您能看到的申请里没有审完的。"
    whole = f"{period}，您能看到的审完 {everybody.decided} 条"
    if not everybody.rejected:
        return f"{whole}，没有驳回的。"
    lines = [f"{whole}，驳回 {everybody.rejected} 条：", *_lines(everybody), "按人："]
    for name, found in each[:_MOST_PEOPLE]:
        lines.append(f"{name}　驳回 {found.rejected}/{found.decided}：{'、'.join(_reasons(found, _MOST_OF_ONE))}")
    if len(each) > _MOST_PEOPLE:
        lines.append(f"……另有 {len(each) - _MOST_PEOPLE} 人")
    return "\n".join(lines)


def of_one(period: str, name: str, found: RejectCounts) -> str:
    """Of one of them."""
    if not found.rejected:
        return f"{period}，{name}审完 {found.decided} 条，没有驳回的。"
    return "\n".join([f"{period}，{name}审完 {found.decided} 条，驳回 {found.rejected} 条：", *_lines(found)])


def _lines(found: RejectCounts) -> Sequence[str]:
    return [f"{words} 次" for words in _reasons(found, _MOST_REASONS, between="　")]


def _reasons(found: RejectCounts, most: int, between: str = " ") -> list[str]:
    words = [f"{_cut(reason) or '没写原因'}{between}{times}" for reason, times in found.reasons[:most]]
    rest = sum(times for _, times in found.reasons[most:])
    return [*words, f"其他{between}{rest}"] if rest else words


def _cut(reason: str) -> str:
    return reason if len(reason) <= _LONGEST else reason[: _LONGEST - 1] + "…"
