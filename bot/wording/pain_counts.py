"""痛点统计: the counts as people read them."""

from domain.pain_counts import PainCounts

_MOST_TAGS, _MOST_WORDINGS = 20, 5


def counts(found: PainCounts, days: int) -> str:
    """A line for each tag, then the wordings that have none."""
    if not found.records:
        return f"最近 {days} 天还没有您能看到的、已提交的拜访记录。"
    lines = [f"最近 {days} 天，您能看到的 {found.records} 条拜访记录里："]
    lines += [f"{tag}　{count} 条" for tag, count in found.tags[:_MOST_TAGS]]
    if len(found.tags) > _MOST_TAGS:
        lines.append(f"……另有 {len(found.tags) - _MOST_TAGS} 类")
    if found.untagged:
        lines.append(untagged(found))
    return "\n".join(lines)


def untagged(found: PainCounts) -> str:
    """“待归类　3 次：“…”（2）、“…””."""
    words = "、".join(f"“{span}”" + (f"（{n}）" if n > 1 else "") for span, n in found.untagged[:_MOST_WORDINGS])
    more = "……" if len(found.untagged) > _MOST_WORDINGS else ""
    return f"待归类　{found.without_tag} 次：{words}{more}"
