"""几家客户: what a rep reads when a note tells of several, and while several drafts are open."""

from collections.abc import Sequence

COMPLETE = "都齐了，看过卡片点“确认”，或直接回“确认”。"
NO_NAME = "没说客户的那条"
JOINED_SHORT = "已合并"


def about(customer: str) -> str:
    """Before a sentence about one of several drafts."""
    return f"【{customer}】"


def apart(names: Sequence[str]) -> str:
    """Told first, before a card for each."""
    customers = len(set(names))
    heard = f"{customers} 家客户" if customers == len(names) else f"{len(names)} 次拜访"
    return f"听到 {heard}，分开记：{'、'.join(names)}。要是同一家，回“合成一条”。"


def too_many(most: int, names: Sequence[str]) -> str:
    """The visits of one note that were not kept."""
    return f"一段话里最多记 {most} 家。“{'、'.join(names)}”还没有记，麻烦再单独说一遍。"


def which_to_join(names: Sequence[str]) -> str:
    """Three or more are open."""
    return f"现在有 {len(names)} 条：{'、'.join(names)}。哪两条是同一家？请说，例如“{names[0]}和{names[1]}是同一家”。"


def joined(customer: str, clashes: Sequence[str]) -> str:
    """Two drafts became one; `clashes` say what both had and only one can stay."""
    return f"合成一条了：{customer}。{''.join(clashes)}{'要改请说。' if clashes else ''}"


def discarded(customer: str) -> str:
    """Which one “放弃” was about."""
    return f"已放弃{about(customer)}这条拜访记录。"


def confirmed(customer: str) -> str:
    """Which one “确认” was about."""
    return f"{about(customer)}这条提交了。"
